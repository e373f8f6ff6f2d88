"""The text that a reader of Markdown and wiki markup sees.

No marks, no time stamps, nothing that its writer hid.
"""

import re
from collections.abc import Iterator
from heapq import merge
from operator import itemgetter

from ingest.stamps import STAMP, bare_stamps
from ingest.visible import Visible, mark_end, without

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
    r"|(?<!\[)\[(?=[^\[\]\n]{1,300}\]\([^)\s]{1,500}\))"  # web link: its text is shown
    r"|(?<=[^\s\[])\]\([^)\s]{1,500}\)"
    r"|</?[A-Za-z][^<>\n]{0,500}>"  # HTML tag
    r"|\*{2,3}|__|`+"  # strong, code
    r"|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])"  # emphasis
)
_LINE_END = re.compile(r"[\r\n]|$")
_HIDES = re.compile(r"<!--|(?<![\w%])%%")
_HIDDEN_UNTIL = {"<!--": "-->", "%%": "%%"}


def visible(raw: str, start: int, end: int, *, prefix: bool = True) -> Visible:
    """A block's characters without markup, stamps, comments and, with `prefix`, the mark that opens it."""
    position = mark_end(raw, start, end) if prefix else start
    return without(raw, position, end, _cuts(raw, position, end))


def hidden_stretches(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What the writer hid from readers: `<!-- … -->` and, as in Obsidian, `%% … %%`.

    What is never closed hides nothing.
    """
    unclosed: set[str] = set()
    while opening := _HIDES.search(raw, start, end):
        start = opening.end()
        if (sign := opening.group()) in unclosed:
            continue
        close = raw.find(_HIDDEN_UNTIL[sign], start, end)
        if close < 0:
            unclosed.add(sign)
            continue
        start = close + len(_HIDDEN_UNTIL[sign])
        yield opening.start(), start


def _cuts(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of `raw[start:end]` that are not shown, in order, without overlap.

    A link may close behind `end`, in the next sentence, so markup is looked for up to the line's end. A
    pattern is searched again only behind what it matched, so that the time grows with the length alone.
    """
    line_end = _LINE_END.search(raw, end)
    searches = ((_STAMPS, end), (_MARKUP, line_end.start() if line_end else len(raw)))
    matches = [pattern.search(raw, start, stop) for pattern, stop in searches]
    hidden = merge(hidden_stretches(raw, start, end), bare_stamps(raw, start, end))
    comment = next(hidden, None)
    position = start
    while position < end:
        matches = [
            pattern.search(raw, position, stop) if match and match.start() < position else match
            for (pattern, stop), match in zip(searches, matches, strict=True)
        ]
        while comment and comment[0] < position:
            comment = next(hidden, None)
        stretches = [match.span() for match in matches if match]
        first = min(stretches if comment is None else [comment, *stretches], key=itemgetter(0), default=None)
        if first is None or first[0] >= end:
            break
        yield first[0], min(first[1], end)
        position = first[1]
