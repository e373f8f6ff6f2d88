"""A long article in the pane and without JavaScript: the part of the quote first, others by a button."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from service.settings import Settings
from service.web.api import create_app
from service.web.outline import MOST_CHARACTERS
from tests.conftest import Desk, Visit
from tests.loopback import served

pytestmark = pytest.mark.browser

LINE = "On day {} tell your manager once more that you will leave, and hand over what you know."
TEXT = "# Days\n\n" + "\n\n".join(LINE.format(day) for day in range(1200))
SIZES = [pytest.param((1200, 800), id="wide"), pytest.param((360, 740), id="phone")]
EARLIER, FURTHER = "Earlier in this article", "Further in this article"


@pytest.fixture(scope="module")
def address(built_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over a long article; `visit` takes this address."""
    desk = built_desk.copy(tmp_path_factory.mktemp("long"))
    desk.write("days.md", TEXT)
    desk.ingest()
    with served(create_app(Settings(index=desk.root))) as address:
        yield address


def opened(page: Page, day: int) -> None:
    """The pane, at what is said of a day."""
    start = TEXT.index(LINE.format(day))
    cited = {
        "article": "days",
        "title": "Days",
        "section": [],
        "speaker": "",
        "start": start,
        "end": start + 9,
    }
    page.evaluate(
        """async (cited) => {
          const module = [...document.querySelectorAll("link[rel=modulepreload], script[type=module]")]
            .map((one) => one.href || one.src).find((one) => one.endsWith("/pane.js"));
          (await import(module)).openSource([cited], cited, document.body);
        }""",
        cited,
    )
    expect(page.locator("#source mark").first).to_be_in_viewport()


@pytest.mark.parametrize("size", SIZES)
def test_what_stands_around_a_quote_comes_by_the_keyboard(visit: Visit, size: tuple[int, int]) -> None:
    """Both ways to the article's ends; the focus goes on to what came, and what was read stays in its place."""
    page = visit("/", size=size)
    opened(page, 600)
    body = page.locator("#source-text")
    assert len(body.inner_text()) < 1.5 * MOST_CHARACTERS
    further, earlier = (page.get_by_role("button", name=name) for name in (FURTHER, EARLIER))
    line = body.get_by_text(LINE.format(600))
    while further.is_visible():
        paragraphs = body.locator("p").count()
        further.press("Enter")
        expect(body).not_to_have_attribute("aria-busy", "true")
        assert body.locator("p").count() > paragraphs
        assert page.evaluate("document.activeElement.matches('#source-text > p')")
    expect(body.get_by_text(LINE.format(1199))).to_be_attached()
    while earlier.is_visible():
        line.scroll_into_view_if_needed()
        before = line.bounding_box()
        page.evaluate(
            "name => [...document.querySelectorAll('#source-text .more')].find((one) => one.textContent === name).click()",
            EARLIER,
        )
        expect(body).not_to_have_attribute("aria-busy", "true")
        after = line.bounding_box()
        assert before is not None
        assert after is not None
        assert abs(before["y"] - after["y"]) < 60
    expect(body.get_by_text(LINE.format(0))).to_be_attached()
    assert body.locator("p").count() == 1200
    assert body.locator("mark").count() == 1


@pytest.mark.parametrize("size", SIZES)
def test_the_buttons_are_reached_and_clean(visit: Visit, size: tuple[int, int]) -> None:
    """Large enough for a finger, and nothing that axe finds serious."""
    page = visit("/", size=size, has_touch=size[0] < 1000)
    opened(page, 600)
    page.get_by_role("button", name=FURTHER).scroll_into_view_if_needed()
    box = page.get_by_role("button", name=FURTHER).bounding_box()
    assert box is not None
    assert box["height"] >= (44 if size[0] < 1000 else 24)
    found = [
        one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")
    ]
    assert found == []


def test_a_part_that_does_not_come_is_told(visit: Visit) -> None:
    """The button stays, and works the next time."""
    page = visit("/", expected="503")
    opened(page, 600)
    body = '{"error": {"code": "busy", "message": "other long articles are being opened"}}'
    page.route(
        "**/api/blocks/**",
        lambda route: route.fulfill(status=503, content_type="application/json", body=body),
    )
    page.get_by_role("button", name=FURTHER).click()
    expect(page.locator("#source").get_by_role("alert")).to_have_text("other long articles are being opened")
    page.unroute("**/api/blocks/**")
    page.get_by_role("button", name=FURTHER).click()
    expect(page.locator("#source").get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
def test_without_javascript_parts_are_links(visit: Visit, size: tuple[int, int]) -> None:
    """The part of the quote, with it in sight; another one by a link, and nothing to scroll sideways."""
    start = TEXT.index(LINE.format(600))
    page = visit(f"/source/days?start={start}&end={start + 9}#quote", size=size, java_script_enabled=False)
    expect(page.locator("mark")).to_be_in_viewport()
    page.get_by_role("link", name="Further part").first.click()
    expect(page.get_by_text("Part 3 of").first).to_be_visible()
    expect(page.locator("mark")).to_have_count(0)
    assert page.locator("body").evaluate("body => body.scrollWidth") <= size[0]
