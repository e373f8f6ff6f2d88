"""Where a question looks: in some collections and articles, or, where none is named, everywhere."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from index import ArticleCard, Snapshot
from service.answering.answer import QuestionError
from service.answering.deadline import in_time

MOST_WITHIN = 200  # collections and articles that a question names; who wants more wants a collection
MOST_NAMED = 20  # collections in a message
LONGEST_NAME = 100  # characters of a name that is shown in one


class CollectionError(QuestionError):
    """A collection or an article that is not there; the message names the collections that are."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Some collections, by name, and some articles, by id; neither is everywhere. `names` names them both."""

    collections: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names)

    def holds(self, card: ArticleCard) -> bool:
        """Whether an article is looked in."""
        return not self or card.collection in self.collections or card.id in self.articles


EVERYWHERE = Scope()


def collections_of(index: Snapshot) -> dict[str, int]:
    """The collections of an index by name, each with the number of its articles."""
    counts = Counter(card.collection for card in index.articles())
    return {name: counts[name] for name in sorted(name for name in counts if name is not None)}


def scope_of(index: Snapshot, wanted: Sequence[str]) -> Scope:
    """What names mean, each once: collections, and articles by their id or their file, in that order.

    A slash behind a name, which a shell adds to a folder's, is no part of it, and neither does it matter how
    its accents are composed. A name that is both a collection's and an article's id means the collection; the
    article is then named by its file. Raises `CollectionError` for what is not there, and for too many.
    """
    if not wanted:
        return EVERYWHERE
    if len(wanted) > MOST_WITHIN:
        raise CollectionError(
            f"{len(wanted)} collections and articles are named; at most {MOST_WITHIN} are looked in at once"
        )
    there = collections_of(index)
    cards = index.articles()
    named = {card.path: card for card in cards} | {card.id: card for card in cards}
    collections: set[str] = set()
    articles: dict[str, ArticleCard] = {}
    for name in wanted:
        if found := _meant(name, there):
            collections.update(found)
        elif files := _meant(name, named):
            articles |= {named[file].id: named[file] for file in files}
        else:
            raise CollectionError(f"there is no collection or article {_shown(name)}; {_named(list(there))}")
    own = {article_id: articles[article_id] for article_id in sorted(articles)}
    names = (*sorted(collections), *(card.path if key in there else key for key, card in own.items()))
    return Scope(tuple(sorted(collections)), tuple(own), names)


def _meant(wanted: str, there: dict[str, int] | dict[str, ArticleCard]) -> list[str]:
    name = wanted.rstrip("/")
    if name in there:
        return [name]
    if name.isascii():
        return []  # nothing to compose
    in_time()
    return [other for other in there if normalize("NFC", other) == normalize("NFC", name)]


def _named(names: list[str]) -> str:
    if not names:
        return "there are no collections, as no article is in a folder"
    more = len(names) - MOST_NAMED
    listed = ", ".join(map(_shown, names[:MOST_NAMED])) + (f" and {more} more" if more > 0 else "")
    return f"the collection{'s are' if len(names) > 1 else ' is'} {listed}"


def _shown(name: str) -> str:
    flat = " ".join(name.split())
    return f"“{flat if len(flat) <= LONGEST_NAME else f'{flat[:LONGEST_NAME].rstrip()}…'}”"
