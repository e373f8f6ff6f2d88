"""Reader of Word documents: headings, lists, tables and text in the document's order."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.core.article import SourceError
from ingest.core.source import Source
from ingest.documents.rendering import RenderedReader, Rendering
from ingest.documents.text_fragment import CELL
from ingest.documents.xml_tree import xml_root
from ingest.documents.zipped import BROKEN, Zipped, names_in
from ingest.text.blocks import Draft

if TYPE_CHECKING:
    from docx.styles.style import ParagraphStyle
    from docx.table import Table
    from docx.text.paragraph import Paragraph

BODY = "word/document.xml"
NOTES = frozenset({"word/footnotes.xml", "word/endnotes.xml"})
LONGEST_HEADING = 100
DEEPEST_STYLE = 20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Deleted text, the code of a field, and what is there for older programs once more.
_UNSEEN = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr"}
    | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_LIST = re.compile(r"list(?: (?:bullet|number|paragraph))?(?: \d)?", re.IGNORECASE)
_CONTENTS = re.compile(r"toc(?: heading| \d)?|table of figures", re.IGNORECASE)
_NO_AUTHOR = re.compile(r"|python-docx|user|admin(?:istrator)?|windows.*|microsoft.*|unknown", re.IGNORECASE)


class DocxReader(RenderedReader):
    """What a Word document shows; hidden text, deleted text and reviewers' comments are never read."""

    name = "docx"

    def recognises(self, source: Source) -> bool:
        """By the part that holds a document's text."""
        return BODY in names_in(source.data)

    def read(self, source: Source) -> Draft:
        """Raises `SourceError` where the document is broken or larger than the limits."""
        from docx.opc.exceptions import OpcError
        from lxml.etree import LxmlError

        archive = Zipped(source.data)
        archive.read(BODY)  # the limits
        try:
            return _read(source.data, archive)
        except SourceError:
            raise
        except (*BROKEN, OpcError, LxmlError, LookupError, AttributeError, RecursionError) as error:
            # the library looks into each part only when something of it is asked for
            raise SourceError("is a damaged Word document") from error


def _read(data: bytes, archive: Zipped) -> Draft:
    import docx  # only ingest needs it
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    document = docx.Document(io.BytesIO(data))
    rendering = Rendering()
    title: str | None = None
    styles: dict[str | None, _Style] = {}
    for element in _within(document.element.body, "p", "tbl"):
        if element.tag == f"{_W}tbl":
            _add_table(rendering, Table(element, document))
        else:
            part = Paragraph(element, document)
            title = _add_paragraph(rendering, part, _style_of(part, styles)) or title
    _add_notes(rendering, archive)
    told = document.core_properties
    author = " ".join((told.author or "").split())
    return rendering.draft(
        title=title or " ".join((told.title or "").split()) or _opening_heading(rendering),
        author=None if _NO_AUTHOR.fullmatch(author) else author,
    )


@dataclass(frozen=True, slots=True)
class _Style:
    """The name of a paragraph's style, and the level of the headings written in it; 0 for text."""

    name: str
    level: int


def _within(parent: Any, *names: str) -> Iterator[Any]:
    """The children of these names; those within a control, such as a field of a form, in its place."""
    for element in parent:
        if element.tag in {f"{_W}{name}" for name in names}:
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"):
            yield from _within(element, *names)


def _add_paragraph(rendering: Rendering, paragraph: "Paragraph", style: _Style) -> str | None:
    """Add a paragraph; its text where it is the document's title."""
    text = shown_text(paragraph._p)
    if not text.strip() or _CONTENTS.fullmatch(style.name):
        return None
    if style.name.lower() == "title":
        rendering.add("heading", " ".join(text.split()), level=1)
        return " ".join(text.split())
    level = _heading_level(paragraph, style, text.strip())
    if level:
        rendering.add("heading", " ".join(text.split()), level=level)
        return None
    item = _is_item(paragraph, style)
    for number, line in enumerate(line for line in text.split("\n") if line.strip()):
        rendering.add(
            "item" if item and not number else "paragraph", " ".join(line.split()), close=number > 0
        )
    return None


