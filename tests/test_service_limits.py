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

from service.web.limits import LONGEST_BODY, MOST_COMING, MOST_FILES, MostRequests, WholeBody


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


def test_bodies_on_their_way_are_bounded_together() -> None:
    """However many send slowly, they take only so much memory; what they took is given back."""

    async def conversation(client: httpx.AsyncClient) -> list[int]:
        told: list[int] = []

        async def held() -> AsyncIterator[bytes]:
            yield b"x" * LONGEST_BODY
            await anyio.sleep(0.5)

        async def post() -> None:
            told.append((await client.post("/", content=held())).status_code)

        async with anyio.create_task_group() as tasks:
            for _ in range(MOST_COMING // LONGEST_BODY + 2):
                tasks.start_soon(post)
        told.append((await client.post("/", content=b"x")).status_code)
        return told

    app = WholeBody(Starlette(routes=ROUTES), 30)
    assert Counter(talk(app, conversation)) == {503: 2, 200: MOST_COMING // LONGEST_BODY + 1}
