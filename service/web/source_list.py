"""What is known, as the page lists it: every article, what was left out, and what may be changed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Request, Response

from index import IndexUnusable, Snapshot
from ingest import FORMATS, LARGEST_FILE, is_archive
from service.changing.files import LARGEST_ARCHIVE
from service.changing.updates import lacking
from service.serving.dependencies import RunningHere
from service.settings import Settings
from service.web.assets import Asset, send


@dataclass(frozen=True, slots=True)
class ListedArticle:
    """An article; `file` holds it, an archive where it is in one, `problems` were noted as it was read."""

    id: str
    title: str
    path: str
    file: str
    kind: str
    collection: str | None
    author: str | None
    date: str | None
    words: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that is no article, and why."""

    path: str
    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """Whether sources may be added and removed here; with a key or without; `lacking` says what is missing."""

    allowed: bool
    key: bool
    lacking: str | None
    formats: str
    largest: int
    largest_archive: int


@dataclass(frozen=True, slots=True)
class SourceList:
    """All that is known; `index` is empty where there is none yet. `folders` are those that must be chosen from."""

    index: str
    articles: list[ListedArticle]
    left_out: list[LeftOut]
    folders: list[str]
    changes: Change


_words: WeakKeyDictionary[Snapshot, Mapping[str, int]] = WeakKeyDictionary()
routes = APIRouter()


@routes.get("/api/sources", response_model=SourceList)
def sources(request: Request, running: RunningHere) -> Response:
    """Every article with its kind, words, date and problems, and what was left out; made once for each index."""
    settings = running.settings
    try:
        index: Snapshot | None = running.assistant.opened.get()
    except IndexUnusable:
        if not settings.allow_changes:
            raise
        index = None  # the first sources are still to come
    digest = index.manifest.digest if index else ""
    kept: tuple[str, Asset] | None = getattr(request.app.state, "source_list", None)
    if kept is None or kept[0] != digest:
        plain = json.dumps(asdict(listed(index, settings)), ensure_ascii=False)
        kept = request.app.state.source_list = (digest, Asset(plain.encode(), "application/json"))
    return send(request, kept[1])


def listed(index: Snapshot | None, settings: Settings) -> SourceList:
    """What is known of an index."""
    return SourceList(
        index=index.manifest.digest if index else "",
        articles=list(_articles(index)) if index else [],
        left_out=[LeftOut(path, holder(path), reason) for path, reason in index.manifest.skipped]
        if index
        else [],
        folders=[]
        if index is None or isinstance(settings.followed(), Path)
        else sorted(index.manifest.folders),
        changes=Change(
            settings.allow_changes,
            settings.key_of_changes() is not None,
            lacking() if settings.allow_changes else None,
            ", ".join(f"{form.name} ({form.files})" for form in FORMATS),
            LARGEST_FILE,
            LARGEST_ARCHIVE,
        ),
    )


def _articles(index: Snapshot) -> Iterator[ListedArticle]:
    for one in index.described():
        card = one.card
        by = card.author or card.channel
        named = (card.id, card.title, card.path, holder(card.path), kind(card.format), card.collection)
        yield ListedArticle(*named, by, card.date, one.words, one.notes)


def words_of(index: Snapshot) -> Mapping[str, int]:
    """How many words each article has; counted once for an index, as every text is read for it."""
    found = _words.get(index)
    if found is None:
        found = _words[index] = {one.card.id: one.words for one in index.described()}
    return found


def holder(path: str) -> str:
    """The file that an article's text is in: its own, or the archive."""
    parts = path.split("/")
    above = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
    return next((folder for folder in above if is_archive(folder)), path)


@cache
def kind(reader: str) -> str:
    """A reader's format, by the name that people know."""
    return next((form.name for form in FORMATS if reader in form.readers), reader)