def _add_table(rendering: Rendering, table: "Table") -> None:
    """A line for each row; a table of one column, which frames text, as its paragraphs."""
    for row in _within(table._tbl, "tr"):
        cells = list(_within(row, "tc"))
        texts = [
            " ".join(" ".join(shown_text(part) for part in cell.iter(f"{_W}p")).split()) for cell in cells
        ]
        if len(cells) == 1:
            for part in cells[0].iter(f"{_W}p"):
                rendering.add("paragraph", " ".join(shown_text(part).split()))
        else:
            rendering.add("item", CELL.join(filter(None, texts)))


def _add_notes(rendering: Rendering, archive: Zipped) -> None:
    """Footnotes and endnotes, behind the text; what only parts them from it is left out."""
    for name in sorted(NOTES & archive.names):
        notes = xml_root(archive.read(name))
        for note in () if notes is None else notes:
            if note.get(f"{_W}type") is None:
                for part in note.iter(f"{_W}p"):
                    rendering.add("paragraph", " ".join(shown_text(part).split()))


def shown_text(paragraph: Any) -> str:
    """What a paragraph's element shows, links and insertions too, its line breaks as such."""
    parts: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag in _UNSEEN or (element.tag == f"{_W}r" and _is_hidden(element)):
            continue
        if element.tag == f"{_W}t":
            parts.append(element.text or "")
        elif element.tag in (f"{_W}tab", f"{_W}noBreakHyphen"):
            parts.append(" " if element.tag == f"{_W}tab" else "-")
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            parts.append("\n")
        else:
            stack.extend(reversed(element))
    return "".join(parts)


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false")


def _style_of(paragraph: "Paragraph", known: dict[str | None, _Style]) -> _Style:
    """A paragraph's style, looked up once: the library searches all styles each time."""
    named = paragraph._p.style
    if named not in known:
        style = paragraph.style
        known[named] = _Style((style.name or "") if style is not None else "", _level_of(style))
    return known[named]


def _level_of(style: "ParagraphStyle | None") -> int:
    """The level that a style, or one that it is based on, gives its paragraphs."""
    for _ in range(DEEPEST_STYLE):
        if style is None:
            return 0
        if match := _HEADING.fullmatch(style.name or ""):
            return int(match[1]) + 1
        outline = style.element.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None:
            return _outlined(outline)
        style = style.base_style
    return 0


def _outlined(outline: Any) -> int:
    return int(outline.get(f"{_W}val")) + 2 if (outline.get(f"{_W}val") or "9") < "9" else 0


def _heading_level(paragraph: "Paragraph", style: _Style, text: str) -> int:
    """The level that its style or its own mark gives it; 0 for text.

    A short line all in bold, with no sentence's end, is a heading below those.
    """
    outline = paragraph._p.find(f"{_W}pPr/{_W}outlineLvl")
    level = style.level if outline is None or _HEADING.fullmatch(style.name) else _outlined(outline)
    if level:
        return level
    if not 2 < len(text) <= LONGEST_HEADING or text[-1] in ".,;:!":
        return 0
    runs = [run for run in paragraph.runs if shown_text(run._r).strip()]
    return 6 if runs and all(run.bold for run in runs) else 0


def _is_item(paragraph: "Paragraph", style: _Style) -> bool:
    return (
        _LIST.fullmatch(style.name) is not None
        or paragraph._p.find(f"{_W}pPr/{_W}numPr/{_W}numId") is not None
    )


def _opening_heading(rendering: Rendering) -> str | None:
    """The first block, where it is a heading."""
    first = next(iter(rendering.blocks), None)
    return rendering.text_of(first) if first and first.kind == "heading" else None
