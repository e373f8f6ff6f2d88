"""An article as it is read: headings, paragraphs and items in their order, time stamps apart, one stretch marked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ingest import Span, shown_text
from ingest.times import STAMP, find_stamps

BlockKind = Literal["text", "heading", "boilerplate", "metadata", "item"]
_PREFIX = re.compile(r"\s*(?:>[ \t]?)*(?:(#{1,6})[ \t]+|([*+•·–-])[ \t]+)?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is marked or not; one with `seconds` is a time stamp."""

    text: str
    marked: bool = False
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or an item; `level` is a heading's, 1 to 6, and 0 for all else."""

    kind: BlockKind
    level: int
    pieces: list[Piece]

    @property
    def text(self) -> str:
        """What is said, without its time stamps."""
        return " ".join("".join(piece.text for piece in self.pieces if piece.seconds is None).split())


def article_blocks(text: str, spans: Sequence[Span], *, wiki: bool, start: int = 0, end: int = 0) -> list[Block]:
    """The blocks of an article's raw text, in which the characters `start:end` are marked; mere rules are left out."""
    seconds = dict(find_stamps(text)[0]) if wiki else {}
    found = [_block(text, span, seconds, (start, end), wiki=wiki) for span in spans]
    return [block for block in found if any(map(str.isalnum, block.text))]


def _block(text: str, span: Span, seconds: Mapping[int, int], marked: tuple[int, int], *, wiki: bool) -> Block:
    prefix = _PREFIX.match(text, span.start, span.end) if wiki else None
    hashes, bullet = prefix.groups() if prefix else (None, None)
    level = (len(hashes) if hashes else 2) if span.kind == "heading" else 0
    kind: BlockKind = "item" if bullet and span.kind == "text" else span.kind
    first = prefix.end() if prefix and prefix.end() < span.end else span.start
    return Block(kind, level, list(_pieces(text, first, span.end, seconds, marked, wiki=wiki)))


def _pieces(text: str, first: int, last: int, seconds: Mapping[int, int], marked: tuple[int, int], *, wiki: bool) -> Iterator[Piece]:
    stamps = {match.start(): match.end() for match in STAMP.finditer(text, first, last)} if wiki else {}
    cuts = {first, last, *(min(max(cut, first), last) for cut in marked), *stamps, *stamps.values()}
    inside = [cut for cut in sorted(cuts) if not any(start < cut < end for start, end in stamps.items())]
    for start, end in pairwise(inside):
        within = marked[0] <= start and end <= marked[1]
        if start in stamps:
            if start in seconds:  # a stamp that cannot be right has none
                yield Piece(_clock(seconds[start]), within, seconds[start])
        elif shown := shown_text(text, start, end, markup=wiki):
            yield Piece(shown, within)


def _clock(seconds: int) -> str:
    minutes = f"{seconds // 60 % 60}:{seconds % 60:02d}"
    return minutes if seconds < 3600 else f"{seconds // 3600}:{minutes.zfill(5)}"
