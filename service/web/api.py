"""The HTTP door: JSON and events below /api, OpenAI's protocol below /v1, MCP at /mcp, the page.

Health and readiness.

It translates and decides nothing.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from anyio.to_thread import current_default_thread_limiter, run_sync
from fastapi import APIRouter, FastAPI, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    model_validator,
)
from starlette.exceptions import HTTPException

from index import ArticleCard, IndexUnusable, LocalStore
from ingest import Span
from service.answering.answer import LONGEST_HISTORY, LONGEST_QUESTION, Answer
from service.answering.several import FIRST_FAULT
from service.answering.within import MOST_WITHIN
from service.changing.updates import Updates
from service.protocols import openai_chat
from service.protocols.events import EVENTS, answer_events, event_stream, wants_events
from service.serving.dependencies import AssistantHere, Running, RunningHere
from service.serving.draining import Draining, stop_with_parent
from service.serving.live import LiveIndex
from service.serving.metrics import CONTENT_TYPE, Metrics
from service.settings import Settings
from service.web import changes, pasted, plain, site, source_list
from service.web.addresses import Addresses, Folder
from service.web.assets import unchanged
from service.web.declared import declare
from service.web.doors.headers import UsualHeaders
from service.web.feedback_log import (
    MOST_WAITING,
    FeedbackError,
    append_feedback,
    feedback_file,
    feedback_line,
    new_id,
)
from service.web.few_keys import FewKeys, check_keys
from service.web.guard import Doors, Guard
from service.web.limits import LONGEST_BODY, MostRequests, WholeBody
from service.web.origins import Origins
from service.web.problems import ErrorBody, tell_errors
from service.web.record import Recorded
from service.web.site import stored_article
from service.web.terms import LONGEST_COMMENT

EXAMPLE = {
    "question": "are they mandatory?",
    "standalone_question": "are they mandatory? (should I do an exit interview?)",
    "status": "answered",
    "answer": "Participation is strictly voluntary. [1]",
    "confidence": 0.93,
    "calibrated": True,
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
            "line": 21,
            "path": "000_545cee09d23d1661.txt",
            "place": "career advice and job search strategies › Exit Interviews › Should You Participate in an Exit Interview?",
            "speaker": "",
            "timestamp": "00:03:51",
            "seconds": 231,
            "url": "https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=231s",
            "page": None,
            "fragment": "",
            "date": None,
            "licence": None,
        }
    ],
    "passages": [],
    "said": [
        {
            "text": "Participation is strictly voluntary",
            "citations": [1],
            "item": None,
            "part": 0,
            "head": False,
        }
    ],
    "related": ["What is the purpose of exit interviews?"],
    "unanswered": [],
    "index": "4f1d…",
    "tuning": "9a31…",
    "took_ms": 12.3,
    "sureness": {"degree": "sure", "words": "The sources answer this"},
    "understood": "Read together with your earlier question “should I do an exit interview?”",
}


History = Annotated[
    list[Annotated[str, Field(max_length=LONGEST_QUESTION)]], FIRST_FAULT, Field(max_length=LONGEST_HISTORY)
]


class Ask(FewKeys):
    """A question, with the questions asked before it in the same conversation, oldest first.

    `in` names the collections and articles to look in; without any, everywhere is looked.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"question": "are they mandatory?", "history": ["should I do an exit interview?"]}]
        },
    )

    question: str = Field(max_length=LONGEST_QUESTION, json_schema_extra={"pattern": r"\S"})
    history: History = Field(default=[])
    within: Annotated[list[str], FIRST_FAULT] = Field(default=[], alias="in", max_length=MOST_WITHIN)
    explain: StrictBool = False


