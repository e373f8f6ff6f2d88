"""What a reader of a format hands on: the blocks of a file, before sentences and passages."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from ingest.article import PassageKind

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
    article, `date` the day on which it appeared, as `2021-03-04`.
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
    return _BLANK_LINE.search(raw, end, start) is not None


def last_sign(raw: str, start: int, end: int) -> str:
    """The last character of `raw[start:end]` that is not blank; empty where there is none."""
    return raw[max(start, end - 64) : end].rstrip()[-1:] or raw[start:end].rstrip()[-1:]


def join_wrapped(raw: str, blocks: list[Block]) -> list[Block]:
    """Join the lines of hard-wrapped paragraphs.

    A line goes on in the next when no blank line lies between, both are paragraphs (or the first is an
    item), the first ends without a sentence's end and the second does not open with a capital.
    """
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            last is not None
            and block.kind == "paragraph"
            and last.kind in ("paragraph", "item")
            and not blank_between(raw, last.end, block.start)
            and last_sign(raw, last.start, last.end) not in ".!?:…”\"')]"
            and raw[block.start : block.end].lstrip()[0].islower()
        ):
            joined[-1] = replace(last, end=block.end)
        else:
            joined.append(block)
    return joined
