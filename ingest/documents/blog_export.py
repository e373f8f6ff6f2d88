"""Reader of what a blog's programs export: posts of WordPress with their comments, threads of Disqus.

An export holds many articles. `articles_in` takes it apart, so that each is read by itself, under its own
title and address; read as one file, they follow each other under their titles.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING

from ingest.core.address import web_address
from ingest.core.article import SourceError
from ingest.core.source import Source
from ingest.documents.disqus_export import disqus_articles
from ingest.documents.elements import ElementBlocks
from ingest.documents.export_xml import export_root, kind_of_export
from ingest.documents.exported import Exported
from ingest.documents.rendering import RenderedReader, Rendering
from ingest.documents.web_comments import add_comment
from ingest.documents.wordpress_export import wordpress_articles
from ingest.text.blocks import Draft

if TYPE_CHECKING:
    from lxml.etree import _Element


class BlogExportReader(RenderedReader):
    """What is published: no draft, no page behind a password, no comment that was deleted or is spam."""

    name = "blog export"

    def recognises(self, source: Source) -> bool:
        """By its first element."""
        return kind_of_export(source.data) is not None

    def read(self, source: Source) -> Draft:
        """Raises `SourceError` where nothing of it is published."""
        articles = list(_articles(source.data))
        if not articles:
            raise SourceError(nothing(source.data))
        rendering = Rendering()
        first = 1
        for article in articles:
            if len(articles) > 1:
                rendering.add("heading", article.title, level=1)
            if article.body is not None:
                ElementBlocks(rendering).add(article.body)
            for comment in article.comments:
                add_comment(rendering, comment, first=first)
            first += len(article.comments)
        only = articles[0] if len(articles) == 1 else Exported("", "", ())
        return rendering.draft(
            title=only.title or None, author=only.author, date=only.date, url=web_address(only.url)
        )


def articles_in(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The published articles of an export: a name, and an export that holds nothing else.

    Raises `SourceError` where it cannot be read.
    """
    seen: set[str] = set()
    for article in _articles(data):
        name = article.name if article.name not in seen else f"{article.name}-{article.number}"
        seen.add(name)
        yield name, _alone(article.elements)


def nothing(data: bytes) -> str:
    """Why an export without an article is left out."""
    what = "a comment" if kind_of_export(data) == "Disqus" else "a published post"
    return f"is an export of {kind_of_export(data)} without {what}"


def _articles(data: bytes) -> Iterator[Exported]:
    root = export_root(data)
    yield from disqus_articles(root) if kind_of_export(data) == "Disqus" else wordpress_articles(root)


def _alone(elements: "tuple[_Element, ...]") -> bytes:
    """An export of these elements, within what is around them."""
    from lxml import etree

    around = elements[0].getparent()
    assert around is not None  # they are parts of an export
    copy = etree.Element(around.tag, around.attrib, around.nsmap)
    copy.extend(deepcopy(element) for element in elements)
    above = around.getparent()
    if above is not None:
        root = etree.Element(above.tag, above.attrib, above.nsmap)
        root.append(copy)
        copy = root
    data: bytes = etree.tostring(copy, encoding="utf-8")
    return data
