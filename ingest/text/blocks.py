"""What a reader of a format hands on: the blocks of a file, before sentences and passages."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from ingest.core.article import PassageKind

FEWEST_WRAPPED = 2
NARROWEST, WIDEST = 40, 130
FILLED = 0.75  # of the width: a line that the next word, or a link, would have made too long
MOSTLY = 0.7
_SENTENCE_END = re.compile(r"[.!?][”’\"')]?[ \t]+(?:\[[\d:]+\][ \t]*)?[^\W\d_]")
# Words that no line ends with unless it goes on in the next.
_GOES_ON = re.compile(r"\b(?:an?|the|of|and|or|to|in|for|with|by|from|at|your|their|its|our|my)[ \t]*\Z")
_FINISHED = frozenset((*".!?:…。！？।؟", ""))
_HARD_BREAK = re.compile(r"\\\s*\Z|[ ]{2}\Z")
QUESTION_CONTEXT = 400  # characters of a question that an answer is read with
BlockKind = Literal["paragraph", "item", "heading", "boilerplate", "metadata"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, heading or piece of page furniture: raw offsets and what it is.

    `level` is a heading's depth from 1. `voice` says who speaks, and `author` their name. `comment` is the
    number of the comment that the block belongs to, `question` that comment's question when it is a reply.
    The first `address` characters only say to whom it is; they are not quoted.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0
    voice: PassageKind = "article"
    author: str | None = None
    comment: int | None = None
    question: str | None = None
    example: bool = False
    address: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A file understood: its text, in which all offsets count, as blocks that cover all that is not blank.

    The text is the file's own or, of a format whose bytes are none (a PDF, a subtitle without its
    repetitions), the reader's rendering of it; it is kept with the article. `url` is the web address of the
    article, `date` the day on which it appeared, as `2021-03-04`, `licence` what it says of its use.
    """

    text: str
    title: str | None
    blocks: tuple[Block, ...]
    channel: str | None = None
    author: str | None = None
    video: str | None = None
    notes: tuple[str, ...] = ()
    url: str | None = None
    date: str | None = None
    licence: str | None = None


_LINE = re.compile(r"[^\r\n]+")
_BREAK = r"(?:\r\n|\r(?!\n)|\n)"
_BLANK_LINE = re.compile(rf"{_BREAK}[^\S\r\n]*{_BREAK}")
BYTE_ORDER_MARK = "\ufeff"
ITEM = re.compile(r"[ \t]*(?:[*+•·–-][ \t]+|\d{1,3}[.)][ \t]+)")


def lines(raw: str, start: int, end: int) -> list[tuple[int, int]]:
    """Raw offsets of the lines of `raw[start:end]` that are not blank; a byte order mark belongs to none."""
    start += start == 0 and raw.startswith(BYTE_ORDER_MARK)
    return [match.span() for match in _LINE.finditer(raw, start, end) if not match.group().isspace()]


def blank_between(raw: str, end: int, start: int) -> bool:
    """Whether a blank line lies between two lines."""
    return start - end > 1 and _BLANK_LINE.search(raw, end, start) is not None


def last_sign(raw: str, start: int, end: int) -> str:
    """The last character of `raw[start:end]` that is not blank; empty where there is none."""
    return raw[max(start, end - 64) : end].rstrip()[-1:] or raw[start:end].rstrip()[-1:]


def join_wrapped(
    raw: str, blocks: list[Block], *, apart: Collection[int] = (), width: int | None = None
) -> list[Block]:
    """Join the lines of hard-wrapped paragraphs and items, but for those that start at `apart` (code).

    A line goes on in the next, where no blank line lies between, if the next opens with a small letter and it
    ends without a sentence's end. In a paragraph whose lines fill the width that the text is wrapped to (or
    `width`), they go on whatever the next one opens with, and so does an item whose next line is indented.
    """
    runs = list(_runs(raw, blocks))
    width = _width_of(raw, runs) or width
    joined: list[Block] = []
    for run in runs:
        first, end = run[0], run[0].end
        own = _width_of(raw, [run]) if width is None and len(runs) > 1 else width
        filled = _is_filled(raw, run, own)
        for before, block in pairwise(run):
            if block.start in apart or not _goes_on(raw, first, before, block, filled):
                joined.append(first if end == first.end else replace(first, end=end))
                first = block
            end = block.end
        joined.append(first if end == first.end else replace(first, end=end))
    return joined


