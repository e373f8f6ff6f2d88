"""The XML of an export of a blog or its comments: what it is, read safely, and the parts of its elements."""

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Literal

from ingest.core.article import SourceError
from ingest.documents.elements import name_of, parsed
from ingest.documents.xml_tree import xml_root

if TYPE_CHECKING:
    from lxml.etree import _Element

ExportKind = Literal["WordPress", "Disqus"]
HEAD = 16_384  # bytes in which an export says what it is
_ROOT = re.compile(rb"<([A-Za-z][\w.-]*)(?=[\s/>])([^<>]*)>")
_NO_SIGN = bytes(sign for sign in range(32) if sign not in b"\t\n\r")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|blockquote|pre|table|t[rhd]|thead|tbody|tfoot|figure|figcaption|section|hr|dl"
    r"|d[dt]|script|style|form|iframe)\b",
    re.IGNORECASE,
)
_PRE = re.compile(r"(<pre\b|</pre>)", re.IGNORECASE)


def kind_of_export(data: bytes) -> ExportKind | None:
    """Which export a file is, by its first element; None for all else."""
    root = _root_tag(data)
    if root is None:
        return None
    if root[1] == b"disqus":
        return "Disqus"
    return "WordPress" if root[1] == b"rss" and (b"xmlns:wp=" in root[2] or b"<wp:" in data) else None


def export_root(data: bytes) -> "_Element":
    """The root of an export.

    Raises `SourceError` where it is damaged beyond reading, or declares entities: an export has none, and
    they can be made to stand for more than a machine holds.
    """
    tag = _root_tag(data)
    if tag and b"<!ENTITY" in tag.string[: tag.start()]:
        raise SourceError("is an export that declares entities of its own, which are not read")
    clean = data.decode("utf-8", "replace").encode().translate(None, _NO_SIGN)
    root = xml_root(clean, remove_comments=True, remove_pis=True)
    if root is None:
        raise SourceError(f"is a damaged export of {kind_of_export(data)}")
    return root


def named(element: "_Element", name: str) -> "Iterator[_Element]":
    """The children of an element that have a name, whatever their namespace, or a prefix of none."""
    return (child for child in element if name_of(child).rpartition(":")[2] == name)


def told(element: "_Element", name: str) -> str:
    """The text of the first child of a name; empty where there is none."""
    found = next(named(element, name), None)
    return "".join(found.itertext()).strip() if found is not None else ""


def line_of(markup: str) -> str:
    """A title or a name, which exports keep with entities of HTML, as a line of text."""
    return " ".join(unescape(markup).split())


def body_of(markup: str, *, with_paragraphs: bool = True) -> "_Element | None":
    """The tree of a text that is markup; without marks of paragraphs, blank lines part them."""
    root = parsed(f"<div>{_paragraphs(markup) if with_paragraphs else markup}</div>")
    return root if root is not None and "".join(root.itertext()).strip() else None


def _root_tag(data: bytes) -> "re.Match[bytes] | None":
    head = _without_comments(data[:HEAD].removeprefix(b"\xef\xbb\xbf")).lstrip()
    return _ROOT.search(head) if head.startswith(b"<") else None


def _without_comments(head: bytes) -> bytes:
    parts: list[bytes] = []
    opening = b"<!--"
    while opening:
        before, opening, rest = head.partition(opening)
        parts.append(before)
        head = rest.partition(b"-->")[2]
    return b"".join(parts)


def _paragraphs(markup: str) -> str:
    """As the blog's own program does: a run of lines is a paragraph, and a line break is one."""
    parts: list[str] = []
    within = 0
    for piece in _PRE.split(markup.replace("\r\n", "\n").replace("\r", "\n")):
        if _PRE.fullmatch(piece):
            within += -1 if piece.startswith("</") else 1
            parts.append(piece)
        elif within > 0:
            parts.append(piece)
        else:
            parts.extend(_paragraph(run) for run in _BLANK_LINE.split(piece))
    return "\n".join(parts) if within == 0 else markup


def _paragraph(run: str) -> str:
    run = run.strip()
    return run if not run or _BLOCK.match(run) else "<p>" + run.replace("\n", "<br>\n") + "</p>"
