"""What an attacker sends to a real server, byte by byte: none of it is let in."""

import json
import re
import socket
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.settings import Settings
from service.web.api import create_app
from service.web.doors.keys import add_key, read_keys
from tests.conftest import Desk
from tests.loopback import served
from tests.processes import BODY, running, wait_until

REFUSED = {400, 401, 403, 404, 405, 421, 431}  # 404 and 405 of paths that are none


@pytest.fixture(scope="module")
def opened(built_desk: Desk) -> Iterator[int]:
    """The port of a service on this machine without a key."""
    with served(create_app(Settings(index=built_desk.root)), server_header=False) as address:
        yield int(address.rpartition(":")[2])


@pytest.fixture(scope="module")
def locked(built_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str, Path]]:
    """The port of one with a key, below a path too; the key, and the file that has its digest."""
    keys = tmp_path_factory.mktemp("locked") / "keys"
    secret = add_key(keys, "phone", changes=True)
    settings = Settings(index=built_desk.root, keys_file=keys, root_path="/qa", allow_changes=True)
    with served(create_app(settings), server_header=False) as address:
        yield int(address.rpartition(":")[2]), secret, keys


def sent(port: int, request: bytes) -> tuple[int, bytes]:
    """The status of what comes back for some bytes, and all of it; the connection is closed then."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.settimeout(30)
        told = b""
        try:
            connection.sendall(request)
            while piece := connection.recv(65536):
                told += piece
        except (BrokenPipeError, ConnectionResetError):  # refused before all was sent
            pass
    status = re.match(rb"HTTP/1\.1 (\d+)", told)
    return int(status[1]) if status else 0, told


def get(target: str, *headers: str, method: str = "GET", body: bytes = b"") -> bytes:
    """A request as bytes."""
    lines = [f"{method} {target} HTTP/1.1", *headers, "Connection: close", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        pytest.param("/api/articles", ["Host: evil.com"], id="another name"),
        pytest.param("/api/articles", ["Host: evil.com:8000"], id="with a port"),
        pytest.param("/api/articles", ["Host: 127.0.0.1.evil.com"], id="an address in front"),
        pytest.param("/api/articles", ["Host: localhost.evil.com"], id="this machine in front"),
        pytest.param("/api/articles", ["Host: evil.com#.localhost"], id="this machine behind"),
        pytest.param("/api/articles", ["Host: localhost@evil.com"], id="as a user"),
        pytest.param("/api/articles", ["Host: "], id="empty"),
        pytest.param("/api/articles", [], id="none"),
        pytest.param("/api/articles", ["Host: localhost", "Host: evil.com"], id="two"),
        pytest.param("/api/articles", ["Host: evil.com", "X-Forwarded-Host: localhost"], id="forwarded"),
        pytest.param("/api/articles", ["Host: evil.com", "Forwarded: host=localhost"], id="forwarded by the standard"),
        pytest.param("http://evil.com/api/articles", ["Host: localhost"], id="the whole address"),
        pytest.param("http://localhost/api/articles", ["Host: evil.com"], id="the other way round"),
        pytest.param("//evil.com/api/articles", ["Host: localhost"], id="half an address"),
        pytest.param("/api/articles", ["Host: xn--lcalhost-54a"], id="looks like it"),
    ],
)  # fmt: skip
def test_a_page_that_rebinds_its_name_reads_nothing(target: str, headers: list[str], opened: int) -> None:
    """However it names this machine."""
    status, told = sent(opened, get(target, *headers))
    assert status in REFUSED
    assert b"pay.txt" not in told
    assert sent(opened, get("/api/articles", "Host: localhost"))[0] == 200


def wrong_keys(secret: str, digest: str) -> dict[str, list[str]]:
    """Headers that hold something else than the key."""
    encoded = b64encode(f"me:{secret[:-1]}".encode()).decode()
    return {
        "none": [],
        "empty": ["Authorization: "],
        "no key": ["Authorization: Bearer"],
        "the beginning": [f"Authorization: Bearer {secret[:-1]}"],
        "more than it": [f"Authorization: Bearer {secret}0"],
        "in capitals": [f"Authorization: Bearer {secret.upper()}"],
        "without prefix": [f"Authorization: Bearer {secret.removeprefix('cqa_')}"],
        "the digest": [f"Authorization: Bearer {digest}"],
        "the digest with prefix": [f"Authorization: Bearer cqa_{digest[:40]}"],
        "the name": ["Authorization: Bearer phone"],
        "not ASCII": ["Authorization: Bearer cl\xe9\xff"],
        "NUL": ["Authorization: Bearer \\0"],
        "a megabyte": ["Authorization: Bearer " + "x" * 2**20],
        "twice": [f"Authorization: Bearer {secret}", f"Authorization: Bearer {secret}"],
        "right and wrong": [f"Authorization: Bearer {secret}", "Authorization: Bearer wrong"],
        "both in one": [f"Authorization: Bearer {secret}, Bearer {secret}"],
        "as a user": ["Authorization: Basic " + b64encode(f"{secret}:".encode()).decode()],
        "half a password": [f"Authorization: Basic {encoded}"],
        "no base64": [f"Authorization: Basic me:{secret}"],
        "another scheme": [f"Authorization: Digest {secret}"],
        "in another header": [f"X-API-Key: {secret}", f"Proxy-Authorization: Bearer {secret}"],
        "in a cookie": [f"Cookie: key={secret}; Authorization=Bearer {secret}"],
        "as if from here": ["X-Forwarded-For: 127.0.0.1", "X-Real-IP: 127.0.0.1", "Forwarded: for=127.0.0.1"],
    }


WRONG = list(wrong_keys("cqa_" + "0" * 40, "0" * 64))


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_the_key_opens_nothing(what: str, locked: tuple[int, str, Path]) -> None:
    """Whatever it is like; the right one does all the while."""
    port, secret, keys = locked
    headers = wrong_keys(secret, read_keys(keys)[0].sha256)[what]
    status, told = sent(port, get("/api/articles", "Host: localhost", *headers))
    assert status in {400, 401, 429}
    assert b"pay.txt" not in told
    assert secret.encode() not in told
    right = get("/api/articles", "Host: localhost", f"Authorization: Bearer {secret}")
    assert sent(port, right)[0] == 200


TRICKS = [
    "//api/articles", "///api/articles/", "/./api/articles", "/api/../api/articles", "/page/../api/articles",
    "/page/%2e%2e/api/articles", "/page/..%2fapi/articles", "/page//../../api/articles", "/%61pi/articles",
    "/api%2farticles", "/API/articles", "/api/articles/", "/api/articles;x=/page/", "/api/articles?/page/x/y",
    "/api/articles#/page/", "/health/../api/articles", "/health//api/articles", "/ready/api/articles", "/health%00",
    "/page/x/y%2f..%2f..%2f..%2fapi%2farticles", "/qa/api/articles", "/qa//api/articles", "/qa/qa/api/articles",
    "/qa", "/qa/", "/qa/metrics", "/v1/v1/models", "/models", "//v1//models", "/v1/../metrics", "\\api\\articles",
    "/metrics/", "//metrics", "/openapi.json/", "/mcp/", "/source/pay", "/source//pay", "/sources", "/?q=pay",
    "*", "http://localhost/api/articles", "http://localhost/health/../api/articles", "/page", "/page/",
]  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "get", "QA"])
def test_no_path_leads_around_the_guard(method: str, locked: tuple[int, str, Path]) -> None:
    """Nor does another method, known or not; neither articles nor figures come back."""
    port, _, _ = locked
    for target in TRICKS:
        status, told = sent(port, get(target, "Host: localhost", method=method))
        assert status in REFUSED, (method, target)
        assert not re.search(rb"pay\.txt|careerqa_http|heliotrope", told), (method, target)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json", ""]
)
def test_a_form_on_another_site_does_nothing(kind: str, opened: int, locked: tuple[int, str, Path]) -> None:
    """With the key that the browser has kept, or where none is asked for: no answer, no feedback, no change."""
    port, secret, _ = locked
    kept = f"Authorization: Basic {b64encode(f'me:{secret}'.encode()).decode()}"
    there: list[list[str]] = [
        ["Origin: https://evil.com"],
        ["Origin: null"],
        ["Origin: http://localhost.evil.com"],
        ["Origin: https://evil.com", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"],
        ["Sec-Fetch-Site: same-site"],
    ]
    for where in there:
        for at, more in ((opened, []), (port, [kept])):
            for path in (
                "/api/ask",
                "/api/feedback",
                "/api/questions",
                "/v1/chat/completions",
                "/mcp",
                "/api/sources/remove",
            ):
                headers = ["Host: localhost", *where, *more, *([f"Content-Type: {kind}"] if kind else [])]
                assert sent(at, get(path, *headers, method="POST", body=BODY))[0] == 403, (where, path)


def test_two_requests_in_one_are_both_asked_for_a_key(locked: tuple[int, str, Path]) -> None:
    """On one connection behind one that is open, and smuggled behind two lengths of a body."""
    port, _, _ = locked
    inner = get("/api/articles", "Host: localhost")
    both = get("/health", "Host: localhost").replace(b"Connection: close\r\n", b"") + inner
    _, told = sent(port, both)
    assert re.findall(rb"HTTP/1\.1 (\d+)", told) == [b"200", b"401"]
    smuggled = (
        b"POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        + inner
    )
    _, told = sent(port, smuggled)
    assert b"pay.txt" not in told


@pytest.mark.slow
@pytest.mark.parametrize("trusted", [False, True])
def test_an_address_is_believed_only_of_a_trusted_proxy(
    trusted: bool, built_desk: Desk, tmp_path: Path
) -> None:
    """Else whoever asks too often names another one each time."""
    more: Any = {"trusted_proxies": "127.0.0.1"} if trusted else {}
    with running(built_desk.root, tmp_path / "log", rate="3/minute", **more) as service:
        told = [
            httpx.get(f"{service.address}/api/articles", headers={"x-forwarded-for": f"192.0.2.{number}"})
            for number in range(6)
        ]
    assert [one.status_code for one in told].count(429) == (0 if trusted else 3)
    assert "server" not in told[0].headers


@pytest.mark.slow
def test_every_worker_takes_up_keys_while_it_runs(desk: Desk, tmp_path: Path) -> None:
    """One that is added opens, one that is taken out does not, on every connection; a worker that dies is no way in."""
    keys = tmp_path / "keys"
    first = add_key(keys, "first")
    with running(desk.root, tmp_path / "log", workers=2, keys_file=str(keys), host="0.0.0.0") as service:

        def told(secret: str | None) -> set[int]:
            headers: Any = {"authorization": f"Bearer {secret}"} if secret else {}
            return {
                httpx.get(f"{service.address}/api/articles", headers=headers).status_code for _ in range(6)
            }

        assert (told(None), told(first)) == ({401}, {200})
        second = add_key(keys, "second")
        wait_until(lambda: told(second) == {200})
        keys.write_text(
            "".join(
                line + "\n" for line in keys.read_text().splitlines() if json.loads(line)["name"] != "first"
            )
        )
        wait_until(lambda: told(first) <= {401, 429})
        assert told(second) == {200}
        keys.unlink()
        wait_until(lambda: told(second) <= {401, 429})
        assert first not in service.log.read_text()