def _runs(raw: str, blocks: list[Block]) -> Iterator[list[Block]]:
    """Blocks without a blank line between: a paragraph or an item, and the paragraphs that follow it."""
    run: list[Block] = []
    for block in blocks:
        last = run[-1] if run else None
        follows = (
            last is not None
            and block.kind == "paragraph"
            and last.kind in ("paragraph", "item")
            and (block.author, block.comment) == (last.author, last.comment)
            and not blank_between(raw, last.end, block.start)
        )
        if run and not follows:
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def text_width(raw: str, blocks: list[Block]) -> int | None:
    """The width that text is wrapped to, if it is.

    Nearly all lines that are followed by one of the same paragraph come near the longest, half of them end
    within a sentence, and one of these surely goes on: in small letters, behind a word such as `the`, or
    because it holds the end of another sentence.
    """
    return _width_of(raw, list(_runs(raw, blocks)))


def _width_of(raw: str, runs: list[list[Block]]) -> int | None:
    inner = [line for run in runs for line in run[:-1]]
    if len(inner) < FEWEST_WRAPPED:
        return None
    following = [line for run in runs for line in run[1:]]
    lengths = [_length(raw, line) for line in inner]
    width = sorted(lengths)[-1 - len(lengths) // 20]
    if not NARROWEST <= width <= WIDEST or sum(length >= FILLED * width for length in lengths) < MOSTLY * len(
        inner
    ):
        return None
    unfinished = [not _is_finished(raw, line) for line in inner]
    if sum(unfinished) * 2 < len(inner):
        return None
    sure = any(
        open_end
        and (
            _opens_small(raw, line)
            or _GOES_ON.search(raw, max(before.start, before.end - 16), before.end)
            or _SENTENCE_END.search(raw, before.start, before.end)
        )
        for before, line, open_end in zip(inner, following, unfinished, strict=True)
    )
    return width if sure else None


def _is_filled(raw: str, run: list[Block], width: int | None) -> bool:
    return width is not None and any(_length(raw, line) >= FILLED * width for line in run[:-1])


def _goes_on(raw: str, first: Block, before: Block, block: Block, filled: bool) -> bool:
    """Whether the line `before`, the last so far of the paragraph from `first` on, goes on in `block`."""
    if _HARD_BREAK.search(raw, max(before.end - 3, before.start), before.end):
        return False
    if _is_finished(raw, before):
        return filled and _length(raw, before) > NARROWEST and first.kind == block.kind
    indented = (
        first.kind == "item"
        and _length(raw, before) >= NARROWEST
        and _indentation(raw, block) > _indentation(raw, first)
        and not raw[before.start : before.end].rstrip().endswith(("**", "__"))  # the label of an item
    )
    written = block.comment is not None and _length(raw, before) >= NARROWEST  # nobody lists in a comment
    return filled or indented or written or _opens_small(raw, block)


def _is_finished(raw: str, line: Block) -> bool:
    """Whether a line closes with a sentence's end, or a stamp or tag behind what is said."""
    text = raw[max(line.start, line.end - 64) : line.end].rstrip()
    bare = text.rstrip("”’\"')»*_")
    return text.endswith(("]", ">")) or bare[-1:] in _FINISHED


def _opens_small(raw: str, block: Block) -> bool:
    return raw[block.start : block.start + 200].lstrip()[:1].islower()


def _length(raw: str, line: Block) -> int:
    return len(raw[line.start : line.end].rstrip())


def _indentation(raw: str, block: Block) -> int:
    """Blanks in front of a block, from the beginning of its line; a tab counts as four."""
    start = max(raw.rfind("\n", 0, block.start), raw.rfind("\r", 0, block.start)) + 1
    line = raw[start : block.end]
    return len(line[: len(line) - len(line.lstrip())].expandtabs(4))


def question_context(question: str) -> str:
    """The end of what somebody asked, where the question usually stands, from a word's beginning."""
    flat = " ".join(question.split())
    return flat if len(flat) <= QUESTION_CONTEXT else flat[-QUESTION_CONTEXT:].partition(" ")[2]
