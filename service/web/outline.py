"""An article in parts of so much text, and what showing one of them needs of the whole.

Parts begin where a block does; a block that is longer than a part is cut between two of its sentences. The
same article has the same parts each time, so that a part can be asked for by its number, and kept by it.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from threading import BoundedSemaphore, Lock

from starlette.exceptions import HTTPException

from index import ArticleCard, Snapshot
from ingest import Span, reader_of
from service.web.body import body_spans

MOST_CHARACTERS = 40_000  # of a part, but for the end of its last block, which has no more by itself
MOST_BLOCKS = 600
KEPT = 4  # outlines
LONG, LONG_AT_ONCE = 500_000, 2  # characters of an article; so many of these are opened at once


@dataclass(frozen=True, slots=True)
class Outline:
    """Where the parts of an article begin, and its time stamps: raw offsets, and the seconds of each."""

    starts: "array[int]"
    stamps: "array[int]"
    seconds: "array[int]"

    @property
    def parts(self) -> int:
        """How many there are, one at least."""
        return len(self.starts)

    def part_of(self, offset: int) -> int:
        """The number, from 0, of the part in which a place stands."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def stretch(self, part: int, end: int) -> tuple[int, int]:
        """The raw offsets of a part, in an article that ends at `end`."""
        return self.starts[part], self.starts[part + 1] if part + 1 < self.parts else end

    def times(self, start: int, end: int) -> list[tuple[int, int]]:
        """The time stamps of `raw[start:end]`."""
        first, last = bisect_left(self.stamps, start), bisect_left(self.stamps, end)
        return list(zip(self.stamps[first:last], self.seconds[first:last], strict=True))


class OutlinesBusyError(HTTPException):
    """Enough long articles are being opened; each takes memory, and a second."""

    code = "busy"

    def __init__(self) -> None:
        message = "other long articles are being opened; try again in a second"
        super().__init__(503, message, {"Retry-After": "1"})


class Outlines:
    """Those of the articles that were shown last, as finding the time stamps of a very long one takes a second."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Outline] = {}
        self._lock = Lock()
        self._long = BoundedSemaphore(LONG_AT_ONCE)

    def of(self, index: Snapshot, card: ArticleCard, text: str, spans: Sequence[Span]) -> Outline:
        """The outline of a stored article; raises `OutlinesBusyError`."""
        key = (index.manifest.digest, card.id)
        with self._lock:
            outline = self._kept.pop(key, None)
        if outline is None and len(text) > LONG:
            outline = self._of_long(index, card, text, spans)
        outline = outline or _outline(index, card, text, spans)
        with self._lock:
            self._kept[key] = outline
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return outline

    def _of_long(self, index: Snapshot, card: ArticleCard, text: str, spans: Sequence[Span]) -> Outline:
        if not self._long.acquire(blocking=False):
            raise OutlinesBusyError
        try:
            return _outline(index, card, text, spans)
        finally:
            self._long.release()


def _outline(index: Snapshot, card: ArticleCard, text: str, spans: Sequence[Span]) -> Outline:
    stamps = reader_of(card.format).times(text).stamps
    starts = _starts(index, card, text, body_spans(text, spans, card))
    return Outline(
        array("q", starts),
        array("q", (offset for offset, _ in stamps)),
        array("q", (seconds for _, seconds in stamps)),
    )


def _starts(index: Snapshot, card: ArticleCard, text: str, spans: Sequence[Span]) -> Iterator[int]:
    """Where parts begin, the first at the article's beginning."""
    began, blocks = 0, 0
    yield 0
    for span in spans:
        if span.end - began > MOST_CHARACTERS or blocks >= MOST_BLOCKS:
            if blocks:
                began, blocks = span.start, 0
                yield began
            for cut in _cuts(index, card, text, span):
                began = cut
                yield began
        blocks += 1


def _cuts(index: Snapshot, card: ArticleCard, text: str, span: Span) -> Iterator[int]:
    """Where a block that is longer than a part is cut: before a sentence, else behind a blank."""
    began = span.start
    while span.end - began > MOST_CHARACTERS:
        latest = began + MOST_CHARACTERS
        passages = index.passages(card.id, began, latest)
        sentences = [sentence.start for passage in passages for sentence in passage.sentences]
        inside = [start for start in sentences if began < start <= latest]
        blank = text.rfind(" ", began + 1, latest) + 1
        began = max(inside) if inside else blank or latest
        yield began


def within(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """What of the spans lies in `raw[start:end]`."""
    found = [span for span in spans if span.start < end and span.end > start]
    return [replace(span, start=max(span.start, start), end=min(span.end, end)) for span in found]
