"""A loopback endpoint of OpenAI's chat protocol that streams given drafts in small pieces, or misbehaves.

As the path says.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.loopback import served

PIECE = 7  # characters at most, so that marks and words are cut anywhere


@dataclass
class Endpoint:
    """Where it listens, what it streams by name, and what it was asked."""

    address: str = ""
    drafts: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    ended: Event = field(default_factory=Event)  # what the draft of the name "held" waits for before it ends

    def base_url(self, name: str) -> str:
        """The address of what misbehaves in a way, or streams the draft of a name."""
        return f"{self.address}/{name}/v1"


def chunk(text: str | None, finish: str | None = None) -> str:
    """One event of a stream."""
    delta = {} if text is None else {"content": text}
    return f"data: {json.dumps({**HEAD, 'choices': [{'index': 0, 'delta': delta, 'finish_reason': finish}]})}\n\n"


HEAD = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "small"}
END = chunk(None, "stop") + "data: [DONE]\n\n"


def pieces(draft: str) -> Iterator[str]:
    """A draft cut anywhere, the same way every time."""
    cuts = random.Random(draft)
    while draft:
        size = cuts.randint(1, PIECE)
        yield draft[:size]
        draft = draft[size:]


def app(endpoint: Endpoint) -> Starlette:
    """The endpoint as an application."""

    async def complete(request: Request) -> Response:
        endpoint.asked.append(await request.json())
        name = request.path_params["name"]
        if name == "failing":
            return PlainTextResponse("no", 500)
        if name == "gibberish":
            return PlainTextResponse("data: {not json\n\n", media_type="text/event-stream")
        return StreamingResponse(stream(name), media_type="text/event-stream")

    async def stream(name: str) -> AsyncIterator[str]:
        if name == "endless":
            while True:
                yield chunk("Nothing is certain. ")
                await asyncio.sleep(0)
        if name == "silent":
            await asyncio.sleep(60)
        if name == "trickling":
            for _ in range(600):
                yield ": still here\n\n"
                await asyncio.sleep(0.1)
        for piece in pieces(endpoint.drafts.get(name, "")):
            yield chunk(piece)
        while name == "held" and not endpoint.ended.is_set():
            await asyncio.sleep(0.02)
        if name != "broken":
            yield END

    return Starlette(routes=[Route("/{name}/v1/chat/completions", complete, methods=["POST"])])


@contextmanager
def serving() -> Iterator[Endpoint]:
    """The endpoint behind a real server on a free port of loopback."""
    endpoint = Endpoint()
    with served(app(endpoint), lifespan="off", timeout_graceful_shutdown=1) as address:
        endpoint.address = address
        yield endpoint