class Given(BaseModel):
    """An answer object as it was given, all its values of the type that JSON says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    answer: Answer

    @classmethod
    def answer_of(cls, value: object) -> Answer:
        """The answer that a value of JSON is; raises `ValueError` with the first fault."""
        check_keys(value)
        try:
            return cls.model_validate_json(json.dumps({"answer": value})).answer
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"][1:]))
            raise ValueError(f"{where}: {first['msg']}" if where else first["msg"]) from error


class Opinion(FewKeys):
    """What somebody thought of an answer.

    The question as it was asked, the answer object as it was given, thumbs and a comment. With the `id` of
    feedback that was kept before, it stands in its place; without thumbs, that is taken back.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"properties": {name: {"type": "string"}}, "required": [name]} for name in ("thumbs", "id")
            ]
        },
    )

    question: str = Field(max_length=LONGEST_QUESTION, pattern=r"\w")
    history: History = Field(default=[])
    answer: Annotated[Answer, BeforeValidator(Given.answer_of)]
    thumbs: Literal["up", "down"] | None
    comment: str = Field(default="", max_length=LONGEST_COMMENT)
    id: str | None = Field(default=None, pattern=r"^[0-9a-f]{32}$")

    @model_validator(mode="after")
    def _takes_back_what_is_there(self) -> Self:
        if self.thumbs is None and self.id is None:
            raise ValueError("thumbs: without them, the id of what is taken back is needed")
        return self


class Kept(BaseModel):
    """That feedback was kept, and as what.

    `current` says whether the answer came from the index that is served now.
    """

    status: str = "kept"
    current: bool
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText(ArticleCard):
    """An article's card with its raw text; offsets count its characters (code points, not UTF-16 units).

    Of a long one `text` is a piece that begins at the character `start`, `spans` those that have some of it,
    and `next` where the next piece begins; None at the end.
    """

    text: str
    spans: list[Span]
    start: int
    next: int | None


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection by its name, and how many articles are in it."""

    name: str
    articles: int


class Ready(BaseModel):
    """What is being served; only that it is where a key is asked for, since none is here."""

    status: str = "ready"
    index: str | None = None
    articles: int | None = None
    passages: int | None = None


FORMS = {"application/json": {"example": EXAMPLE}, EVENTS: {"schema": {"type": "string"}}}
LONGEST_PIECE = 200_000  # characters of an article's raw text that come at once
# That work at once: more would all be late together; of these answers are in time, and the rest waits in line.
MOST_THREADS = MOST_WAITING + 2 * (os.cpu_count() or 1)  # who waits for the feedback file never has all
routes = APIRouter()


@routes.post("/api/ask", response_model=Answer, responses={200: {"content": FORMS}})
def ask(body: Ask, assistant: AssistantHere, accept: Annotated[str | None, Header()] = None) -> Response:
    """Answer from the sources, or say that they hold no answer.

    As JSON, or piece by piece as server-sent events.
    """
    if wants_events(accept):
        steps = assistant.stream(body.question, body.history, within=body.within, explain=body.explain)
        return event_stream(answer_events(steps))
    answer = assistant.ask(body.question, body.history, within=body.within, explain=body.explain)
    return JSONResponse(
        answer.as_dict()
    )  # by the model, fields of `said` that have their default would be left out


@routes.post("/api/feedback", status_code=201, responses={507: {"model": ErrorBody}})
def keep(body: Opinion, running: RunningHere) -> Kept:
    """Keep what somebody thought of an answer, from whatever index it came, or what they now think of it."""
    if not running.settings.keep_feedback:
        raise HTTPException(403, "feedback is switched off here; nothing was kept")
    kept = {"received": datetime.now(UTC).isoformat(timespec="seconds"), "id": body.id or new_id()}
    try:
        line = feedback_line(body.model_dump() | kept | {"answer": body.answer.as_dict()})
    except FeedbackError as error:
        raise HTTPException(413, str(error)) from error
    except ValueError as error:
        raise HTTPException(422, f"answer: {error}") from error
    file = feedback_file(running.settings.index, running.settings.feedback)
    append_feedback(file, line, most=running.settings.most_feedback_mb * 2**20)
    if body.id is None and body.thumbs:
        running.metrics.kept(body.thumbs)
    current = False
    with suppress(IndexUnusable):
        current = running.assistant.opened.get().manifest.digest == body.answer.index
    return Kept(current=current, id=kept["id"])


@routes.get("/api/articles")
def articles(assistant: AssistantHere) -> list[ArticleCard]:
    """All articles, by id."""
    return assistant.articles()


@routes.get("/api/collections")
def collections(assistant: AssistantHere) -> list[Collection]:
    """All collections, by name: the folders at the top of the sources."""
    return [Collection(name, articles) for name, articles in assistant.collections().items()]


@routes.get("/api/articles/{article_id:path}", response_model=ArticleText)
def article(
    request: Request,
    article_id: str,
    assistant: AssistantHere,
    first: Annotated[int, Query(ge=0, alias="from")] = 0,
) -> Response:
    """One article's raw text and what each stretch of it is; at most 200,000 characters `from` one of them on."""
    index = assistant.opened.get()
    tag = site.tag_of(index, "article", article_id, first)
    if known := unchanged(request, tag):
        return known
    card, text, spans = stored_article(index, article_id)
    last = min(first + LONGEST_PIECE, len(text))
    own = [span for span in spans if span.start < last and span.end > first]
    following = last if last < len(text) else None
    piece = ArticleText(**asdict(card), text=text[first:last], spans=own, start=first, next=following)
    return site.send_json(request, piece, tag)


