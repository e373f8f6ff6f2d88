"""Where a citation opens: the second of a video, a page of the web, or the line or page of a file."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.answering.citation import Citation
    from service.assistant import Assistant


@dataclass(frozen=True, slots=True)
class Place:
    """A time, a page or a line, the address as a person reads it, and that which opens it, if any does."""

    point: str
    address: str
    link: str | None


def place_of(citation: "Citation", assistant: "Assistant") -> Place:
    """Where a citation opens; a file has a link where it still is where it was ingested from."""
    if citation.url:
        return Place(citation.point, citation.url, citation.url)
    file = assistant.source_file(citation)
    behind = f"#{citation.fragment}" if citation.fragment else ""
    link = f"{file.resolve().as_uri()}{behind}" if file else None
    return Place(citation.point, str(file or citation.path), link)
