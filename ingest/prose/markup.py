"""The text that a reader of Markdown and wiki markup sees.

No marks, no time stamps, nothing that its writer hid. The marks are those of CommonMark, Obsidian, Hugo,
Notion and Logseq.
"""

import re
from collections.abc import Iterator
from html import unescape

from ingest.core.visible import Visible, folds, mark_end, without
from ingest.prose.tables import PIPE, table_line
from ingest.timing.stamps import STAMP, bare_stamps

Span = tuple[int, int]
Entity = tuple[Span, str]
_BLANKS = r"\s{0,4}"  # bounded, as everything here: some files are padded with many thousands of blanks
_STAMPS = re.compile(  # what is looked ahead for first, here and below, is how any alternative begins
    r"(?=[,\s\[(<])"
    rf"(?:(?:,?{_BLANKS}{STAMP.pattern})+(?={_BLANKS}(?:[.;:!?)]|,(?!{_BLANKS}{STAMP.pattern})|$))"
    rf"|{_BLANKS}{STAMP.pattern}(?:,?{_BLANKS}{STAMP.pattern})*)"
)
_ADDRESS = (
    r"(?:<[^<>\n]{0,500}>|[^()\s]{0,500}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?)"
    r"(?:[ \t]{1,4}[\"'][^\"'\n]{0,200}[\"'])?"
)
_MARKUP = re.compile(
    r"(?=[ \t>!\[\](<{^~=*_`\\])"
    r"(?:(?<=[\r\n])[ \t]{0,3}(?:>[ \t]?)+"  # a quotation's mark on a further line
    r"|(?<=[ \t])[ \t]{2,}"  # padding
    r"|!\[\[[^\]\n]{0,300}\]\]"  # what is embedded from another note
    rf"|!\[[^\]\n]{{0,300}}\]\({_ADDRESS}\)"  # image
    r"|\[\^[^\]\s]{1,60}\]"  # footnote
    r"|\[[\w -]{1,40}::[^\[\]\n]{0,200}\]|\([\w -]{1,40}::[^()\n]{0,200}\)"  # field of Dataview
    r"|\[\[(?:[^\[\]|\n]{0,300}\|[ \t]?)?|[ \t]?\]\]"  # wiki link: the alias is shown, else the target
    rf"|(?<!\[)\[(?=[^\[\]\n]{{1,300}}\](?:\({_ADDRESS}\)|\[[^\[\]\n]{{0,100}}\]))"  # link: its text is shown
    rf"|(?<=[^\s\[])\](?:\({_ADDRESS}\)|\[[^\[\]\n]{{0,100}}\])"
    r"|</?[A-Za-z][\w-]{0,30}(?:[\s/][^<>\n]{0,500})?>"  # HTML tag
    r"|\{\{[<%][^{}\n]{0,300}[>%]\}\}|\{%[^%\n]{0,300}%\}"  # shortcode of Hugo, tag of Jekyll
    r"|\{\{(?:embed|query|renderer|video)\b[^{}\n]{0,300}\}\}|\(\([0-9a-f]{8}-[0-9a-f-]{27}\)\)"  # of Logseq
    r"|\{[:#.]\w[^{}\n]{0,100}\}"  # attributes of a heading or a block
    r"|(?<!\S)\^[\w-]{1,60}(?=[ \t]{0,8}(?:[\r\n]|$))"  # name of a block
    r"|~~[^~\n]{1,300}~~"  # struck out by its writer
    r"|(?<![\w=])==(?=[^\s=][^=\n]{0,300}==)|(?<=[^\s=])==(?![=\w])"  # highlight
    r"|\*{2,3}|__|`+"  # strong, code
    r"|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])"  # emphasis
    r"|(?<![\w_])_(?=[^\s_][^_\n]{0,300}_(?![\w_]))|(?<=[^\s_])_(?![\w_])"
    r"|\\(?:(?=[!-/:-@\[-`{-~])|(?=[\r\n]|$)))"  # escape, and a break at a line's end
)
# In every mark, entity and fold is one of these; prose mostly has none.
_ANY = re.compile(r"[\[\]<>{}&%^~*_`\\\r\n\t]|==|::|\([\[(<\d]|[ ]{2}")
LONGEST_ENTITY = 33
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_FOOTNOTE = re.compile(r"[ \t]{0,3}\[\^[^\]\s]{1,60}\]:[ \t]*")
_TASK = re.compile(r"(?:TODO|DONE|DOING|NOW|LATER|WAITING|CANCELED|CANCELLED)[ \t]+(?=\S)")
_BULLET = re.compile(r"\s*(?:>[ \t]?)*[*+-][ \t]")
_LINE_END = re.compile(r"[\r\n]|$")
_HIDES = re.compile(r"<!--|(?<![\w%])%%|<(?:script|style)(?=[\s>])")
_HIDDEN_UNTIL = {"<!--": "-->", "%%": "%%", "<script": "</script>", "<style": "</style>"}


