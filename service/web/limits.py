"""What one worker takes on at once, how long a request may be, and how long it may take to come."""

import asyncio
import time
from collections import Counter

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.changing.files import LARGEST_ARCHIVE
from service.web.feedback_log import LONGEST_LINE
from service.web.problems import busy, too_large, too_slow

LONGEST_BODY = (
    2 * 2**20
)  # bytes; the longest allowed question and history, every character escaped, take 1.2 million
LONGEST_FILE = LARGEST_ARCHIVE + 1  # one byte more than is taken tells that there are
MOST_COMING = 32 * 2**20  # bytes of bodies that are on their way, together
MOST_FILES = 4  # that come at once; they are read as they are written
SLOWEST_FILE = 16 * 2**10  # bytes a second
FILES = "/api/sources/file"
FEEDBACK = "/api/feedback"  # of which no more is read than is ever kept
ASKED_BY_MACHINES = {"/health", "/ready", "/metrics"}  # and always answered


class WholeBody:
    """Reads the body of a request, within `seconds`, before anything is done for it.

    So whoever sends slowly, or nothing, keeps nobody's place. Of a file, which is written as it comes, each
    piece must come in time.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds
        self._coming = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it is here, or tell its client why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif is_file(scope):
            await self._app(scope, self._pieces(receive), send)
        else:
            await self._read(scope, receive, send)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()
        longest = LONGEST_LINE if scope["path"].endswith(FEEDBACK) else LONGEST_BODY
        more = True
        try:
            async with asyncio.timeout(self._seconds):
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return
                    piece = message.get("body", b"")
                    body += piece
                    self._coming += len(piece)
                    more = message.get("more_body", False)
                    if len(body) > longest:
                        await too_large(Request(scope), longest)(scope, receive, send)
                        return
                    if self._coming > MOST_COMING:
                        await busy(Request(scope), closing=True)(scope, receive, send)
                        return
        except TimeoutError:
            await too_slow(Request(scope), self._seconds)(scope, receive, send)
            return
        finally:
            self._coming -= len(body)
        here: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def read() -> Message:
            return here.pop() if here else await receive()

        await self._app(scope, read, send)

    def _pieces(self, receive: Receive) -> Receive:
        began, read = time.monotonic(), 0

        async def piece() -> Message:
            nonlocal read
            late = began + self._seconds + read / SLOWEST_FILE - time.monotonic()
            try:
                async with asyncio.timeout(late):
                    message = await receive()
            except TimeoutError as error:
                raise HTTPException(408, "the file came too slowly", {"Connection": "close"}) from error
            read += len(message.get("body", b""))
            if read > LONGEST_FILE:
                raise HTTPException(413, f"the body is longer than {LONGEST_FILE} bytes")
            return message

        return piece


def is_file(scope: Scope) -> bool:
    """Whether a request brings a file."""
    return bool(scope["path"].endswith(FILES))


class MostRequests:
    """Refuses what comes while `most` requests are being answered, so that those are answered in time."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = {"request": most, "file": MOST_FILES}
        self._running: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or tell its client to come again."""
        if scope["type"] != "http" or scope["path"] in ASKED_BY_MACHINES:
            await self._app(scope, receive, send)
            return
        kind = "file" if is_file(scope) else "request"
        if self._running[kind] >= self._most[kind]:
            await busy(Request(scope))(scope, receive, send)
            return
        self._running[kind] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._running[kind] -= 1
