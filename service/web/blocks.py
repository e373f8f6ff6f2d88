"""An article as it is read: headings, paragraphs and items in order, time stamps apart, a stretch marked."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from ingest import Mark, Passage, Reader, Span
from service.answering.citation import speaker_of

BlockKind = Literal["text", "heading", "boilerplate", "metadata", "item"]
Stamps = Sequence[tuple[int, int]]  # raw offset and seconds, in rising order


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is marked or not; one with `seconds` is a time stamp."""

    text: str
    marked: bool = False
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A heading, a paragraph or an item; `level` is a heading's, 1 to 6, and 0 for all else.

    `speaker` says whose words begin here, where others spoke before and the text itself does not name them.
    """

    kind: BlockKind
    level: int
    pieces: list[Piece]
    speaker: str = ""

    @property
    def text(self) -> str:
        """What is said, without its time stamps."""
        return " ".join("".join(piece.text for piece in self.pieces if piece.seconds is None).split())


def article_blocks(
    text: str,
    spans: Sequence[Span],
    *,
    reader: Reader,
    passages: Sequence[Passage] = (),
    start: int = 0,
    end: int = 0,
    stamps: Stamps | None = None,
    goes_on: bool = False,
) -> list[ShownBlock]:
    """The blocks of an article's raw text, its characters `start:end` marked; mere rules are left out.

    By its `passages` it is told where others than its author begin to speak. Its `stamps` are looked for where
    they are not known. The first span may be of a block that `goes_on` from before, and so has no mark.
    """
    stamps = reader.times(text).stamps if stamps is None else stamps
    blocks = [
        (span, _block(text, span, stamps, (start, end), reader, goes_on=goes_on and number == 0))
        for number, span in enumerate(spans)
    ]
    shown = [(span, block) for span, block in blocks if any(map(str.isalnum, block.text))]
    speakers = _speakers([span for span, _ in shown], passages)
    before = ""
    told: list[ShownBlock] = []
    for (_, block), (speaker, name) in zip(shown, speakers, strict=True):
        named = name is not None and name in (told[-1].text if told else "")
        told.append(block if speaker in ("", before) or named else replace(block, speaker=speaker))
        before = speaker
    return told


def _speakers(spans: Sequence[Span], passages: Sequence[Passage]) -> list[tuple[str, str | None]]:
    """Whose words each span is, in words, and their name; empty for the article's own."""
    starts = [passage.start for passage in passages]
    found: list[tuple[str, str | None]] = []
    for span in spans:
        passage = passages[at] if (at := bisect_left(starts, span.end) - 1) >= 0 else None
        theirs = passage is not None and passage.end > span.start and passage.kind != "article"
        found.append(
            (speaker_of(passage.kind, passage.author), passage.author) if passage and theirs else ("", None)
        )
    return found


def _block(
    text: str, span: Span, stamps: Stamps, marked: tuple[int, int], reader: Reader, *, goes_on: bool
) -> ShownBlock:
    mark = Mark(span.start) if goes_on else reader.mark(text, span.start, span.end)
    level = (mark.level or 2) if span.kind == "heading" else 0
    kind: BlockKind = "item" if mark.bullet and span.kind == "text" else span.kind
    return ShownBlock(kind, level, list(_pieces(text, mark.end, span.end, stamps, marked, reader)))


def _pieces(
    text: str, first: int, last: int, stamps: Stamps, marked: tuple[int, int], reader: Reader
) -> Iterator[Piece]:
    shown = reader.visible(text, first, last, prefix=False)
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
