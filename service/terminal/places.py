"""Where a citation opens: the second of a video, or the line of a file."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.answering.citation import Citation
    from service.assistant import Assistant


@dataclass(frozen=True, slots=True)
class Place:
    """A time or a line, the address as a person reads it, and the address that opens it, if any does."""

    point: str
    address: str
    link: str | None


def place_of(citation: "Citation", assistant: "Assistant") -> Place:
    """Where a citation opens; a file has a link where it still is where it was ingested from."""
    if citation.url:
        return Place(citation.timestamp or "video", citation.url, citation.url)
    file = assistant.source_file(citation)
    link = file.resolve().as_uri() if file else None
    return Place(f"line {citation.line}", str(file or citation.path), link)
