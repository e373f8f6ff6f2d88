"""Pages of other origins that may call the service from a browser (CORS): those that a setting names, else none.

No cookie is ever taken, so none is allowed along; a key goes in a header. A browser asks with OPTIONS before it
sends one, and that is answered here, before anything asks for the key.
"""

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from service.web.doors.hosts import Hosts

READ = [
    "Mcp-Session-Id",
    "Retry-After",
    "X-Request-ID",
]  # headers that a page may read besides the usual ones
KEPT = 600  # seconds in which a browser need not ask again


class Origins(CORSMiddleware):
    """Tells browsers that pages of these origins may ask and read, also what went wrong."""

    def __init__(self, app: ASGIApp, origins: Sequence[str], hosts: Hosts) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST"),
            allow_headers=("*",),  # each that is asked for, by its name
            allow_private_network=True,
            expose_headers=READ,
            max_age=KEPT,
        )
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on; who asks by a name that is none of the service's is left to the guard."""
        known = scope["type"] == "http" and self._hosts.allow(Headers(scope=scope).getlist("host"))
        await (super().__call__ if known else self.app)(scope, receive, send)
