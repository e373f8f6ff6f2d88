"""The page's panel of sources: what is known, what of it is asked, what is added and removed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, FilePayload, Page, Request, Route, expect
from pydantic import SecretStr

from service.settings import Settings
from service.web.api import create_app
from tests.conftest import Desk, Visit
from tests.loopback import served
from tests.test_page_access import PHONE, faults
from tests.test_page_answer import QUESTION, answered, ask
from tests.test_service_changes import KEY, WINDOW

pytestmark = pytest.mark.browser

REJECTION = "Break the Job Rejection Cycle"
SLOW = 120_000  # milliseconds that an ingest may take here
WIDE = (1200, 800)
SIZES = pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
Visited = Callable[..., Page]


@pytest.fixture(scope="module")
def address(collected_root: Path) -> Iterator[str]:
    """The service over two collections and an article in none, which lets nobody change anything."""
    with served(create_app(Settings(index=collected_root))) as address:
        yield address


def panel(page: Page) -> Any:
    """The panel, opened."""
    page.get_by_role("button", name="Sources", exact=True).click()
    expect(page.locator("#sources-list li").first).to_be_visible()
    return page.get_by_role("dialog", name="Sources")


def bodies_of(page: Page) -> list[Any]:
    """What a page asks the service, as it does."""
    bodies: list[Any] = []

    def note(request: Request) -> None:
        if request.url.endswith("/api/ask"):
            bodies.append(request.post_data_json)

    page.on("request", note)
    return bodies


@SIZES
def test_everything_that_is_known_is_listed(visit: Visit, size: tuple[int, int]) -> None:
    """With kind, author, words and file, and what was doubtful; nothing can be changed unless that is allowed."""
    page = visit(size=size)
    shown = panel(page)
    expect(shown.locator("#sources-list li")).to_have_count(4)
    expect(shown.get_by_role("status")).to_contain_text("4 articles. All are asked")
    expect(shown.get_by_role("button", name="Markdown · alifeafterlayoff · 763 words")).to_be_visible()
    expect(shown.get_by_text("2 time stamps out of order")).to_be_visible()
    expect(shown.get_by_text("Add sources")).to_be_hidden()
    expect(shown.get_by_role("button", name="Remove")).to_have_count(0)
    box = shown.bounding_box()
    assert box is not None
    assert box["width"] == min(size[0], 704)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sources", exact=True)).to_be_focused()


def test_a_search_narrows_the_list(visit: Visit) -> None:
    """By title, author and file, all words of it, whatever the case and the accents."""
    page = visit()
    shown = panel(page)
    items = shown.locator("#sources-list li")
    for words, count in (
        ("rejection", 1),
        ("BARBARA schúltz", 1),
        ("talks/", 2),
        ("job interview nobody", 0),
    ):
        page.get_by_role("searchbox", name="Search").fill(words)
        expect(items).to_have_count(count)
        expect(shown.get_by_role("status")).to_contain_text(f"{count} of 4 articles")
    page.get_by_role("searchbox", name="Search").fill("")
    expect(items).to_have_count(4)


@SIZES
def test_an_article_opens_over_the_panel(visit: Visit, size: tuple[int, int]) -> None:
    """And Escape leads back to its line, then out."""
    page = visit(size=size)
    shown = panel(page)
    line = shown.get_by_role("button", name=REJECTION).first
    line.click()
    source = page.get_by_role("dialog", name=REJECTION)
    expect(source.get_by_text("When you should ask for feedback").first).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(line).to_be_focused()
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()


@SIZES
def test_ticked_articles_alone_are_asked(visit: Visit, size: tuple[int, int]) -> None:
    """It is seen above the question, told in the answer by title, and kept with the conversation."""
    page = visit(size=size)
    bodies = bodies_of(page)
    shown = panel(page)
    shown.get_by_label(f"Ask only “{REJECTION}”").click()
    expect(shown.get_by_role("status")).to_contain_text("Only what is ticked is asked (1,")
    shown.get_by_role("checkbox", name="advice 1").click()
    page.keyboard.press("Escape")
    expect(page.locator("#within summary")).to_have_text("Looking only in advice, and in:")
    expect(page.locator("#within-others [dir]")).to_have_text(REJECTION)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    ask(page, QUESTION)
    answered(page)
    expect(page.get_by_text(f"Looked only in advice, {REJECTION}")).to_be_visible()
    assert bodies[-1]["in"] == ["advice", "talks/001_878addb260ad28b5"]
    page.reload()
    expect(page.locator("#within-others [dir]")).to_have_text(REJECTION)
    expect(page.get_by_text(f"Looked only in advice, {REJECTION}")).to_be_visible()
    panel(page)
    expect(page.get_by_label(f"Ask only “{REJECTION}”")).to_be_checked()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Do not ask only").click()
    expect(page.locator("#within-others")).to_be_hidden()
    expect(page.locator("#question")).to_be_focused()
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#within summary")).to_have_text("Looking everywhere")
    ask(page, QUESTION)
    answered(page)
    assert "in" not in bodies[-1]


def test_several_are_cleared_at_once(visit: Visit) -> None:
    """Of many the first are named."""
    page = visit()
    shown = panel(page)
    for box in shown.locator("#sources-list input").all():
        box.click()
    page.keyboard.press("Escape")
    expect(page.locator("#within-others")).to_contain_text("and 1 more")
    expect(page.locator("#within-others .picked")).to_have_count(3)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#within-others")).to_be_hidden()
    expect(page.locator("#within summary")).to_have_text("Looking everywhere")


def many(route: Route) -> None:
    """Ten thousand articles in place of those that are there."""
    found = route.fetch().json()
    one = found["articles"][0]
    found["articles"] = [
        one | {"id": f"a{n}", "path": f"a{n}.txt", "title": f"Article {n}"} for n in range(10_000)
    ]
    route.fulfill(body=json.dumps(found), content_type="application/json")


def test_ten_thousand_are_shown_by_and_by(visit: Visit) -> None:
    """A hundred at a time; a search finds the last; more than 200 are not ticked."""
    page = visit(before=lambda page: page.route("**/api/sources", many))
    shown = panel(page)
    items = shown.locator("#sources-list li")
    expect(items).to_have_count(100)
    expect(shown.get_by_role("status")).to_contain_text("10,000 articles")
    shown.get_by_role("button", name="Show 100 more").click()
    expect(items).to_have_count(200)
    expect(items.nth(100).locator(".choose")).to_be_focused()
    shown.get_by_role("button", name="Show 100 more").click()
    page.evaluate(
        "for (const box of [...document.querySelectorAll('#sources-list input')].slice(0, 201)) box.click()"
    )
    expect(shown.get_by_role("status")).to_contain_text("(200, at most 200)")
    expect(items.nth(200).locator("input")).not_to_be_checked()
    page.get_by_role("searchbox", name="Search").fill("article 9999")
    expect(items).to_have_count(1)
    expect(shown.get_by_role("button", name="Show")).to_have_count(0)


def test_the_keyboard_is_enough(visit: Visit) -> None:
    """To the panel, through the search to a box, out of it, and the question is asked of that article."""
    page = visit(size=PHONE)
    expect(page.locator("#question")).to_be_focused()
    button = page.get_by_role("button", name="Sources", exact=True)
    for _ in range(30):
        if button.evaluate("(one) => one === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#sources-list li").first).to_be_visible()
    expect(page.get_by_role("button", name="Close sources")).to_be_focused()
    while not page.get_by_role("searchbox", name="Search").evaluate(
        "(one) => one === document.activeElement"
    ):
        page.keyboard.press("Tab")
    page.keyboard.type("rejection")
    box = page.get_by_label(f"Ask only “{REJECTION}”")
    expect(page.locator("#sources-list li")).to_have_count(1)
    while not box.evaluate("(one) => one === document.activeElement"):
        page.keyboard.press("Tab")
        inside = (
            "document.activeElement.closest('#sources') !== null || document.activeElement === document.body"
        )
        assert page.evaluate(inside)
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name=REJECTION)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.locator("#within-others [dir]")).to_have_text(REJECTION)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@SIZES
def test_the_panel_is_sound(visit: Visit, size: tuple[int, int], scheme: str) -> None:
    """Axe finds nothing serious, nothing scrolls sideways, and what is pressed is 44 pixels high."""
    page = visit(size=size, color_scheme=scheme)
    shown = panel(page)
    shown.get_by_label(f"Ask only “{REJECTION}”").click()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    for one in shown.locator("button, label, summary").all():
        box = one.bounding_box()
        assert box is None or box["height"] >= 44, one.inner_text()
    page.get_by_role("searchbox", name="Search").fill("nothing of that name")
    assert faults(page) == []


def test_without_javascript_an_article_stays_chosen(visit: Visit) -> None:
    """An address that names one is answered from it, and the form asks it again, by its title."""
    page = visit(
        f"/?q={QUESTION}&in=talks/001_878addb260ad28b5",
        before=lambda page: page.route("**/app.js", lambda route: route.abort()),
        expected="Failed to load resource",
    )
    expect(page.locator("#within summary")).to_have_text(f"Looking only in {REJECTION}")
    page.locator("#question").fill(QUESTION)
    page.get_by_role("button", name="Ask").click()
    assert "in=talks%2F001_878addb260ad28b5" in page.url


def test_what_cannot_be_listed_is_told(visit: Visit) -> None:
    """In the panel, where it was asked for; the next time it is tried again."""
    page = visit(
        before=lambda page: page.route("**/api/sources", lambda route: route.abort()),
        expected="Failed to load resource",
    )
    page.get_by_role("button", name="Sources", exact=True).click()
    expect(page.locator("#sources .problem")).to_have_text("The service cannot be reached.")
    page.unroute("**/api/sources")
    page.keyboard.press("Escape")
    panel(page)


@pytest.fixture
def changing(browser: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visited]:
    """A function that opens the panel of a service of its own that lets itself be changed."""
    monkeypatch.setenv("CAREERQA_MODEL", str(desk.model))
    contexts: list[Any] = []
    with served(
        create_app(Settings(index=desk.root, sources=(str(desk.sources),), allow_changes=True))
    ) as address:

        def go(size: tuple[int, int] = WIDE) -> Page:
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce"
            )
            contexts.append(context)
            page: Page = context.new_page()
            page.goto(address)
            panel(page)
            return page

        yield go
        for context in contexts:
            context.close()


def choose(page: Page, *files: tuple[str, str]) -> None:
    """Choose files to add."""
    if not page.get_by_role("button", name="Choose files").is_visible():
        page.get_by_text("Add sources").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files(
        [FilePayload(name=name, mimeType="text/plain", buffer=text.encode()) for name, text in files]
    )


@pytest.mark.slow
@SIZES
def test_files_are_added_and_removed(changing: Visited, desk: Desk, size: tuple[int, int]) -> None:
    """Each file with how far it is or what is wrong with it; a removal asks once and says what goes."""
    page = changing(size)
    page.get_by_text("Add sources").click()
    assert faults(page) == []
    page.get_by_label("Add to").select_option("deep")
    choose(page, ("window.txt", WINDOW), ("code.py", "import os\n"), ("headings.md", "## One\n\n## Two\n"))
    lines = page.locator("#sources-progress li")
    expect(lines.nth(0)).to_have_text("deep/window.txtIn the index", timeout=SLOW)
    expect(lines.nth(1)).to_contain_text("the formats that are read are")
    expect(lines.nth(2)).to_contain_text("holds no text")
    expect(page.get_by_text("The index is up to date.")).to_be_visible()
    expect(page.locator("#sources-list li")).to_have_count(5)
    expect(page.get_by_text("Left out (1)")).to_be_visible()
    assert (desk.sources / "deep/window.txt").read_text() == WINDOW
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    asked: list[str] = []

    def confirm(dialog: Dialog) -> None:
        asked.append(dialog.message)
        (dialog.accept if len(asked) > 1 else dialog.dismiss)()

    page.on("dialog", confirm)
    page.get_by_role("button", name="Remove deep/window.txt").click()
    assert (desk.sources / "deep/window.txt").is_file()
    page.get_by_role("button", name="Remove deep/window.txt").click()
    expect(page.locator("#sources-list li")).to_have_count(4, timeout=SLOW)
    assert len(asked) == 2
    assert asked[0].startswith("Remove deep/window.txt (“Windows”)? Nothing is answered from it any more.")
    assert not (desk.sources / "deep/window.txt").exists()


@pytest.mark.slow
def test_another_file_of_that_name_is_replaced_when_told(changing: Visited, desk: Desk) -> None:
    """By the keyboard; until then the old one stays."""
    page = changing()
    choose(page, ("pay.txt", WINDOW))
    again = page.get_by_role("button", name="Replace pay.txt")
    expect(again).to_be_visible()
    expect(page.locator("#sources-progress")).to_contain_text("there is another pay.txt already")
    assert (desk.sources / "pay.txt").read_text() != WINDOW
    again.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sources-progress")).to_contain_text("In the index", timeout=SLOW)
    assert (desk.sources / "pay.txt").read_text() == WINDOW
    expect(page.locator("#sources-list")).to_contain_text("Windows")


DROP = """
(panel) => {
  const data = new DataTransfer();
  data.items.add(new File(["Windows\\n\\nAsk for the desk by the window.\\n"], "window.txt"));
  data.items.add(new File(["no"], ".hidden"));
  panel.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }));
  panel.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}
