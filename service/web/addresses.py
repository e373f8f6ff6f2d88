"""Addresses as clients ask for them: below a sub-path, with slashes too many, without /v1 or with it twice.

Each becomes that of a route before anything else sees it. Nothing is redirected to another one, since many
clients lose the body on the way; and what the service names itself is relative, so that it is right below any
path, whether a proxy takes that path away or not.
"""

import re

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OF_PROGRAMS = {"api", "health", "mcp", "metrics", "openapi.json", "ready", "v1"}
ASKED = "careerqa.asked"  # in the scope: the path as it was asked for
_SLASHES = re.compile("/{2,}")
_V1_AGAIN = re.compile(r"^(?:/v1)+(?=/v1(?:/|$))")
_WITHOUT_V1 = re.compile(r"^/(?:chat/completions|models(?:/[^/]+)?)$")


class Addresses:
    """The first layer of the app; `root_path` is below which path it is asked, where no proxy takes it away."""

    def __init__(self, app: ASGIApp, root_path: str = "") -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the address of a route."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            path = route_path(scope["path"], self._root_path)
            await self._app({**scope, "path": path, ASKED: scope["path"]}, receive, send)


class Folder:
    """Leads from the path that the service is asked below into it: the page's addresses are relative to that."""

    def __init__(self, app: ASGIApp, root_path: str = "") -> None:
        self._app = app
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, but where it asks for the path itself."""
        app = self._app
        if self._root_path and scope.get(ASKED) == self._root_path and scope["method"] in ("GET", "HEAD"):
            folder = URL(scope=scope).replace(scheme="", netloc="", path=f"{self._root_path}/")
            app = RedirectResponse(folder, 308)
        await app(scope, receive, send)


def route_path(path: str, root_path: str = "") -> str:
    """The path of a route that is meant."""
    path = "/" + path.lstrip("/")
    if root_path and f"{path}/".startswith(f"{root_path}/"):
        path = "/" + path.removeprefix(root_path).lstrip("/")
    plain = _V1_AGAIN.sub("", _SLASHES.sub("/", path).rstrip("/"))
    if _WITHOUT_V1.match(plain):
        return f"/v1{plain}"
    return plain if plain[1:].partition("/")[0] in OF_PROGRAMS else path


def root_of(request: Request, root_path: str = "") -> str:
    """The way from the page that is asked for to the service's root: `./`, or one `../` for each folder."""
    path = (request.scope.get("raw_path") or request.scope["path"].encode()).decode("latin-1")
    if root_path and path.startswith(f"{root_path}/"):
        path = path.removeprefix(root_path)
    return "../" * (path.count("/") - 1) or "./"
