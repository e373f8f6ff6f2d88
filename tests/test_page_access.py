"""Whom the page serves: keyboards, screen readers, phones, dark rooms, paper, scripts from right to left."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from service.web.api import EXAMPLE
from tests.conftest import Visit
from tests.test_page_answer import ONE, QUESTION, UNKNOWN, Stream, answered, ask

pytestmark = pytest.mark.browser

PHONE = (360, 740)
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 4
ARABIC = "هل يجب أن أجري مقابلة الخروج؟"


def welcome(page: Page) -> None:
    """Nothing asked yet."""
    expect(page.locator("#examples button").first).to_be_visible()


def an_answer(page: Page) -> None:
    """An answer with its comment form open."""
    ask(page, f"{QUESTION[:-1]} and {UNKNOWN}")
    answered(page)
    page.get_by_role("button", name="Bad answer").click()
    expect(page.get_by_label("What was good or wrong?")).to_be_visible()


def a_card(page: Page) -> None:
    """An answer with the card of a citation."""
    ask(page, QUESTION)
    answered(page)
    page.locator(".said .chip").nth(1).hover()
    expect(page.locator("#card")).to_be_visible()


def a_refusal(page: Page) -> None:
    """A refusal with the nearest passages."""
    ask(page, UNKNOWN)
    answered(page)


def a_source(page: Page) -> None:
    """A source that is open."""
    ask(page, QUESTION)
    answered(page)
    page.locator(".said .chip").nth(1).click()
    expect(page.locator("#source mark").first).to_be_visible()


def the_history(page: Page) -> None:
    """The list of conversations."""
    ask(page, QUESTION)
    answered(page)
    page.get_by_role("button", name="History").click()


def a_failure(page: Page) -> None:
    """A question that could not be asked."""
    page.route("**/api/ask", lambda route: route.abort())
    ask(page, QUESTION)
    expect(page.get_by_role("alert")).to_be_visible()


def a_changed_question(page: Page) -> None:
    """A question that is being changed."""
    ask(page, QUESTION)
    answered(page)
    page.get_by_role("button", name="Edit question").click()


def several_questions(page: Page) -> None:
    """Two questions in the box."""
    page.get_by_label("Your question").fill(f"{QUESTION}\n{UNKNOWN}")
    expect(page.get_by_role("button", name="Ask as one question")).to_be_visible()


def a_long_question(page: Page) -> None:
    """More in the box than can be asked."""
    page.get_by_label("Your question").fill("long " * 500)
    expect(page.get_by_role("alert")).to_be_visible()


def a_search(page: Page) -> None:
    """The list of conversations, with what was found, one being renamed and one deleted."""
    for question in (QUESTION, UNKNOWN, "thanks"):
        ask(page, question)
        answered(page)
        page.get_by_role("button", name="New chat").click()
    page.get_by_role("button", name="History").click()
    page.get_by_role("button", name="Delete “thanks”").click()
    page.get_by_label("Search the conversations").fill("voluntary")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_label("Name of the conversation")).to_be_focused()


def the_sources(page: Page) -> None:
    """The list of sources, one of them chosen."""
    page.get_by_role("button", name="Sources").click()
    page.locator("#sources-list input").first.check()


def one_source(page: Page) -> None:
    """One source chosen, which stands above the box."""
    the_sources(page)
    page.keyboard.press("Escape")
    expect(page.locator("#sources")).to_be_hidden()


def hardly_an_answer(page: Page) -> None:
    """An answer that may be none, with what stands around its first quote."""
    ask(page, "Why won't hiring managers give candidates honest feedback after an interview?")
    answered(page)
    page.locator(".said .chip").first.hover()
    page.locator("#card").get_by_role("button", name="Show what stands around it").click()
    expect(page.locator("#card .around").first).to_be_visible()


def near_passages(page: Page) -> None:
    """A refusal whose nearest passages are unfolded."""
    ask(page, "how do I explain a two year gap on my resume?")
    answered(page)
    page.locator("summary", has_text="Nearest passages").click()


STATES = [
    *(welcome, an_answer, a_card, a_refusal, a_source, the_history, a_failure),
    *(a_changed_question, several_questions, a_long_question, a_search),
    *(the_sources, one_source, hardly_an_answer, near_passages),
]


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds that is serious or critical, with the elements."""
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(
    ("size", "scheme"), [((1200, 800), "dark"), (PHONE, "light")], ids=["wide and dark", "phone and light"]
)
@pytest.mark.parametrize("state", STATES, ids=[state.__name__ for state in STATES])
def test_nobody_is_shut_out(
    visit: Visit, state: Callable[[Page], None], size: tuple[int, int], scheme: Any
) -> None:
    """Axe finds nothing serious or critical, and nothing is wider than the window."""
    page = visit(size=size, color_scheme=scheme, expected="Failed to load resource")
    state(page)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 26)"
    assert dark is (scheme == "dark")


