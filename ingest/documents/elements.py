"""Blocks of a tree of elements: of HTML, or as trafilatura gives it."""

import re
from typing import TYPE_CHECKING, Any

from ingest.core.article import SourceError
from ingest.documents.attributes import MOST_ATTRIBUTES, too_many_attributes
from ingest.documents.rendering import Rendering
from ingest.documents.text_fragment import CELL
from ingest.text.blocks import BlockKind

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_APART = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure "
    "footer head header hgroup hr html item li list main ol p quote section summary table tbody td tfoot th "
    "thead ul".split()
)
_UNSEEN = frozenset(
    "audio button canvas form iframe input math nav noscript object script select style svg template "
    "textarea title video".split()
)
_LAID_OUT = ("p", "table", "ul", "ol", "div", "{*}p", "{*}table")
_NO_SIGN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_NOTE_MARK = re.compile(r"\s*[\[(]?(?:\d{1,3}|[*†‡a-z])[\])]?\s*")
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def parsed(markup: str | bytes) -> "_Element | None":
    """The root of a page's or a chapter's tree, without signs that are none; None where there is none.

    Raises `SourceError` where a tag has too many attributes.
    """
    from lxml import etree, html  # only ingest needs it

    data = markup.encode("utf-8", "replace") if isinstance(markup, str) else markup
    if too_many_attributes(data):
        raise SourceError(f"holds a tag of more than {MOST_ATTRIBUTES} attributes")
    encoding = "utf-8" if isinstance(markup, str) else None
    parser = html.HTMLParser(encoding=encoding, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root: _Element | None = html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    for element in () if root is None else root.iter():
        for part in ("text", "tail"):
            if (text := getattr(element, part)) and _NO_SIGN.search(text):
                setattr(element, part, _NO_SIGN.sub("", text.replace("\f", " ")))
    return root


def name_of(element: "_Element") -> str:
    """An element's tag in lower case without its namespace; empty for what is none."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def is_seen(element: "_Element") -> bool:
    """Whether a page shows it: no script, form or navigation, and not hidden by its own mark."""
    name = name_of(element)
    if not name or name in _UNSEEN or (name == "sup" and _is_note_mark(element)):
        return False
    if not element.attrib:
        return True
    style = "".join(element.get("style", "").lower().split())
    return (
        element.get("hidden") is None
        and element.get("aria-hidden") != "true"
        and "display:none" not in style
        and not {element.get("epub:type"), element.get(_EPUB_TYPE)} & {"pagebreak", "noteref"}
        and element.get("role") not in ("doc-pagebreak", "doc-noteref")
    )


def _is_note_mark(element: "_Element") -> bool:
    """A raised number that leads to a note of the same page."""
    if not _NOTE_MARK.fullmatch("".join(element.itertext())):
        return False
    parent = element.getparent()
    links = [*element.iter("a", "{*}a"), *([parent] if parent is not None else [])]
    return any(link.get("href", "").startswith("#") for link in links)


def text_of(element: "_Element") -> str:
    """All that is seen of an element, on lines of their own what a page puts there."""
    from lxml import etree

    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, part in walk:
        if event == "end":
            parts.append(part.tail or "" if part is not element else "")
        elif not is_seen(part):
            walk.skip_subtree()
        else:
            name = name_of(part)
            breaks = name in ("br", "lb") or name in _APART or name in _HEADINGS
            parts.append("\n" * breaks + (part.text or ""))
    return "".join(parts)


class ElementBlocks:
    """Adds the blocks of a tree to a rendering.

    Headings, items, a line for each row of a table; all else is paragraphs. `said` are the voice, the author
    and so on of every block, as `Rendering.add` takes them.
    """

    def __init__(self, rendering: Rendering, **said: Any) -> None:
        self._rendering = rendering
        self._said = said
        self._text: list[str] = []
        self._kind: BlockKind = "paragraph"
        self._level = 0
        self._close = False

    def add(self, root: "_Element") -> None:
        """All blocks of an element, however deep."""
        from lxml import etree

        around: list[tuple[BlockKind, int]] = []
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            name = name_of(element)
            apart = is_seen(element) and (name in _APART or name in _HEADINGS)
            if event == "end":
                if apart:
                    self._end()
                    self._kind, self._level = around.pop()
                self._text.append(element.tail or "" if element is not root else "")
            elif apart:
                self._end()
                around.append((self._kind, self._level))
                self._begin(element, name)
                self._text.append(element.text or "")
            elif self._add_whole(element, name):
                walk.skip_subtree()
            else:
                self._text.append(element.text or "")
        self._end()

    def _begin(self, element: "_Element", name: str) -> None:
        level = _HEADINGS.get(name) or (_HEADINGS.get(element.get("rend", ""), 2) if name == "head" else 0)
        if level:
            self._kind, self._level = "heading", level
        elif name in ("li", "item"):
            self._kind = "item"

    def _add_whole(self, element: "_Element", name: str) -> bool:
        """Whether an element is not looked into any more: unseen, a line break, a row, or text as it is."""
        if not is_seen(element):
            return True
        if name in ("br", "lb"):
            self._end()
            self._close = True
        elif name == "pre":
            self._end()
            for line in text_of(element).splitlines():
                self._add(line)
                self._close = True
            self._close = False
        elif name in ("tr", "row"):
            self._end()
            self._row(element)
        else:
            return False
        return True

    def _row(self, row: "_Element") -> None:
        """A row in a line; of a table that lays out a page, the blocks of each cell."""
        cells = [cell for cell in row if name_of(cell) in ("td", "th", "cell") and is_seen(cell)]
        if len(cells) == 1 or any(True for cell in cells for _ in cell.iter(*_LAID_OUT)):
            for cell in cells:
                ElementBlocks(self._rendering, **self._said).add(cell)
        else:
            texts = (" ".join(text_of(cell).split()) for cell in cells)
            self._rendering.add("item", CELL.join(filter(None, texts)), **self._said)

    def _end(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        self._add(text)

    def _add(self, text: str) -> None:
        if shown := " ".join(text.split()):
            self._rendering.add(self._kind, shown, level=self._level, close=self._close, **self._said)
            self._close = False
            self._kind = "paragraph" if self._kind == "item" else self._kind  # what else the item holds
