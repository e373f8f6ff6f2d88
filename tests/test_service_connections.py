"""Connections that wait for nothing, over real sockets and a real server."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from service.serving.connections import Connection
from service.web.doors.headers import USUAL, UsualHeaders
from service.web.limits import MostRequests, WholeBody
from tests.loopback import served

MOST = 5
SECONDS = 0.5
LARGE = 20_000_000  # bytes, which no system's own buffers hold


def app() -> ASGIApp:
    """Something short, something that reads its body, something long at once and in pieces."""

    async def short(_: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    async def read(asked: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await asked.body())))

    async def large(_: Request) -> PlainTextResponse:
        return PlainTextResponse("x" * LARGE)

    async def pieces(_: Request) -> StreamingResponse:
        return StreamingResponse("x" * 100_000 for _ in range(LARGE // 100_000))

    async def refused(_: Request) -> PlainTextResponse:
        return PlainTextResponse("no", 403)  # without a look at the body

    routes = [Route("/", short), Route("/large", large), Route("/pieces", pieces)]
    routes += [Route("/read", read, methods=["POST"]), Route("/refused", refused, methods=["POST"])]
    return MostRequests(Starlette(routes=routes), 1)


@contextmanager
def serving(app: ASGIApp, **limits: Any) -> Iterator[tuple[str, int]]:
    """The app with these limits; where it is."""
    limits = {"most": MOST, "head_seconds": 30, "taking_seconds": 30} | limits
    with served(app, http=partial(Connection, **limits), lifespan="off") as address:
        yield "127.0.0.1", int(address.rpartition(":")[2])


def closed_after(there: socket.socket, sending: bytes = b"", every: float = 0.05) -> bytes:
    """What came until the other side closed; a byte of `sending` at a time meanwhile."""
    there.settimeout(every)
    came = b""
    until = time.monotonic() + 60
    rest = iter(sending)
    while time.monotonic() < until:
        try:
            piece = there.recv(65536)
        except TimeoutError:
            with suppress(StopIteration, OSError):
                there.send(bytes([next(rest)]))
            continue
        except ConnectionError:
            return came
        if not piece:
            return came
        came += piece
    raise AssertionError(f"it was not closed; {came[:100]!r} came")


@pytest.mark.parametrize(
    ("begun", "dripped"),
    [
        pytest.param(b"", b"", id="silent"),
        pytest.param(b"", b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X" * 2000, id="a head that never ends"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HT" * 500, id="the second of two"),
        pytest.param(
            b"POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n",
            b"x" * 5000,
            id="a body not wanted",
        ),
    ],
)
def test_a_request_that_does_not_come_is_not_waited_for(begun: bytes, dripped: bytes) -> None:
    """The connection is closed, though a byte comes now and then."""
    with serving(app(), head_seconds=SECONDS) as where, socket.create_connection(where) as there:
        there.sendall(begun)
        came = closed_after(there, dripped)
        assert came.startswith(b"HTTP/1.1 ") is bool(begun)
        assert httpx.get(f"http://{where[0]}:{where[1]}/").text == "ok"


@pytest.mark.parametrize("path", ["/large", "/pieces"])
def test_who_does_not_read_keeps_no_place(path: str) -> None:
    """Neither the one of requests nor the one of its address: the connection ends with its response not taken."""
    with serving(app(), most=1, taking_seconds=SECONDS) as where, socket.create_connection(where) as there:
        there.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert answered(where) == "ok"
        assert len(closed_after(there)) < LARGE


def answered(where: tuple[str, int]) -> str:
    """What `/` answers, as soon as there is a place."""
    for _ in range(200):
        with suppress(httpx.TransportError):
            response = httpx.get(f"http://{where[0]}:{where[1]}/")
            if response.status_code == 200:
                return response.text
        time.sleep(0.1)
    raise AssertionError("there never was a place")


@pytest.mark.parametrize("path", ["/large", "/pieces"])
def test_who_reads_slowly_has_all_of_it(path: str) -> None:
    """As long as something is taken each time that it is looked."""
    with serving(app(), taking_seconds=0.2) as where, socket.create_connection(where) as there:
        there.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
        came = 0
        while piece := there.recv(500_000):
            came += len(piece)
            time.sleep(0.02)
        assert came > LARGE


def test_an_address_has_only_so_many_connections() -> None:
    """One more is closed; with one gone there is room again."""
    with serving(app()) as where, ExitStack() as all_of:
        held = [all_of.enter_context(socket.create_connection(where)) for _ in range(MOST)]
        for there in held:
            there.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert there.recv(65536).startswith(b"HTTP/1.1 200")
        with socket.create_connection(where) as there:
            assert closed_after(there) == b""
        held.pop().close()
        for _ in range(100):
            with socket.create_connection(where) as there, suppress(ConnectionError):
                there.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                if there.recv(65536).startswith(b"HTTP/1.1 200"):
                    break
            time.sleep(0.05)
        else:
            raise AssertionError("there never was room again")


def test_slow_bodies_keep_nobody_from_an_answer() -> None:
    """Of one byte a while, many of them, with one place for all; each is told that it was too slow."""
    slow = b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nx"
    with serving(WholeBody(app(), 1.0), most=50) as where, ExitStack() as all_of:
        held = [all_of.enter_context(socket.create_connection(where)) for _ in range(20)]
        for there in held:
            there.sendall(slow)
        assert httpx.get(f"http://{where[0]}:{where[1]}/").text == "ok"
        assert [closed_after(there, b"x" * 5000)[:12] for there in held] == [b"HTTP/1.1 408"] * 20


def test_who_pipelines_and_does_not_read_keeps_no_place() -> None:
    """The next request begins when the response before it is taken, and then every one is answered."""
    begun: list[str] = []

    async def large(_: Request) -> PlainTextResponse:
        begun.append("large")
        return PlainTextResponse("x" * LARGE)

    async def short(_: Request) -> PlainTextResponse:
        begun.append("short")
        return PlainTextResponse("ok")

    all_of = MostRequests(Starlette(routes=[Route("/large", large), Route("/", short)]), 1)
    with serving(all_of) as where, socket.socket() as there:
        there.connect(where)
        pipelined = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n" + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 2
        there.sendall(pipelined + b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert answered(where) == "ok"
        assert sorted(begun) == ["large", "short"]
        came = closed_after(there, every=5)
        assert (came.count(b"HTTP/1.1 200"), came[-2:]) == (4, b"ok")
        assert begun.count("short") == 4


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"\x16\x03\x01 garbage\r\n\r\n", b"400", id="garbage"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", b"400", id="no Host"),
        pytest.param(b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", b"400", id="no length"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 60_000 + b"\r\n\r\n", b"400", id="a long head"),
        pytest.param(b"GET /?" + b"x" * 17_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"400", id="a long address"),
        pytest.param(b"HEAD /?" + b"x" * 17_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"400", id="a long head of HEAD"),
        pytest.param(
            b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: " + b"x" * 15_000 + b"\r\n\r\n", b"200", id="long enough"
        ),
    ],
)  # fmt: skip
def test_what_is_no_request_is_told_with_the_usual_headers(sent: bytes, status: bytes) -> None:
    """And the connection is closed; a head is no longer than it may be, also in one piece."""
    with serving(UsualHeaders(app())) as where, socket.create_connection(where) as there:
        there.sendall(sent)
        head, _, body = closed_after(there).partition(b"\r\n\r\n")
        lines = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:])
        assert (head[9:12], lines[b"connection"]) == (status, b"close")
        assert {name: lines.get(name.lower().encode(), b"") for name in USUAL} == {
            name: value.lower().encode() for name, value in USUAL.items()
        }
        assert lines[b"cross-origin-resource-policy"] == b"same-origin"
        assert body == (b"ok" if status == b"200" else b"Invalid HTTP request received.")


def test_a_body_that_nobody_wants_is_not_read_on() -> None:
    """Of one that was refused, the little that many clients send before they look is thrown away, no more."""
    with serving(app()) as where, socket.create_connection(where) as there:
        there.sendall(b"POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000000\r\n\r\n")
        assert there.recv(65536).startswith(b"HTTP/1.1 403")
        sent = 0
        with suppress(ConnectionError):
            while sent < LARGE * 10:
                sent += there.send(b"x" * 65536)
        assert sent < LARGE


def test_a_small_body_that_nobody_wants_ends_no_connection() -> None:
    """It is thrown away, and the next request is answered."""
    with serving(app()) as where, socket.create_connection(where) as there:
        there.sendall(b"POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n")
        assert there.recv(65536).startswith(b"HTTP/1.1 403")
        there.sendall(b"x" * 5000 + b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert b"HTTP/1.1 200" in closed_after(there)
