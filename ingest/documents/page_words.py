"""What a web page says of itself, to hold against what is found in it: title, days, licence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ingest.documents.elements import text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_SITE = re.compile(r"(?<!\s)\s+[-|–—·»:]\s+")  # parts a page's title from its site's
_ENTRY = re.compile(
    r"(?:[a-z]+[-_]{1,2})?(?:entry|post|article|blogitem|topic)[-_](?:title|header|heading|headline)"
)
_LICENCE = frozenset({"licence", "license", "rights", "dc.rights", "dcterms.rights", "dcterms.license"})
_JSON_LICENCE = re.compile(r'"license"\s*:\s*"([^"\\]{1,300})"')
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class PageWords:
    """The title of its window, that for other sites to show, its headings; days and licence in its marks."""

    window: str
    shared: str
    headings: tuple[str, ...]
    entry: str
    days: frozenset[str]
    licence: str | None

    @classmethod
    def of(cls, root: "_Element") -> "PageWords":
        """Read from a tree before anything is taken out of it."""
        marks = [element.get("content", "") for element in root.iter("meta")]
        marks += [element.get("datetime", "") for element in root.iter("time")]
        marks += [
            element.text or "" for element in root.iter("script") if "ld+json" in element.get("type", "")
        ]
        titles = ("".join(element.itertext()) for element in root.iter("title"))
        return cls(
            _flat(next(titles, "")),
            _flat(
                next((meta.get("content", "") for meta in root.iter("meta") if _is_shared_title(meta)), "")
            ),
            tuple(_flat(text_of(element)) for element in root.iter("h1", "h2")),
            _flat(next((text_of(each) for each in root.iter("h1", "h2", "h3") if _is_entry(each)), "")),
            frozenset(_DAY.findall(" ".join(marks))),
            next(_licences(root, marks), None),
        )

    def title(self, found: str | None) -> str | None:
        """The title that was found, if the page calls itself so; else a heading that it does, or its own.

        A heading that is marked as the title goes before one that is only found.
        """
        if self.entry and self.entry.lower() in self.window.lower():
            return self.entry
        first = _SITE.split(found or "")[0]
        if first in self.headings:
            return first
        if not self.window or self.shared or (found and found.lower() in self.window.lower()):
            return found
        named = (text for text in self.headings if text and text.lower() in self.window.lower())
        return next(named, None) or _SITE.split(self.window)[0]

    def day(self, found: str | None) -> str | None:
        """The day that was found, if it stands in a mark of the page and not only in its text."""
        try:
            day = date.fromisoformat((found or "")[:10]).isoformat()
        except ValueError:
            return None
        return day if day in self.days else None


def _licences(root: "_Element", marks: list[str]) -> Iterator[str]:
    """What marks of the page's head say of its use: a link, a name, JSON-LD."""
    links = (link.get("href", "") for link in root.iter("link") if "license" in link.get("rel", "").split())
    named = (
        meta.get("content", "")
        for meta in root.iter("meta")
        if (meta.get("name") or meta.get("property") or "").lower() in _LICENCE
    )
    told = (match[1] for mark in marks for match in _JSON_LICENCE.finditer(mark))
    yield from filter(None, map(_flat, (*links, *named, *told)))


def _is_entry(heading: "_Element") -> bool:
    return any(_ENTRY.fullmatch(name) for name in heading.get("class", "").lower().split())


def _is_shared_title(meta: "_Element") -> bool:
    return "og:title" in (meta.get("property"), meta.get("name"))


def _flat(text: str) -> str:
    return " ".join(text.split())
