"""The HTTP door: JSON below /api, the page at /, health and readiness. It translates and decides nothing."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index import ArticleCard, IndexUnusable
from ingest import Span
from service.answer import LONGEST_QUESTION, Answer, QuestionError, answer
from service.feedback import FeedbackError, append_feedback, feedback_file, feedback_line
from service.live import LiveIndex
from service.markup import answer_html
from service.settings import Settings

log = logging.getLogger(__name__)

PAGE = Path(__file__).parent / "page"
LONGEST_HISTORY = 50
LONGEST_COMMENT = 2000
LONGEST_BODY = 2 * 2**20  # bytes; the longest allowed question and history, every character escaped, take 1.2 million
CODES = {
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    422: "invalid_request",
    500: "internal_error",
    503: "no_index",
    507: "not_kept",
}
EXAMPLE = {
    "question": "are they mandatory?",
    "standalone_question": "are they mandatory? (should I do an exit interview?)",
    "status": "answered",
    "answer": "Participation is strictly voluntary. [1]",
    "confidence": 0.93,
    "citations": [
        {
            "number": 1,
            "article": "000_545cee09d23d1661",
            "title": "career advice and job search strategies",
            "section": ["Exit Interviews", "Should You Participate in an Exit Interview?"],
            "kind": "article",
            "author": None,
            "quote": "Participation is strictly voluntary",
            "start": 2358,
            "end": 2393,
            "timestamp": "00:03:51",
            "seconds": 231,
            "url": "https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=231s",
        }
    ],
    "passages": [],
    "related": ["Purpose of Exit Interviews"],
    "unanswered": [],
    "index": "4f1d…",
    "took_ms": 12.3,
}


class Ask(BaseModel):
    """A question, with the questions asked before it in the same conversation, oldest first."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"question": "are they mandatory?", "history": ["should I do an exit interview?"]}]}
    )

    question: str = Field(max_length=LONGEST_QUESTION)
    history: list[Annotated[str, Field(max_length=LONGEST_QUESTION)]] = Field(default=[], max_length=LONGEST_HISTORY)
    explain: bool = False


class Opinion(BaseModel):
    """What somebody thought of an answer: the question as it was asked, the answer object as it was given, thumbs and a comment."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(max_length=LONGEST_QUESTION, pattern=r"\w")
    history: list[Annotated[str, Field(max_length=LONGEST_QUESTION)]] = Field(default=[], max_length=LONGEST_HISTORY)
    answer: Answer
    thumbs: Literal["up", "down"]
    comment: str = Field(default="", max_length=LONGEST_COMMENT)


class Kept(BaseModel):
    """That feedback was kept; `current` says whether the answer came from the index that is served now."""

    status: str = "kept"
    current: bool


@dataclass(frozen=True, slots=True)
class ArticleText(ArticleCard):
    """An article's card with its raw text; offsets count its characters (code points, not UTF-16 units)."""

    text: str
    spans: list[Span]


class Ready(BaseModel):
    """What is being served."""

    status: str = "ready"
    index: str
    articles: int
    passages: int


class Problem(BaseModel):
    """A word for programs and a sentence for people."""

    code: str
    message: str


class ErrorBody(BaseModel):
    """The one shape of every error."""

    error: Problem


