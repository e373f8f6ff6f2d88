"""The text a reader sees, with the raw offset of each of its characters."""

import re
from dataclasses import dataclass

from ingest.times import STAMP

_BLANKS = r"\s{0,4}"  # bounded, as everything here: some files are padded with many thousands of blanks
_STAMPS = re.compile(
    rf"(?:,?{_BLANKS}{STAMP.pattern})+(?={_BLANKS}(?:[.;:!?)]|,(?!{_BLANKS}{STAMP.pattern})|$))"
    rf"|{_BLANKS}{STAMP.pattern}(?:,?{_BLANKS}{STAMP.pattern})*"
)
_MARKUP = re.compile(
    r"(?<=[\r\n])[ \t]{0,3}(?:>[ \t]?)+"  # a quotation's mark on a further line
    r"|(?<=[ \t])[ \t]{2,}"  # padding
    r"|!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)"  # image
    r"|\[\[(?:[^\[\]|\n]{0,300}\|[ \t]?)?|[ \t]?\]\]"  # wiki link: the alias is shown, else the target
    r"|(?<!\[)\[(?=[^\[\]\n]{1,300}\]\([^)\s]{1,500}\))|(?<=[^\s\[])\]\([^)\s]{1,500}\)"  # web link: its text is shown
    r"|</?[A-Za-z][^<>\n]{0,500}>"  # HTML tag
    r"|\*{2,3}|__|`+"  # strong, code
    r"|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])"  # emphasis
)
_LINE_END = re.compile(r"[\r\n]|$")
_PREFIX = re.compile(r"\s*(?:>[ \t]?(?:\[!\w+\][-+]?)?\s*)*(?:#{1,6}[ \t]+|[*+•·–-][ \t]+|\d{1,3}[.)][ \t]+)?")


@dataclass(frozen=True, slots=True)
class Visible:
    """`text` as a reader sees it; `offsets[i]` is where its character `i` stands in the raw text."""

    text: str
    offsets: tuple[int, ...]


def shown_text(raw: str, start: int, end: int, *, markup: bool) -> str:
    """What a reader sees of `raw[start:end]`, a stretch within a block: the text that a quote must equal."""
    return visible(raw, start, end, markup=markup, prefix=False).text


def visible(raw: str, start: int, end: int, *, markup: bool = True, prefix: bool = True) -> Visible:
    """Strip a block's list or heading prefix and, with `markup`, its wiki markup and time stamps.

    Line breaks become spaces (the same number of characters); nothing else is changed.
    """
    opening = _PREFIX.match(raw, start, end) if prefix else None
    position = opening.end() if opening and opening.end() < end else start
    pieces: list[str] = []
    offsets: list[int] = []
    for cut_start, cut_end in [*(_cuts(raw, position, end) if markup else ()), (end, end)]:
        pieces.append(raw[position:cut_start])
        offsets.extend(range(position, cut_start))
        position = cut_end
    return Visible("".join(pieces).translate(_LINE_BREAKS), tuple(offsets))


_LINE_BREAKS = str.maketrans("\r\n\t\v\f\x1c\x1d\x1e\x85\u2028\u2029", " " * 11)


def _cuts(raw: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches of `raw[start:end]` that are not shown, in order, without overlap.

    A link may close behind `end`, in the next sentence, so markup is looked for up to the line's end. A
    pattern is searched again only behind what it found, so that the time grows with the length alone.
    """
    line_end = _LINE_END.search(raw, end)
    searches = ((_STAMPS, end), (_MARKUP, line_end.start() if line_end else len(raw)))
    found = [pattern.search(raw, start, stop) for pattern, stop in searches]
    cuts: list[tuple[int, int]] = []
    position = start
    while position < end:
        found = [
            pattern.search(raw, position, stop) if match and match.start() < position else match
            for (pattern, stop), match in zip(searches, found, strict=True)
        ]
        first = min((match for match in found if match), key=lambda match: match.start(), default=None)
        if first is None or first.start() >= end:
            break
        cuts.append((first.start(), min(first.end(), end)))
        position = first.end()
    return cuts
