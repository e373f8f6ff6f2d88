"""The guard before all routes: nothing is told without a key, whatever the route, and everything with one."""

import json
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr
from starlette.websockets import WebSocketDisconnect

from service.settings import Settings
from service.web.api import create_app
from service.web.doors.headers import PAGE_POLICY, POLICY, USUAL
from service.web.doors.keys import add_key, remove_key
from service.web.doors.rates import FAILED
from tests.routes import asked_routes

HERE = "http://localhost:8000"
PERSON = {"accept": "text/html,application/xhtml+xml", "sec-fetch-mode": "navigate"}
KEPT_OUT = (401, 403, 421, 429)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Where the keys of a service over the index `index` of the same folder are."""
    return tmp_path / "keys.jsonl"


def service(folder: Path, **settings: Any) -> TestClient:
    """A service without an index: what is let in is told so with 503."""
    app = create_app(Settings(index=folder / "index", **settings))
    return TestClient(app, base_url=HERE, raise_server_exceptions=False)


def bearer(secret: str) -> dict[str, str]:
    """The header of a program."""
    return {"authorization": f"Bearer {secret}"}


def basic(secret: str) -> dict[str, str]:
    """The header of a browser."""
    return {"authorization": f"Basic {b64encode(f'me:{secret}'.encode()).decode()}"}


def test_every_route_asks_for_a_key(tmp_path: Path, keys: Path) -> None:
    """But for health and the page's own files; with a key each is another answer."""
    secret = add_key(keys, "phone")
    with service(tmp_path) as client:
        routes = set(asked_routes(client.app))  # type: ignore[arg-type]
        known = {path for _, path in routes}
        assert {
            "/",
            "/mcp",
            "/metrics",
            "/openapi.json",
            "/sources",
            "/help",
            "/api/ask",
            "/api/feedback",
        } <= known
        assert {"/v1/chat/completions", "/source/article_id", "/api/sources/file"} <= known
        opened = {"/health", "/ready", "/page/digest/name"}
        assert opened <= known
        for method, path in routes:
            told = client.request(method, path)
            with_key = client.request(method, path, headers=bearer(secret))
            assert (told.status_code == 401) is (path not in opened), (method, path)
            assert with_key.status_code not in KEPT_OUT or "--allow-changes" in with_key.text, (method, path)


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/docs", "/redoc", "/page", "/page/../api/ask", "/pages/x", "/healthy", "/api/health"],
)
def test_also_what_is_no_route_asks(path: str, tmp_path: Path, keys: Path) -> None:
    """So that nobody finds out what there is."""
    add_key(keys, "phone")
    with service(tmp_path) as client:
        assert client.get(path).status_code == 401


def test_what_is_open_says_no_more_than_it_must(built_desk: Any, keys: Path) -> None:
    """Without keys what is served, with them only whether it is; a wrong key changes nothing there."""
    add_key(keys, "phone")
    for file, more in ((None, True), (keys, False)):
        settings = Settings(index=built_desk.root, keys_file=file)
        with TestClient(create_app(settings), base_url=HERE) as client:
            told = client.get("/ready", headers=bearer("wrong"))
            assert (told.status_code, "articles" in told.json()) == (200, more)
            assert told.json()["status"] == "ready"
            assert client.get("/health").json() == {"status": "ok"}
            assert client.post("/health").status_code == (405 if more else 401)


@pytest.mark.parametrize("header", [bearer, basic])
def test_each_key_opens_everything(header: Any, tmp_path: Path, keys: Path) -> None:
    """Of the file and of the settings, for programs and browsers."""
    chosen = SecretStr("correct horse battery")
    added = [add_key(keys, "phone"), add_key(keys, "robot", changes=True)]
    with service(tmp_path, api_key=chosen, changes_key=SecretStr("another horse battery")) as client:
        for secret in (*added, "correct horse battery", "another horse battery"):
            for path in ("/metrics", "/v1/models", "/api/articles", "/", "/help"):
                assert client.get(path, headers=header(secret)).status_code not in KEPT_OUT


