"""What plain articles are made of: short lines as headings, bullets, a letter template, a byline."""

import re
from dataclasses import replace

from ingest.prose.comment_headers import read_header
from ingest.text.blocks import ITEM, Block, BlockKind, blank_between, join_wrapped, lines
from ingest.text.boilerplate import byline_author, is_furniture, is_valediction
from ingest.text.headings import block_text, mark_headings

LONGEST_SIGNATURE = 80
SHORTEST_RULE = 3  # signs of a line without a letter or number, which parts and is not read
MOST_LETTER_BLOCKS = 15
_WORD = re.compile(r"\w")
# A letter template opens with a salutation …
_SALUTATION = re.compile(r"(?:Dear|To whom)\b.{0,60}[,:]")
# … and ends with a name, or with `[Your Name]` in the place of one.
_SIGNATURE = re.compile(r"\[[^\]]*name[^\]]*\]|(?:[A-Z][\w.’'-]*\s?){1,3}", re.IGNORECASE)
# A heading that numbers or dates an article of a series, and does not name it.
_ISSUE_LABEL = re.compile(
    r"#\s?\d+|\b(?:vol|no|issue|part|week|episode)\.?\s*\d+|\b(?:19|20)\d\d\b", re.IGNORECASE
)


def body_blocks(raw: str, end: int) -> tuple[list[Block], str | None]:
    """The blocks of the article that reaches up to `end`, and the author whom its byline names."""
    rows = [Block(start, stop, _line_kind(raw, start, stop)) for start, stop in lines(raw, 0, end)]
    blocks = without_furniture(raw, join_wrapped(raw, rows))
    blocks, author = _byline(raw, _bare_lists(raw, blocks))
    return mark_headings(raw, _letters(raw, blocks)), author


def line_block(raw: str, start: int, end: int) -> Block:
    """A line by itself: page furniture, an item or a paragraph."""
    return without_furniture(raw, [Block(start, end, _line_kind(raw, start, end))])[0]


def without_furniture(raw: str, blocks: list[Block]) -> list[Block]:
    """The blocks with whole paragraphs and items that are page furniture marked so."""
    return [
        replace(block, kind="boilerplate")
        if block.kind in ("paragraph", "item") and is_furniture(raw[block.start : block.end])
        else block
        for block in blocks
    ]


def _line_kind(raw: str, start: int, end: int) -> BlockKind:
    if end - start >= SHORTEST_RULE and not _WORD.search(raw, start, end):
        return "metadata"
    return "item" if ITEM.match(raw, start, end) else "paragraph"


def _bare_lists(raw: str, blocks: list[Block]) -> list[Block]:
    """Three or more lines without a blank line between them, after one that ends in a colon, are a list."""
    marked, first = list(blocks), 1
    while first < len(blocks):
        last = first
        while last + 1 < len(blocks) and not blank_between(raw, blocks[last].end, blocks[last + 1].start):
            last += 1
        introduced = blocks[first - 1].kind == "paragraph" and block_text(raw, blocks[first - 1]).endswith(
            ":"
        )
        if (
            introduced
            and last - first >= 2
            and all(block.kind == "paragraph" for block in blocks[first : last + 1])
        ):
            marked[first : last + 1] = [replace(block, kind="item") for block in blocks[first : last + 1]]
        first = last + 1
    return marked


def _byline(raw: str, blocks: list[Block]) -> tuple[list[Block], str | None]:
    """Mark a byline among the first or last three blocks; return the author's name."""
    for at in dict.fromkeys([*range(min(3, len(blocks))), *range(max(len(blocks) - 3, 0), len(blocks))]):
        text = raw[blocks[at].start : blocks[at].end]
        header = read_header(text.strip()) if at < 3 else None  # `Jo Doe • 2 years ago` below a title
        author = header.name if header and header.sure and not header.said else byline_author(text)
        if author is not None and blocks[at].kind == "paragraph":
            return [*blocks[:at], replace(blocks[at], kind="metadata"), *blocks[at + 1 :]], author
    return blocks, None


def _letters(raw: str, blocks: list[Block]) -> list[Block]:
    """Mark the blocks of letter templates, from the salutation to the signature."""
    marked = list(blocks)
    for first, block in enumerate(blocks):
        if marked[first].example or not _SALUTATION.fullmatch(raw, block.start, block.end):
            continue
        for last in range(first + 1, min(first + MOST_LETTER_BLOCKS, len(blocks))):
            text = raw[blocks[last].start : blocks[last].end].strip()
            parted = last > first + 1 and is_valediction(block_text(raw, blocks[last - 1]))
            signs = len(text) <= LONGEST_SIGNATURE and _SIGNATURE.fullmatch(text) is not None
            if signs and (text.startswith("[") or parted):
                marked[first : last + 1] = [replace(part, example=True) for part in blocks[first : last + 1]]
                break
    return marked


def without_valediction(raw: str, blocks: list[Block]) -> list[Block]:
    """A parting formula is furniture when nothing but furniture follows."""
    kept, only_furniture = list(blocks), True
    for at in range(len(blocks) - 1, -1, -1):
        if blocks[at].kind == "paragraph" and only_furniture and is_valediction(block_text(raw, blocks[at])):
            kept[at] = replace(blocks[at], kind="boilerplate")
        only_furniture = only_furniture and kept[at].kind == "boilerplate"
    return kept


def opening_title(raw: str, blocks: list[Block]) -> str | None:
    """The first heading before any text.

    An issue label such as `Tip #42 (2018)` gives way to the next one.
    """
    opening: list[str] = []
    for block in blocks:
        if block.kind == "heading":
            opening.append(block_text(raw, block))
        elif block.kind in ("paragraph", "item"):
            break
    named = [text for text in opening if not _ISSUE_LABEL.search(text)]
    return next(iter(named or opening), None)
