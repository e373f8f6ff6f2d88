"""A plain article with readers' comments under it, and the blocks that comments are read as."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from ingest.core.visible import mark_end, without
from ingest.prose.comment_headers import is_control
from ingest.prose.comments import Comment, Thread, find_comments, row_of
from ingest.prose.plain import body_blocks, line_block, opening_title, without_valediction
from ingest.prose.voices import Said, Spoken, signature_start, voices
from ingest.text.blocks import Block, Draft, join_wrapped, lines, question_context, text_width


def read_thread(raw: str) -> Draft:
    """The article above, the comments, and what the page has below them, of a text that has comments."""
    thread = find_thread(raw)
    assert thread is not None  # recognised
    first, last = thread.comments[0].start, thread.comments[-1].end
    blocks, author = body_blocks(raw, thread.start)
    announced = [Block(*span, "boilerplate") for span in lines(raw, thread.start, first)]
    below = [line_block(raw, *span) for span in lines(raw, last, len(raw))]
    said = comment_blocks(raw, thread, line_block, [author])
    everything = without_valediction(raw, [*blocks, *announced, *said, *below])
    return Draft(text=raw, title=opening_title(raw, everything), blocks=tuple(everything), author=author)


@lru_cache(maxsize=4)
def find_thread(raw: str) -> Thread | None:
    """The comments of a plain text, or None."""
    return find_comments(
        raw,
        [
            row_of(raw, start, end, without(raw, mark_end(raw, start, end), end))
            for start, end in lines(raw, 0, len(raw))
        ],
    )


def comment_blocks(
    raw: str, thread: Thread, block_of: Callable[[str, int, int], Block], hosts: Iterable[str | None] = ()
) -> list[Block]:
    """The blocks of the comments with their number, voice, author and, for a reply, its question.

    `block_of` says what a line of the format is; `hosts` are the names of who wrote the article.
    """
    names = {name.lower() for name in hosts if name}
    names |= {name.split()[0] for name in names}
    said = [
        Said(
            raw[comment.body : comment.end],
            comment.author,
            comment.to,
            comment.host or (comment.author or "").lower() in names,
            comment.sure,
        )
        for comment in thread.comments
    ]
    width = text_width(raw, [Block(*span, "paragraph") for span in lines(raw, 0, len(raw))])
    blocks: list[Block] = []
    for comment, spoken in zip(thread.comments, voices(said, raw), strict=True):
        question = question_context(said[spoken.answers].text) if spoken.answers is not None else None
        blocks += _blocks_of(raw, comment, spoken, question, block_of)
    return join_wrapped(raw, blocks, width=width)


def _blocks_of(
    raw: str,
    comment: Comment,
    spoken: Spoken,
    question: str | None,
    block_of: Callable[[str, int, int], Block],
) -> list[Block]:
    headed = comment.author is not None and comment.body > comment.start
    blocks = [Block(*span, "metadata") for span in lines(raw, comment.start, comment.body)] if headed else []
    addressed = comment.body + spoken.address
    own: list[Block] = []
    for start, end in lines(raw, comment.body if headed else comment.start, comment.end):
        block = block_of(raw, start, end)
        if is_control(raw[start:end]):
            block = replace(block, kind="boilerplate")
        elif block.kind == "heading" or (start <= comment.body <= end and block.kind == "item"):
            block = replace(block, kind="paragraph", level=0)
        own.append(
            replace(
                block,
                voice=spoken.voice,
                author=spoken.author,
                comment=comment.number,
                question=question,
                address=max(addressed - start, 0) if spoken.address and addressed < end else 0,
            )
        )
    return [*blocks, *_without_signature(raw, own)]


def _without_signature(raw: str, blocks: list[Block]) -> list[Block]:
    """The blocks of a comment, with a name behind a dash at its end as metadata."""
    if not blocks or blocks[-1].kind not in ("paragraph", "item"):
        return blocks
    last = blocks[-1]
    signed = signature_start(raw[last.start : last.end])
    if signed is None or (signed == 0 and len(blocks) == 1):
        return blocks
    at = last.start + signed
    above = (
        [replace(last, end=last.start + len(raw[last.start : at].rstrip()))]
        if raw[last.start : at].strip(" \t>")
        else []
    )
    return [*blocks[:-1], *above, Block(at if above else last.start, last.end, "metadata")]
