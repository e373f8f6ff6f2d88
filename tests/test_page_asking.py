"""Asking in the page: what was asked is recalled, changed and asked again; what is long or has several lines."""

import pytest
from playwright.sync_api import Page, expect

from service.answering.answer import LONGEST_QUESTION
from tests.conftest import Visit
from tests.test_page_answer import ONE, QUESTION, Stream, answered, ask
from tests.test_page_history import kept

pytestmark = pytest.mark.browser

PHONE = (360, 740)
ASKED = ["first question?", "second question?", "third question?"]


def told(visit: Visit, questions: list[str], size: tuple[int, int] = (1200, 800)) -> Stream:
    """A page whose answers the test gives, with these questions asked and answered."""
    streams: list[Stream] = []
    page = visit(size=size, before=lambda page: streams.append(Stream(page)))
    for place, question in enumerate(questions):
        ask(page, question)
        tell(streams[0], question)
        answered(page, place)
    return streams[0]


def tell(stream: Stream, question: str) -> None:
    """Answer the question that is being asked."""
    expect(stream.page.get_by_text("Looking in the sources")).to_be_visible()
    stream.tell(ONE, question=question, standalone_question=question)


def questions(page: Page) -> list[str]:
    """What the page shows as asked."""
    return page.locator(".asked").all_inner_texts()


def stored(page: Page) -> list[str]:
    """The questions of the only conversation that is kept."""
    return [turn["question"] for turn in kept(page)[0]["turns"]]


@pytest.mark.parametrize("size", [(1200, 800), PHONE], ids=["wide", "phone"])
def test_a_question_is_changed_and_asked_again(visit: Visit, size: tuple[int, int]) -> None:
    """By keyboard: what goes is said before; it is kept until the new answer is there.

    Only what was asked before it is history.
    """
    stream = told(visit, ASKED, size)
    page = stream.page
    page.get_by_role("button", name="Edit question").nth(1).press("Enter")
    box = page.get_by_label("Edit question")
    expect(box).to_be_focused()
    expect(box).to_have_value(ASKED[1])
    expect(page.get_by_text("this one and the one after it go.")).to_be_visible()
    page.keyboard.type(" And why?")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Looking in the sources")).to_be_visible()
    assert questions(page) == [ASKED[0], f"{ASKED[1]} And why?"]
    assert (stream.asked["question"], stream.asked["history"]) == (f"{ASKED[1]} And why?", [ASKED[0]])
    assert stored(page) == ASKED
    tell(stream, f"{ASKED[1]} And why?")
    answered(page, 1)
    assert questions(page) == stored(page) == [ASKED[0], f"{ASKED[1]} And why?"]
    assert page.evaluate("document.activeElement.matches('.asked')")


def test_what_a_changed_question_replaces_comes_back_without_an_answer(visit: Visit) -> None:
    """Where the connection breaks the answers before are there, and asking again replaces them."""
    stream = told(visit, ASKED)
    page = stream.page
    page.get_by_role("button", name="Edit question").nth(1).click()
    page.get_by_label("Edit question").fill("another?")
    page.get_by_role("button", name="Ask again").click()
    expect(page.get_by_text("Looking in the sources")).to_be_visible()
    stream.tear()
    expect(page.get_by_role("alert").filter(has_text="broke")).to_be_visible()
    assert questions(page) == [ASKED[0], "another?", *ASKED[1:]]
    assert stored(page) == ASKED
    page.get_by_role("button", name="Try again").click()
    stream.tear()
    expect(page.get_by_role("alert").filter(has_text="broke")).to_be_visible()
    page.get_by_role("button", name="Edit question").nth(1).click()  # of the one that failed
    page.get_by_label("Edit question").fill("the last?")
    page.get_by_role("button", name="Ask again").click()
    tell(stream, "the last?")
    answered(page, 1)
    assert questions(page) == stored(page) == [ASKED[0], "the last?"]


def test_changing_a_question_can_be_left(visit: Visit) -> None:
    """By Escape, by its button, and by asking the same; too long a text is refused there as well."""
    page = told(visit, ASKED[:1]).page
    pencil = page.get_by_role("button", name="Edit question")
    for leave in ("Escape", "Enter"):
        pencil.press("Enter")
        page.get_by_label("Edit question").press(leave)
        expect(pencil).to_be_focused()
    pencil.click()
    page.get_by_label("Edit question").fill("a" * (LONGEST_QUESTION + 1))
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".edit").get_by_role("alert")).to_have_text("Too long to be sent: please shorten it.")
    page.get_by_role("button", name="Cancel").click()
    assert questions(page) == ASKED[:1]


def test_the_arrows_recall_what_was_asked(visit: Visit) -> None:
    """In the empty box: up to the first, also of conversations before, and down to the empty box again."""
    page = told(visit, ASKED).page
    page.get_by_role("button", name="New chat").click()
    box = page.get_by_label("Your question")
    for question in [*reversed(ASKED), ASKED[0]]:
        box.press("ArrowUp")
        expect(box).to_have_value(question)
    for question in [*ASKED[1:], "", ""]:
        box.press("ArrowDown")
        expect(box).to_have_value(question)


