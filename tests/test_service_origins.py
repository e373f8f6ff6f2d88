"""Pages of other origins: those that are named may ask and read, all others get nothing that a browser hands on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError

from service.settings import Settings
from service.web.api import create_app

NAMED = ["http://localhost:3000", "app://obsidian.md"]
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,x-stainless-lang",
}
ASKED: dict[str, Any] = {"model": "careerqa", "messages": [{"role": "user", "content": "exit interviews?"}]}


@pytest.fixture(scope="module")
def client(seeds_root: Path) -> Iterator[TestClient]:
    """The service with a key and two origins."""
    settings = Settings(index=seeds_root, cors_origins=tuple(NAMED), api_key=SecretStr("right"))
    with TestClient(create_app(settings), base_url="http://localhost:8000") as client:
        yield client


@pytest.mark.parametrize("origin", NAMED)
@pytest.mark.parametrize("path", ["/v1/chat/completions", "//v1/models", "/api/ask", "/mcp"])
def test_a_browser_asks_before_it_sends_a_key(path: str, origin: str, client: TestClient) -> None:
    """OPTIONS is answered without a key; method and each header that it named are allowed, cookies are not."""
    told = client.options(f"http://localhost:8000{path}", headers={"Origin": origin, **PREFLIGHT})
    assert told.status_code in (200, 204)
    allowed = {
        name: told.headers.get(f"access-control-allow-{name}", "")
        for name in ("origin", "methods", "headers")
    }
    assert allowed["origin"] == origin
    assert "POST" in allowed["methods"]
    assert {"authorization", "content-type", "x-stainless-lang"} <= set(
        allowed["headers"].lower().replace(" ", "").split(",")
    )
    assert "access-control-allow-credentials" not in told.headers
    assert "Origin" in told.headers["vary"]


def test_a_page_on_the_web_may_ask_this_machine(client: TestClient) -> None:
    """Where the browser asks for that by itself."""
    asked = {"Origin": NAMED[0], **PREFLIGHT, "Access-Control-Request-Private-Network": "true"}
    told = client.options("/v1/models", headers=asked)
    assert told.headers["access-control-allow-private-network"] == "true"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        pytest.param(("POST", "/v1/chat/completions", {"json": ASKED}), 200, id="a completion"),
        pytest.param(("POST", "/v1/chat/completions", {"json": ASKED | {"stream": True}}), 200, id="a stream"),
        pytest.param(("POST", "/v1/chat/completions", {"json": ASKED, "headers": {"authorization": "no"}}), 401, id="a wrong key"),
        pytest.param(("POST", "/v1/chat/completions", {"content": b"{"}), 400, id="no JSON"),
        pytest.param(("GET", "/v1/nothing", {}), 404, id="no such address"),
        pytest.param(("DELETE", "/api/articles", {}), 405, id="no such method"),
        pytest.param(("POST", "/api/ask", {"json": {"question": "?"}}), 422, id="nothing asked"),
    ],
)  # fmt: skip
def test_an_answer_can_be_read_also_where_it_is_an_error(
    request_: tuple[str, str, dict[str, Any]], status: int, client: TestClient
) -> None:
    """Else a browser tells its page only that something failed."""
    method, path, more = request_
    headers = {"authorization": "Bearer right", **more.pop("headers", {}), "origin": NAMED[1]}
    told = client.request(method, path, headers=headers, **more)
    assert (told.status_code, told.headers["access-control-allow-origin"]) == (status, NAMED[1])
    assert "X-Request-ID" in told.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in told.headers


def test_a_crash_can_be_read_too(seeds_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it is told outside of the routes."""
    app = create_app(Settings(index=seeds_root, cors_origins=tuple(NAMED)))
    monkeypatch.setattr("service.assistant.Assistant.articles", lambda *_: 1 / 0)
    with TestClient(app, raise_server_exceptions=False, base_url="http://localhost:8000") as client:
        told = client.get("/api/articles", headers={"origin": NAMED[0]})
    assert (told.status_code, told.headers["access-control-allow-origin"]) == (500, NAMED[0])


def test_another_origin_is_told_nothing(client: TestClient) -> None:
    """Neither allowed nor named, whatever it looks like."""
    for origin in (
        "http://localhost:3001",
        "https://localhost:3000",
        "http://localhost:3000.evil.example",
        "null",
    ):
        told = client.get("/v1/models", headers={"Origin": origin, "authorization": "Bearer right"})
        asked = client.options("/v1/models", headers={"Origin": origin, **PREFLIGHT})
        assert "access-control-allow-origin" not in told.headers | asked.headers
        assert asked.status_code == 400


def test_without_the_setting_no_origin_is_allowed(seeds_root: Path) -> None:
    """What a browser asks before it sends is refused as all that a page of another site asks."""
    with TestClient(create_app(Settings(index=seeds_root)), base_url="http://localhost:8000") as client:
        told = client.options("/v1/chat/completions", headers={"Origin": NAMED[0], **PREFLIGHT})
        assert told.status_code == 403
        told = client.get("/v1/models", headers={"Origin": NAMED[0]})
        assert not [name for name in told.headers if name.startswith("access-control")]


def test_an_agent_in_a_named_page_may_speak_mcp(seeds_root: Path) -> None:
    """Pages of all other origins are refused, of another port of this machine too."""
    settings = Settings(index=seeds_root, cors_origins=tuple(NAMED))
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    with TestClient(create_app(settings), base_url="http://localhost:8000") as client:

        def status(origin: str) -> int:
            headers = {"Origin": origin, "accept": "application/json, text/event-stream"}
            return client.post("/mcp", json=call, headers=headers).status_code

        assert [status(origin) for origin in (*NAMED, "http://localhost:8000")] == [200, 200, 200]
        assert [status(origin) for origin in ("http://localhost:5000", "https://evil.example")] == [403, 403]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("", (), id="none"),
        pytest.param("http://localhost:3000", ("http://localhost:3000",), id="one"),
        pytest.param("http://A.example/, app://obsidian.md", ("http://a.example", "app://obsidian.md"), id="two"),
        pytest.param("chrome-extension://abc null\nhttp://[::1]:80", ("chrome-extension://abc", "null", "http://[::1]:80"), id="in lines"),
        pytest.param("*", ("*",), id="any"),
    ],
)  # fmt: skip
def test_origins_stand_in_one_variable(
    written: str, read: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Apart at blanks and commas; written as a browser writes them."""
    monkeypatch.setenv("CAREERQA_CORS_ORIGINS", written)
    assert Settings().cors_origins == read


@pytest.mark.parametrize(
    "written",
    ["localhost:3000", "http://", "http://a.example/chat", "http://*.example", "http://me@a.example"],
)
def test_what_is_no_origin_is_refused(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names it."""
    monkeypatch.setenv("CAREERQA_CORS_ORIGINS", written)
    with pytest.raises(ValidationError, match="is no origin such as"):
        Settings()


def test_any_origin_never_comes_with_cookies(seeds_root: Path) -> None:
    """The one wildcard that browsers take is without credentials."""
    with TestClient(
        create_app(Settings(index=seeds_root, cors_origins=("*",))), base_url="http://localhost:8000"
    ) as client:
        told = client.get("/v1/models", headers={"Origin": "https://a.example", "cookie": "a=b"})
        assert told.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in told.headers
