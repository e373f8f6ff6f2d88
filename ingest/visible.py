"""A stretch of raw text as a reader sees it, with the raw offset of each of its characters."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_MARK = re.compile(r"\s*(?:>[ \t]?(?:\[!\w+\][-+]?)?\s*)*(?:#{1,6}[ \t]+|[*+•·–-][ \t]+|\d{1,3}[.)][ \t]+)?")
_LINE_BREAKS = str.maketrans("\r\n\t\v\f\x1c\x1d\x1e\x85\u2028\u2029", " " * 11)


@dataclass(frozen=True, slots=True)
class Visible:
    """`text` as a reader sees it; `offsets[i]` is where its character `i` stands in the raw text."""

    text: str
    offsets: tuple[int, ...]


def mark_end(raw: str, start: int, end: int) -> int:
    """Where the mark that opens a block (of a list, a heading, a quotation) ends.

    `start` where nothing follows it.
    """
    mark = _MARK.match(raw, start, end)
    return mark.end() if mark and mark.end() < end else start


def without(raw: str, start: int, end: int, cuts: Iterable[tuple[int, int]] = ()) -> Visible:
    """`raw[start:end]` without the stretches `cuts`, which rise and do not overlap.

    Line breaks become spaces (the same number of characters); nothing else is changed.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    position = start
    for cut_start, cut_end in [*cuts, (end, end)]:
        pieces.append(raw[position:cut_start])
        offsets.extend(range(position, cut_start))
        position = cut_end
    return Visible("".join(pieces).translate(_LINE_BREAKS), tuple(offsets))
