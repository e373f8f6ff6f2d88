"""The HTTP door: JSON and events below /api, OpenAI's protocol below /v1, MCP at /mcp, the page, health and readiness.

It translates and decides nothing.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Header, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from index import ArticleCard, IndexUnusable, LocalStore
from ingest import Span
from service.answering.answer import LONGEST_HISTORY, LONGEST_QUESTION, Answer, answer
from service.phrasing.language_model import LanguageModel
from service.phrasing.phrase import phrased
from service.protocols.events import EVENTS, answer_events, event_stream, wants_events
from service.protocols.openai_chat import chat_routes
from service.serving.draining import Draining, stop_with_parent
from service.serving.live import LiveIndex
from service.serving.metrics import CONTENT_TYPE, Metrics
from service.settings import Settings
from service.web.feedback import FeedbackError, append_feedback, feedback_file, feedback_line
from service.web.limits import LONGEST_BODY, BodyLimit, MostRequests
from service.web.problems import ErrorBody, tell_errors
from service.web.record import Recorded
from service.web.site import site_routes, stored_article

LONGEST_COMMENT = 2000
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
            "item": 13,
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


def create_app(
    root: Path,
    feedback: Path | None = None,
    *,
    host: str = "127.0.0.1",
    api_key: str | None = None,
    model: LanguageModel | None = None,
    most_requests: int = 64,
    drain_seconds: float = 0.0,
    log_questions: bool = False,
) -> FastAPI:
    """The service over an index folder. It starts without a usable index too and takes one up when there is one.

    Feedback goes to its file, or to one beside the index; nothing else is written.
    With `api_key` what is below /v1 asks for it, as programs that speak OpenAI's protocol expect. Where `host`, the address it
    listens on, is this machine's own, /mcp refuses requests that name another, as a page that rebinds its name in DNS makes them.
    With `model` every door has it draft, as far as the quotes bear that out.
    At most `most_requests` are answered at once. Told to stop, it says so at /ready for `drain_seconds` before it does.
    """
    from service.protocols.mcp_server import create_server, http_route  # half a second, which other commands need not wait for

    metrics = Metrics()
    draining = Draining(drain_seconds)
    live = LiveIndex(LocalStore(root), metrics.opened)
    opinions = feedback_file(root, feedback)
    mcp = create_server(live, model)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with suppress(IndexUnusable):  # said in the log, and by /ready until there is one
            await run_in_threadpool(live.get)
        stop_with_parent()
        with live.watched(), draining.on_sigterm():
            async with mcp.session_manager.run():
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
    app.add_middleware(BodyLimit)  # the last that is added is the first to see a request
    app.add_middleware(MostRequests, most_requests)
    app.add_middleware(Recorded, metrics, questions=log_questions)
    tell_errors(app)
    app.include_router(chat_routes(live, api_key, model))

    forms = {"application/json": {"example": EXAMPLE}, EVENTS: {"schema": {"type": "string"}}}

    # only what may be empty has a default: `explanation`, `model`, `note`
    @app.post("/api/ask", response_model=Answer, response_model_exclude_defaults=True, responses={200: {"content": forms}})
    def ask(body: Ask, accept: Annotated[str | None, Header()] = None) -> Answer | Response:
        """Answer from the sources, or say that they hold no answer: as JSON, or sentence by sentence as server-sent events."""
        found = answer(live.get(), body.question, body.history, explain=body.explain)
        return event_stream(answer_events(found, model)) if wants_events(accept) else phrased(found, model)

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
        metrics.kept(body.thumbs)
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
        card, text, spans = stored_article(live.get(), article_id)
        return ArticleText(**asdict(card), text=text, spans=spans)

    @app.get("/health")
    async def health() -> dict[str, str]:
        """Whether the process runs."""
        return {"status": "ok"}

    @app.get("/ready")
    def ready() -> Ready:
        """Whether questions can be answered, and from what; not any more where the service is being stopped."""
        if draining.begun:
            raise HTTPException(503, "the service is being stopped")
        manifest = live.get().manifest
        return Ready(index=manifest.digest, articles=manifest.articles, passages=manifest.passages)

    @app.get("/metrics", include_in_schema=False)
    def metrics_text() -> Response:
        return Response(metrics.text(live), media_type=CONTENT_TYPE)

    app.include_router(site_routes(live))
    app.router.routes.append(http_route(mcp, host, LONGEST_BODY))
    return app


def create_app_from_environment() -> FastAPI:
    """What each worker of `careerqa serve` serves."""
    settings = Settings()
    return create_app(
        settings.index,
        settings.feedback,
        host=settings.host,
        api_key=settings.key(),
        model=settings.language_model(),
        most_requests=settings.most_requests,
        drain_seconds=settings.drain_seconds,
        log_questions=settings.log_questions,
    )
