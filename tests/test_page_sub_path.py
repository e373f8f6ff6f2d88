"""The page below another path of a proxy, in a browser: a request that leaves the path fails the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.settings import Settings
from service.web.api import create_app
from tests.conftest import Visit
from tests.loopback import served
from tests.sub_path import proxy
from tests.test_page_answer import QUESTION, ask_read_and_rate

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", params=[True, False], ids=["stripped", "left"])
def address(request: pytest.FixtureRequest, seeds_root: Path) -> Iterator[str]:
    """The service below /tools/qa of a proxy that takes this path away, or of one that leaves it there."""
    root_path = "" if request.param else "/tools/qa"
    with (
        served(create_app(Settings(index=seeds_root, root_path=root_path))) as behind,
        served(proxy(behind, "/tools/qa", strips=request.param)) as before,
    ):
        yield f"{before}/tools/qa"


def test_a_person_asks_opens_a_source_and_comes_back(visit: Visit, address: str) -> None:
    """Styled, answered, the source opened, rated, kept at an address below the path that opens it again."""
    page = visit()
    assert page.evaluate("getComputedStyle(document.querySelector('#top')).display") != "block"
    ask_read_and_rate(page)
    assert page.url.startswith(f"{address}/#chat=")
    page.reload()
    expect(page.locator(".asked")).to_have_text(QUESTION)
    page.get_by_role("button", name="New chat").click()
    assert page.url == f"{address}/"
    page.go_back()
    expect(page.locator(".asked")).to_have_text(QUESTION)


def test_without_scripts_the_form_and_the_links_stay_below_the_path(visit: Visit, address: str) -> None:
    """A question is sent, a source opened, the name leads back to the page."""
    page = visit(java_script_enabled=False)
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask").click()
    assert page.url.startswith(f"{address}/?q=")
    page.get_by_role("link", name="Open source").first.click()
    assert page.url.startswith(f"{address}/source/")
    page.get_by_role("link", name="careerqa").click()
    assert page.url == f"{address}/"
