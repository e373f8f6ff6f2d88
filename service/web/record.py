"""Each HTTP request with its id.

One line in the log and its share of the metrics, when the last of its response is sent.
"""

import logging
import re
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.answering.trace import Trace, traced
from service.serving.logs import of_request
from service.serving.metrics import Metrics
from service.web.doors.keys import CALLER
from service.web.limits import ASKED_BY_MACHINES
from service.web.problems import crashed

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
UNKNOWN = "unknown"


@dataclass(slots=True)
class Sent:
    """What was sent of a response: its status, and whether it was all."""

    status: int | None = None
    whole: bool = False


class Recorded:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, questions: bool = False) -> None:
        self._app = app
        self._metrics = metrics
        self._questions = questions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an error that nobody expected is logged with its traceback and told as status 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identity = request_id(Headers(scope=scope).get(HEADER, ""))
        sent = Sent()
        began = perf_counter()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent.status = message["status"]
                MutableHeaders(scope=message)[HEADER] = identity
            elif message["type"] == "http.response.body":
                sent.whole = not message.get("more_body", False)
            await send(message)

        with of_request(identity), traced() as trace, self._metrics.in_flight.track_inprogress():
            try:
                await self._app(scope, receive, sending)
            except ClientDisconnect:
                pass  # nobody waits for a response
            except (
                Exception
            ):  # whatever it is, it is logged, and the client is told that it is not their fault
                log.exception("a request failed")
                if sent.status is None:
                    await crashed(Request(scope))(scope, receive, sending)
            finally:
                self._record(scope, sent, perf_counter() - began, trace)

    def _record(self, scope: Scope, sent: Sent, seconds: float, trace: Trace) -> None:
        route = route_of(scope)
        self._metrics.ended(route, scope["method"], sent.status, seconds, trace)
        fields: dict[str, Any] = {
            "method": scope["method"],
            "route": route,
            "status": sent.status,
            "ms": round(seconds * 1000, 1),
        }
        if caller := scope.get(CALLER):
            fields["key"] = caller.name
        if not sent.whole:
            fields["whole"] = False
        if trace.outcome:
            fields |= {"answer": trace.outcome, "confidence": trace.confidence, "index": trace.index}
            if self._questions:
                fields["question"] = trace.question
        quiet = route in ASKED_BY_MACHINES and sent.status == 200  # or the log would hold little else
        log.log(logging.DEBUG if quiet else logging.INFO, "request", extra={"fields": fields})


def request_id(given: str) -> str:
    """The id that a proxy or a client gave, where it is a plain word of at most 64 characters.

    Else one of our own.
    """
    return given if re.fullmatch(r"[\w.:-]{1,64}", given, re.ASCII) else uuid4().hex


def route_of(scope: Scope) -> str:
    """The path of the route that took a request, with its parameters unfilled.

    Of MCP's, which FastAPI does not name, its beginning.
    """
    if path := getattr(scope.get("route"), "path", ""):
        return str(path)
    return "/" + scope["path"].split("/")[1] if "endpoint" in scope else UNKNOWN
