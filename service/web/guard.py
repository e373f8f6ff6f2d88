"""The guard before all routes: by which name it is asked, from which site, with which key, and how often.

It asks by default: a route that is added is behind it without having been thought of.
"""

from dataclasses import dataclass
from typing import Self

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.settings import Settings
from service.web.doors.given import BASIC, BEARER, Given, given_key
from service.web.doors.headers import NEVER_KEPT
from service.web.doors.hosts import Hosts, is_loopback
from service.web.doors.keyring import Keyring, keyring_of
from service.web.doors.keys import CALLER, Key
from service.web.doors.rates import BEYOND, NONE, Rates, client_of, too_often
from service.web.doors.sites import SAFE, is_foreign, is_named, is_own_page
from service.web.problems import refused

OPEN = {"/health", "/ready"}  # read without a key, as the page's own files are


@dataclass(frozen=True, slots=True)
class Doors:
    """What a running service lets in; kept as `app.state.doors`."""

    hosts: Hosts
    keyring: Keyring
    rates: Rates
    origins: tuple[str, ...]

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """What holds with these settings."""
        rate = settings.rate or (NONE if is_loopback(settings.host) else BEYOND)
        hosts = Hosts.of(settings.host, settings.allowed_hosts)
        return cls(hosts, keyring_of(settings), Rates(rate), settings.cors_origins)


class Guard:
    """Passes on what may come in, and answers the rest."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self._app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or tell why not. What needs a key is kept by no browser and no proxy."""
        if scope["type"] == "websocket":  # there is none; one that is added must first be thought of here
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        private = self._doors.keyring.wanted() and not is_open(request)

        async def sending(message: Message) -> None:
            if private and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Cache-Control"] = NEVER_KEPT
            await send(message)

        app = self._refusal(request) or self._app
        await app(scope, receive, sending)

    def _refusal(self, request: Request) -> Response | None:
        """What is told to a request that may not come in, or None."""
        doors, headers = self._doors, request.headers
        if not doors.hosts.allow(headers.getlist("host")):
            return refused(
                request,
                421,
                "this service is not asked by that name: --allowed-host NAME, or CAREERQA_ALLOWED_HOSTS, adds one",
            )
        foreign = is_foreign(request.method, headers)
        if foreign and not is_named(headers.get("origin"), doors.origins, request.scope["path"]):
            return refused(
                request,
                403,
                "pages of other sites may not ask here; --cors-origin ORIGIN, or CAREERQA_CORS_ORIGINS, names one that may",
            )
        if is_open(request):
            return None
        given = given_key(headers.getlist("authorization"))
        if given and given.by_itself and foreign:
            return refused(request, 403, "a page of another site gives its key as Authorization: Bearer KEY")
        return self._unless_known(request, given)

    def _unless_known(self, request: Request, given: Given | None) -> Response | None:
        """Refuse who has no key where one is asked for, and who asks too often."""
        doors, client = self._doors, client_of(request)
        guessable = not doors.rates.failing(client)
        caller: Key | None = doors.keyring.find(given.secret, guessable=guessable) if given else None
        request.scope[CALLER] = caller
        wanted = caller is None and doors.keyring.wanted()
        # where asking is open there may still be a key of changes to guess
        guessed = given is not None and caller is None and (wanted or doors.keyring.of_changes())
        if guessed and (seconds := doors.rates.failed(client)):
            return refused(request, 429, *too_often(seconds))
        if seconds := doors.rates.asked(f"key {caller.name}" if caller else f"address {client}"):
            return refused(request, 429, *too_often(seconds))
        if not wanted:
            return None
        asked = _challenge(request, given)
        told = "this key does not open this service" if given else "this service asks for a key"
        how = "give one as the password, with any name" if asked == BASIC else "Authorization: Bearer KEY"
        return refused(request, 401, f"{told}: {how}", {"WWW-Authenticate": asked})


def is_open(request: Request) -> bool:
    """Whether it asks for what is told without a key."""
    path = request.scope["path"]
    return request.method in SAFE and (path in OPEN or path.startswith("/page/"))


def _challenge(request: Request, given: Given | None) -> str:
    """How the key is asked for: a browser asks a person for it, but never because of a script of another site."""
    if given and not given.by_itself:
        return BEARER
    looked_at = "text/html" in request.headers.get("accept", "")
    navigates = looked_at and request.headers.get("sec-fetch-mode", "navigate") == "navigate"
    return BASIC if navigates or is_own_page(request.headers) else BEARER
