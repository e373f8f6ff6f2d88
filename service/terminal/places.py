"""Where a citation opens: the second of a video, or the line of a file."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index import Snapshot
    from service.answering.citation import Citation


@dataclass(frozen=True, slots=True)
class Place:
    """A time or a line, the address as a person reads it, and the address that opens it, if any does."""

    point: str
    address: str
    link: str | None


class Places:
    """The places of an index's citations; each article is read once."""

    def __init__(self, index: "Snapshot") -> None:
        self._index = index
        self._articles: dict[str, tuple[Path, str]] = {}

    def of(self, one: "Citation") -> Place:
        """Where a citation opens; a file has a link where it still is where it was ingested from."""
        if one.url:
            return Place(one.timestamp or "video", one.url, one.url)
        path, text = self._read(one.article)
        file = Path(self._index.manifest.sources) / path
        link = file.resolve().as_uri() if file.is_file() else None
        return Place(f"line {text.count(chr(10), 0, one.start) + 1}", str(file if link else path), link)

    def _read(self, article: str) -> tuple[Path, str]:
        if article not in self._articles:
            found = self._index.article(article)
            assert found is not None  # the citation was proven against it
            self._articles[article] = Path(found[0].path), found[1]
        return self._articles[article]
