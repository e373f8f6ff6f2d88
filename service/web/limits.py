"""What one worker takes on at once, and how long a request may be."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.changing.files import LARGEST_ARCHIVE
from service.web.problems import busy

LONGEST_BODY = (
    2 * 2**20
)  # bytes; the longest allowed question and history, every character escaped, take 1.2 million
LONGEST_FILE = LARGEST_ARCHIVE + 1  # one byte more than is taken tells that there are
FILES = "/api/sources/file"
ASKED_BY_MACHINES = {"/health", "/ready", "/metrics"}  # and always answered


class MostRequests:
    """Refuses what comes while `most` requests are being answered, so that those are answered in time."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or tell its client to come again."""
        if scope["type"] != "http" or scope["path"] in ASKED_BY_MACHINES:
            await self._app(scope, receive, send)
        elif self._running >= self._most:
            await busy(Request(scope))(scope, receive, send)
        else:
            self._running += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._running -= 1


class BodyLimit:
    """Stops reading a request's body at `LONGEST_BODY`, that of a file at `LONGEST_FILE`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        read = 0
        longest = LONGEST_FILE if scope.get("path", "").endswith(FILES) else LONGEST_BODY

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > longest:
                raise HTTPException(413, f"the body is longer than {longest} bytes")
            return message

        await self._app(scope, limited, send)
