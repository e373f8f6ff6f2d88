"""Back, Forward, Escape and reload: what is open closes, and the browser's history has no entries that do nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import Visit
from tests.test_page_answer import QUESTION, answered, ask

pytestmark = pytest.mark.browser

WIDE, PHONE = (1200, 800), (360, 740)
OTHER = "why should I respond to a job rejection?"


def open_source(page: Page) -> None:
    """The source of the second number."""
    page.locator(".said .chip").nth(1).press("Enter")


def open_history(page: Page) -> None:
    """The list of conversations."""
    page.get_by_role("button", name="History").press("Enter")


def entries(page: Page) -> int:
    """How many entries the window's history has."""
    return int(page.evaluate("history.length"))


def until(page: Page, expression: str) -> None:
    """Wait until an expression is true; the page's policy lets no string be run by playwright's own wait."""
    page.evaluate(
        f"async () => {{ for (let n = 0; n < 250 && !({expression}); n += 1) await new Promise((done) => setTimeout(done, 20)); }}"
    )
    assert page.evaluate(expression)


def settled(page: Page) -> None:
    """Wait until the page is where its history says: no dialog is open, and its entry is its own."""
    expect(page.locator("dialog[open]")).to_have_count(0)
    until(page, "!history.state?.dialogs")


def two_conversations(visit: Visit, size: tuple[int, int]) -> Page:
    """A window that shows the second of two."""
    page = visit(size=size)
    ask(page, QUESTION)
    answered(page)
    page.get_by_role("button", name="New chat").click()
    ask(page, OTHER)
    answered(page)
    return page


DIALOGS = [(open_source, "#source"), (open_history, "#history")]
WAYS: dict[str, Callable[[Page, Locator], object]] = {
    "Back": lambda page, _: page.evaluate("history.back()"),
    "Escape": lambda page, _: page.keyboard.press("Escape"),
    "button": lambda _, dialog: dialog.get_by_role("button", name="Close").press("Enter"),
}


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(("opening", "name"), DIALOGS, ids=["source", "history"])
def test_a_dialog_closes_and_leaves_nothing_behind(
    visit: Visit, size: tuple[int, int], opening: Callable[[Page], None], name: str
) -> None:
    """In whatever way, as often as one likes: the focus is where it was, and Back then leaves the conversation."""
    page = two_conversations(visit, size)
    address, before = page.url, entries(page)
    for close in WAYS.values():
        opening(page)
        dialog = page.locator(name)
        expect(dialog).to_be_visible()
        until(page, "history.state?.dialogs === 1")
        expect(page.locator("#source-text")).not_to_have_attribute("aria-busy", "true")
        close(page, dialog)
        settled(page)
        assert page.url == address
        assert page.evaluate("document.activeElement.matches('.said .chip, #open-history')")
    assert entries(page) == before + 1  # the one to which Forward leads
    page.go_back()
    expect(page.locator(".asked")).to_have_text(QUESTION)


@pytest.mark.parametrize(("opening", "name"), DIALOGS, ids=["source", "history"])
def test_forward_finds_nothing_to_do(visit: Visit, opening: Callable[[Page], None], name: str) -> None:
    """The dialog stays closed, and Back leads on from there as before."""
    page = visit(size=PHONE)
    page.evaluate("history.pushState(null, '', '/')")  # something to go back to
    ask(page, QUESTION)
    answered(page)
    opening(page)
    until(page, "history.state?.dialogs === 1")
    page.go_back()
    settled(page)
    page.evaluate("history.forward()")
    page.wait_for_timeout(300)  # there and back
    settled(page)
    expect(page.locator(name)).to_be_hidden()
    expect(page.locator(".turn")).to_have_count(1)
    opening(page)
    expect(page.locator(name)).to_be_visible()


def test_a_reload_closes_what_was_open(visit: Visit) -> None:
    """Without an entry left for it: the next Back leaves the conversation."""
    page = two_conversations(visit, PHONE)
    open_source(page)
    until(page, "history.state?.dialogs === 1")
    page.reload()
    settled(page)
    expect(page.locator(".asked")).to_have_text(OTHER)
    page.go_back()
    expect(page.locator(".asked")).to_have_text(QUESTION)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_conversation_from_the_list_comes_in_place_of_the_list(visit: Visit, size: tuple[int, int]) -> None:
    """Back leads from it to the conversation before, Forward to it again; beside an open source too."""
    page = two_conversations(visit, size)
    other = page.url
    if size == WIDE:
        open_source(page)
        expect(page.locator("#source mark").first).to_be_visible()
    open_history(page)
    page.locator("#history .choose").nth(1).press("Enter")
    settled(page)
    expect(page.locator(".asked")).to_have_text(QUESTION)
    until(page, f"location.href !== {other!r}")
    page.go_back()
    expect(page.locator(".asked")).to_have_text(OTHER)
    assert page.url == other
    page.go_forward()
    expect(page.locator(".asked")).to_have_text(QUESTION)


def test_back_goes_through_what_is_open_one_by_one(visit: Visit) -> None:
    """The list over the source beside the conversation, then the source; what was asked meanwhile stays."""
    page = visit()
    ask(page, QUESTION)
    answered(page)
    open_source(page)
    expect(page.locator("#source mark").first).to_be_visible()
    ask(page, "are they mandatory?")
    answered(page, 1)
    open_history(page)
    until(page, "history.state?.dialogs === 2")
    page.go_back()
    expect(page.locator("#history")).to_be_hidden()
    expect(page.locator("#source")).to_be_visible()
    page.go_back()
    settled(page)
    expect(page.locator(".turn")).to_have_count(2)
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)


def test_an_address_typed_over_a_dialog_is_followed(visit: Visit) -> None:
    """A link to a conversation closes what is open over another."""
    page = visit(size=PHONE)
    ask(page, QUESTION)
    answered(page)
    first = page.url
    page.get_by_role("button", name="New chat").click()
    ask(page, OTHER)
    answered(page)
    open_history(page)
    until(page, "history.state?.dialogs === 1")
    page.evaluate("(address) => { location.href = address; }", first)
    settled(page)
    expect(page.locator(".asked")).to_have_text(QUESTION)
    page.go_back()
    expect(page.locator(".asked")).to_have_text(OTHER)
    settled(page)
