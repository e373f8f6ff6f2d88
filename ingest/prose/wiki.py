"""Reader of Markdown, also of the wiki articles made from videos.

Front matter, `From: [[channel]]`, headings, lists, tables, time stamps, readers' comments.
"""

import re

from ingest.core.source import Source
from ingest.core.visible import Visible
from ingest.prose.markup import hidden_stretches, visible
from ingest.text.blocks import Block, Draft, lines
from ingest.text.reader import Mark, Reader
from ingest.timing.stamps import STAMP
from ingest.timing.times import Times, find_times

SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")
FEWEST_MARKS = 3
_HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+\S")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})[ \t]*")
_CHANNEL = re.compile(r"From:\s{0,20}\[\[([^\[\]]{1,300})\]\]\s*+(?:<br\s{0,4}/?>)?+\s*+")
_MARK = re.compile(r"\s*(?:>[ \t]?)*(?:([*+•·–-])[ \t]+(?:\[[ xX/>!?*-]\][ \t]+)?)?(?:(#{1,6})[ \t]+)?")
# What only Markdown is written with: links, strong text, fences, tasks, callouts, footnotes.
_MARKS = re.compile(
    r"\[\[[^\[\]\n]{1,300}\]\]|\]\((?:https?://|[^()\s]{1,300}\.md\))|\*\*[^\s*][^*\n]{0,300}\*\*|(?:```|~~~)"
    r"|[*+-] \[[ xX]\] |> \[!\w|\[\^[^\]\s]{1,60}\]|^\|[^\n]{1,500}\|[ \t]*$",
    re.MULTILINE,
)
_EMPHASIS = re.compile(
    r"(?<![\w*])\*[^\s*][^*\n]{0,300}\*(?![\w*])|`[^`\n]{1,300}`|(?:^|\n)[ \t]{0,8}[*+-][ \t]+\S"
)


class WikiReader(Reader):
    """Markdown with the marks that a wiki made from videos adds to it."""

    name = "wiki"
    takes = "prose"
    media_type = "text/markdown"

    def recognises(self, source: Source) -> bool:
        """By its marks; a file that is named as Markdown needs one of them, any other several."""
        return is_wiki(source.text, named=source.path.lower().endswith(SUFFIXES))

    def read(self, source: Source) -> Draft:
        """Never refuses."""
        return read_wiki(source.text, named=source.path.lower().endswith(SUFFIXES))

    def visible(self, raw: str, start: int, end: int, *, prefix: bool = True) -> Visible:
        """Without marks, stamps and hidden comments."""
        return visible(raw, start, end, prefix=prefix)

    def mark(self, raw: str, start: int, end: int) -> Mark:
        """Signs of a heading, a bullet; the number of an item is text to a page."""
        match = _MARK.match(raw, start, end)
        if match is None:
            return Mark(start)
        bullet = match[1] is not None and match[2] is None
        return Mark(match.end() if match.end() < end else start, len(match[2] or ""), bullet)

    def times(self, raw: str) -> Times:
        """Stamps in brackets and anchors, before or behind what is said."""
        return find_times(raw)


def is_wiki(raw: str, *, named: bool = False) -> bool:
    """Whether a text is Markdown: by front matter, a channel line, what it hides, or its marks.

    Of a file that is `named` as Markdown one mark is enough; another needs two headings, three links or
    several marks of different kinds.
    """
    from ingest.text.front_matter import bare_header, read_front_matter  # showing a quote needs neither

    if _CHANNEL.search(raw, 0, 2000) or read_front_matter(raw).end or next(_hidden(raw), None):
        return True
    rows = lines(raw, 0, len(raw))
    headings = sum(1 for start, end in rows if _HEADING.match(raw, start, end))
    marks = headings + sum(1 for _ in _MARKS.finditer(raw))
    if headings >= 2 or marks >= FEWEST_MARKS:
        return True
    if not named:
        return False
    underlined = any(_UNDERLINE.fullmatch(raw, start, end) for start, end in rows)
    return bool(marks or underlined or _EMPHASIS.search(raw) or STAMP.search(raw) or bare_header(raw).end)


def _hidden(raw: str) -> "filter[tuple[int, int]]":
    """Comments that are a line or more of their own; two `%%` within a line may be two percentages."""
    return filter(
        lambda span: raw[span[0]] == "<" or raw[: span[0]].rstrip(" \t")[-1:] in "\r\n",
        hidden_stretches(raw, 0, len(raw)),
    )


def read_wiki(raw: str, *, named: bool = False) -> Draft:
    """Read a Markdown article."""
    from ingest.prose.markdown_lines import body_blocks, body_rows  # showing a quote needs none of these
    from ingest.text.front_matter import bare_header, read_front_matter, video_above

    front = read_front_matter(raw)
    if not front.end and named:
        front = bare_header(raw)
    rows = [span for span, hidden in body_rows(raw, front.end) if not hidden]
    channel = _channel(raw, rows)
    video, note = front.video()
    if video is None and STAMP.search(raw, front.end):
        video = video_above(raw, front.end)
    blocks = [Block(*span, "metadata") for span in lines(raw, 0, front.end)]
    blocks += body_blocks(raw, front.end, metadata=set(rows[:1] if channel else []), hosts=(front.author,))
    return Draft(
        text=raw,
        title=front.first("title") or _opening_heading(raw, blocks),
        blocks=tuple(blocks),
        channel=channel or front.first("channel"),
        author=front.author,
        video=video,
        url=front.url,
        date=front.date,
        licence=front.licence,
        notes=(*front.notes, *((note,) if note else ())),
    )


def _channel(raw: str, rows: list[tuple[int, int]]) -> str | None:
    """The channel that the first line of the body names, by its alias where it has one."""
    match = _CHANNEL.fullmatch(raw, *rows[0]) if rows else None
    return match[1].rpartition("|")[2].strip() or None if match else None


def _opening_heading(raw: str, blocks: list[Block]) -> str | None:
    """The text of a heading of the first level above all text."""
    first = next((block for block in blocks if block.kind != "metadata"), None)
    return visible(raw, first.start, first.end).text.strip() if first and first.level == 1 else None
