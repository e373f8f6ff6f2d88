"""What one worker takes on at once, how long a request may be, and how long it may take to come."""

import asyncio
import time
from collections import Counter

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.answering.deadline import arrived
from service.changing.files import LARGEST_ARCHIVE
from service.web.doors.rates import client_of
from service.web.feedback_log import LONGEST_LINE
from service.web.guard import is_open
from service.web.problems import busy, too_large, too_slow

LONGEST_BODY = (
    2 * 2**20
)  # bytes; the longest allowed question and history, every character escaped, take 1.2 million
LONGEST_FILE = LARGEST_ARCHIVE + 1  # one byte more than is taken tells that there are
MOST_COMING = 32 * 2**20  # bytes of bodies that are on their way, together
MOST_OF_ONE = MOST_COMING // 4  # bytes of them from one client
MOST_FILES = 4  # that come at once; they are read as they are written
SLOWEST_FILE = 16 * 2**10  # bytes a second
FILES = "/api/sources/file"
FEEDBACK = "/api/feedback"  # of which no more is read than is ever kept
ASKED_BY_MACHINES = {"/health", "/ready", "/metrics"}  # and always answered


class WholeBody:
    """Reads the body of a request, within `seconds`, before anything is done for it.

    So whoever sends slowly, or nothing, keeps nobody's place, and what brings no body by its nature may not
    bring one. Of a file, which is written as it comes, each piece must come in time.
    """

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds
        self._coming: Counter[str] = Counter()  # bytes, by client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it is here, or tell its client why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif brings_none(scope) and brings_body(Headers(scope=scope)):
            await too_large(Request(scope), 0)(scope, receive, send)
        elif is_file(scope):
            await self._app(scope, self._pieces(receive), send)
        else:
            await self._read(scope, receive, send)

    async def _read(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = client_of(Request(scope))
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
                    self._coming[client] += len(piece)
                    more = message.get("more_body", False)
                    if len(body) > longest:
                        await too_large(Request(scope), longest)(scope, receive, send)
                        return
                    if self._coming[client] > MOST_OF_ONE or self._coming.total() > MOST_COMING:
                        await busy(Request(scope), closing=True)(scope, receive, send)
                        return
        except TimeoutError:
            await too_slow(Request(scope), self._seconds)(scope, receive, send)
            return
        finally:
            self._coming[client] -= len(body)
            if not self._coming[client]:
                del self._coming[client]
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


def brings_none(scope: Scope) -> bool:
    """Whether a request has no use for a body."""
    return scope["method"] in ("GET", "HEAD") or is_open(Request(scope))


def brings_body(headers: Headers) -> bool:
    """Whether a request says that it has a body."""
    return "transfer-encoding" in headers or headers.get("content-length", "0").strip("0") != ""


class MostRequests:
    """Refuses what comes while `most` requests are being answered, so that those are answered in time.

    What needs no key takes no place: it costs next to nothing, and anybody could take all with it. The time of
    an answer begins here.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = {"request": most, "file": MOST_FILES}
        self._running: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or tell its client to come again."""
        if scope["type"] != "http" or scope["path"] in ASKED_BY_MACHINES or is_open(Request(scope)):
            await self._app(scope, receive, send)
            return
        kind = "file" if is_file(scope) else "request"
        if self._running[kind] >= self._most[kind]:
            await busy(Request(scope), closing=kind == "file")(scope, receive, send)
            return
        self._running[kind] += 1
        try:
            with arrived():
                await self._app(scope, receive, send)
        finally:
            self._running[kind] -= 1
