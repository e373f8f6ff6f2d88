"""Reader of PDF files: pages, paragraphs, headings; a word parted at a line's end is mended."""

import re
from collections.abc import Sequence

from ingest.core.article import SourceError
from ingest.core.source import Source
from ingest.documents.pdf_layout import Paragraph, hyphenated, is_contents, paragraphs, text_of
from ingest.documents.pdf_lines import PdfPages, read_pages
from ingest.documents.rendering import PAGE_BREAK, RenderedReader, Rendering
from ingest.text.blocks import Draft
from ingest.text.boilerplate import is_furniture

HEAD = 1024  # bytes in which a PDF says that it is one
FEWEST_LETTERS = 10  # a page; fewer are a number, or a stamp on a scan
MOST_NAMED = 8
_NO_TITLE = re.compile(
    r"|\W+|untitled.*|document\d*|microsoft \w+ - .*|https?:.*|\(.*\)"
    r"|.*\.(?:docx?|pdf|indd|tex|odt|rtf|html?|pptx?)",
    re.IGNORECASE | re.DOTALL,
)
_NO_AUTHOR = re.compile(
    r"|\W+|\(.*\)|user|admin(?:istrator)?|owner|unknown|author|anonymous|root|windows.*", re.IGNORECASE
)


class PdfReader(RenderedReader):
    """The text of a PDF, its pages parted by form feeds; a file of mere pictures is named as such."""

    name = "pdf"

    def recognises(self, source: Source) -> bool:
        """By its first bytes."""
        return b"%PDF-" in source.data[:HEAD]

    def read(self, source: Source) -> Draft:
        """Raises `SourceError` where it is locked, broken or holds no text."""
        pages = read_pages(source.data)
        empty = _without_text(pages)
        if len(empty) == pages.pages:
            raise SourceError(
                f"is a PDF without text ({_count(pages.pages)}, scanned or drawn): run it through text "
                "recognition (OCR) first"
            )
        rendering = Rendering()
        words = hyphenated(pages)
        parts, running = paragraphs(pages)
        page = 1
        for paragraph in parts:
            text = text_of(paragraph, page, words)
            furniture = is_contents(text) or (paragraph.kind == "paragraph" and is_furniture(text))
            rendering.add("boilerplate" if furniture else paragraph.kind, text, level=paragraph.level)
            page = paragraph.lines[-1].page
        for text in running:
            rendering.add("boilerplate", text)
        title = pages.title if pages.title and not _NO_TITLE.fullmatch(pages.title.strip()) else None
        author = pages.author if pages.author and not _NO_AUTHOR.fullmatch(pages.author.strip()) else None
        return rendering.draft(
            title=" ".join(title.split()) if title else _opening_heading(parts, words),
            author=" ".join(author.split()) if author else None,
            notes=_notes(empty, pages.pages),
        )

    def page(self, raw: str, start: int) -> int | None:
        """One more than the page breaks before."""
        return raw.count(PAGE_BREAK, 0, start) + 1

    def fragment(self, raw: str, start: int, end: int) -> str:  # noqa: ARG002 - a page is opened as a whole
        """The page, as viewers of PDF understand it."""
        return f"page={self.page(raw, start)}"


def _without_text(pages: PdfPages) -> list[int]:
    letters = dict.fromkeys(range(1, pages.pages + 1), 0)
    for line in pages.lines:
        letters[line.page] += sum(map(str.isalnum, line.text))
    return [page for page, count in letters.items() if count < FEWEST_LETTERS]


def _notes(empty: Sequence[int], pages: int) -> tuple[str, ...]:
    if not empty:
        return ()
    named = ", ".join(map(str, empty[:MOST_NAMED])) + (", …" if len(empty) > MOST_NAMED else "")
    return (f"{len(empty)} of {_count(pages)} hold no text (scanned or drawn): {named}",)


def _opening_heading(parts: Sequence[Paragraph], words: frozenset[str]) -> str | None:
    """The first heading of the highest level, where it stands on the first page with text."""
    first = next((each for each in parts if each.kind == "heading" and each.level == 1), None)
    if first is None or first.lines[0].page != parts[0].lines[0].page:
        return None
    return text_of(first, first.lines[0].page, words)


def _count(pages: int) -> str:
    return f"{pages} page{'' if pages == 1 else 's'}"