@pytest.mark.parametrize(
    "path", [f"/?q={QUESTION}", f"/?q={UNKNOWN}", "/source/000_545cee09d23d1661?start=2233&end=2345"]
)
def test_nobody_is_shut_out_without_scripts(visit: Visit, path: str) -> None:
    """The server's own answer, refusal and source are as sound, in the same look."""
    page = visit(
        path,
        size=PHONE,
        before=lambda page: page.route("**/app.js", lambda route: route.abort()),
        expected="Failed to load resource",
    )
    expect(page.locator("article")).to_be_visible()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_the_scan_finds_what_is_wrong(visit: Visit) -> None:
    """Pale words and a page without a language are found, so that finding nothing means something."""
    page = visit()
    page.evaluate("document.querySelector('#welcome p').style.color = '#ddd'")
    page.evaluate("document.documentElement.lang = ''")
    assert {name for name, _ in faults(page)} == {"html-has-lang", "color-contrast"}


def test_the_keyboard_is_enough(visit: Visit) -> None:
    """From the box backwards to a number, into the source and back, to thumbs and to the next question.

    On a phone's width.
    """
    page = visit(size=PHONE)
    box = page.get_by_label("Your question")
    expect(box).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    answered(page)
    expect(box).to_be_focused()
    chip, seen = page.locator(".said .chip").first, list[str]()
    while not chip.evaluate("(chip) => chip === document.activeElement"):
        page.keyboard.press("Shift+Tab")
        name, outline = page.evaluate(
            "(({ ariaLabel, textContent }, style) => [ariaLabel ?? textContent, style.outlineStyle])"
            "(document.activeElement, getComputedStyle(document.activeElement))"
        )
        assert outline != "none"
        seen.append(name)
        assert len(seen) < 60
    assert {"Bad answer", "Good answer", "Copy answer", "Copy link", "Source 1", "Source 2"} <= set(seen)
    page.keyboard.press("Enter")
    expect(page.locator("#source mark").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(chip).to_be_focused()
    unreached = "[...document.querySelectorAll('button, a, textarea, summary')].filter((one) => one.tabIndex < 0 && !one.closest('#card'))"
    assert page.evaluate(f"{unreached}.length") == 0


def test_the_focus_stays_in_a_pane_over_the_page(visit: Visit) -> None:
    """On a phone the source is a modal dialog: nothing behind it is reached."""
    page = visit(size=PHONE)
    a_source(page)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('#source') !== null"
        )


def test_colours_follow_the_system_until_told(visit: Visit) -> None:
    """The button turns them round and says which are shown; that is kept."""
    page = visit(color_scheme="light")
    button = page.get_by_role("button", name="Dark colours")
    expect(button).to_have_attribute("aria-pressed", "false")
    page.emulate_media(color_scheme="dark")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("body")).to_have_css("background-color", "rgb(20, 24, 26)")
    button.click()
    expect(page.locator("body")).to_have_css("background-color", "rgb(250, 249, 246)")
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator("body")).to_have_css("background-color", "rgb(250, 249, 246)")


@pytest.mark.parametrize(("motion", "name"), [("no-preference", "appear"), ("reduce", "none")])
def test_nothing_moves_for_those_who_do_not_like_it(visit: Visit, motion: Any, name: str) -> None:
    """Sentences fade in, or are simply there."""
    page = visit(f"/?q={QUESTION}", reduced_motion=motion)
    expect(page.locator(".sentence").first).to_have_css("animation-name", name)


def test_text_runs_from_right_to_left_where_it_does(visit: Visit) -> None:
    """Question, answer and quote in their own direction; long words break.

    Nothing scrolls sideways on a phone.
    """
    streams: list[Stream] = []
    page = visit(size=PHONE, before=lambda page: streams.append(Stream(page)))
    ask(page, f"{ARABIC} {LONG}")
    shown = {"quote": ARABIC, "title": ARABIC, "section": [LONG], "place": f"{ARABIC} › {LONG}"}
    cited = EXAMPLE["citations"][0] | shown  # type: ignore[index]
    streams[0].tell(ONE, understood=ARABIC, citations=[cited], related=[ARABIC, LONG])
    answered(page)
    expect(page.locator(".asked")).to_have_css("direction", "rtl")
    expect(page.locator(".understood")).to_have_css("direction", "rtl")
    expect(page.locator(".quotes .place")).to_have_css("direction", "rtl")
    expect(page.locator(".related button").first).to_have_css("direction", "rtl")
    page.locator(".said .chip").hover()
    expect(page.locator("#card blockquote")).to_have_css("direction", "rtl")
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_paper_has_the_answers_and_their_quotes(visit: Visit) -> None:
    """Dark on white, without boxes and buttons, with the text of each quote and the address of its second."""
    page = visit(f"/?q={QUESTION}", color_scheme="dark")
    answered(page)
    expect(page.locator(".paper").first).to_be_hidden()
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".paper").first).to_contain_text(
        "you decline https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=221s"
    )
    expect(page.locator(".said")).to_be_visible()
    for gone in ("#ask", "#top", ".feedback", ".related"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    assert page.pdf().startswith(b"%PDF")
