"""The chat page: how sure an answer looks, what stands around a quote, which questions are offered."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from service.answering.parted import REFUSAL
from service.answering.said import UNSURE
from service.answering.sureness import WORDS, Degree
from tests.conftest import Visit
from tests.test_page_access import faults
from tests.test_page_answer import ONE, QUESTION, UNKNOWN, Stream, answered, ask, said

pytestmark = pytest.mark.browser

NEAR = "how do I explain a two year gap on my resume?"
DOUBLE = "what is an exit interview and are they mandatory and what is the boiling point of water on Mount Everest?"
SIZES = [pytest.param((1200, 800), id="wide"), pytest.param((360, 740), id="phone")]


def as_sure(name: Degree) -> dict[str, Any]:
    """An answer of a degree, as the service tells it."""
    first = [said(UNSURE)] if name == "barely" else []
    return {"sureness": {"degree": name, "words": WORDS[name]}, "said": [*first, *ONE["said"]]}


def look(shown: Locator) -> Any:
    """The frame around what is said: its style and its colour on each side."""
    return shown.evaluate(
        "(one) => { const style = getComputedStyle(one); return [style.borderStyle, style.color, style.fontSize]; }"
    )


def told(page: Page, streams: list[Stream], **answer: Any) -> None:
    """An answer that the test gives."""
    ask(page, QUESTION)
    streams[0].tell(ONE, **answer)
    answered(page)


@pytest.mark.parametrize("size", SIZES)
def test_degrees_differ_in_words_and_looks(visit: Visit, size: tuple[int, int]) -> None:
    """A sure one has no label; what is barely an answer says so above its first sentence, and no number does."""
    streams: list[Stream] = []
    page = visit(size=size, before=lambda page: streams.append(Stream(page)))
    looks = []
    names: list[Degree] = ["sure", "likely", "barely"]
    for place, name in enumerate(names):
        ask(page, QUESTION)
        streams[0].tell(ONE, **as_sure(name))
        answered(page, place)
        turn = page.locator(".turn").nth(place)
        expect(turn.locator(".label")).to_have_text([WORDS[name]] if name != "sure" else [])
        expect(turn.locator(".facts summary")).to_have_text(WORDS[name])
        expect(turn.locator(".reply")).not_to_contain_text("%", use_inner_text=True)
        looks.append(look(turn.locator(".said")))
    expect(page.locator(".turn").nth(2).locator(".said > *").first).to_have_text(UNSURE)
    assert len({str(one) for one in looks}) == 3
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    page.reload()
    expect(page.locator(".label")).to_have_text([WORDS["likely"], WORDS["barely"]])


@pytest.mark.parametrize("size", SIZES)
def test_a_near_refusal_folds_its_passages(visit: Visit, size: tuple[int, int]) -> None:
    """They are a key away, and lead to their sources."""
    page = visit(size=size)
    ask(page, NEAR)
    answered(page)
    expect(page.locator(".said")).to_have_text(REFUSAL)
    summary = page.locator(".fold summary")
    expect(page.locator(".nearest")).to_be_hidden()
    assert faults(page) == []
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".nearest > li")).to_have_count(5)
    expect(page.locator(".excerpt").first).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#source mark").first).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_a_far_question_gets_topics_and_no_passages(visit: Visit, size: tuple[int, int]) -> None:
    """One line."""
    page = visit(size=size)
    ask(page, UNKNOWN)
    answered(page)
    expect(page.locator(".said")).to_contain_text(f"{REFUSAL} Their topics: Exit Interviews")
    expect(page.locator(".label")).to_have_text(WORDS["far"])
    expect(page.locator(".nearest, .fold")).to_have_count(0)
    assert faults(page) == []


@pytest.mark.parametrize("size", SIZES)
def test_each_of_several_questions_has_its_head(visit: Visit, size: tuple[int, int]) -> None:
    """In order, the one without an answer too; also when it is shown again."""
    page = visit(size=size)
    ask(page, DOUBLE)
    answered(page)
    heads = page.locator(".said").get_by_role("heading")
    asked = [
        "What is an exit interview?",
        "Are they mandatory?",
        "What is the boiling point of water on Mount Everest?",
    ]
    for _ in range(2):
        expect(heads).to_have_text(asked)
        expect(page.locator(".said > *").last).to_have_text(REFUSAL)
        expect(page.locator(".label")).to_have_text("Partly answered")
        page.reload()
    assert faults(page) == []


def test_what_was_changed_of_a_question_is_told(visit: Visit) -> None:
    """Its spelling, and what it was read with; of several in one nothing."""
    page = visit()
    for place, (question, words) in enumerate(
        [
            (QUESTION, []),
            ("shoud I do an exit interveiw?", [f"Read as “{QUESTION}”"]),
            ("are they mandatory?", [f"Read together with your earlier question “{QUESTION}”"]),
            (DOUBLE, []),
        ]
    ):
        if place == 2:
            page.get_by_role("button", name="New chat").click()
            ask(page, QUESTION)
            answered(page)
        ask(page, question)
        at = place if place < 2 else place - 1
        spelling = expect(page.locator(".turn").nth(at).locator(".feedback"))
        spelling.to_be_attached(timeout=30_000)  # the dictionary is read for the first misspelling
        answered(page, at)
        expect(page.locator(".turn").nth(at).locator(".understood")).to_have_text(words)


def by_pointer(page: Page) -> None:
    """Point at a number, then click in its card."""
    page.locator(".said .chip").nth(2).hover()
    page.locator("#card").get_by_role("button", name="Show what stands around it").click()


def by_keyboard(page: Page) -> None:
    """Go to the number before, then on into its card."""
    page.locator(".said .chip").nth(1).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".said .chip").nth(2)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("way", [by_pointer, by_keyboard], ids=["pointer", "keyboard"])
def test_what_stands_around_a_quote_is_one_click_away(
    visit: Visit, way: Callable[[Page], None], size: tuple[int, int]
) -> None:
    """Before and after it in the source's order, not as part of the quote; the card stays in the window."""
    page = visit(f"/?q={QUESTION}", size=size)
    answered(page)
    way(page)
    card = page.locator("#card")
    parts = card.locator(".around, blockquote")
    expect(parts).to_have_count(3)
    expect(parts.nth(0)).to_contain_text("withholding a paycheck, if you decline")
    expect(parts.nth(1)).to_have_text("Participation is strictly voluntary")
    expect(parts.nth(2)).to_contain_text("After it: Minimal gain")
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]
    assert faults(page) == []
    card.get_by_role("button", name="Show the quote alone").click()
    expect(parts).to_have_count(1)
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(page.locator(".said .chip").nth(2)).to_be_focused()