def create_app(root: Path, feedback: Path | None = None) -> FastAPI:
    """The service over an index folder. It starts without a usable index too and takes one up when there is one.

    Feedback goes to its file, or to one beside the index; nothing else is written.
    """
    live = LiveIndex(root)
    opinions = feedback_file(root, feedback)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with suppress(IndexUnusable):  # said in the log, and by /ready until there is one
            await run_in_threadpool(live.get)
        yield

    errors: dict[int | str, dict[str, Any]] = {code: {"model": ErrorBody} for code in (404, 422, 503)}
    app = FastAPI(
        title="careerqa",
        summary="Career questions, answered in the sources' own sentences.",
        lifespan=lifespan,
        responses=errors,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(BodyLimit)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_bad_request)
    app.add_exception_handler(QuestionError, _on_bad_question)
    app.add_exception_handler(IndexUnusable, _on_no_index)
    app.add_exception_handler(FeedbackError, _on_not_kept)
    app.add_exception_handler(500, _on_crash)

    # `explanation` is the only field with a default, so only that is left out where it was not asked for
    @app.post("/api/ask", response_model_exclude_defaults=True, responses={200: {"content": {"application/json": {"example": EXAMPLE}}}})
    def ask(body: Ask) -> Answer:
        """Answer from the sources, or say that they hold no answer."""
        return answer(live.get(), body.question, body.history, explain=body.explain)

    @app.post("/api/feedback", status_code=201, responses={507: {"model": ErrorBody}})
    def keep(body: Opinion) -> Kept:
        """Keep what somebody thought of an answer, from whatever index it came."""
        answer_given = body.answer.as_dict()
        try:
            line = feedback_line({"received": datetime.now(UTC).isoformat(timespec="seconds"), **body.model_dump(), "answer": answer_given})
        except FeedbackError as error:
            raise HTTPException(413, str(error)) from error
        except ValueError as error:
            raise HTTPException(422, f"answer: {error}") from error
        append_feedback(opinions, line)
        with suppress(IndexUnusable):
            return Kept(current=live.get().manifest.digest == body.answer.index)
        return Kept(current=False)

    @app.get("/api/articles")
    def articles() -> list[ArticleCard]:
        """All articles, by id."""
        return live.get().articles()

    @app.get("/api/articles/{article_id:path}")
    def article(article_id: str) -> ArticleText:
        """One article's raw text and what each stretch of it is."""
        found = live.get().article(article_id)
        if found is None:
            raise HTTPException(404, f"there is no article {article_id!r}")
        card, text, spans = found
        return ArticleText(**asdict(card), text=text, spans=spans)

    @app.get("/health")
    async def health() -> dict[str, str]:
        """Whether the process runs."""
        return {"status": "ok"}

    @app.get("/ready")
    def ready() -> Ready:
        """Whether questions can be answered, and from what."""
        manifest = live.get().manifest
        return Ready(index=manifest.digest, articles=manifest.articles, passages=manifest.passages)

    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    def page(q: Annotated[str, Query()] = "") -> HTMLResponse:
        status, content = 200, ""
        if q.strip():
            try:
                content = answer_html(answer(live.get(), q))
            except (QuestionError, IndexUnusable) as error:
                status = 422 if isinstance(error, QuestionError) else 503
                content = f'<p class="problem">{escape(str(error))}</p>'
        return HTMLResponse((PAGE / "index.html").read_text(encoding="utf-8").replace("<!--answer-->", content), status)

    app.mount("/page", StaticFiles(directory=PAGE), name="page")
    return app


def create_app_from_environment() -> FastAPI:
    """For `uvicorn --factory service.api:create_app_from_environment --workers N`."""
    settings = Settings()
    return create_app(settings.index, settings.feedback)


class BodyLimit:
    """Stops reading a request's body at `LONGEST_BODY`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LONGEST_BODY:
                raise HTTPException(413, f"the body is longer than {LONGEST_BODY} bytes")
            return message

        await self._app(scope, limited, send)


def _error(status: int, message: str, headers: Any = None) -> JSONResponse:
    body = ErrorBody(error=Problem(code=CODES.get(status, f"http_{status}"), message=message))
    return JSONResponse(body.model_dump(), status, headers)


def _on_http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return _error(error.status_code, error.detail, error.headers)


def _on_bad_request(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    return _error(422, f"{where}: {first['msg']}" if where else first["msg"])


def _on_bad_question(_: Request, error: Exception) -> JSONResponse:
    return _error(422, str(error))


def _on_no_index(_: Request, error: Exception) -> JSONResponse:
    return _error(503, str(error))


def _on_not_kept(_: Request, error: Exception) -> JSONResponse:
    log.error("%s", error)
    return _error(507, "the feedback cannot be kept; the service's log says why")


def _on_crash(_: Request, __: Exception) -> JSONResponse:
    return _error(500, "something went wrong here; the service's log says what")
