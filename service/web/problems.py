"""Errors as the HTTP door tells them.

One JSON shape, as an `error` event where events were asked for, OpenAI's below /v1.
"""

import logging
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from index import IndexUnusable
from ingest import whole_signs
from service.answering.answer import AnswerOverdue, QuestionError
from service.answering.within import CollectionError
from service.protocols.events import event_stream, named, wants_events
from service.protocols.openai_chat import ChatErrorBody, ChatProblem
from service.web.addresses import OF_PROGRAMS
from service.web.doors.headers import MOST_UNWANTED
from service.web.feedback_log import FeedbackBusyError, FeedbackError
from service.web.plain import problem_page

log = logging.getLogger(__name__)

LONGEST_TOLD, LONGEST_PARAM = 2500, 200  # characters of a message, and of the parameter that it is of

CODES = {
    401: "key_needed",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    409: "already_there",
    413: "too_large",
    421: "wrong_host",
    422: "invalid_request",
    429: "too_many_requests",
    500: "internal_error",
    501: "not_installed",
    503: "no_index",
    507: "not_kept",
}
CODES_OF_OPENAI = {
    401: "invalid_api_key",
    404: "unknown_url",
    421: "wrong_host",
    429: "rate_limit_exceeded",
    503: "no_index",
}


class Problem(BaseModel):
    """A word for programs and a sentence for people."""

    code: str
    message: str


class ErrorBody(BaseModel):
    """The one shape of every error."""

    error: Problem


def tell_errors(app: FastAPI) -> None:
    """Have every error of the app told in its shape."""
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_bad_request)
    app.add_exception_handler(QuestionError, _on_bad_question)
    app.add_exception_handler(IndexUnusable, _on_no_index)
    app.add_exception_handler(AnswerOverdue, _on_overdue)
    app.add_exception_handler(FeedbackError, _on_not_kept)
    app.add_exception_handler(FeedbackBusyError, _on_feedback_busy)


def _tell(
    request: Request,
    status: int,
    message: str,
    *,
    headers: Any = None,
    code: str | None = None,
    param: str | None = None,
) -> Response:
    # They name what came, which may be long.
    message, param = whole_signs(message[:LONGEST_TOLD]), param and whole_signs(param[:LONGEST_PARAM])
    if f"{request.url.path}/".startswith("/v1/"):
        return _tell_openai(status, message, headers=headers, code=code, param=param)
    headers = {**(headers or {}), "Vary": "Accept, Accept-Encoding"}  # whether a person or a program looks
    if wants_page(request):
        return with_headers(problem_page(request, status, message), headers)
    body = ErrorBody(
        error=Problem(code=code or CODES.get(status, f"http_{status}"), message=message)
    ).model_dump()
    if request.url.path == "/api/ask" and wants_events(request.headers.get("accept")):
        return event_stream([named("error", body)], status, headers)
    return JSONResponse(body, status, headers)


def wants_page(request: Request) -> bool:
    """Whether a person looks at the answer: a browser that asks for what is no interface of programs."""
    first = request.url.path.strip("/").partition("/")[0]
    return "text/html" in request.headers.get("accept", "") and first not in {*OF_PROGRAMS, "page"}


def with_headers(response: Response, headers: Any) -> Response:
    """A response with further headers, where there are any."""
    response.headers.update(headers or {})
    return response


def _tell_openai(status: int, message: str, *, headers: Any, code: str | None, param: str | None) -> Response:
    status = 400 if status == 422 else status
    kind = "invalid_request_error" if status < 500 else "server_error"
    code = code or CODES_OF_OPENAI.get(status)
    body = ChatErrorBody(error=ChatProblem(message=message, type=kind, param=param, code=code))
    return JSONResponse(body.model_dump(), status, headers)


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    told = {"code": getattr(error, "code", None), "param": getattr(error, "param", None)}
    return _tell(request, error.status_code, error.detail, headers=error.headers, **told)


def _on_bad_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part)[:LONGEST_PARAM] for part in first["loc"][1:])[:LONGEST_PARAM]
    told = first["msg"].removeprefix("Value error, ")
    return _tell(request, 422, f"{where}: {told}" if where else told, param=where or None)


def _on_bad_question(request: Request, error: Exception) -> Response:
    return _tell(request, 422, str(error), param="in" if isinstance(error, CollectionError) else "messages")


def _on_no_index(request: Request, error: Exception) -> Response:
    return _tell(request, 503, str(error))


def _on_overdue(request: Request, error: Exception) -> Response:
    return _tell(request, 503, str(error), code="overdue")


def _on_not_kept(request: Request, error: Exception) -> Response:
    log.error("%s", error)
    return _tell(request, 507, "the feedback cannot be kept; the service's log says why")


def refused(request: Request, status: int, message: str, headers: Any = None) -> Response:
    """What is told to a request that may not come in; a long body of it is not waited for."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > MOST_UNWANTED:
        headers = {**(headers or {}), "Connection": "close"}
    return _tell(request, status, message, headers=headers)


def _on_feedback_busy(request: Request, error: Exception) -> Response:
    log.warning("%s", error)
    message = "others are writing feedback; nothing was kept, try again in a second"
    return _tell(request, 503, message, headers={"Retry-After": "1"}, code="busy")


def crashed(request: Request) -> Response:
    """What is told of an error that nobody expected."""
    return _tell(request, 500, "something went wrong here; the service's log says what")


def too_large(request: Request, longest: int) -> Response:
    """What is told to a client whose body is too long; the rest of it is not read."""
    return _tell(request, 413, f"the body is longer than {longest} bytes", headers={"Connection": "close"})


def too_slow(request: Request, seconds: float) -> Response:
    """What is told to a client whose body does not come; nothing more is read."""
    message = f"the request did not come within {seconds:g} seconds"
    return _tell(request, 408, message, headers={"Connection": "close"})


def busy(request: Request, *, closing: bool = False) -> Response:
    """What is told to a client that comes when there is too much to do; `closing` where its body is not read."""
    return _tell(
        request,
        503,
        "too many requests at once; try again in a second",
        headers={"Retry-After": "1"} | ({"Connection": "close"} if closing else {}),
        code="busy",
    )
