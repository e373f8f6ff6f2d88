"""What one worker takes on at once, and how long a request may be."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from service.answering.answer import AnswerOverdue
from service.answering.deadline import answered_within, in_time
from service.web.limits import LONGEST_BODY, MOST_COMING, MOST_FILES, MOST_OF_ONE, MostRequests, WholeBody


def talk(app: ASGIApp, conversation: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
    """Let a client talk to an app."""

    async def run() -> Any:
        with anyio.fail_after(30):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await conversation(client)

    return anyio.run(run)


def test_what_comes_while_enough_is_being_answered_is_sent_away() -> None:
    """It is told to come again; machines that ask how it goes never are; with room again it is answered."""

    async def conversation(client: httpx.AsyncClient) -> list[tuple[int, str | None]]:
        there, end = anyio.Event(), anyio.Event()
        waiting["there"], waiting["end"] = there, end
        told: list[tuple[int, str | None]] = []
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.get, "/slow")
            await there.wait()
            for path in ("/slow", "/health"):
                response = await client.get(path)
                told.append((response.status_code, response.headers.get("retry-after")))
            end.set()
        response = await client.get("/slow")
        return [*told, (response.status_code, response.headers.get("retry-after"))]

    waiting: dict[str, anyio.Event] = {}

    async def slow(_: Request) -> PlainTextResponse:
        waiting["there"].set()
        await waiting["end"].wait()
        return PlainTextResponse("done")

    async def health(_: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    app = MostRequests(Starlette(routes=[Route("/slow", slow), Route("/health", health)]), 1)
    assert talk(app, conversation) == [(503, "1"), (200, None), (200, None)]


def test_a_request_that_failed_leaves_its_room() -> None:
    """Else a worker would refuse everything after as many failures as it takes requests."""

    async def fail(_: Request) -> PlainTextResponse:
        raise HTTPException(404)

    async def conversation(client: httpx.AsyncClient) -> list[int]:
        return [(await client.get("/")).status_code for _ in range(3)]

    assert talk(MostRequests(Starlette(routes=[Route("/", fail)]), 1), conversation) == [404, 404, 404]


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        pytest.param([LONGEST_BODY], 200, id="the longest"),
        pytest.param([LONGEST_BODY + 1], 413, id="one byte more"),
        pytest.param([LONGEST_BODY // 2] * 2 + [1], 413, id="one byte more in pieces, no length named"),
        pytest.param([], 200, id="none"),
    ],
)
def test_a_body_is_read_no_further_than_it_may_be_long(pieces: list[int], status: int) -> None:
    """However it is sent."""

    async def read(asked: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await asked.body())))

    async def body() -> AsyncIterator[bytes]:
        for length in pieces:
            yield b"x" * length

    async def conversation(client: httpx.AsyncClient) -> tuple[int, str]:
        response = await client.post("/", content=body())
        return response.status_code, response.text

    told = talk(WholeBody(Starlette(routes=[Route("/", read, methods=["POST"])]), 30), conversation)
    assert told[0] == status
    longest = {"code": "too_large", "message": f"the body is longer than {LONGEST_BODY} bytes"}
    assert told[1] == str(sum(pieces)) if status == 200 else json.loads(told[1])["error"] == longest


async def length(asked: Request) -> PlainTextResponse:
    """How long a body is."""
    return PlainTextResponse(str(len(await asked.body())))


ROUTES = [Route(path, length, methods=["PUT", "POST"]) for path in ("/", "/api/sources/file")]


@pytest.mark.parametrize("path", ["/", "/api/sources/file"])
def test_a_body_that_does_not_come_is_given_up_and_takes_no_place(path: str) -> None:
    """It is told, and the connection is closed; others are answered meanwhile, with one place for all."""

    async def never() -> AsyncIterator[bytes]:
        yield b"x"
        await anyio.sleep(60)

    async def conversation(client: httpx.AsyncClient) -> list[Any]:
        late: list[httpx.Response] = []

        async def slow() -> None:
            late.append(await client.post(path, content=never()))

        async with anyio.create_task_group() as tasks:
            for _ in range(MOST_FILES):
                tasks.start_soon(slow)
            await anyio.sleep(0.1)
            others = [(await client.post("/", content=b"abc")).text for _ in range(3)]
        return [others, *{(one.status_code, one.headers["connection"]) for one in late}]

    app = WholeBody(MostRequests(Starlette(routes=ROUTES), 1), 0.5)
    assert talk(app, conversation) == [["3", "3", "3"], (408, "close")]


def test_files_have_places_of_their_own() -> None:
    """So many come at once, and one more is told to come again."""

    async def conversation(client: httpx.AsyncClient) -> list[int]:
        arrived, end = anyio.Event(), anyio.Event()
        told: list[int] = []

        async def held() -> AsyncIterator[bytes]:
            yield b"x"
            arrived.set()
            await end.wait()

        async def put() -> None:
            told.append((await client.put("/api/sources/file", content=held())).status_code)

        async with anyio.create_task_group() as tasks:
            for _ in range(MOST_FILES):
                tasks.start_soon(put)
                await arrived.wait()
            await anyio.sleep(0.1)
            told.append((await client.put("/api/sources/file", content=b"x")).status_code)
            told.append((await client.post("/", content=b"x")).status_code)
            end.set()
        return told

    app = WholeBody(MostRequests(Starlette(routes=ROUTES), 1), 30)
    assert talk(app, conversation) == [503, 200, *[200] * MOST_FILES]


def posting(app: ASGIApp, clients: int) -> Callable[[httpx.AsyncClient], Awaitable[list[int]]]:
    """Each of some clients sends as many of the longest bodies as it may, and slowly, and one more besides."""

    async def conversation(client: httpx.AsyncClient) -> list[int]:
        told: list[int] = []

        async def held() -> AsyncIterator[bytes]:
            yield b"x" * LONGEST_BODY
            await anyio.sleep(0.5)

        async def post(number: int) -> None:
            there = httpx.ASGITransport(app, client=(f"10.0.0.{number}", 1))
            async with httpx.AsyncClient(transport=there, base_url="http://here") as other:
                told.append((await other.post("/", content=held())).status_code)

        async with anyio.create_task_group() as tasks:
            for number in range(clients):
                for _ in range(MOST_OF_ONE // LONGEST_BODY + (clients == 1)):
                    tasks.start_soon(post, number)
        told.append((await client.post("/", content=b"x")).status_code)
        return told

    return conversation


def test_bodies_on_their_way_are_bounded_together() -> None:
    """However many send slowly, they take only so much memory; what they took is given back."""
    app = WholeBody(Starlette(routes=ROUTES), 30)
    all_of = MOST_COMING // LONGEST_BODY
    assert Counter(talk(app, posting(app, 5))) == {503: MOST_OF_ONE // LONGEST_BODY, 200: all_of + 1}


def test_one_client_has_but_a_share_of_the_bodies_on_their_way() -> None:
    """So it cannot take the room of all others."""
    app = WholeBody(Starlette(routes=ROUTES), 30)
    assert Counter(talk(app, posting(app, 1))) == {503: 1, 200: MOST_OF_ONE // LONGEST_BODY + 1}


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-length": "1"}, 413),
        ({"content-length": "x"}, 413),
        ({"transfer-encoding": "chunked"}, 413),
        ({"content-length": "0"}, 200),
        ({}, 200),
    ],
)
def test_what_only_reads_brings_no_body(method: str, headers: dict[str, str], status: int) -> None:
    """It is told without reading any of it, and the connection is closed."""

    async def conversation(client: httpx.AsyncClient) -> tuple[int, str | None]:
        async def never() -> AsyncIterator[bytes]:
            raise AssertionError("it was read")
            yield b""

        content = never() if status == 413 else None
        response = await client.request(method, "/health", headers=headers, content=content)
        return response.status_code, response.headers.get("connection")

    route = Route("/health", lambda _: PlainTextResponse("ok"), methods=["GET", "HEAD", "OPTIONS"])
    told = talk(WholeBody(Starlette(routes=[route]), 30), conversation)
    assert told == (status, "close" if status == 413 else None)


def test_what_needs_no_key_takes_no_place() -> None:
    """Neither the page's files nor what machines ask: with no place at all they are answered, and else nothing."""

    async def conversation(client: httpx.AsyncClient) -> list[int]:
        return [
            (await client.get(path)).status_code for path in ("/page/x/app.js", "/ready", "/metrics", "/")
        ]

    routes = [Route("/{all:path}", lambda _: PlainTextResponse("ok"))]
    assert talk(MostRequests(Starlette(routes=routes), 0), conversation) == [200, 200, 200, 503]


def test_the_time_of_an_answer_begins_when_its_request_is_there() -> None:
    """So one that waited for a thread longer than that is overdue at once, and nothing is done for it."""
    done = []

    async def late(_: Request) -> PlainTextResponse:
        await anyio.sleep(0.05)
        with pytest.raises(AnswerOverdue), answered_within(0.01):
            done.append("something")
        with answered_within(60):
            in_time()
        return PlainTextResponse("overdue")

    async def conversation(client: httpx.AsyncClient) -> str:
        return (await client.get("/")).text

    assert talk(MostRequests(Starlette(routes=[Route("/", late)]), 1), conversation) == "overdue"
    assert done == []
