"""Pages that are only read and need no script: help, the list of sources, what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from index import ArticleCard, IndexUnusable, Snapshot
from service.answering.answer import LONGEST_QUESTION
from service.serving.dependencies import RunningHere
from service.web.addresses import root_of
from service.web.assets import TYPES, Asset, send
from service.web.pages import plain_html
from service.web.site import assets
from service.web.source_list import words_of

ON_A_PAGE = 100
# What an article is to who reads it, by the reader that read its file.
KINDS = {
    "blog export": "blog",
    "caption JSON": "captions",
    "docx": "Word document",
    "epub": "e-book",
    "pdf": "PDF",
    "plain": "text",
    "subtitles": "subtitles",
    "table": "questions and answers",
    "thread": "comments",
    "transcript": "transcript",
    "web page": "web page",
    "wiki": "article",
}
routes = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Row:
    """An article in the list of sources."""

    card: ArticleCard
    kind: str
    words: int


@routes.get("/help")
def help_page(request: Request, running: RunningHere) -> Response:
    """What can be asked here, what an answer means, what is kept where, how a program asks."""
    try:
        articles = len(running.assistant.articles())
        collections = list(running.assistant.collections())
    except IndexUnusable:
        articles, collections = 0, []
    settings = running.settings
    return plain_page(
        request,
        "help.html",
        "Help",
        articles=articles,
        collections=collections,
        longest=LONGEST_QUESTION,
        logged=settings.log_questions,
        phrased=running.assistant.model is not None,
        keyed=settings.key() is not None,
        rated=settings.keep_feedback,
    )


@routes.get("/sources")
def sources_page(
    request: Request, running: RunningHere, q: str = "", page: Annotated[int, Query(ge=1)] = 1
) -> Response:
    """The articles, as many as fit a page, of those whose title has some words."""
    index = running.assistant.opened.get()
    wanted = q.casefold().split()
    cards = [card for card in index.articles() if all(word in card.title.casefold() for word in wanted)]
    cards.sort(key=lambda card: (card.title.casefold(), card.id))
    pages = max(1, -(-len(cards) // ON_A_PAGE))
    page = min(page, pages)
    shown = cards[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return plain_page(
        request,
        "sources.html",
        "Sources",
        rows=_rows(index, shown),
        found=len(cards),
        articles=index.manifest.articles,
        q=q,
        page=page,
        pages=pages,
        before=_address(q, page - 1) if page > 1 else None,
        after=_address(q, page + 1) if page < pages else None,
    )


def problem_page(request: Request, status: int, message: str) -> Response:
    """What went wrong, to somebody in a browser, with a way back."""
    if message == HTTPStatus.NOT_FOUND.phrase:  # which tells nothing new
        message = "The address may be mistyped, or what stood there is gone."
    return plain_page(request, "problem.html", "Not shown", status, message=message, missing=status == 404)


def plain_page(request: Request, name: str, title: str, status: int = 200, **values: object) -> Response:
    """A page of a template; its addresses are relative, so that they hold below any path."""
    root = root_of(request, request.app.state.running.settings.root_path)
    text = plain_html(name, title=title, root=root, base=f"{root}{assets.base}", **values)
    return send(request, Asset(text.encode(), TYPES[".html"]), status=status)


def _rows(index: Snapshot, cards: Sequence[ArticleCard]) -> list[Row]:
    rows = []
    every = words_of(index)
    for card in cards:
        words = every[card.id]
        rows.append(Row(card, "video" if card.video else KINDS[card.format], words))
    return rows


def _address(q: str, page: int) -> str:
    """Where a page of the list is, from the list."""
    return f"?{urlencode({'q': q, 'page': page} if q else {'page': page})}"
