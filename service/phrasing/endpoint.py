"""The connection to a language model's endpoint: it brings only so many bytes, and can be cut from outside.

What is sent along with a request is said here and taken from nowhere else.
"""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Lock
from typing import Any

CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")  # as httpcore calls them


class TooMuchError(Exception):
    """More bytes came than are read, or some that unpack to who knows how many; the message says which."""


class Connection:
    """The connection of one draft; one thread reads from it, another may cut it at any moment.

    A time to wait for the next bytes is no end: whoever sends a byte a second, of a header or of a comment,
    keeps within it for good.
    """

    def __init__(self, most_bytes: int, api_key: str) -> None:
        self.is_cut = False
        self._api_key = api_key
        self._most_bytes = most_bytes
        self._socket: socket.socket | None = None
        self._lock = Lock()

    def cut(self) -> None:
        """Have what reads from it fail at once."""
        with self._lock:
            self.is_cut = True
            self._shut()

    def hooks(self) -> dict[str, list[Any]]:
        """What httpx, or its successor that openai takes where it is there, calls with requests and responses."""
        return {"request": [self._watch], "response": [self._bound]}

    def _watch(self, request: Any) -> None:
        # anew, since openai adds what OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_CUSTOM_HEADERS say, httpx .netrc
        headers = {
            "host": request.url.netloc.decode("ascii"),
            "accept": "text/event-stream, application/json",
            "accept-encoding": "identity",
            "authorization": f"Bearer {self._api_key}",
            "content-length": str(len(request.content)),
            "content-type": "application/json",
            "user-agent": "careerqa",
        }
        request.headers = type(request.headers)(headers)
        request.extensions["trace"] = self._trace

    def _trace(self, name: str, info: dict[str, Any]) -> None:
        if name in CONNECTED:
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
                if self.is_cut:
                    self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it is closed already
                self._socket.shutdown(socket.SHUT_RDWR)

    def _bound(self, response: Any) -> None:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise TooMuchError("it sent packed text, which was not asked for")
        read = response.iter_raw  # what all other ways to read a response go through
        response.iter_raw = lambda size=None: self._bounded(read(size))

    def _bounded(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        left = self._most_bytes
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                raise TooMuchError(f"it sent more than {self._most_bytes} bytes")
            yield piece
