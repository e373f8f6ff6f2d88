"""Reader of e-books (EPUB): the chapters in the order in which the book is read."""

import re
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.core.article import SourceError
from ingest.core.signs import one_line
from ingest.core.source import Source
from ingest.documents.elements import ElementBlocks, name_of, parsed
from ingest.documents.rendering import RenderedReader, Rendering
from ingest.documents.xml_tree import xml_root
from ingest.documents.zipped import Zipped, names_in
from ingest.text.blocks import Draft

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTAINER = "META-INF/container.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FONT = re.compile(r"\.(?:ttf|otf|woff2?)$", re.IGNORECASE)


class EpubReader(RenderedReader):
    """A book's text; its contents list, cover and page numbers are left out."""

    name = "epub"

    def recognises(self, source: Source) -> bool:
        """By the part that says where the book is."""
        return CONTAINER in names_in(source.data)

    def read(self, source: Source) -> Draft:
        """Raises `SourceError` where the book is broken, protected or larger than the limits."""
        book = Zipped(source.data)
        root_file = _first(_xml(book, CONTAINER), "rootfile")
        path = root_file.get("full-path", "") if root_file is not None else ""
        package = _xml(book, path)
        _refuse_protected(book)
        rendering = Rendering()
        read = missing = 0
        for chapter in _chapters(package, dirname(path)):
            if chapter not in book.names:
                missing += 1
                continue
            page = parsed(book.read(chapter))
            body = _first(page, "body") if page is not None else None
            if body is not None:
                ElementBlocks(rendering).add(body)
                read += 1
        if not read:
            raise SourceError("is an e-book (EPUB) without chapters that can be read")
        day = _DAY.match(_told(package, "date") or "")
        return rendering.draft(
            title=_told(package, "title"),
            author=_told(package, "creator"),
            date=day[0] if day else None,
            licence=_told(package, "rights"),
            notes=(f"{missing} of its chapters are missing",) if missing else (),
        )


def _chapters(package: "_Element", folder: str) -> list[str]:
    """The names of the parts that are read one after the other, without the contents list."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    chapters: list[str] = []
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if (
            item is not None
            and item.get("media-type") in _PAGES
            and reference.get("linear") != "no"
            and "nav" not in (item.get("properties") or "").split()
        ):
            chapters.append(normpath(join(folder, unquote(item.get("href", "")))))
    return list(dict.fromkeys(chapters))


def _refuse_protected(book: Zipped) -> None:
    """A book whose chapters are encrypted is told; fonts often are, which is no hindrance."""
    name = "META-INF/encryption.xml"
    if name not in book.names:
        return
    references = [element.get("URI", "") for element in _xml(book, name).iter("{*}CipherReference")]
    if any(not _FONT.search(reference) for reference in references):
        raise SourceError("is an e-book (EPUB) with copy protection, which cannot be read")


def _xml(book: Zipped, name: str) -> "_Element":
    root = xml_root(book.read(name))
    if root is None:
        raise SourceError(f"is a damaged e-book (EPUB): {one_line(name)} in it is not readable")
    return root


def _first(root: "_Element", name: str) -> "_Element | None":
    return next((element for element in root.iter() if name_of(element) == name), None)


def _told(package: "_Element", name: str) -> str | None:
    """What the package says of the book."""
    found = next(iter(package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}")), None)
    return " ".join("".join(found.itertext()).split()) or None if found is not None else None