def test_the_error_is_that_of_the_door(tmp_path: Path, keys: Path) -> None:
    """JSON, OpenAI's below /v1, a page for a person."""
    add_key(keys, "phone")
    with service(tmp_path) as client:
        told = client.get("/api/articles")
        assert told.json()["error"] == {
            "code": "key_needed",
            "message": "this service asks for a key: Authorization: Bearer KEY",
        }
        told = client.get("/v1/models", headers=bearer("wrong")).json()["error"]
        assert (told["code"], told["type"], told["param"]) == (
            "invalid_api_key",
            "invalid_request_error",
            None,
        )
        told = client.post("/api/ask", headers={"accept": "text/event-stream"})
        assert told.headers["content-type"].startswith("text/event-stream")
        assert "event: error" in told.text
        told = client.get("/", headers=PERSON)
        assert told.headers["content-type"].startswith("text/html")
        assert told.headers["content-security-policy"] == PAGE_POLICY


@pytest.mark.parametrize(
    ("headers", "scheme"),
    [
        pytest.param({}, "Bearer", id="a program"),
        pytest.param({"accept": "*/*"}, "Bearer", id="curl"),
        pytest.param(PERSON, "Basic", id="a person"),
        pytest.param({"accept": "text/html"}, "Basic", id="a person, an older browser"),
        pytest.param({"accept": "text/html", "sec-fetch-mode": "cors", "sec-fetch-site": "none"}, "Bearer", id="a script"),
        pytest.param({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, "Basic", id="the page itself"),
        pytest.param({"referer": f"{HERE}/"}, "Basic", id="the page itself, an older browser"),
        pytest.param({"referer": "https://evil.com/"}, "Bearer", id="another page"),
        pytest.param(PERSON | basic("wrong"), "Basic", id="a wrong password"),
        pytest.param({"sec-fetch-site": "same-origin"} | bearer("wrong"), "Bearer", id="a wrong key typed in the page"),
    ],
)  # fmt: skip
def test_a_browser_asks_a_person_where_one_looks(
    headers: dict[str, str], scheme: str, tmp_path: Path, keys: Path
) -> None:
    """A script of another page brings up no dialog."""
    add_key(keys, "phone")
    with service(tmp_path) as client:
        told = client.get("/sources", headers=headers)
        assert (told.status_code, told.headers["www-authenticate"].split()[0]) == (401, scheme)
        assert 'realm="careerqa"' in told.headers["www-authenticate"]


def test_a_page_of_another_site_asks_nothing(tmp_path: Path, keys: Path) -> None:
    """Though the browser sends the key along: a form, a text that is JSON, an image; a link may be followed."""
    secret = add_key(keys, "phone")
    body = json.dumps({"question": "What do you earn?"})
    there = basic(secret) | {"sec-fetch-site": "cross-site", "origin": "https://evil.com"}
    with service(tmp_path) as client:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json"):
            for headers in (
                there,
                basic(secret) | {"origin": "https://evil.com"},
                basic(secret) | {"origin": "null"},
            ):
                for path in (
                    "/api/ask",
                    "/api/feedback",
                    "/v1/chat/completions",
                    "/mcp",
                    "/api/sources/update",
                ):
                    told = client.post(path, content=body, headers={**headers, "content-type": kind})
                    assert told.status_code == 403, (kind, headers, path)
        assert client.get("/?q=pay", headers=there | {"sec-fetch-mode": "no-cors"}).status_code == 403
        assert client.get("/?q=pay", headers=there | PERSON).status_code == 503
        assert client.post("/api/ask", content=body, headers=basic(secret)).status_code not in KEPT_OUT


def test_a_named_origin_gives_its_key_itself(tmp_path: Path, keys: Path) -> None:
    """What a browser has kept of this service's own page is not taken from it; sources it never changes."""
    secret = add_key(keys, "robot", changes=True)
    origin = {"origin": "http://localhost:3000", "sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}
    with service(tmp_path, cors_origins=("http://localhost:3000",), allow_changes=True) as client:
        asked: dict[str, Any] = {"json": {"question": "What do you earn?"}}
        assert client.post("/api/ask", headers=origin | bearer(secret), **asked).status_code == 503
        assert client.post("/api/ask", headers=origin | basic(secret), **asked).status_code == 403
        told = client.post("/api/ask", headers=origin, **asked)
        assert (told.status_code, told.headers["access-control-allow-origin"]) == (
            401,
            "http://localhost:3000",
        )
        assert "cross-origin-resource-policy" not in told.headers
        changed = client.post(
            "/api/sources/remove", headers=origin | bearer(secret) | {"x-careerqa": "change"}, json={}
        )
        assert changed.status_code == 403
        preflight = {"origin": "http://localhost:3000", "access-control-request-method": "POST"}
        assert client.options("/api/ask", headers=preflight).status_code == 200
        assert client.options("/api/ask", headers=preflight | {"host": "evil.com"}).status_code == 421


def test_a_name_that_is_rebound_is_told_nothing(tmp_path: Path) -> None:
    """On no address, the page's files and health among them; the line names the setting."""
    with service(tmp_path, root_path="/qa") as client:
        paths = [
            "/",
            "/qa",
            "/health",
            "/ready",
            "/page/-/app.js",
            "/metrics",
            "/openapi.json",
            "/api/ask",
            "/mcp",
            "/v1/models",
            "/x",
        ]
        for path in paths:
            for method in ("GET", "POST", "OPTIONS", "HEAD"):
                told = client.request(
                    method,
                    path,
                    headers={"host": "evil.com:8000", "origin": "http://evil.com:8000"},
                    follow_redirects=False,
                )
                assert told.status_code == 421, (method, path)
        told = client.get("/api/articles", headers={"host": "evil.com:8000"})
        assert told.json()["error"]["code"] == "wrong_host"
        assert "CAREERQA_ALLOWED_HOSTS" in told.json()["error"]["message"]
        assert "evil" not in told.text


def test_keys_are_counted_each_by_itself(tmp_path: Path, keys: Path) -> None:
    """Beyond the rate one is told when to come again, the other is not."""
    first, second = add_key(keys, "first"), add_key(keys, "second")
    with service(tmp_path, rate="2/minute") as client:
        told = [client.get("/api/articles", headers=bearer(first)) for _ in range(3)]
        assert [one.status_code for one in told] == [503, 503, 429]
        assert told[-1].json()["error"]["code"] == "too_many_requests"
        assert int(told[-1].headers["retry-after"]) > 0
        assert (
            client.get("/v1/models", headers=bearer(first)).json()["error"]["code"] == "rate_limit_exceeded"
        )
        assert client.get("/api/articles", headers=bearer(second)).status_code == 503
        assert [client.get("/health").status_code for _ in range(5)] == [200] * 5
        assert [client.get("/api/articles").status_code for _ in range(3)] == [401, 401, 429]


def test_who_guesses_is_held_back_and_locks_nobody_out(tmp_path: Path, keys: Path) -> None:
    """A key of ours opens all the same; one that a person chose is not looked at until the guessing ends."""
    secret, chosen = add_key(keys, "phone"), "correct horse battery"
    with service(tmp_path, api_key=SecretStr(chosen)) as client:
        assert client.get("/api/articles", headers=bearer(chosen)).status_code == 503
        guesses = [
            client.get("/api/articles", headers=bearer(f"guess {number}"))
            for number in range(FAILED[0].amount + 2)
        ]
        assert [guess.status_code for guess in guesses] == [*[401] * FAILED[0].amount, 429, 429]
        assert client.get("/api/articles", headers=bearer(secret)).status_code == 503
        assert client.get("/api/articles", headers=bearer(chosen)).status_code == 429


@pytest.mark.parametrize("header", [bearer, basic])
def test_where_asking_is_open_the_key_of_changes_is_not_guessed(header: Any, desk: Any) -> None:
    """After ten wrong keys, on a page that anybody may see, the right one counts as one more."""
    chosen = "correct horse battery"
    settings = Settings(
        index=desk.root,
        sources=(str(desk.sources),),
        allow_changes=True,
        changes_key=SecretStr(chosen),
    )
    with TestClient(create_app(settings), base_url=HERE) as client:

        def put() -> int:
            headers = {"x-careerqa": "change", **header(chosen)}
            address = "/api/sources/file?path=new.txt"
            return client.put(address, content=b"New\n\nA line.\n", headers=headers).status_code

        assert put() == 201
        guesses = [
            client.get("/api/articles", headers=header(f"guess {number}")).status_code
            for number in range(FAILED[0].amount + 1)
        ]
        assert guesses == [*[200] * FAILED[0].amount, 429]
        assert put() == 429
        assert client.get("/api/articles", headers=header(chosen)).status_code == 429
        assert client.get("/api/articles").status_code == 200


def test_without_any_key_a_key_is_no_guess(tmp_path: Path) -> None:
    """A program that always sends one is answered where nobody asks for one."""
    with service(tmp_path) as client:
        told = [client.get("/api/articles", headers=bearer("mine")).status_code for _ in range(40)]
    assert set(told) == {503}


def test_beyond_this_machine_there_is_a_rate(tmp_path: Path) -> None:
    """On it there is none."""
    with service(tmp_path, host="0.0.0.0", open=True) as client:
        assert 429 in [client.get("/api/articles").status_code for _ in range(140)]
    with service(tmp_path) as client:
        assert {client.get("/api/articles").status_code for _ in range(140)} == {503}


def test_keys_are_taken_up_while_it_runs(tmp_path: Path, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first one closes the service."""
    monkeypatch.setattr("service.web.doors.keyring.LOOK_EVERY", 0.0)
    with service(tmp_path) as client:
        assert client.get("/api/articles").status_code == 503
        secret = add_key(keys, "phone")
        assert client.get("/api/articles").status_code == 401
        assert client.get("/api/articles", headers=bearer(secret)).status_code == 503
        remove_key(keys, "phone")
        assert client.get("/api/articles", headers=bearer(secret)).status_code == 401


def test_only_a_key_with_that_right_changes_sources(desk: Any, tmp_path: Path) -> None:
    """Another one is told how one is made; the list says whether one is still wanted."""
    keys = tmp_path / "keys.jsonl"
    asks, changes = add_key(keys, "phone"), add_key(keys, "robot", changes=True)
    settings = Settings(index=desk.root, sources=(str(desk.sources),), allow_changes=True, keys_file=keys)
    with TestClient(create_app(settings), base_url=HERE) as client:

        def put(headers: dict[str, str]) -> int:
            address = "/api/sources/file?path=new.txt"
            return client.put(
                address, content=b"New\n\nA line.\n", headers={"x-careerqa": "change", **headers}
            ).status_code

        assert [put(headers) for headers in ({}, bearer("wrong"), bearer(asks), basic(asks))] == [
            401,
            401,
            403,
            403,
        ]
        assert (put(bearer(changes)), put(basic(changes))) == (201, 201)
        for secret, wanted in ((asks, True), (changes, False)):
            assert client.get("/api/sources", headers=bearer(secret)).json()["changes"]["key"] is wanted


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/health", {}, 200),
        ("GET", "/", {}, 200),
        ("GET", "/?q=pay", {}, 200),
        ("GET", "/help", {}, 200),
        ("GET", "/source/pay", {}, 200),
        ("GET", "/page/-/app.js", {}, 200),
        ("GET", "/nothing", {}, 404),
        ("GET", "/nothing", PERSON, 404),
        ("GET", "/api/articles", {}, 200),
        ("GET", "/api/articles/none", {}, 404),
        ("DELETE", "/api/articles", {}, 405),
        ("POST", "/api/ask", {"content-type": "application/json"}, 200),
        ("POST", "/api/ask", {"content-type": "application/json", "accept": "text/event-stream"}, 200),
        ("POST", "/api/feedback", {}, 422),
        ("POST", "/mcp", {}, 400),
        ("GET", "/mcp", {}, 405),
        ("GET", "/v1/models", {}, 200),
        ("GET", "/metrics", {}, 200),
        ("GET", "/openapi.json", {}, 200),
        ("GET", "/api/articles", {"host": "evil.com"}, 421),
        ("OPTIONS", "/api/ask", {}, 405),
    ],
)
def test_every_response_has_the_usual_headers(
    method: str, path: str, headers: dict[str, str], status: int, desk_client: TestClient
) -> None:
    """Whatever sends it; a page says besides what may run in it, and what is asked again stays so."""
    body = (
        {"content": json.dumps({"question": "When do I ask for more money?"})} if path == "/api/ask" else {}
    )
    told = desk_client.request(method, path, headers=headers, **body)  # type: ignore[arg-type]
    assert told.status_code == status
    page = told.headers.get("content-type", "").startswith("text/html")
    for name, value in USUAL.items():
        if name not in ("Content-Security-Policy", "Cache-Control"):
            assert told.headers[name] == value
    assert told.headers["content-security-policy"] == (PAGE_POLICY if page else POLICY)
    assert told.headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in told.headers
    kept = status < 400 and (path.startswith(("/page", "/source", "/help")) or path == "/")
    assert ("no-store" in told.headers["cache-control"]) is not (kept and (page or path.startswith("/page")))


@pytest.fixture(scope="module")
def desk_client(built_desk: Any) -> Iterator[TestClient]:
    """A service over the small workplace."""
    with TestClient(create_app(Settings(index=built_desk.root)), base_url=HERE) as client:
        yield client


def test_what_needs_a_key_is_kept_nowhere(built_desk: Any, keys: Path) -> None:
    """The page's own files are; what has not changed since is still told with 304."""
    secret = add_key(keys, "phone")
    with TestClient(create_app(Settings(index=built_desk.root, keys_file=keys)), base_url=HERE) as client:
        for path in ("/", "/source/pay", "/sources", "/api/sources", "/help", "/nothing", "/metrics"):
            told = client.get(path, headers=bearer(secret))
            assert told.headers["cache-control"] == "no-store", path
        first = client.get("/api/sources", headers=bearer(secret))
        again = client.get("/api/sources", headers=bearer(secret) | {"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.headers["cache-control"]) == (304, "no-store")
        assert client.get("/api/sources", headers={"if-none-match": first.headers["etag"]}).status_code == 401
        assert client.get("/page/-/app.js").headers["cache-control"] == "no-cache"


def test_a_key_is_in_no_log_no_figure_and_no_error(
    tmp_path: Path, keys: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where something fails; the log has the key's name."""
    secret, wrong = add_key(keys, "phone"), "cqa_wrongwrongwrong"
    monkeypatch.setattr("service.assistant.Assistant.articles", lambda *_: 1 / 0)
    with service(tmp_path) as client, caplog.at_level("DEBUG"):
        told = [
            client.request(method, path, headers=header(key), content=b"{" if method == "POST" else None)
            for key in (secret, wrong)
            for header in (bearer, basic)
            for method, path in (("GET", "/api/articles"), ("POST", "/api/ask"), ("POST", "/v1/chat/completions"), ("POST", "/mcp"), ("GET", "/metrics"))
        ]  # fmt: skip
        figures = client.get("/metrics", headers=bearer(secret)).text
    logged = "\n".join(
        f"{record.getMessage()} {record.__dict__} {record.exc_text}" for record in caplog.records
    )
    assert {500, 401} <= {one.status_code for one in told}
    assert "'key': 'phone'" in logged
    for key in (secret, wrong):
        for hidden in (key, basic(key)["authorization"].split()[1]):
            for place in (logged, figures, *(f"{one.text} {one.headers}" for one in told)):
                assert hidden not in place


def test_a_socket_that_nobody_thought_of_is_closed(tmp_path: Path) -> None:
    """There is none; one that is added must pass the guard."""
    with (
        service(tmp_path) as client,
        pytest.raises(WebSocketDisconnect) as told,
        client.websocket_connect("/api/ask"),
    ):
        pass
    assert told.value.code == 1008