def test_what_cannot_be_read_around_a_quote_is_told(visit: Visit) -> None:
    """In the card, in the service's own words."""
    page = visit(f"/?q={QUESTION}", expected="Failed to load resource")
    answered(page)
    page.route("**/api/around/**", lambda route: route.abort())
    by_pointer(page)
    expect(page.locator("#card").get_by_role("alert")).to_have_text("The service cannot be reached.")


def test_questions_to_begin_with_come_when_they_are_found(visit: Visit) -> None:
    """The page asks again while they are looked for, and offers no heading."""
    found = {"index": "x", "questions": [], "whole": False}
    answers = [
        found,
        found | {"questions": ["Who pays?"]},
        found | {"questions": ["Who pays?", "When?"], "whole": True},
    ]

    def give(page: Page) -> None:
        page.route("**/api/examples", lambda route: route.fulfill(json=answers.pop(0)))

    page = visit(before=give)
    expect(page.locator("#examples button")).to_have_text(["Who pays?", "When?"])
    assert answers == []


def test_what_is_offered_is_a_question(visit: Visit) -> None:
    """To begin with and beside an answer."""
    page = visit()
    expect(page.locator("#examples button").first).to_be_visible()
    ask(page, QUESTION)
    answered(page)
    offered = page.locator("#examples button, .related button").all_inner_texts()
    assert len(offered) > 2
    assert all(text.endswith("?") for text in offered)
