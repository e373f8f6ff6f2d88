"""Reader of saved web pages: main text as trafilatura finds it, author, day and address, and comments.

Whole pages (`.html`), pages with all that is theirs in one file (`.mhtml` of Chrome, `.webarchive` of Safari,
those of SingleFile).
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.core.article import SourceError
from ingest.core.source import Source
from ingest.documents.elements import ElementBlocks, parsed
from ingest.documents.rendering import RenderedReader, Rendering
from ingest.documents.text_fragment import text_fragment
from ingest.text.blocks import Draft

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ingest.documents.saved_page import SavedPage
    from ingest.documents.web_comments import WebComment

QUESTION_CONTEXT = 400
NO_TEXT = "is a web page whose main text cannot be found"
_BLANK = re.compile(r"\s+")


class WebPageReader(RenderedReader):
    """A page's main text; scripts, styles, navigation and what stands around an article are left out."""

    name = "web page"

    def recognises(self, source: Source) -> bool:
        """By how it begins; a file named `.html` also by some tag of a page."""
        from ingest.documents.saved_page import saved_page

        return saved_page(source) is not None

    def read(self, source: Source) -> Draft:
        """Raises `SourceError` where the page has no main text."""
        from ingest.documents.saved_page import saved_page
        from ingest.documents.web_comments import take_comments

        page = saved_page(source)
        root = parsed(page.markup) if page else None
        if page is None or root is None:
            raise SourceError(NO_TEXT)
        comments = take_comments(root)
        found = _extracted(root, page)
        if found is None:
            raise SourceError(NO_TEXT)
        rendering = Rendering()
        ElementBlocks(rendering).add(found.body)
        if not rendering.blocks:
            raise SourceError(NO_TEXT)
        for comment in comments:
            _add_comment(rendering, comment)
        if not comments and found.comments is not None:
            ElementBlocks(rendering, voice="reader").add(found.comments)
        return rendering.draft(title=found.title, author=found.author, date=found.date, url=found.url)

    def fragment(self, raw: str, start: int, end: int) -> str:
        """The sentence by its words."""
        return text_fragment(raw, self.shown(raw, start, end), start)


@dataclass(frozen=True, slots=True)
class _Found:
    """What trafilatura sees in a page."""

    body: "_Element"
    comments: "_Element | None"
    title: str | None
    author: str | None
    date: str | None
    url: str | None


def _extracted(root: "_Element", page: "SavedPage") -> _Found | None:
    """The main text with what the page says of itself.

    What is doubtful counts as text, and no day is guessed from it.
    """
    import logging

    from trafilatura import bare_extraction  # slow to import, and only ingest needs it

    from ingest.documents.page_words import PageWords

    told = PageWords.of(root)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells of each page that holds little
    found = bare_extraction(
        root,
        url=page.url,
        favor_recall=True,
        include_comments=True,
        include_tables=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or isinstance(found, dict) or found.body is None:
        return None
    return _Found(
        found.body,
        found.commentsbody,
        told.title(_line(found.title)),
        _line(found.author),
        told.day(found.date),
        web_address(found.url) or page.url,
    )


def _add_comment(rendering: Rendering, comment: "WebComment") -> None:
    """A comment's blocks, as a reader's words or, below one, as the answer of who wrote the article."""
    question = None
    if comment.answers is not None:
        flat = _BLANK.sub(" ", comment.answers).strip()
        question = flat if len(flat) <= QUESTION_CONTEXT else flat[-QUESTION_CONTEXT:].partition(" ")[2]
    for body in comment.bodies:
        ElementBlocks(
            rendering,
            voice="reply" if comment.by_author else "reader",
            author=comment.author,
            comment=comment.number,
            question=question if comment.by_author else None,
        ).add(body)


def web_address(text: str | None) -> str | None:
    """An address that a link may have; None for all that is no address of the web."""
    try:
        parts = urlsplit((text or "").strip())
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return parts.geturl() if is_web and not _BLANK.search(parts.geturl()) else None


def _line(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None
