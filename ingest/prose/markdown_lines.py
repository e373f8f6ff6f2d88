"""The lines of a Markdown file as blocks: headings, items, rows of tables, text, and what is not read."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache, partial

from ingest.core.visible import Visible
from ingest.prose.comments import find_comments, row_of
from ingest.prose.markdown import Line, marked_lines
from ingest.prose.markup import hidden_stretches, visible
from ingest.prose.tables import table_lines
from ingest.prose.thread import comment_blocks
from ingest.text.blocks import BYTE_ORDER_MARK, ITEM, Block, blank_between, join_wrapped, last_sign, lines
from ingest.text.boilerplate import is_furniture
from ingest.text.speakers import find_labels

Span = tuple[int, int]
Shown = Callable[[int, int], Visible]
"""What is seen of a line or a block, by its offsets."""

_RULE = re.compile(r"[ \t]*(?:```+|~~~+)\w*[ \t]*|[ \t]*(?:[-*_][ \t]*){3,}|[ \t|:+=-]+")
_TAGS = re.compile(r"[ \t]*(?:[*+-][ \t]+)?(?:#[^\s#]+[ \t]*)+")
_PROPERTY = re.compile(r"[ \t]*(?:[*+-][ \t]+)?[\w][\w ./-]{0,40}::(?:[ \t].*)?")
_REFERENCE = re.compile(
    r"[ \t]{0,3}\[[^\]\n^][^\]\n]{0,200}\]:[ \t]*(\S{1,1000})(?:[ \t]+[\"'(].{0,300})?[ \t]*"
)
_CALLOUT = re.compile(r"[ \t]*(?:>[ \t]?)+\[![\w-]+\]")


def body_rows(raw: str, body: int) -> list[tuple[Span, bool]]:
    """The lines of the body, and whether they are hidden, cut where a comment of several lines begins."""
    rows: list[tuple[Span, bool]] = []
    position = body
    for start, end in hidden_stretches(raw, body, len(raw)):
        if "\n" in raw[start:end] or "\r" in raw[start:end]:
            rows += [(span, False) for span in lines(raw, position, start)]
            rows += [(span, True) for span in lines(raw, start, end)]
            position = end
    return [*rows, *((span, False) for span in lines(raw, position, len(raw)))]


def body_blocks(
    raw: str, body: int, *, metadata: set[Span], hosts: tuple[str | None, ...] = ()
) -> list[Block]:
    """The blocks of the body, readers' comments told apart; `metadata` are lines that are known as such."""
    rows = body_rows(raw, body)
    first = body + (body == 0 and raw.startswith(BYTE_ORDER_MARK))
    marked = {first + at: line for at, line in marked_lines(_unhidden(raw, first)).items()}
    code = {at for at, line in marked.items() if line.kind == "code"}
    shown = cache(partial(visible, raw))
    blocks = _line_blocks(raw, rows, marked, metadata, shown)
    seen = [
        row_of(
            raw,
            *span,
            shown(*span),
            line.level if (line := marked.get(span[0])) and line.kind == "heading" else 0,
        )
        for span, hidden in rows
        if not hidden and span not in metadata
    ]
    thread = find_comments(raw, seen)
    if thread is None:
        return _joined(raw, blocks, code, shown)
    start, end = thread.comments[0].start, thread.comments[-1].end
    kinds = {block.start: block for block in blocks}
    above = [
        replace(block, kind="boilerplate")
        if block.start >= thread.start and block.kind != "heading"
        else block
        for block in blocks
        if block.start < start
    ]
    below = [block for block in blocks if block.start >= end]
    said = comment_blocks(
        raw, thread, lambda _, begin, stop: _said(raw, begin, stop, kinds.get(begin), shown), hosts
    )
    hidden_rows = [span for span, hidden in rows if hidden and start <= span[0] < end]
    return [
        *_joined(raw, above, code, shown),
        *_with_hidden(said, hidden_rows),
        *_joined(raw, below, code, shown),
    ]


def _with_hidden(said: list[Block], rows: list[Span]) -> list[Block]:
    """The blocks of comments, and lines that are hidden between two of them, as metadata."""
    starts = [block.start for block in said]
    apart = [row for row in rows if said[bisect_right(starts, row[0]) - 1].end <= row[0]]
    return sorted([*said, *(Block(*row, "metadata") for row in apart)], key=lambda block: block.start)


