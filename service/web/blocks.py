"""An article as it is read: headings, paragraphs and items in their order, time stamps apart, one stretch marked."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ingest import Span
from ingest.markup import visible
from ingest.times import find_stamps

BlockKind = Literal["text", "heading", "boilerplate", "metadata", "item"]
Stamps = Sequence[tuple[int, int]]  # raw offset and seconds, in rising order
_PREFIX = re.compile(r"\s*(?:>[ \t]?)*(?:(#{1,6})[ \t]+|([*+•·–-])[ \t]+)?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is marked or not; one with `seconds` is a time stamp."""

    text: str
    marked: bool = False
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A heading, a paragraph or an item; `level` is a heading's, 1 to 6, and 0 for all else."""

    kind: BlockKind
    level: int
    pieces: list[Piece]

    @property
    def text(self) -> str:
        """What is said, without its time stamps."""
        return " ".join("".join(piece.text for piece in self.pieces if piece.seconds is None).split())


def article_blocks(text: str, spans: Sequence[Span], *, wiki: bool, start: int = 0, end: int = 0) -> list[ShownBlock]:
    """The blocks of an article's raw text, in which the characters `start:end` are marked; mere rules are left out."""
    stamps = find_stamps(text)[0] if wiki else []
    found = [_block(text, span, stamps, (start, end), wiki=wiki) for span in spans]
    return [block for block in found if any(map(str.isalnum, block.text))]


def _block(text: str, span: Span, stamps: Stamps, marked: tuple[int, int], *, wiki: bool) -> ShownBlock:
    prefix = _PREFIX.match(text, span.start, span.end) if wiki else None
    hashes, bullet = prefix.groups() if prefix else (None, None)
    level = (len(hashes) if hashes else 2) if span.kind == "heading" else 0
    kind: BlockKind = "item" if bullet and span.kind == "text" else span.kind
    first = prefix.end() if prefix and prefix.end() < span.end else span.start
    return ShownBlock(kind, level, list(_pieces(text, first, span.end, stamps, marked, wiki=wiki)))


def _pieces(text: str, first: int, last: int, stamps: Stamps, marked: tuple[int, int], *, wiki: bool) -> Iterator[Piece]:
    shown = visible(text, first, last, markup=wiki, prefix=False)
    seconds = dict(stamps[bisect_left(stamps, (first, 0)) : bisect_left(stamps, (last, 0))])
    cuts = sorted({first, last, *(min(max(cut, first), last) for cut in marked), *seconds})
    for start, end in pairwise(cuts):
        within = marked[0] <= start and end <= marked[1]
        if start in seconds:
            yield Piece(short_clock(seconds[start]), within, seconds[start])
        if run := shown.text[bisect_left(shown.offsets, start) : bisect_left(shown.offsets, end)]:
            yield Piece(run, within)


def short_clock(seconds: int) -> str:
    """`221` as `3:41`."""
    minutes = f"{seconds // 60 % 60}:{seconds % 60:02d}"
    return minutes if seconds < 3600 else f"{seconds // 3600}:{minutes.zfill(5)}"