@routes.get("/health")
async def health() -> dict[str, str]:
    """Whether the process runs."""
    return {"status": "ok"}


@routes.get("/ready", response_model_exclude_none=True)
async def ready(request: Request, running: RunningHere) -> Ready:
    """Whether questions can be answered, and from what; not any more where the service is being stopped."""
    if running.draining.begun:
        raise HTTPException(503, "the service is being stopped")
    manifest = (await run_sync(running.assistant.opened.get, limiter=running.watching)).manifest
    if request.app.state.doors.keyring.wanted():
        return Ready()
    return Ready(index=manifest.digest, articles=manifest.articles, passages=manifest.passages)


@routes.get("/metrics", include_in_schema=False)
async def metrics_text(running: RunningHere) -> Response:
    """What the service counts and times."""
    text = await run_sync(running.metrics.text, running.assistant.opened, limiter=running.watching)
    return Response(text, media_type=CONTENT_TYPE)


def create_app(settings: Settings) -> FastAPI:
    """The service. It starts without a usable index too and takes one up when there is one.

    Feedback goes to its file, or to one beside the index; nothing else is written. Every route is behind the
    guard, which asks for a key where there is one. Told to stop, it says so at /ready for a while before it does.
    """
    from service.protocols.mcp_server import (  # half a second, which other commands need not wait for
        create_server,
        http_route,
    )

    metrics = Metrics()
    assistant = settings.assistant(LiveIndex(LocalStore(settings.index), metrics.opened))
    running = Running(settings, assistant, metrics, Draining(settings.drain_seconds))
    mcp = create_server(assistant)
    updates = Updates(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if assistant.model is None:  # threads that compute; those of a language model mostly wait for it
            current_default_thread_limiter().total_tokens = MOST_THREADS
        with suppress(IndexUnusable):  # said in the log, and by /ready until there is one
            await run_in_threadpool(assistant.opened.get)
        stop_with_parent()
        with (
            assistant.opened.watched(),
            assistant.checking(),
            running.draining.on_sigterm(),
            updates.until_stopped(),
        ):
            async with mcp.session_manager.run():
                yield

    app = FastAPI(
        title="careerqa",
        summary="Career questions, answered in the sources' own sentences.",
        lifespan=lifespan,
        responses={422: {"model": ErrorBody}},  # instead of FastAPI's own shape; all others: declared.py
        docs_url=None,
        redoc_url=None,
        servers=[{"url": "."}],  # where this description was read, below whatever path
        redirect_slashes=False,
    )
    app.state.running = running
    app.state.updates = updates
    app.state.doors = doors = Doors.of(settings)
    app.add_middleware(Folder, settings.root_path)
    app.add_middleware(MostRequests, settings.most_requests)  # the last that is added sees a request first
    app.add_middleware(WholeBody, settings.body_seconds)
    app.add_middleware(Guard, doors)
    app.add_middleware(Recorded, metrics, questions=settings.log_questions)
    if settings.cors_origins:
        app.add_middleware(Origins, settings.cors_origins, doors.hosts)
    app.add_middleware(Addresses, settings.root_path)
    app.add_middleware(UsualHeaders)
    tell_errors(app)
    declare(app)
    for router in (
        openai_chat.routes,
        source_list.routes,
        changes.routes,
        routes,
        pasted.routes,
        site.routes,
        plain.routes,
    ):
        app.include_router(router)
    app.router.routes.append(http_route(mcp, LONGEST_BODY))
    return app
