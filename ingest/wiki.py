"""Reader of wiki articles made from videos: front matter, `From.

[[channel]]`, headings, lists, time stamps.
"""

import re
from dataclasses import replace

from ingest.article import SourceError
from ingest.blocks import BYTE_ORDER_MARK, ITEM, Block, Draft, blank_between, join_wrapped, last_sign, lines
from ingest.boilerplate import is_furniture
from ingest.markdown import marked_lines
from ingest.markup import hidden_stretches, visible
from ingest.reader import Mark, Reader
from ingest.source import Source
from ingest.speakers import find_labels
from ingest.times import Times, find_times
from ingest.visible import Visible

_OPENING = re.compile(r"\ufeff?\s*---[ \t]*\r?\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?=\r?$)", re.MULTILINE)
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+\S")
_CHANNEL = re.compile(r"From:\s{0,20}\[\[([^\[\]]{1,300})\]\]\s*(?:<br\s{0,4}/?>)?\s*")
_RULE = re.compile(r"[ \t]*(?:```+|~~~+)\w*[ \t]*|[ \t]*(?:[-*_][ \t]*){3,}|[ \t|:-]+")
_MARK = re.compile(r"\s*(?:>[ \t]?)*(?:(#{1,6})[ \t]+|([*+•·–-])[ \t]+)?")
_VIDEO = re.compile(r"[\w-]{11}")


class WikiReader(Reader):
    """Markdown with the marks that a wiki made from videos adds to it."""

    name = "wiki"
    takes = "prose"
    media_type = "text/markdown"

    def recognises(self, source: Source) -> bool:
        """By its marks, not by its name."""
        return is_wiki(source.text)

    def read(self, source: Source) -> Draft:
        """Raises `SourceError` where its front matter is opened and never closed."""
        return read_wiki(source.text)

    def visible(self, raw: str, start: int, end: int, *, prefix: bool = True) -> Visible:
        """Without marks, stamps and hidden comments."""
        return visible(raw, start, end, prefix=prefix)

    def mark(self, raw: str, start: int, end: int) -> Mark:
        """Signs of a heading, a bullet; the number of an item is text to a page."""
        match = _MARK.match(raw, start, end)
        if match is None:
            return Mark(start)
        return Mark(match.end() if match.end() < end else start, len(match[1] or ""), match[2] is not None)

    def times(self, raw: str) -> Times:
        """Stamps in brackets and anchors, before or behind what is said."""
        return find_times(raw)


def is_wiki(raw: str) -> bool:
    """Front matter, a channel line, or several markdown headings or wiki links make a wiki article."""
    if _OPENING.match(raw) or _CHANNEL.search(raw, 0, 2000):
        return True
    headings = sum(1 for start, end in lines(raw, 0, len(raw)) if _HEADING.match(raw, start, end))
    return headings >= 2 or raw.count("[[") >= 3


def read_wiki(raw: str) -> Draft:
    """Read a wiki article; raises `SourceError` where its front matter is opened and never closed."""
    body, fields, notes = _front_matter(raw)
    rows = [span for span, hidden in _rows(raw, body) if not hidden]
    channel = _channel(raw, rows)
    blocks = [Block(*span, "metadata") for span in lines(raw, 0, body)]
    blocks += _join_quotes(
        raw, join_wrapped(raw, _body_blocks(raw, body, channel_line=rows[:1] if channel else []))
    )
    video = fields.get("videoId") or fields.get("video_id")
    if video and not _VIDEO.fullmatch(video):
        notes.append(f"videoId {video!r} is no YouTube id; cited without a link")
        video = None
    return Draft(
        text=raw,
        title=fields.get("title") or _opening_heading(raw, blocks),
        blocks=tuple(blocks),
        channel=channel or fields.get("channel"),
        author=fields.get("author"),
        video=video,
        notes=tuple(notes),
    )


def _rows(raw: str, body: int) -> list[tuple[tuple[int, int], bool]]:
    """The lines of the body, and whether they are hidden, cut where a comment of several lines begins."""
    rows: list[tuple[tuple[int, int], bool]] = []
    position = body
    for start, end in hidden_stretches(raw, body, len(raw)):
        if "\n" in raw[start:end] or "\r" in raw[start:end]:
            rows += [(span, False) for span in lines(raw, position, start)]
            rows += [(span, True) for span in lines(raw, start, end)]
            position = end
    return [*rows, *((span, False) for span in lines(raw, position, len(raw)))]


