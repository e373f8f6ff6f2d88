"""Where a question looks: in some collections of the sources, or, where none is named, everywhere."""

from collections import Counter
from collections.abc import Sequence
from unicodedata import normalize

from index import Snapshot
from service.answering.answer import QuestionError

MOST_NAMED = 20  # collections in a message
LONGEST_NAME = 100  # characters of a name that is shown in one


class CollectionError(QuestionError):
    """A collection that is not there; the message names those that are."""


def collections_of(index: Snapshot) -> dict[str, int]:
    """The collections of an index by name, each with the number of its articles."""
    counts = Counter(card.collection for card in index.articles())
    return {name: counts[name] for name in sorted(name for name in counts if name is not None)}


def known_collections(index: Snapshot, wanted: Sequence[str]) -> tuple[str, ...]:
    """The collections that are meant, each once, in the order of their names; none for none.

    A slash behind a name, which a shell adds to a folder's, is no part of it, and neither does it matter how
    its accents are composed. Raises `CollectionError` for one that is not there.
    """
    if not wanted:
        return ()
    there = collections_of(index)
    return tuple(sorted({name for each in wanted for name in _meant(each, there)}))


def _meant(wanted: str, there: dict[str, int]) -> list[str]:
    name = wanted.rstrip("/")
    if name in there:
        return [name]
    found = [other for other in there if normalize("NFC", other) == normalize("NFC", name)]
    if not found:
        raise CollectionError(f"there is no collection {_shown(wanted)}; {_named(list(there))}")
    return found


def _named(names: list[str]) -> str:
    if not names:
        return "the index has none, as no article of it is in a folder"
    more = len(names) - MOST_NAMED
    listed = ", ".join(map(_shown, names[:MOST_NAMED])) + (f" and {more} more" if more > 0 else "")
    return f"there {'are' if len(names) > 1 else 'is'} {listed}"


def _shown(name: str) -> str:
    flat = " ".join(name.split())
    return f"“{flat if len(flat) <= LONGEST_NAME else f'{flat[:LONGEST_NAME].rstrip()}…'}”"
