"""The page at /, its files below /page, an article to read at /source.

And what only the page asks for below /api.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup
from starlette.exceptions import HTTPException

from index import ArticleCard, IndexUnusable, Snapshot
from ingest import Span, reader_of
from service.answering.answer import AnswerOverdue, QuestionError
from service.answering.within import MOST_WITHIN
from service.assistant import Assistant
from service.serving.dependencies import AssistantHere
from service.web.addresses import root_of
from service.web.around import Around, around
from service.web.assets import ASKED_AGAIN, KEPT, TYPES, Asset, Assets, send, tag_of_bytes, unchanged
from service.web.blocks import ShownBlock, article_blocks
from service.web.body import body_spans
from service.web.doors.headers import NEVER_KEPT
from service.web.outline import Outlines
from service.web.outline import within as in_stretch
from service.web.pages import Choosable, answer_html, page_html, problem_html, source_html
from service.web.terms import terms_of

Offset = Annotated[int, Query(ge=0)]
Within = Annotated[Sequence[str], Query(alias="in")]


@dataclass(frozen=True, slots=True)
class ArticleBlocks:
    """An article's card and its text as it is read, or the part of it that was asked for."""

    card: ArticleCard
    blocks: list[ShownBlock]
    part: int  # of the article, from 0
    parts: int


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions to begin with, and the index whose sources surely answer them; `whole` when all are found."""

    index: str
    questions: list[str]
    whole: bool


routes = APIRouter()
assets = Assets()
outlines = Outlines()
Part = Annotated[int | None, Query(ge=0)]


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
    request: Request,
    assistant: AssistantHere,
    article_id: str,
    start: Offset = 0,
    end: Offset = 0,
    part: Part = None,
) -> Response:
    """An article to read, a stretch of it marked; of a long one a part, that of the stretch unless another is named."""
    try:
        terms = terms_of(request.app.state.running.settings)
        index = assistant.opened.get()
        tag = tag_of(index, "page", article_id, start, end, part, terms)
        if known := unchanged(request, tag, media=TYPES[".html"]):
            return known
        shown = read(index, article_id, start, end, part)
    except (HTTPException, IndexUnusable) as error:
        status = error.status_code if isinstance(error, HTTPException) else 503
        told = error.detail if isinstance(error, HTTPException) else str(error)
        return html(request, problem_html(told), status)
    content = source_html(shown.card, shown.blocks, part=shown.part, parts=shown.parts)
    return html(request, content, 200, shown.card.title, choice_of(assistant, ()), tag=tag)


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


@routes.get("/api/blocks/{article_id:path}", response_model=ArticleBlocks)
def blocks(
    request: Request,
    assistant: AssistantHere,
    article_id: str,
    start: Offset = 0,
    end: Offset = 0,
    part: Part = None,
) -> Response:
    """One article as it is read, without markup, with its characters `start:end` marked.

    Of a long one a part: that in which `start` is, unless another one is named.
    """
    index = assistant.opened.get()
    tag = tag_of(index, "blocks", article_id, start, end, part)
    return unchanged(request, tag) or send_json(request, read(index, article_id, start, end, part), tag)


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
    tag: str | None = None,
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
    return send(request, Asset(text.encode(), TYPES[".html"]), keep=keep, status=status, tag=tag)


def choice_of(assistant: Assistant, chosen: Sequence[str]) -> list[Choosable]:
    """The collections to choose from, and articles that are chosen; none where there is nothing to choose."""
    try:
        there = assistant.collections()
        cards = assistant.articles() if 0 < len(chosen) <= MOST_WITHIN else []
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


def read(index: Snapshot, article_id: str, start: int, end: int, part: int | None = None) -> ArticleBlocks:
    """A part of an article with a stretch of it marked; a short article has but one."""
    card, text, spans = stored_article(index, article_id)
    outline = outlines.of(index, card, text, spans)
    part = outline.part_of(start) if part is None else part
    if part >= outline.parts:
        raise HTTPException(404, f"the article {article_id!r} has no part {part}; it has {outline.parts}")
    first, last = outline.stretch(part, len(text))
    shown = in_stretch(body_spans(text, spans, card), first, last)
    blocks = article_blocks(
        text,
        shown,
        reader=reader_of(card.format),
        passages=index.passages(article_id, first, last),
        start=start,
        end=end,
        stamps=outline.times(first, last),
        goes_on=any(span.start < first < span.end for span in spans),
    )
    return ArticleBlocks(card, blocks, part, outline.parts)


def tag_of(index: Snapshot, *asked: object) -> str:
    """Names what this program makes of an index for a request, before it is made."""
    told = repr((version("careerqa"), assets.digest, index.manifest.digest, *asked))
    return tag_of_bytes(told.encode(errors="replace"))


def send_json(request: Request, value: Any, tag: str) -> Response:
    """A value of dataclasses with its tag, compressed where that is asked for."""
    content = json.dumps(asdict(value), ensure_ascii=False).encode(errors="replace")
    return send(request, Asset(content, "application/json"), tag=tag)