def _body_blocks(raw: str, body: int, *, channel_line: list[tuple[int, int]]) -> list[Block]:
    """A block for each line of the body, and one for the label in front of what a speaker says."""
    rows = _rows(raw, body)
    labels = find_labels(raw, [span for span, hidden in rows if not hidden])
    first = body + (body == 0 and raw.startswith(BYTE_ORDER_MARK))
    marked = {first + at: line for at, line in marked_lines(_unhidden(raw, first)).items()}
    blocks: list[Block] = []
    speaker: str | None = None
    for (start, end), hidden in rows:
        line = marked.get(start)
        if hidden or (start, end) in channel_line:
            blocks.append(Block(start, end, "metadata", author=speaker))
        elif line and line.kind == "heading":
            speaker = None
            blocks.append(Block(start, end, "heading", level=line.level))
        elif label := labels.get(start):
            speaker = label.name or speaker
            blocks.append(Block(start, label.end, "metadata", author=speaker))
            blocks += [_line_block(raw, *span, speaker) for span in lines(raw, label.end, end)]
        elif line and line.kind == "code" and visible(raw, start, end).text.strip():
            blocks.append(Block(start, end, "paragraph", author=speaker))
        elif line and line.kind == "rule":
            blocks.append(Block(start, end, "metadata", author=speaker))
        else:
            block = _line_block(raw, start, end, speaker)
            is_item = line is not None and line.kind == "item" and block.kind == "paragraph"
            blocks.append(replace(block, kind="item") if is_item else block)
    return blocks


def _line_block(raw: str, start: int, end: int, speaker: str | None) -> Block:
    """A line of which Markdown's own structure says nothing.

    A rule, page furniture, an item or a paragraph.
    """
    shown = visible(raw, start, end).text
    if _RULE.fullmatch(raw, start, end) or not shown.strip():
        return Block(start, end, "metadata", author=speaker)
    if is_furniture(shown):
        return Block(start, end, "boilerplate", author=speaker)
    return Block(start, end, "item" if ITEM.match(raw, start, end) else "paragraph", author=speaker)


def _unhidden(raw: str, body: int) -> str:
    """The body with blanks in the place of what its writer hid, line breaks kept."""
    pieces: list[str] = []
    position = body
    for start, end in hidden_stretches(raw, body, len(raw)):
        pieces += [raw[position:start], re.sub(r"[^\r\n]", " ", raw[start:end])]
        position = end
    return "".join([*pieces, raw[position:]])


def _channel(raw: str, rows: list[tuple[int, int]]) -> str | None:
    """The channel that the first line of the body names, by its alias where it has one."""
    match = _CHANNEL.fullmatch(raw, *rows[0]) if rows else None
    return match[1].rpartition("|")[2].strip() or None if match else None


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
    import yaml  # only ingest needs it

    try:
        loaded = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes only strings, lists and dicts
    except (yaml.YAMLError, RecursionError) as error:
        problem = getattr(error, "problem", None) or "not readable"
        loaded = dict(re.findall(r"^(\w+):[ \t]*(.*\S)[ \t]*$", block, re.MULTILINE))
        notes.append(f"front matter is not valid YAML ({problem}); its plain lines were read")
    if not isinstance(loaded, dict):
        loaded = {}
        notes.append("front matter holds no fields")
    fields = {
        str(key): value.strip() for key, value in loaded.items() if isinstance(value, str) and value.strip()
    }
    return closing.end(), fields, notes


def _join_quotes(raw: str, blocks: list[Block]) -> list[Block]:
    """Lines of one block quotation are one paragraph, unless an item or a blank line parts them."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        quoted = block.kind == "paragraph" and _is_quoted(raw, block)
        if (
            quoted
            and last is not None
            and last.kind == "paragraph"
            and _is_quoted(raw, last)
            and not blank_between(raw, last.end, block.start)
            and last_sign(raw, last.start, last.end) not in ".!?:]"
        ):
            joined[-1] = replace(last, end=block.end)
        else:
            joined.append(block)
    return joined


def _is_quoted(raw: str, block: Block) -> bool:
    return raw[block.start : block.start + 200].lstrip().startswith(">")
