"""A stretch of raw text as a reader sees it, with the raw offset of each of its characters."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

_MARK = re.compile(
    r"\s*(?:>[ \t]?(?:\[![\w-]+\][-+]?)?\s*)*"
    r"(?:(?:[*+•·–-]|\d{1,3}[.)])[ \t]+(?:\[[ xX/>!?*-]\][ \t]+)?)?(?:#{1,6}[ \t]+)?"
)
# Blanks around a break within a block, of which one is shown; none between signs of a script without blanks.
_FOLD = re.compile(r"(?<=[\r\n])[ \t]+(?=\S)|[ \t]{1,8}(?=[\r\n])|\r(?=\n)")
_UNSPACED = "[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]"
_WRAP = re.compile(rf"(?<={_UNSPACED})(?:\r\n|\r|\n)[ \t\u3000]*(?={_UNSPACED})")
_LINE_BREAKS = str.maketrans("\r\n\t\v\f\x1c\x1d\x1e\x85\u2028\u2029", " " * 11)


@dataclass(frozen=True, slots=True)
class Visible:
    """`text` as a reader sees it; `offsets[i]` is where its character `i` stands in the raw text."""

    text: str
    offsets: Sequence[int]


def mark_end(raw: str, start: int, end: int) -> int:
    """Where the mark that opens a block (of a list, a heading, a quotation) ends.

    `start` where nothing follows it.
    """
    mark = _MARK.match(raw, start, end)
    return mark.end() if mark and mark.end() < end else start


def folds(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Blanks at the line breaks of `raw[start:end]` that a page would not show, in order."""
    if raw.find("\n", start, end) < 0 and raw.find("\r", start, end) < 0:
        return
    position = start
    fold, wrap = _FOLD.search(raw, start, end), _WRAP.search(raw, start, end)
    while fold or wrap:
        first = min((match.span() for match in (wrap, fold) if match), key=itemgetter(0))
        yield first
        position = first[1]
        fold = _FOLD.search(raw, position, end) if fold and fold.start() < position else fold
        wrap = _WRAP.search(raw, position, end) if wrap and wrap.start() < position else wrap


def without(raw: str, start: int, end: int, cuts: Iterable[tuple[int, int]] = ()) -> Visible:
    """`raw[start:end]` without the stretches `cuts`, which rise and do not overlap.

    Line breaks become spaces (the same number of characters); nothing else is changed.
    """
    cuts = tuple(cuts)
    if not cuts:
        return Visible(raw[start:end].translate(_LINE_BREAKS), range(start, end))
    pieces: list[str] = []
    offsets: list[int] = []
    position = start
    for cut_start, cut_end in (*cuts, (end, end)):
        pieces.append(raw[position:cut_start])
        offsets.extend(range(position, cut_start))
        position = cut_end
    return Visible("".join(pieces).translate(_LINE_BREAKS), tuple(offsets))