def visible(raw: str, start: int, end: int, *, prefix: bool = True) -> Visible:
    """A block's characters without markup, stamps, comments and, with `prefix`, the mark that opens it.

    A character written as an entity (`&amp;`) is shown as itself, where its `&` stands, a pipe between two
    cells of a table as a dash.
    """
    position = mark_end(raw, start, end) if prefix else start
    if prefix:
        opening = _FOOTNOTE.match(raw, position, end) or (
            _TASK.match(raw, position, end) if _BULLET.match(raw, start, end) else None
        )
        position = opening.end() if opening and opening.end() < end else position
    marked, piped = _ANY.search(raw, position, end), raw.find("|", position, end) >= 0
    entities = _entities(raw, position, end) if marked else []
    cuts = _cuts(raw, position, end, entities) if marked else list(bare_stamps(raw, position, end))
    row, dashes = table_line(raw, position) if piped else None, set[int]()
    if row:
        pipes = [match.start() for match in PIPE.finditer(raw, row[0], row[1])]
        outer: set[int] = set()
        if not raw[row[0] : pipes[0]].strip(" \t>"):
            outer.add(pipes[0])
        if not raw[pipes[-1] + 1 : row[1]].strip():
            outer.add(pipes[-1])
        cuts = _merged([*cuts, *((at, at + 1) for at in outer if position <= at < end)])
        dashes = set(pipes) - outer
    shown = without(raw, position, end, cuts)
    if not entities and not dashes:
        return shown
    instead = {span[0] - 1: sign for span, sign in entities} | dict.fromkeys(dashes, "–")
    signs = (instead.get(at, sign) for at, sign in zip(shown.offsets, shown.text, strict=True))
    return Visible("".join(signs), shown.offsets)


def hidden_stretches(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What the writer hid from readers: `<!-- … -->`, scripts and, as in Obsidian, `%% … %%`.

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


def _entities(raw: str, start: int, end: int) -> list[Entity]:
    """What of each entity is left out (all behind its `&`), and the character that it stands for.

    A sentence that ends with one ends behind its `&`, so that it may close behind `end`.
    """
    found: list[Entity] = []
    if raw.find("&", start, end) >= 0:
        for match in _ENTITY.finditer(raw, start, end + LONGEST_ENTITY):
            if match.start() >= end:
                break
            sign = unescape(match.group())
            if len(sign) == 1 and sign != "\ufffd" and (sign.isprintable() or sign == "\u00a0"):
                found.append(((match.start() + 1, min(match.end(), end)), " " if sign == "\u00a0" else sign))
    return found


def _cuts(raw: str, start: int, end: int, entities: list[Entity]) -> list[Span]:
    """Stretches of `raw[start:end]` that are not shown, in order, without overlap."""
    return _merged([*_marks(raw, start, end), *(span for span, _ in entities), *folds(raw, start, end)])


def _merged(stretches: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(stretches):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_escaped(raw: str, start: int) -> bool:
    """Whether an escape stands in front of a place, as in front of a sentence that opens with a bracket."""
    before = raw[max(start - 64, 0) : start]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _marks(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Marks, stamps and what is hidden in `raw[start:end]`, in order, without overlap.

    A link may close behind `end`, in the next sentence, so markup is looked for up to the line's end. A
    pattern is searched again only behind what it matched, so that the time grows with the length alone.
    """
    line_end = _LINE_END.search(raw, end)
    stop = line_end.start() if line_end else len(raw)
    stamp, mark = _STAMPS.search(raw, start, end), _MARKUP.search(raw, start, stop)
    hidden = iter(sorted([*hidden_stretches(raw, start, end), *bare_stamps(raw, start, end)]))
    comment = next(hidden, None)
    position = start + _is_escaped(raw, start)
    while position < end:
        if stamp and stamp.start() < position:
            stamp = _STAMPS.search(raw, position, end)
        if mark and mark.start() < position:
            mark = _MARKUP.search(raw, position, stop)
        while comment and comment[0] < position:
            comment = next(hidden, None)
        first = comment
        for match in (stamp, mark):
            if match and (first is None or match.start() < first[0]):
                first = match.span()
        if first is None or first[0] >= end:
            break
        yield first[0], min(first[1], end)
        escapes = raw[first[0]] == "\\"
        position = first[1] + escapes  # what follows an escape is no mark
