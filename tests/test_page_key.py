"""The page of a service that asks for a key, in a browser that was given it once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.settings import Settings
from service.web.api import create_app
from service.web.doors.keys import add_key
from tests.conftest import Visit
from tests.loopback import served
from tests.test_page_answer import QUESTION, answered, ask, ask_read_and_rate

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The key, in the file that the service is told of."""
    return add_key(tmp_path_factory.getbasetemp() / "page-keys", "phone")


@pytest.fixture(scope="module")
def address(seeds_root: Path, secret: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service with a key."""
    assert secret
    settings = Settings(
        index=seeds_root,
        keys_file=tmp_path_factory.getbasetemp() / "page-keys",
        feedback=tmp_path_factory.mktemp("kept") / "feedback.jsonl",
    )
    with served(create_app(settings)) as address:
        yield address


def test_a_person_gives_the_key_once(visit: Visit, secret: str) -> None:
    """The page asks, streams, opens a source and takes a thumb without code of its own."""
    page = visit(http_credentials={"username": "me", "password": secret})
    ask_read_and_rate(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_a_link_to_a_source_is_where_it_may_begin(visit: Visit, secret: str, scripts: bool) -> None:
    """What the page then asks for at other addresses is let in too."""
    page = visit(
        "/source/000_545cee09d23d1661",
        http_credentials={"username": "", "password": secret},
        java_script_enabled=scripts,
    )
    if scripts:
        assert page.evaluate("fetch('/api/articles').then((told) => told.status)") == 200
        page.goto(page.url.partition("/source/")[0] + "/")
        ask(page, QUESTION)
        answered(page)
    else:
        page.get_by_label("Your question").fill(QUESTION)
        page.get_by_role("button", name="Ask").click()
        expect(page.locator(".answer, .said").first).to_be_visible()


@pytest.mark.parametrize("size", [(1200, 800), (360, 740)], ids=["wide", "narrow"])
def test_without_the_key_a_page_says_so(visit: Visit, size: tuple[int, int]) -> None:
    """Nothing of the sources; a way to try again."""
    page = visit(size=size, http_credentials={"username": "me", "password": "wrong"}, expected="401")
    expect(page.locator("main")).to_contain_text("this key does not open this service")