"""


def test_files_are_dropped(changing: Visited, desk: Desk) -> None:
    """Anywhere on the panel; hidden ones are passed over. That the update breaks off is told, to try again."""
    page = changing()
    page.route("**/api/sources/update", lambda route: route.abort())
    page.locator("#sources").evaluate(DROP)
    expect(page.locator("#sources-progress li")).to_have_text(["window.txtReceived"])
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert (desk.sources / "window.txt").is_file()
    assert faults(page) == []


def test_a_folder_is_chosen_with_what_is_in_it(changing: Visited, desk: Desk, tmp_path: Path) -> None:
    """Each file at its place below the folder."""
    (tmp_path / "notes/more").mkdir(parents=True)
    (tmp_path / "notes/more/window.txt").write_text(WINDOW)
    (tmp_path / "notes/.DS_Store").write_text("x")
    page = changing()
    page.route("**/api/sources/update", lambda route: route.abort())
    page.get_by_text("Add sources").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a folder").click()
    chooser.value.set_files(tmp_path / "notes")
    expect(page.locator("#sources-progress li")).to_have_text(["notes/more/window.txtReceived"])
    assert (desk.sources / "notes/more/window.txt").read_text() == WINDOW


def test_a_key_is_asked_for(browser: Any, desk: Desk) -> None:
    """A wrong one is told, and its box has the focus; it is kept nowhere."""
    settings = Settings(
        index=desk.root, sources=(str(desk.sources),), allow_changes=True, changes_key=SecretStr(KEY)
    )
    with served(create_app(settings)) as address:
        page = browser.new_page()
        page.goto(address)
        panel(page)
        page.route("**/api/sources/update", lambda route: route.abort())
        choose(page, ("window.txt", WINDOW))
        expect(page.locator("#sources-progress")).to_contain_text("changes need the key")
        expect(page.get_by_label("Key for changes")).to_be_focused()
        page.keyboard.type(KEY)
        assert faults(page) == []
        choose(page, ("window.txt", WINDOW))
        expect(page.locator("#sources-progress")).to_contain_text("Received")
        kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])")
        assert KEY not in kept
        page.close()


def test_what_is_missing_is_told(browser: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only answering is installed, with the command that mends it."""
    monkeypatch.setattr("service.changing.updates._PACKAGES", ("no_such_package",))
    with served(
        create_app(Settings(index=desk.root, sources=(str(desk.sources),), allow_changes=True))
    ) as address:
        page = browser.new_page()
        page.goto(address)
        panel(page)
        page.get_by_text("Add sources").click()
        expect(page.locator("#sources-add .problem")).to_contain_text("pip install '.[ingest]'")
        expect(page.get_by_role("button", name="Remove")).to_have_count(0)
        page.close()
