"""Reader of wiki articles made from videos: front matter, `From: [[channel]]`, headings, lists, time stamps."""

import re
from dataclasses import replace

import yaml

from ingest.article import SourceError
from ingest.blocks import ITEM, Block, Draft, blank_between, join_wrapped, lines
from ingest.boilerplate import is_furniture
from ingest.markup import visible

_OPENING = re.compile(r"\ufeff?\s*---[ \t]*\r?\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?=\r?$)", re.MULTILINE)
_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]+\S")
_CHANNEL = re.compile(r"From:\s*\[\[\s*(?:[^|\]]*\|)?\s*([^\]]+?)\s*\]\]\s*(?:<br\s*/?>)?\s*")
_FENCE = re.compile(r"[ \t]*(?:```+|~~~+)\w*[ \t]*|[ \t]*(?:[-*_][ \t]*){3,}|[ \t|:-]+")
_VIDEO = re.compile(r"[\w-]{11}")


def is_wiki(raw: str) -> bool:
    """Front matter, a channel line, or several markdown headings or wiki links make a wiki article."""
    if _OPENING.match(raw) or _CHANNEL.search(raw, 0, 2000):
        return True
    headings = sum(1 for start, end in lines(raw, 0, len(raw)) if _HEADING.match(raw, start, end))
    return headings >= 2 or raw.count("[[") >= 3


def read_wiki(raw: str) -> Draft:
    """Read a wiki article; raises `SourceError` where its front matter is opened and never closed."""
    body, fields, notes = _front_matter(raw)
    blocks = [Block(*span, "metadata") for span in lines(raw, 0, body)]
    channel = None
    body_blocks: list[Block] = []
    body_lines = lines(raw, body, len(raw))
    code = _code(raw, body_lines)
    for start, end in body_lines:
        if start in code and visible(raw, start, end).text.strip():
            body_blocks.append(Block(start, end, "paragraph"))
        elif heading := _HEADING.match(raw, start, end):
            body_blocks.append(Block(start, end, "heading", level=len(heading[1])))
        elif channel is None and not body_blocks and (found := _CHANNEL.fullmatch(raw, start, end)):
            channel = found[1]
            body_blocks.append(Block(start, end, "metadata"))
        elif _FENCE.fullmatch(raw, start, end) or not visible(raw, start, end).text.strip():
            body_blocks.append(Block(start, end, "metadata"))
        elif is_furniture(visible(raw, start, end).text):
            body_blocks.append(Block(start, end, "boilerplate"))
        else:
            body_blocks.append(Block(start, end, "item" if ITEM.match(raw, start, end) else "paragraph"))
    blocks += _join_quotes(raw, join_wrapped(raw, body_blocks))
    video = fields.get("videoId") or fields.get("video_id")
    if video and not _VIDEO.fullmatch(video):
        notes.append(f"videoId {video!r} is no YouTube id; cited without a link")
        video = None
    return Draft(
        format="wiki",
        title=fields.get("title") or _opening_heading(raw, blocks),
        blocks=tuple(blocks),
        markup=True,
        channel=channel or fields.get("channel"),
        author=fields.get("author"),
        video=video,
        notes=tuple(notes),
    )


def _code(raw: str, body_lines: list[tuple[int, int]]) -> set[int]:
    """Where the lines start that stand between an opening fence and the one that closes it: no `#` there is a heading."""
    code: set[int] = set()
    opened: int | None = None
    for at, (start, end) in enumerate(body_lines):
        text = raw[start:end].strip()
        if opened is None and text.startswith(("```", "~~~")) and "`" not in text.lstrip("`"):
            opened, fence = at, text[:3]
        elif opened is not None and text.startswith(fence) and not text.strip(fence[0]):
            code.update(first for first, _ in body_lines[opened + 1 : at])
            opened = None
    return code


def _opening_heading(raw: str, blocks: list[Block]) -> str | None:
    """The text of a heading of the first level above all text."""
    first = next((block for block in blocks if block.kind != "metadata"), None)
    return visible(raw, first.start, first.end).text.strip() if first and first.level == 1 else None


def _front_matter(raw: str) -> tuple[int, dict[str, str], list[str]]:
    """Where the body begins, the front matter's plain fields and notes."""
    opening = _OPENING.match(raw)
    if opening is None:
        return 0, {}, []
    closing = _CLOSING.search(raw, opening.end())
    if closing is None:
        raise SourceError("front matter is opened on the first line and never closed by ---")
    block, notes = raw[opening.end() : closing.start()], []
    try:
        loaded = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes only strings, lists and dicts
    except (yaml.YAMLError, RecursionError) as error:
        problem = getattr(error, "problem", None) or "not readable"
        loaded = dict(re.findall(r"^(\w+):[ \t]*(.*\S)[ \t]*$", block, re.MULTILINE))
        notes.append(f"front matter is not valid YAML ({problem}); its plain lines were read")
    if not isinstance(loaded, dict):
        loaded = {}
        notes.append("front matter holds no fields")
    fields = {str(key): value.strip() for key, value in loaded.items() if isinstance(value, str) and value.strip()}
    return closing.end(), fields, notes


def _join_quotes(raw: str, blocks: list[Block]) -> list[Block]:
    """Lines of one block quotation are one paragraph, unless an item or a blank line parts them."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        quoted = block.kind == "paragraph" and raw[block.start : block.end].lstrip().startswith(">")
        if (
            quoted
            and last is not None
            and last.kind == "paragraph"
            and raw[last.start : last.end].lstrip().startswith(">")
            and not blank_between(raw, last.end, block.start)
            and raw[last.start : last.end].rstrip()[-1] not in ".!?:]"
        ):
            joined[-1] = replace(last, end=block.end)
        else:
            joined.append(block)
    return joined
