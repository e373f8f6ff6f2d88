"""Reader of saved web pages: main text as trafilatura finds it, author, day and address, and comments.

Whole pages (`.html`), pages with all that is theirs in one file (`.mhtml` of Chrome, `.webarchive` of Safari,
those of SingleFile).
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.core.address import web_address
from ingest.core.article import SourceError
from ingest.core.source import Source
from ingest.documents.elements import ElementBlocks, parsed, text_of
from ingest.documents.rendering import RenderedReader, Rendering
from ingest.documents.text_fragment import text_fragment
from ingest.text.blocks import Draft

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ingest.documents.page_words import PageWords
    from ingest.documents.saved_page import SavedPage

NO_TEXT = "is a web page whose main text cannot be found"


class WebPageReader(RenderedReader):
    """A page's main text; scripts, styles, navigation and what stands around an article are left out."""

    name = "web page"

    def recognises(self, source: Source) -> bool:
        """By how it begins; a file named `.html` also by some tag of a page."""
        from ingest.documents.saved_page import saved_page

        return saved_page(source) is not None

    def read(self, source: Source) -> Draft:
        """Raises `SourceError` where the page has no text."""
        from ingest.documents.page_words import PageWords  # only ingest needs these
        from ingest.documents.saved_page import saved_page
        from ingest.documents.web_comments import add_comment, is_forum, take_comments
        from ingest.documents.web_questions import take_questions

        page = saved_page(source)
        root = parsed(page.markup) if page else None
        if page is None or root is None:
            raise SourceError(NO_TEXT)
        told = PageWords.of(root)
        forum = is_forum(root)
        comments = take_comments(root)
        questions = take_questions(root, len(comments) + 1)
        comments += questions
        found = _extracted(root, page, told)
        rendering = Rendering()
        if found.body is not None and not forum and not questions:
            ElementBlocks(rendering).add(found.body)
        for comment in comments:
            add_comment(rendering, comment)
        if not comments and found.comments is not None:
            ElementBlocks(rendering, voice="reader").add(found.comments)
        if not rendering.blocks:
            raise SourceError(NO_TEXT)
        return rendering.draft(
            title=found.title,
            author=found.author if not forum and not questions else None,
            date=found.date,
            url=found.url,
            licence=found.licence,
            counted=found.marked,
        )

    def fragment(self, raw: str, start: int, end: int) -> str:
        """The sentence by its words."""
        return text_fragment(raw, self.shown(raw, start, end), start)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is found in a page; `marked` tells that the page itself marks its main text."""

    body: "_Element | None"
    marked: bool
    comments: "_Element | None"
    title: str | None
    author: str | None
    date: str | None
    url: str | None
    licence: str | None


def _extracted(root: "_Element", page: "SavedPage", told: "PageWords") -> _Found:
    """The main text with what the page says of itself.

    What is doubtful counts as text, and no day is guessed from it.
    """
    import logging

    from trafilatura import bare_extraction, extract_metadata  # slow to import, and only ingest needs it

    from ingest.documents.main_text import main_text, only_article, take_furniture

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells of each page that holds little
    about = extract_metadata(deepcopy(root), page.url, {"extensive_search": False, "original_date": True})
    take_furniture(root)
    marked, whole = deepcopy(main_text(root)), deepcopy(root)
    text = bare_extraction(root, url=page.url, favor_recall=True, include_comments=True, include_tables=True)
    found = None if isinstance(text, dict) else text
    body, is_marked = found.body if found is not None else None, False
    if marked is not None and _length(marked) * 2 >= _length(body):
        body, is_marked = marked, True
    elif body is None or _is_flat(body):
        body = only_article(whole)
    return _Found(
        body,
        is_marked,
        found.commentsbody if found is not None else None,
        told.title(_line(about.title)),
        _line(about.author),
        told.day(about.date),
        web_address(about.url) or page.url,
        _line(about.license) or told.licence,
    )


def _length(element: "_Element | None") -> int:
    return len("".join(text_of(element).split())) if element is not None else 0


def _is_flat(body: "_Element") -> bool:
    """Whether a text is one paragraph, as trafilatura's is where it found no other way."""
    rendering = Rendering()
    ElementBlocks(rendering).add(body)
    return len(rendering.blocks) < 2


def _line(text: str | None) -> str | None:
    return " ".join((text or "").split()) or None
