"""Headings of plain text: short lines that stand alone, with evidence that they head something.

What is doubtful stays text, for text can be quoted and a heading cannot.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.core.visible import folds, mark_end, without
from ingest.text.blocks import Block, blank_between

LONGEST_HEADING = 80
MOST_WORDS = 14  # of a line in small letters without a mark; more is a sentence that lacks one
MOST_ON_TOP = 3  # a label, a title and the first section's
TITLE_CASE = 0.75  # of the words that are not short, at least, with a capital
_SHORT_WORD = 3
FEWEST_TURNS = 2
_LABELLED = re.compile(r"([^\W\d_][\w.’' -]{0,30}): \S")  # who speaks, and what
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_CASELESS = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u058f\u1c80-\u1fff]")  # letters of scripts without capitals


def mark_headings(raw: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks with those marked as headings that are.

    One stands alone, reads like no sentence and has text below it. Several in a row are a list of short
    paragraphs, unless they open the file or each is written as a title.
    """
    texts = [block_text(raw, block) for block in blocks]
    labels = Counter(label[1] for text in texts if (label := _LABELLED.match(text)))
    if labels and max(labels.values()) >= FEWEST_TURNS:  # a dialogue, whose lines are no headings
        texts = ["" if (label := _LABELLED.match(text)) and label[1] in labels else text for text in texts]
    short = [_is_short(raw, blocks, texts, at) for at in range(len(blocks))]
    marked = list(blocks)
    opening = True
    at = 0
    while at < len(blocks):
        if not short[at]:
            opening = opening and blocks[at].kind in ("metadata", "boilerplate")
            at += 1
            continue
        last = at
        while last + 1 < len(blocks) and short[last + 1]:
            last += 1
        below = next((block for block in blocks[last + 1 :] if block.kind != "metadata"), None)
        heads = below is not None and below.kind in ("paragraph", "item")
        for number in _heading_run(texts[at : last + 1], heads=heads, opening=opening):
            marked[at + number] = replace(blocks[at + number], kind="heading", level=1)
        opening = False
        at = last + 1
    return marked


def _is_short(raw: str, blocks: Sequence[Block], texts: Sequence[str], at: int) -> bool:
    """Whether a block stands alone, is short and does not close with a full stop: a heading or a scrap."""
    block, text = blocks[at], texts[at]
    before, after = blocks[at - 1] if at else None, blocks[at + 1] if at + 1 < len(blocks) else None
    return (
        block.kind == "paragraph"
        and not block.example
        and 0 < len(text) <= LONGEST_HEADING
        and text.rstrip("”’\"')")[-1:] not in (*".,;:…。；，", "")
        and (before is None or blank_between(raw, before.end, block.start))
        and (after is None or blank_between(raw, block.end, after.start))
    )


def _heading_run(texts: Sequence[str], *, heads: bool, opening: bool) -> list[int]:
    """Which short blocks in a row are headings; `heads` if text follows, `opening` on top of a file."""
    able = [_reads_as_heading(text) for text in texts]
    titled = [able[at] and is_title_case(text) for at, text in enumerate(texts)]
    if opening and able[0] and (heads or len(texts) > MOST_ON_TOP):
        rest = _heading_run(texts[1:], heads=heads, opening=len(texts) <= MOST_ON_TOP) if texts[1:] else []
        return [0, *(at + 1 for at in rest)]
    if not heads:
        return []
    if all(titled) and len(texts) <= MOST_ON_TOP:
        return list(range(len(texts)))
    last = len(texts) - 1
    alone = last == 0 or (last == 1 and titled[0])
    return [at for at in range(len(texts)) if (alone and able[at]) or (at == last and titled[at])]


def _reads_as_heading(text: str) -> bool:
    bare = text.strip("“”\"'’()«» ")
    words = _WORD.findall(bare)
    if not len(bare) + (_CASELESS.search(bare) is not None) > 2 or bare[0].islower() or bare[0] in "…[.-–—*":
        return False
    if text[0] in '“"' and bare[-1] not in "?!" and len(words) > 8:
        return False
    if text[-1] in "?？؟" or bare[-1] in "?？؟":
        return True
    if is_title_case(text):
        return text[-1] not in "*]"
    return bare[-1].isalnum() and text[-1] not in "!)*]！।" and len(words) <= MOST_WORDS


def is_title_case(text: str) -> bool:
    """Whether nearly all words but short ones open with a capital, as in a title of English."""
    words = [word for word in _WORD.findall(text) if len(word) > _SHORT_WORD and not _CASELESS.search(word)]
    first = _WORD.search(text)
    if not words:
        return first is not None and not _CASELESS.search(text) and first.group()[0].isupper()
    capitals = sum(word[0].isupper() for word in words)
    return capitals >= TITLE_CASE * len(words) and (
        len(words) > 1 or text[:1].isupper() or not text[0].isalpha()
    )


def block_text(raw: str, block: Block) -> str:
    """What is seen of a block of plain text, without blanks around."""
    start = mark_end(raw, block.start, block.end)
    return without(raw, start, block.end, folds(raw, start, block.end)).text.strip()
