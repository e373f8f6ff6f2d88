"""The page at /, its files below /page, an article to read at /source, and what only the page asks for below /api."""

from dataclasses import dataclass
from html import escape
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.exceptions import HTTPException

from index import ArticleCard, Index, IndexUnusable
from ingest import Span, reader_of
from service.answering.answer import QuestionError, answer
from service.serving.live import LiveIndex
from service.web.assets import KEPT, TYPES, Asset, Assets, send
from service.web.blocks import Block, article_blocks
from service.web.examples import example_questions
from service.web.markup import answer_html, source_html

Offset = Annotated[int, Query(ge=0)]


@dataclass(frozen=True, slots=True)
class ArticleBlocks:
    """An article's card and its text as it is read."""

    card: ArticleCard
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions to begin with, and the index whose sources answer them."""

    index: str
    questions: list[str]


def site_routes(live: LiveIndex) -> APIRouter:
    """The routes of the page."""
    routes = APIRouter()
    assets = Assets()
    shell = assets.shell()
    kept = Examples("", [])

    @routes.get("/", include_in_schema=False)
    def page(request: Request, q: str = "") -> Response:
        status, content = 200, ""
        if q.strip():
            try:
                content = answer_html(answer(live.get(), q))
            except (QuestionError, IndexUnusable) as error:
                status = 422 if isinstance(error, QuestionError) else 503
                content = f'<p class="problem">{escape(str(error))}</p>'
        return html(request, content, status, q)

    @routes.get("/source/{article_id:path}", include_in_schema=False)
    def source(request: Request, article_id: str, start: Offset = 0, end: Offset = 0) -> Response:
        try:
            found = read(live.get(), article_id, start, end)
        except (HTTPException, IndexUnusable) as error:
            status = error.status_code if isinstance(error, HTTPException) else 503
            told = error.detail if isinstance(error, HTTPException) else str(error)
            return html(request, f'<p class="problem">{escape(told)}</p>', status)
        return html(request, source_html(found.card, found.blocks), 200, found.card.title)

    @routes.get("/page/{digest}/{name}", include_in_schema=False)
    async def asset(request: Request, digest: str, name: str) -> Response:
        found = assets.get(name)
        if found is None:
            raise HTTPException(404, f"there is no file {name!r} of the page")
        return send(request, found, keep=KEPT) if digest == assets.digest else send(request, found)

    @routes.get("/api/examples")
    def examples() -> Examples:
        """Questions that the sources answer, to begin with; made once for each index."""
        nonlocal kept
        index = live.get()
        if kept.index != index.manifest.digest:
            kept = Examples(index.manifest.digest, example_questions(index))
        return kept

    @routes.get("/api/blocks/{article_id:path}")
    def blocks(article_id: str, start: Offset = 0, end: Offset = 0) -> ArticleBlocks:
        """One article as it is read, without markup, with its characters `start:end` marked."""
        return read(live.get(), article_id, start, end)

    def html(request: Request, content: str, status: int, title: str = "") -> Response:
        text = shell.replace("<title>", f"<title>{escape(title)} · " if title.strip() else "<title>").replace("<!--answer-->", content)
        return send(request, Asset.of(text.encode(), TYPES[".html"]), status=status)

    return routes


def stored_article(index: Index, article_id: str) -> tuple[ArticleCard, str, list[Span]]:
    """An article's card, raw text and spans; raises 404 where there is none of that name."""
    found = index.article(article_id)
    if found is None:
        raise HTTPException(404, f"there is no article {article_id!r}")
    return found


def read(index: Index, article_id: str, start: int, end: int) -> ArticleBlocks:
    """An article with a stretch of it marked."""
    card, text, spans = stored_article(index, article_id)
    return ArticleBlocks(card, article_blocks(text, spans, reader=reader_of(card.format), start=start, end=end))
