"""The pages that are only read: help, the list of sources, what went wrong. No script, relative addresses."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from ingest import all_readers
from service.settings import Settings
from service.web.api import create_app
from service.web.plain import KINDS, ON_A_PAGE
from tests.conftest import Desk

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def client(seeds_root: object) -> Iterator[TestClient]:
    """The service over the seeds, asked by a browser."""
    app = create_app(Settings(index=seeds_root))  # type: ignore[arg-type]
    with TestClient(app, headers=BROWSER, base_url="http://localhost:8000") as client:
        yield client


def links(page: str) -> list[str]:
    """Every address that a page names."""
    return [unescape(each) for each in re.findall(r'(?:href|src|action)="([^"#][^"]*)"', page)]


@pytest.mark.parametrize("path", ["/help", "/sources", "/nothing", "/a/b/c", "/a%2Fb/c"])
def test_every_address_is_relative_and_leads_somewhere(client: TestClient, path: str) -> None:
    """So that the pages hold below a sub-path, also those of an address that there is not."""
    found = links(client.get(path).text)
    assert found
    assert not [each for each in found if each.startswith("/")]
    for each in found:
        there = urljoin(f"http://localhost:8000{path}", each)
        assert client.get(there).status_code == 200, (path, each)


def test_the_sources_are_listed(client: TestClient) -> None:
    """Each with its title, a link to read it, its kind and its words; without a path of the machine."""
    page = client.get("/sources").text
    assert page.count('<a href="./source/') == 4
    assert ">Break the Job Rejection Cycle</a>" in page
    assert re.search(r"video · \d+ words", page)
    assert re.search(r"comments · [\d,]+ words", page)


def test_the_list_is_searched_by_title(client: TestClient) -> None:
    """All words, whatever their case; what there is not is said, and the words stand in the field, escaped."""
    found = client.get("/sources", params={"q": "JOB cycle"}).text
    assert found.count('<a href="./source/') == 1
    assert "1 of them has" in found
    none = client.get("/sources", params={"q": '"><i>'}).text
    assert "0 of them have" in none
    assert "<i>" not in none


def test_many_sources_are_paged(built_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many on a page; the last of them is shown where more is asked; the words go with the links."""
    monkeypatch.setattr("service.web.plain.ON_A_PAGE", 3)
    assert ON_A_PAGE > 3
    with TestClient(create_app(Settings(index=built_desk.root)), base_url="http://localhost:8000") as client:
        first, last = client.get("/sources").text, client.get("/sources?page=99").text
        titles = re.findall(r'dir="auto">([^<]+)</a>', first + last)
    assert (len(titles), len(set(titles))) == (4, 4)
    assert titles == sorted(titles, key=str.casefold)
    assert ("Page 1 of 2" in first, "Page 2 of 2" in last) == (True, True)
    assert ('href="?page=2" rel="next"' in first, 'href="?page=1" rel="prev"' in last) == (True, True)
    assert str(built_desk.root) not in first


def test_every_reader_has_a_kind() -> None:
    """As a person calls what it reads."""
    assert set(KINDS) == {reader.name for reader in all_readers()}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        pytest.param({}, "The questions you ask are not kept", id="nothing kept"),
        pytest.param({"log_questions": True}, "written into this service’s log", id="logged"),
        pytest.param({}, "No language model is used", id="no language model"),
        pytest.param(
            {"llm_base_url": "http://127.0.0.1:1/v1", "llm_model": "small"}, "are sent to it", id="a model"
        ),
        pytest.param({"api_key": SecretStr("k")}, "with the key", id="a key"),
    ],
)
def test_the_help_is_true_of_this_service(seeds_root: object, settings: dict[str, object], said: str) -> None:
    """What is kept, who reads along and whether a key is wanted are its settings."""
    app = create_app(Settings(index=seeds_root, **settings))  # type: ignore[arg-type]
    with TestClient(app, base_url="http://localhost:8000") as client:
        page = " ".join(client.get("/help", headers={"authorization": "Bearer k"}).text.split())
        assert (said in page, "4 articles" in page) == (True, True)


def test_a_wrong_address_is_a_page_with_a_way_back(client: TestClient) -> None:
    """For people; programs, and what is an interface of theirs, have JSON."""
    told = client.get("/nothing")
    assert (told.status_code, told.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is nothing at this address" in told.text
    assert "default-src 'none'" in told.headers["content-security-policy"]
    assert client.get("/sources", params={"page": 0}).headers["content-type"].startswith("text/html")
    for path in ("/api/nothing", "/v1/nothing", "/page/x/nothing.js"):
        assert client.get(path).headers["content-type"] == "application/json"
    for path in ("/nothing", "/source/nothing"):  # what is not there now may be there the next moment
        told = client.get(path)
        assert (told.status_code, told.headers["cache-control"], "etag" in told.headers) == (
            404,
            "no-store",
            False,
        )
    for accept in ("text/html", "*/*"):
        assert "Accept," in client.get("/nothing", headers={"accept": accept}).headers["vary"]
    assert client.get("/nothing", headers={"accept": "*/*"}).json()["error"]["code"] == "not_found"


def test_no_page_has_a_script_but_that_of_the_colours(client: TestClient) -> None:
    """They are the same without JavaScript."""
    for path in ("/help", "/sources", "/nothing"):
        assert [
            src.rpartition("/")[2] for src in re.findall(r'<script src="([^"]+)"', client.get(path).text)
        ] == ["theme.js"]
