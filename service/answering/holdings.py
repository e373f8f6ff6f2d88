"""What an index holds, in words: how many articles, which, and of what they speak."""

from collections.abc import Sequence

from index import ArticleCard, Snapshot
from service.answering.smalltalk import HELD, TOPICS
from service.answering.topics import topics
from service.answering.within import Scope

MOST_TITLES = 12  # that are named one by one
SOME_TITLES = 5  # of more articles
LONGEST_TITLE = 90  # characters


def filled(line: str, index: Snapshot, scope: Scope) -> str:
    """A line with what it leaves open told of an index, or of what is looked in."""
    if HELD not in line and TOPICS not in line:
        return line
    cards = [card for card in index.articles() if scope.holds(card)]
    found = topics(index, cards) if TOPICS in line else []
    spoken = (
        f"{'They speak' if len(cards) > 1 else 'It speaks'} of {_listed([f'“{topic}”' for topic in found])}."
        if found
        else ""
    )
    if HELD not in line and spoken:
        spoken = spoken.replace("They speak", "The sources speak").replace("It speaks", "The source speaks")
    return line.replace(HELD, held(cards, scope)).replace(TOPICS, spoken).strip()


def held(cards: Sequence[ArticleCard], scope: Scope) -> str:
    """How many articles there are and, of a few, their titles; of many, how many are in each collection."""
    where = f" in {_listed(scope.names)}" if scope.collections and not scope.articles else ""
    if not cards:
        return "There are no articles."
    count = f"{len(cards):,} articles" if len(cards) > 1 else "1 article"
    counted = f"There {'are' if len(cards) > 1 else 'is'} {count}{where}"
    if len(cards) <= MOST_TITLES:
        return f"{counted}: {_listed([f'“{_short(card.title)}”' for card in cards])}."
    sizes: dict[str, int] = {}
    for card in cards:
        if card.collection is not None:
            sizes[card.collection] = sizes.get(card.collection, 0) + 1
    if len(sizes) < 2:
        return f"{counted}, among them {_some(cards)}; the list of sources names them all."
    largest = sorted(sizes, key=lambda name: -sizes[name])[:MOST_TITLES]
    more = [f"{len(sizes) - len(largest)} more"] if len(sizes) > len(largest) else []
    named = _listed([*(f"{_short(name)} ({sizes[name]:,})" for name in largest), *more])
    return f"{counted}, in the collections {named}, among them {_some(cards)}; the list of sources names them all."


def _some(cards: Sequence[ArticleCard]) -> str:
    """A few titles, from all over the list."""
    return _listed([f"“{_short(card.title)}”" for card in cards[:: len(cards) // SOME_TITLES][:SOME_TITLES]])


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _short(title: str) -> str:
    flat = " ".join(title.split())
    return flat if len(flat) <= LONGEST_TITLE else f"{flat[:LONGEST_TITLE].rstrip()}…"
