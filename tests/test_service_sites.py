"""Which requests are the doing of a page of another site."""

import pytest
from starlette.datastructures import Headers

from service.web.doors.sites import is_foreign, is_named, is_own_page

HOST = {"host": "localhost:8000"}


@pytest.mark.parametrize(
    ("method", "headers", "foreign"),
    [
        pytest.param("POST", {}, False, id="a program"),
        pytest.param("POST", {"sec-fetch-site": "same-origin"}, False, id="own page"),
        pytest.param("POST", {"sec-fetch-site": "none"}, False, id="typed"),
        pytest.param("POST", {"sec-fetch-site": "cross-site"}, True, id="another site"),
        pytest.param("POST", {"sec-fetch-site": "same-site"}, True, id="another port"),
        pytest.param("POST", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, True, id="a form there"),
        pytest.param("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, False, id="a link there"),
        pytest.param("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, True, id="an image there"),
        pytest.param("GET", {"sec-fetch-site": "cross-site"}, True, id="a script there"),
        pytest.param("GET", {"sec-fetch-site": "bogus"}, True, id="what is not known"),
        pytest.param("POST", {"origin": "http://localhost:8000"}, False, id="own page, an older browser"),
        pytest.param("POST", {"origin": "https://LOCALHOST:8000"}, False, id="through a proxy with TLS"),
        pytest.param("POST", {"origin": "http://localhost:3000"}, True, id="another port, an older browser"),
        pytest.param("POST", {"origin": "http://localhost"}, True, id="no port"),
        pytest.param("POST", {"origin": "http://localhost:8000.evil.com"}, True, id="looks like it"),
        pytest.param("POST", {"origin": "http://evil.com#localhost:8000"}, True, id="looks like it too"),
        pytest.param("POST", {"origin": "null"}, True, id="a sandbox"),
        pytest.param("POST", {"origin": ""}, True, id="nothing"),
        pytest.param("POST", {"origin": "http://[::1"}, True, id="no address"),
        pytest.param("PUT", {"origin": "https://evil.com"}, True, id="PUT"),
        pytest.param("DELETE", {"origin": "https://evil.com"}, True, id="DELETE"),
        pytest.param("GET", {"origin": "https://evil.com"}, True, id="reading, an older browser"),
        pytest.param("GET", {"origin": "http://localhost:8000"}, False, id="own page reads, an older browser"),
    ],
)  # fmt: skip
def test_what_is_foreign(method: str, headers: dict[str, str], foreign: bool) -> None:
    """By what browsers say, which no page can change."""
    assert is_foreign(method, Headers(HOST | headers)) is foreign


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({}, False),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "cross-site", "referer": "http://localhost:8000/"}, False),
        ({"referer": "http://localhost:8000/source/a"}, True),
        ({"referer": "http://evil.com/localhost:8000"}, False),
        ({"referer": "http://[::1"}, False),
    ],
)
def test_what_is_a_page_of_ours(headers: dict[str, str], own: bool) -> None:
    """Also in browsers that say only which page they come from."""
    assert is_own_page(Headers(HOST | headers)) is own


def test_which_origins_are_named() -> None:
    """`*` is every one but for agents; none may change sources; a request without one is no page's."""
    named = ("http://localhost:3000",)
    assert is_named("http://localhost:3000", named, "/mcp")
    assert not is_named("http://localhost:3001", named, "/api/ask")
    assert not is_named("http://localhost:3000", named, "/api/sources/remove")
    assert is_named("https://a.example", ("*",), "/api/ask")
    assert not is_named("https://a.example", ("*",), "/mcp")
    assert not is_named(None, ("*",), "/api/ask")
