"""An article of an export, whichever program wrote it, and the order in which its comments are read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ingest.documents.web_comments import WebComment

if TYPE_CHECKING:
    from lxml.etree import _Element

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Exported:
    """A post or a thread: its name in the export, its number there, and the elements it is made of."""

    name: str
    number: str
    elements: "tuple[_Element, ...]"
    title: str = ""
    url: str | None = None
    author: str | None = None
    date: str | None = None
    body: "_Element | None" = None
    comments: tuple[WebComment, ...] = ()


def in_order(
    entries: Iterable[Entry], number: Callable[[Entry], str], above: Callable[[Entry], str]
) -> list[Entry]:
    """Comments as a page shows them: each with the replies to it below, in the order in which they came.

    One whose comment above is not there stands by itself.
    """
    numbered: dict[str, Entry] = {}
    for at, entry in enumerate(entries):
        own = number(entry)
        numbered[own if own and own not in numbered else f"unnumbered {at}"] = entry
    below: dict[str, list[Entry]] = {}
    for entry in numbered.values():
        below.setdefault(above(entry) if above(entry) in numbered else "", []).append(entry)
    ordered: list[Entry] = []
    waiting = list(reversed(below.pop("", [])))
    while waiting:
        entry = waiting.pop()
        ordered.append(entry)
        waiting.extend(reversed(below.pop(number(entry), [])))
    in_a_ring = [entry for entries in below.values() for entry in entries]
    return ordered + in_a_ring
