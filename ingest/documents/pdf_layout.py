"""From the lines of a PDF to paragraphs, items and headings; running headers and footers set apart.

What opens a paragraph is seen from distances, sizes and indentation, and from lines that end early: the next
word would have found room.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.documents.pdf_lines import PdfLine, PdfPages
from ingest.documents.rendering import PAGE_BREAK
from ingest.text.blocks import BlockKind

SAME_SIZE = 0.08
LARGER = 1.12  # than the text: a heading
WIDER_GAP = 1.25  # than between lines: another paragraph
LONGEST_HEADING, MOST_HEADING_LINES = 150, 3
EDGE_LINES = 2  # at the top and at the bottom of a page
STANDS_OFF = 1.5  # of a letter’s height
SAME_PLACE = 3.0  # points
FEWEST_REPEATED = 3  # of more than that many pages
SAME_COLUMN = 60.0  # points between left edges
RUN_OVER = 0.1  # of all lines, at most
INDENT = 0.8  # of a letter's height
_BULLET = re.compile(r"[•●▪■◦○‣∙·❖➢✓\uf0b7\uf0a7\uf0d8*–-](?:\s+|$)")
_NUMBER = re.compile(r"\(?\d{1,3}[.)]\s+\S")
_LEADERS = re.compile(r"(?<![.…])(?<![.…]\s)(?:[.…]\s?){5,}[ivxlc\d]{1,6}$")
_END = re.compile(r"[.!?:…][”’\"')\]]*$")
_CLOSERS = ").,;:!?”’\"'"
_DIGITS = re.compile(r"\d+")
_FIRST_PARTS = (
    "self",
    "non",
    "well",
    "co",
    "ex",
    "half",
    "all",
    "cross",
    "long",
    "short",
    "full",
    "part",
    "high",
    "low",
)


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, and what they are."""

    lines: list[PdfLine] = field(default_factory=list)
    kind: BlockKind = "paragraph"
    level: int = 0


def paragraphs(pages: PdfPages) -> tuple[list[Paragraph], list[str]]:
    """The paragraphs in order, and the running lines, each once."""
    body_size = _usual_size(pages.lines)
    running = _running(pages, body_size)
    lines = [line for at, line in enumerate(pages.lines) if at not in running]
    said = list(dict.fromkeys(_DIGITS.sub("#", pages.lines[at].text) for at in sorted(running)))
    shown = {
        _DIGITS.sub("#", pages.lines[at].text): pages.lines[at].text for at in sorted(running, reverse=True)
    }
    joined = list(_joined(lines, _leading(lines), body_size))
    _mark_headings(joined, body_size)
    return joined, [shown[text] for text in said]


def text_of(paragraph: Paragraph, page: int, words: frozenset[str]) -> str:
    """A paragraph's text with the page breaks since `page`, words mended that were parted at a line's end.

    `words` are those of the file that have a hyphen within a line.
    """
    parts: list[str] = []
    before: PdfLine | None = None
    for line in paragraph.lines:
        breaks = PAGE_BREAK * (line.page - (before.page if before else page))
        text = line.text
        if before is None:
            parts.append(breaks + (_BULLET.sub("", text, count=1) if paragraph.kind == "item" else text))
        elif _is_parted(before, line):
            first = parts[-1].rsplit(None, 1)[-1].rstrip("-")
            second = text.split(None, 1)[0]
            kept = "-" if _keeps_hyphen(first, second, words) else ""
            parts[-1] = parts[-1].rstrip("-")
            parts.append(kept + breaks + text)
        else:
            parts.append(" " + breaks + text)
        before = line
    return "".join(parts)


def is_contents(text: str) -> bool:
    """Whether a paragraph is a line of a list of contents: dots that lead to a page."""
    return _LEADERS.search(text) is not None


def hyphenated(pages: PdfPages) -> frozenset[str]:
    """The words that have a hyphen within a line, in lower case."""
    return frozenset(
        word.lower()
        for line in pages.lines
        for word in re.findall(r"(?<![^\W\d_])[^\W\d_]+(?:-[^\W\d_]+)+", line.text)
    )