def test_an_arrow_within_a_text_is_its_own(visit: Visit) -> None:
    """What was typed is never replaced; in several lines the cursor moves, and only at their edge it recalls."""
    page = told(visit, ["older?", "one line\nand another?"]).page
    box = page.get_by_label("Your question")
    box.fill("typed")
    box.press("ArrowUp")
    expect(box).to_have_value("typed")
    box.fill("")
    box.press("ArrowUp")
    expect(box).to_have_value("one line\nand another?")
    box.press("ArrowDown")  # into the second line
    expect(box).to_have_value("one line\nand another?")
    assert box.evaluate("(box) => box.selectionStart") > len("one line")
    box.press("ArrowUp")
    expect(box).to_have_value("one line\nand another?")
    box.press("Control+Home")
    box.press("ArrowUp")
    expect(box).to_have_value("older?")


@pytest.mark.parametrize("size", [(1200, 800), PHONE], ids=["wide", "phone"])
def test_what_is_too_long_is_refused_and_kept(visit: Visit, size: tuple[int, int]) -> None:
    """Nothing is cut: a counter near the limit, which is the service's own; above it a refusal in words."""
    page = visit(size=size)
    box = page.get_by_label("Your question")
    box.fill("a" * 1000)
    expect(page.locator(".limit").first).to_be_hidden()
    box.fill("😀" * LONGEST_QUESTION)
    expect(page.get_by_text("2,000 of 2,000 characters.")).to_be_visible()
    assert box.get_attribute("aria-invalid") is None
    long = "word " * 420
    box.fill(long)
    expect(page.get_by_text("2,099 of 2,000 characters.")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_text("Too long to be sent: please shorten it.")
    box.press("Enter")
    expect(box).to_have_value(long)
    expect(box).to_be_focused()
    expect(page.locator(".turn")).to_have_count(0)
    box.fill(QUESTION)
    expect(page.get_by_role("alert")).to_have_count(0)
    box.press("Enter")
    answered(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_link_with_too_long_a_question_leaves_it_in_the_box(visit: Visit, scripts: bool) -> None:
    """Nothing is asked, and it can be shortened."""
    long = "a" * (LONGEST_QUESTION + 1)
    page = visit(f"/?q={long}", java_script_enabled=scripts, expected="422")
    expect(page.get_by_label("Your question")).to_have_value(long)
    expect(page.locator(".problem, .limit strong").first).to_contain_text(
        "2001" if not scripts else "Too long"
    )


def test_questions_in_lines_are_asked_one_after_the_other(visit: Visit) -> None:
    """The page says so before; each is a turn, and the later one may lean on the one before."""
    page = visit()
    ask(page, f"1. {QUESTION}\n\n2. are they mandatory?")
    answered(page, 1)
    assert questions(page) == [QUESTION, "are they mandatory?"]
    expect(page.locator(".turn").nth(1).locator(".understood")).to_contain_text("exit interview")
    box = page.get_by_label("Your question")
    box.fill(f"{QUESTION}\nare they mandatory?")
    expect(page.get_by_text("These are 2 questions, asked one after the other.")).to_be_visible()
    page.get_by_role("button", name="Ask as one question").press("Enter")
    expect(page.get_by_text("These are 2 questions")).to_be_hidden()
    expect(box).to_be_focused()
    box.press("Enter")
    answered(page, 2)
    expect(page.locator(".turn")).to_have_count(3)
    ask(page, f"I handed in my notice.\nMy boss is angry.\n{QUESTION}")
    answered(page, 3)
    expect(page.locator(".turn")).to_have_count(4)


def test_questions_that_were_not_asked_come_back(visit: Visit) -> None:
    """Where somebody stops the first, the others stand in the box."""
    stream = told(visit, [])
    page = stream.page
    ask(page, "what is one?\nwhat is two?\nwhat is three?")
    tell(stream, "what is one?")
    expect(page.locator(".turn")).to_have_count(2)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_label("Your question")).to_have_value("what is three?")
    expect(page.get_by_text("Stopped.")).to_be_visible()


def test_a_reload_comes_back_to_where_one_was(visit: Visit) -> None:
    """The last turn is at the top of the window, and the half-typed question in the box."""
    page = told(visit, ASKED, PHONE).page
    page.get_by_label("Your question").fill("half a quest")
    page.evaluate("window.scrollTo(0, 0)")
    page.reload()
    expect(page.get_by_label("Your question")).to_have_value("half a quest")
    last = page.locator(".asked").last
    expect(last).to_have_text(ASKED[-1])
    expect(last).to_be_in_viewport()
    box = last.bounding_box()
    assert box is not None
    assert box["y"] < PHONE[1] / 3
    ask(page, QUESTION)
    page.reload()
    expect(page.get_by_label("Your question")).to_have_value("")
