"""The pages that are only read, in a browser: for everybody, on a phone, in the dark, without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Visit
from tests.test_page_access import PHONE, faults

pytestmark = pytest.mark.browser
PATHS = ["/help", "/sources", "/sources?q=nothing+of+that", "/a/b/nothing"]


def wide(page: Page) -> bool:
    """Whether something hangs out of the page."""
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def small(page: Page) -> list[str]:
    """What is too small for a thumb: less than 44 pixels high, links within sentences apart."""
    found = page.evaluate(
        "[...document.querySelectorAll('nav a, header a, button, input, .articles a')]"
        ".filter(each => each.getClientRects().length && each.getBoundingClientRect().height < 44)"
        ".map(each => each.outerHTML)"
    )
    return list(found)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("size", "scheme"), [((1200, 800), "dark"), (PHONE, "light")], ids=["wide and dark", "phone and light"]
)
def test_everybody_can_read_them(path: str, size: tuple[int, int], scheme: str, visit: Visit) -> None:
    """Axe finds nothing, nothing hangs out, every target is large enough."""
    page = visit(path, size=size, color_scheme=scheme, expected="Failed to load resource")
    assert (faults(page), wide(page), small(page)) == ([], False, [])


def test_from_the_page_to_the_help_and_back_by_keyboard(visit: Visit) -> None:
    """The links of the welcome lead there, the pages' own links back."""
    page = visit("/")
    page.get_by_role("link", name="How to ask").press("Enter")
    expect(page.get_by_role("heading", name="Help", level=1)).to_be_visible()
    page.get_by_role("link", name="Sources", exact=True).press("Enter")
    page.get_by_role("link", name="Break the Job Rejection Cycle").press("Enter")
    expect(page.get_by_role("heading", name="Break the Job Rejection Cycle").first).to_be_visible()


def test_without_scripts_they_are_the_same(browser: Browser, address: str) -> None:
    """The list is searched by its form, and its links lead to articles."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/sources")
    page.get_by_label("Words of a title").fill("cycle")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".articles a")).to_have_count(1)
    page.locator(".articles a").click()
    expect(page.locator("article.text")).to_be_visible()
    context.close()