def _said(raw: str, start: int, end: int, known: Block | None, shown: Shown) -> Block:
    """A line of a comment; what is known of the whole line holds for a part of it."""
    kind = (
        _line_block(raw, start, end, None, shown).kind
        if known is None or known.kind == "heading"
        else known.kind
    )
    return Block(start, end, kind)


def _joined(raw: str, blocks: list[Block], code: Collection[int], shown: Shown) -> list[Block]:
    """Wrapped lines and block quotations as paragraphs, furniture marked where it is the whole of one."""
    joined = _join_quotes(raw, join_wrapped(raw, blocks, apart=code))
    return [
        replace(block, kind="boilerplate")
        if block.kind in ("paragraph", "item") and is_furniture(shown(block.start, block.end).text)
        else block
        for block in joined
    ]


def _line_blocks(
    raw: str, rows: list[tuple[Span, bool]], marked: dict[int, Line], metadata: set[Span], shown: Shown
) -> list[Block]:
    """A block for each line of the body, and one for the label in front of what a speaker says."""
    labels = find_labels(raw, [span for span, hidden in rows if not hidden])
    cells = {start: head for start, _, head in table_lines(raw)}
    blocks: list[Block] = []
    speaker: str | None = None
    for (start, end), hidden in rows:
        line = marked.get(start)
        if hidden or (start, end) in metadata:
            blocks.append(Block(start, end, "metadata", author=speaker))
        elif line and line.kind == "heading":
            speaker = None
            blocks.append(Block(start, end, "heading", level=line.level))
        elif label := labels.get(start):
            speaker = label.name or speaker
            blocks.append(Block(start, label.end, "metadata", author=speaker))
            blocks += [_line_block(raw, *span, speaker, shown) for span in lines(raw, label.end, end)]
        elif line and line.kind == "code" and shown(start, end).text.strip():
            blocks.append(Block(start, end, "paragraph", author=speaker))
        elif line and line.kind == "rule":
            blocks.append(Block(start, end, "metadata", author=speaker))
        elif start in cells and shown(start, end).text.strip().strip("– "):
            blocks.append(Block(start, end, "paragraph" if cells[start] else "item", author=speaker))
        else:
            block = _line_block(raw, start, end, speaker, shown)
            is_item = line is not None and line.kind == "item" and block.kind == "paragraph"
            blocks.append(replace(block, kind="item") if is_item else block)
    return blocks


def _line_block(raw: str, start: int, end: int, speaker: str | None, shown: Shown) -> Block:
    """A line of which Markdown's own structure says nothing: not read, an item or a paragraph."""
    text = shown(start, end).text
    if _RULE.fullmatch(raw, start, end) or not text.strip().strip("– ") or _is_unread(raw, start, end):
        return Block(start, end, "metadata", author=speaker)
    return Block(start, end, "item" if ITEM.match(raw, start, end) else "paragraph", author=speaker)


def _is_unread(raw: str, start: int, end: int) -> bool:
    """Whether a line holds nothing but tags, a property or the address of a link."""
    if _TAGS.fullmatch(raw, start, end) or _PROPERTY.fullmatch(raw, start, end):
        return True
    reference = _REFERENCE.fullmatch(raw, start, end)
    return reference is not None and any(sign in reference[1] for sign in "/.#")


def _unhidden(raw: str, body: int) -> str:
    """The body with blanks in the place of what its writer hid, line breaks kept."""
    pieces: list[str] = []
    position = body
    for start, end in hidden_stretches(raw, body, len(raw)):
        pieces += [raw[position:start], re.sub(r"[^\r\n]", " ", raw[start:end])]
        position = end
    return "".join([*pieces, raw[position:]])


def _join_quotes(raw: str, blocks: list[Block]) -> list[Block]:
    """Lines of one block quotation are one paragraph.

    An item, a blank line or a callout's title parts them.
    """
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            block.kind == "paragraph"
            and _is_quoted(raw, block)
            and last is not None
            and last.kind == "paragraph"
            and _is_quoted(raw, last)
            and not _CALLOUT.match(raw, last.start)
            and not blank_between(raw, last.end, block.start)
            and last_sign(raw, last.start, last.end) not in ".!?:]"
        ):
            joined[-1] = replace(last, end=block.end)
        else:
            joined.append(block)
    return joined


def _is_quoted(raw: str, block: Block) -> bool:
    return raw[block.start : block.start + 200].lstrip().startswith(">")
