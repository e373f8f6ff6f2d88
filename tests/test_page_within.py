"""The page's choice of collections beside the question: where it is, what it does, who can use it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from service.settings import Settings
from service.web.api import create_app
from tests.conftest import Visit
from tests.loopback import served
from tests.processes import wait_until
from tests.test_page_access import PHONE, faults
from tests.test_page_answer import QUESTION, answered, ask

pytestmark = pytest.mark.browser

WITHOUT_SCRIPT = "Failed to load resource"


@pytest.fixture(scope="module")
def address(collected_root: Path) -> Iterator[str]:
    """The service over two collections and an article in none, in place of that over the seeds."""
    with served(create_app(Settings(index=collected_root))) as address:
        yield address


@pytest.fixture
def asked(visit: Visit) -> tuple[Page, list[object]]:
    """A page, and what it asks the service."""
    bodies: list[object] = []

    def note(request: Request) -> None:
        if request.url.endswith("/api/ask"):
            bodies.append(request.post_data_json)

    page = visit(before=lambda page: page.on("request", note))
    return page, bodies


def choose(page: Page, *names: str) -> None:
    """Choose these collections, or have them chosen no more."""
    page.locator("#within summary").click()
    for name in names:
        page.get_by_role("checkbox", name=name).click()
    page.locator("#question").click()
    expect(page.locator("#within fieldset")).to_be_hidden()


def test_a_question_is_restricted_to_what_is_chosen(asked: tuple[Page, list[object]]) -> None:
    """And the answer says so; without a choice nothing is said."""
    page, bodies = asked
    ask(page, QUESTION)
    answered(page)
    expect(page.get_by_text("Looked only in")).to_have_count(0)
    choose(page, "advice")
    expect(page.locator("#within summary")).to_have_text("Looking only in advice")
    ask(page, QUESTION)
    answered(page, 1)
    turn = page.locator(".turn").nth(1)
    expect(turn.get_by_text("Looked only in advice")).to_be_visible()
    expect(turn.get_by_text("Not in the sources")).to_be_visible()
    choose(page, "advice")
    expect(page.locator("#within summary")).to_have_text("Looking everywhere")
    ask(page, QUESTION)
    answered(page, 2)
    assert [sorted(body) for body in bodies if isinstance(body, dict)] == [
        ["history", "question"],
        ["history", "in", "question"],
        ["history", "question"],
    ]


def test_the_choice_is_the_conversations(visit: Visit) -> None:
    """It is there again after a reload and from the list; a new conversation begins without one."""
    page = visit()
    choose(page, "talks", "advice")
    ask(page, QUESTION)
    answered(page)
    choose(page, "advice")
    page.reload()
    answered(page)
    expect(page.locator("#within summary")).to_have_text("Looking only in talks")
    expect(page.get_by_text("Looked only in advice, talks")).to_be_visible()
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#within summary")).to_have_text("Looking everywhere")
    page.get_by_role("button", name="History").click()
    page.get_by_role("dialog").get_by_role("button", name=QUESTION).first.click()
    expect(page.locator("#within summary")).to_have_text("Looking only in talks")


def test_an_address_chooses(visit: Visit) -> None:
    """`in` beside `q`; the link of an answer leads there, and so does its Markdown say."""
    clipboard = ["clipboard-read", "clipboard-write"]
    page = visit(f"/?q={QUESTION}&in=talks", permissions=clipboard)
    answered(page)
    expect(page.locator("#within summary")).to_have_text("Looking only in talks")
    page.get_by_role("button", name="Copy answer").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "\n\n*Looked only in: talks*\n\n" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_have_count(2)
    assert page.evaluate("navigator.clipboard.readText()").endswith("&in=talks")


def test_the_keyboard_chooses(visit: Visit) -> None:
    """Shift+Tab leads to it from the box; Escape closes the list, Tab leads on and closes it too."""
    page = visit()
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#within summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="advice")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#within summary")).to_have_text("Looking only in advice")
    page.keyboard.press("Escape")
    expect(page.locator("#within fieldset")).to_be_hidden()
    expect(page.locator("#within summary")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#within fieldset")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1200, 800), PHONE], ids=["wide", "phone"])
def test_the_choice_is_sound(visit: Visit, size: tuple[int, int], theme: str) -> None:
    """Axe finds nothing where it is open, and nothing scrolls sideways; all of it is in sight."""
    page = visit(size=size, color_scheme=theme)
    page.locator("#within summary").click()
    for name in ("advice", "talks"):
        box = page.get_by_role("checkbox", name=name)
        expect(box).to_be_in_viewport()
        box.click()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_without_javascript_the_form_restricts(visit: Visit) -> None:
    """What is chosen stays chosen, the answer says it, and what is related is asked of the same."""
    page = visit(
        before=lambda page: page.route("**/app.js", lambda route: route.abort()), expected=WITHOUT_SCRIPT
    )
    page.locator("#within summary").click()
    page.get_by_role("checkbox", name="talks").click()
    page.locator("#question").fill(QUESTION)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("article")).to_contain_text("Looked only in talks")
    expect(page.locator("#within summary")).to_have_text("Looking only in talks")
    page.locator("#within summary").click()
    expect(page.get_by_role("checkbox", name="talks")).to_be_checked()
    expect(page.get_by_role("checkbox", name="advice")).not_to_be_checked()
    page.locator("#within summary").click()
    wait_until(lambda: page.reload() and page.locator(".related a").count())  # it is checked meanwhile
    related = page.locator(".related a").first
    assert (related.get_attribute("href") or "").endswith("&in=talks")
    related.click()
    expect(page.locator("article")).to_contain_text("Looked only in talks")
    page.goto(page.url.replace("in=talks", "in=nowhere"))
    expect(page.locator(".problem")).to_have_text(
        "there is no collection or article “nowhere”; the collections are “advice”, “talks”"
    )


def test_a_collection_that_is_gone_is_told(visit: Visit) -> None:
    """Where another index is served since the page was loaded, or since a link was made."""
    page = visit(expected="422")
    page.locator("#within summary").click()
    page.get_by_role("checkbox", name="advice").evaluate("(box) => { box.value = 'gone'; }")
    page.get_by_role("checkbox", name="advice").click()
    ask(page, QUESTION)
    expect(page.get_by_role("alert")).to_contain_text("there is no collection or article “gone”")
    page.goto(f"{page.url.partition('?')[0].partition('#')[0]}?q={QUESTION}&in=away")
    expect(page.get_by_role("alert")).to_contain_text("there is no collection or article “away”")