def _usual_size(lines: Sequence[PdfLine]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 1.0


def _running(pages: PdfPages, body_size: float) -> set[int]:
    """Numbers of the lines that come again on several pages in the same place, digits aside."""
    by_page: dict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(pages.lines):
        by_page[line.page].append(at)
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for numbers in by_page.values():
        for edge, outer in _edges([(at, pages.lines[at]) for at in numbers]):
            for at in outer:
                if pages.lines[at].size <= LARGER * body_size:
                    places[edge, _DIGITS.sub("#", pages.lines[at].text)].append(at)
    fewest = FEWEST_REPEATED if pages.pages > FEWEST_REPEATED else 2
    running: set[int] = set()
    for repeated in places.values():
        levels = Counter(round(pages.lines[at].bottom / SAME_PLACE) for at in repeated)
        height, _ = levels.most_common(1)[0]
        same = [at for at in repeated if abs(pages.lines[at].bottom / SAME_PLACE - height) <= 1]
        if len({pages.lines[at].page for at in same}) >= fewest:
            running.update(same)
    return running


def _edges(numbered: Sequence[tuple[int, PdfLine]]) -> Iterator[tuple[str, list[int]]]:
    """The numbers of a page's uppermost and lowest lines that stand off from all others."""
    rows: dict[int, list[int]] = defaultdict(list)
    sizes: dict[int, float] = {}
    for at, line in numbered:
        rows[round(line.bottom)].append(at)
        sizes[round(line.bottom)] = line.size
    for edge, heights in (("top", sorted(rows, reverse=True)), ("bottom", sorted(rows))):
        for count in range(min(EDGE_LINES, len(heights)), 0, -1):
            last = heights[count - 1]
            if len(heights) <= count or abs(last - heights[count]) > STANDS_OFF * sizes[last]:
                yield edge, [at for height in heights[:count] for at in rows[height]]
                break


def _leading(lines: Sequence[PdfLine]) -> float:
    """The usual distance between lines of one paragraph, in heights of a letter."""
    gaps: Counter[float] = Counter()
    for before, line in pairwise(lines):
        gap = (before.bottom - line.bottom) / line.size
        if before.page == line.page and _same_size(before, line) and 0.5 < gap < 2.5:
            gaps[round(gap, 1)] += 1
    return min(gaps, key=lambda gap: (-gaps[gap], gap)) if gaps else 1.2


def _joined(lines: Sequence[PdfLine], leading: float, body_size: float) -> Iterator[Paragraph]:
    edges = _right_edges(lines)
    paragraph = Paragraph()
    for line in lines:
        mark = _BULLET.match(line.text) or _NUMBER.match(line.text)
        if paragraph.lines and (mark or _opens(paragraph, line, leading, edges, body_size)):
            yield paragraph
            paragraph = Paragraph()
        if not paragraph.lines and mark:
            paragraph.kind = "item"
        paragraph.lines.append(line)
    if paragraph.lines:
        yield paragraph


def _opens(
    paragraph: Paragraph, line: PdfLine, leading: float, edges: dict[int, float], body_size: float
) -> bool:
    """Whether a line is the first of another paragraph."""
    before = paragraph.lines[-1]
    if not _same_size(before, line) or (before.bold != line.bold and _ends_early(before, line, edges)):
        return True
    if _is_parted(before, line):
        return False
    gap = (before.bottom - line.bottom) / line.size
    moved = line.page != before.page or gap < -0.5
    if before.size >= LARGER * body_size:  # a heading, which may be centred
        return moved or gap > WIDER_GAP * leading
    if not moved:
        if abs(gap) < 0.3:  # the same line, in pieces
            return False
        if gap > WIDER_GAP * leading:
            return True
        inwards = line.left - paragraph.lines[0].left
        if paragraph.kind == "item" and inwards > 0.2 * line.size:  # it hangs below its bullet
            return False
        if line.left - before.left > INDENT * line.size or inwards < -INDENT * line.size:
            return paragraph.kind == "item" or len(paragraph.lines) > 1 or inwards > 0
        return _ends_early(before, line, edges)
    return _END.search(before.text) is not None or _ends_early(before, line, edges)


def _ends_early(before: PdfLine, line: PdfLine, edges: dict[int, float]) -> bool:
    """Whether the first word of the next line would have found room, and does not go on in a sentence."""
    if line.text[0].islower() and not _END.search(before.text):
        return False
    first = line.text.split(None, 1)[0]
    width = (line.right - line.left) / max(len(line.text), 1) * (len(first) + 1)
    room = edges[_column(before)] - before.right
    return room > 1.2 * width


def _right_edges(lines: Sequence[PdfLine]) -> dict[int, float]:
    """How far lines reach to the right in each column, but for the few that run over its edge."""
    rights: dict[int, list[float]] = defaultdict(list)
    for line in lines:
        rights[_column(line)].append(line.right)
    return {column: sorted(ends)[int((1 - RUN_OVER) * (len(ends) - 1))] for column, ends in rights.items()}


def _column(line: PdfLine) -> int:
    return round(line.left / SAME_COLUMN)


def _same_size(before: PdfLine, line: PdfLine) -> bool:
    return abs(before.size - line.size) <= SAME_SIZE * max(before.size, line.size)


def _is_parted(before: PdfLine, line: PdfLine) -> bool:
    """Whether the last word of a line goes on in the next."""
    hyphen = before.hyphen or (before.text.endswith("-") and before.text[-2:-1].isalpha())
    return hyphen and line.text[0].isalpha() and (line.text[0].islower() or before.hyphen)


def _keeps_hyphen(first: str, second: str, words: frozenset[str]) -> bool:
    """Whether a hyphen at a line's end is the word's own: it has it elsewhere in the file, or mostly does."""
    bare = first.lstrip("([“‘\"'").lower()
    whole = f"{bare}-{second.rstrip(_CLOSERS).lower()}"
    return whole in words or bare in _FIRST_PARTS or not second[0].islower() or "-" in bare


def _mark_headings(joined: list[Paragraph], body_size: float) -> None:
    """A short paragraph that is larger than the text, or bold where the text is not, is a heading.

    Its level is the rank of its size among those of all headings.
    """
    bold_text = sum(len(line.text) for each in joined for line in each.lines if line.bold)
    all_text = sum(len(line.text) for each in joined for line in each.lines)
    mostly_bold = bold_text * 2 > all_text
    found: list[tuple[Paragraph, float]] = []
    for each, following in zip(joined, [*joined, None][1:], strict=True):
        size = min(line.size for line in each.lines)
        as_large = size >= body_size * (1 - SAME_SIZE)
        text = " ".join(line.text for line in each.lines)
        larger = size >= LARGER * body_size
        bold = not mostly_bold and as_large and all(line.bold for line in each.lines)
        if (
            (larger or bold)
            and following is not None
            and len(each.lines) <= MOST_HEADING_LINES
            and len(text) <= LONGEST_HEADING
            and text[-1] not in (".,;:" if bold and not larger else ",;")
            and any(map(str.isalpha, text))
            and not _BULLET.match(text)
            and not is_contents(text)
        ):
            found.append((each, round(size) if larger else 0))
    sizes = sorted({size for _, size in found}, reverse=True)
    for each, size in found:
        each.kind, each.level = "heading", sizes.index(size) + 1
