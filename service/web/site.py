"""The page at /, its files below /page, an article to read at /source.

And what only the page asks for below /api.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from index import ArticleCard, IndexUnusable, Snapshot
from ingest import Span, reader_of
from service.answering.answer import AnswerOverdue, QuestionError
from service.assistant import Assistant
from service.serving.dependencies import AssistantHere
from service.web.addresses import root_of
from service.web.around import Around, around
from service.web.assets import ASKED_AGAIN, KEPT, TYPES, Asset, Assets, send
from service.web.blocks import ShownBlock, article_blocks
from service.web.body import body_spans
from service.web.doors.headers import NEVER_KEPT
from service.web.pages import Choosable, answer_html, page_html, problem_html, source_html
from service.web.terms import terms_of

Offset = Annotated[int, Query(ge=0)]
Within = Annotated[Sequence[str], Query(alias="in")]


@dataclass(frozen=True, slots=True)
class ArticleBlocks:
    """An article's card and its text as it is read."""

    card: ArticleCard
    blocks: list[ShownBlock]


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions to begin with, and the index whose sources surely answer them; `whole` when all are found."""

    index: str
    questions: list[str]
    whole: bool


routes = APIRouter()
assets = Assets()


@routes.get("/", include_in_schema=False)
def page(request: Request, assistant: AssistantHere, q: str = "", within: Within = ()) -> Response:
    """The chat page; with a question, for browsers without JavaScript, its answer."""
    status, content, unasked = 200, Markup(), ""
    if q.strip():
        try:
            content = answer_html(
                assistant.ask(q, within=within, phrased=False)
            )  # browsers with scripts load this too, and ask again
        except (QuestionError, AnswerOverdue, IndexUnusable) as error:
            status = 422 if isinstance(error, QuestionError) else 503
            content, unasked = problem_html(str(error)), q
    return html(request, content, status, q, choice_of(assistant, within), unasked)


@routes.get("/source/{article_id:path}", include_in_schema=False)
def source(
    request: Request, assistant: AssistantHere, article_id: str, start: Offset = 0, end: Offset = 0
) -> Response:
    """An article to read, a stretch of it marked."""
    try:
        shown = read(assistant, article_id, start, end)
    except (HTTPException, IndexUnusable) as error:
        status = error.status_code if isinstance(error, HTTPException) else 503
        told = error.detail if isinstance(error, HTTPException) else str(error)
        return html(request, problem_html(told), status)
    content = source_html(shown.card, shown.blocks)
    return html(request, content, 200, shown.card.title, choice_of(assistant, ()))


@routes.get("/page/{digest}/{name}", include_in_schema=False)
async def asset(request: Request, digest: str, name: str) -> Response:
    """A file of the page."""
    file = assets.get(name)
    if file is None:
        raise HTTPException(404, f"there is no file {name!r} of the page")
    return send(request, file, keep=KEPT) if digest == assets.digest else send(request, file)


@routes.get("/api/examples")
def examples(assistant: AssistantHere) -> Examples:
    """Questions to begin with that the sources surely answer; found in the background, once for each index."""
    digest = assistant.opened.get().manifest.digest
    return Examples(digest, *assistant.examples())


@routes.get("/api/blocks/{article_id:path}")
def blocks(assistant: AssistantHere, article_id: str, start: Offset = 0, end: Offset = 0) -> ArticleBlocks:
    """One article as it is read, without markup, with its characters `start:end` marked."""
    return read(assistant, article_id, start, end)


@routes.get("/api/around/{article_id:path}")
def sentences_around(assistant: AssistantHere, article_id: str, start: Offset = 0, end: Offset = 0) -> Around:
    """The sentences before and after one article's characters `start:end`, a few, in its order."""
    found = around(assistant.opened.get(), article_id, start, end)
    if found is None:
        raise HTTPException(404, f"there is no article {article_id!r}")
    return found


def html(
    request: Request,
    content: Markup,
    status: int,
    title: str = "",
    choice: Sequence[Choosable] = (),
    unasked: str = "",
) -> Response:
    """The page around what a browser without JavaScript is shown, with a choice of collections."""
    settings = request.app.state.running.settings
    text = page_html(
        content,
        title=title,
        base=assets.base,
        modules=assets.modules,
        choice=choice,
        root=root_of(request, settings.root_path),
        terms=terms_of(settings),
        unasked=unasked,
    )
    keep = NEVER_KEPT if request.query_params.get("q", "").strip() else ASKED_AGAIN  # an answer
    return send(request, Asset.of(text.encode(), TYPES[".html"]), keep=keep, status=status)


def choice_of(assistant: Assistant, chosen: Sequence[str]) -> list[Choosable]:
    """The collections to choose from, and articles that are chosen; none where there is nothing to choose."""
    try:
        there = assistant.collections()
        cards = assistant.articles() if chosen else []
    except IndexUnusable:
        return []
    single = [
        Choosable(name, 1, chosen=True, title=card.title)
        for card in cards
        for name in {card.id, card.path}.intersection(chosen).difference(there)
    ]
    if len(there) < 2 and not single:
        return []
    return [*(Choosable(name, articles, name in chosen) for name, articles in there.items()), *single]


def stored_article(index: Snapshot, article_id: str) -> tuple[ArticleCard, str, list[Span]]:
    """An article's card, raw text and spans; raises 404 where there is none of that name."""
    stored = index.article(article_id)
    if stored is None:
        raise HTTPException(404, f"there is no article {article_id!r}")
    return stored


def read(assistant: Assistant, article_id: str, start: int, end: int) -> ArticleBlocks:
    """An article with a stretch of it marked."""
    index = assistant.opened.get()
    card, text, spans = stored_article(index, article_id)
    body = body_spans(text, spans, card)
    whole = index.source(article_id)
    passages = whole.passages if whole else ()
    reader = reader_of(card.format)
    return ArticleBlocks(
        card, article_blocks(text, body, reader=reader, passages=passages, start=start, end=end)
    )
