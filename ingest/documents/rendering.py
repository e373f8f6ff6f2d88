"""A text for what has none of its own: a web page, a PDF, a document, a table, as blocks with their offsets.

The rendering is made once, at ingest, and kept with the article. It is written as Markdown is: headings with
`#`, items with `- `, a blank line between blocks; a form feed parts the pages of what has pages.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.core.article import PassageKind
from ingest.core.visible import Visible, mark_end, without
from ingest.text.blocks import BYTE_ORDER_MARK, Block, BlockKind, Draft, join_wrapped
from ingest.text.reader import Mark, Reader, Takes

PAGE_BREAK = "\f"
DEEPEST_HEADING = 6
_MARK = re.compile(r"\s*(?:(#{1,6}) |(- ))")
_BEGINNING = re.compile(rf"\A[\s{BYTE_ORDER_MARK}]+")
_COMMENTS = re.compile(
    r"(?:\d{1,5} |reader |readers’ |user )?comments?(?: \(\d{1,5}\))?:?"
    r"|\d{1,5} (?:responses?|replies|reply|thoughts?) (?:to|on)\b.{0,200}",
    re.IGNORECASE | re.DOTALL,
)


class Rendering:
    """A text in the making."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int = 0,
        close: bool = False,
        voice: PassageKind = "article",
        author: str | None = None,
        comment: int | None = None,
        question: str | None = None,
    ) -> None:
        """A block, on a line of its own; `close` leaves no blank line before it.

        Blanks at its ends are left out, and so is a block of nothing else. Within the text only page breaks
        and line breaks are kept.
        """
        leading = len(text) - len(text.lstrip())
        self._write(PAGE_BREAK * text.count(PAGE_BREAK, 0, leading))
        shown = text.strip() if self.blocks else _BEGINNING.sub("", text).rstrip()
        if not shown:
            return
        self._write("" if not self.blocks else "\n" if close else "\n\n")
        start = self._length
        depth = min(max(level, 1), DEEPEST_HEADING) if kind == "heading" else 0
        self._write("#" * depth + " " if depth else "- " if kind == "item" else "")
        self._write(shown)
        self.blocks.append(
            Block(
                start,
                self._length,
                kind,
                depth,
                voice=voice,
                author=author,
                comment=comment,
                question=question,
            )
        )
        self._write(PAGE_BREAK * text.count(PAGE_BREAK, len(text.rstrip())))

    def text_of(self, block: Block) -> str:
        """A block's text without its mark."""
        text = "".join(self._parts)[block.start : block.end]
        mark = _MARK.match(text)
        return text[mark.end() :] if mark else text

    def draft(
        self,
        *,
        title: str | None,
        author: str | None = None,
        date: str | None = None,
        url: str | None = None,
        licence: str | None = None,
        counted: bool = False,
        notes: tuple[str, ...] = (),
    ) -> Draft:
        """What was rendered; below a heading over comments stand readers' own words.

        Where comments stand elsewhere, only a heading that counts them, as `2 comments`, is one: `counted`.
        """
        text = "".join(self._parts)
        blocks = tuple(join_wrapped(text, self.blocks))
        blocks = tuple(_readers_words(text, blocks, counted=counted))
        return Draft(text, title, blocks, author=author, date=date, url=url, licence=licence, notes=notes)

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


class RenderedReader(Reader):
    """What readers of formats that are no text have in common: their articles' text is a rendering."""

    takes: Takes = "bytes"
    rendered = True

    def visible(self, raw: str, start: int, end: int, *, prefix: bool = True) -> Visible:
        """Without the block's mark and page breaks."""
        start = mark_end(raw, start, end) if prefix else start
        return without(raw, start, end, _page_breaks(raw, start, end))

    def mark(self, raw: str, start: int, end: int) -> Mark:
        """Signs of a heading, the hyphen of an item."""
        match = _MARK.match(raw, start, end)
        if match is None or match.end() >= end:
            return Mark(start)
        return Mark(match.end(), len(match[1] or ""), match[2] is not None)


def _page_breaks(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while (at := raw.find(PAGE_BREAK, start, end)) >= 0:
        yield at, at + 1
        start = at + 1


def _readers_words(text: str, blocks: tuple[Block, ...], *, counted: bool) -> Iterator[Block]:
    """The blocks, those below a heading over comments as a reader's, up to a heading as high."""
    below = 0
    for block in blocks:
        if block.kind == "heading" and (not below or block.level <= below):
            heading = text[block.start : block.end].lstrip("# ")
            is_one = _COMMENTS.fullmatch(heading) and (not counted or any(map(str.isdigit, heading)))
            below = block.level if is_one else 0
        yield replace(block, voice="reader") if below and block.voice == "article" else block
