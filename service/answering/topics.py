"""What the sources are about, in their own words: titles, spread over all articles, and headings where these are few."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from weakref import WeakKeyDictionary

from index import ArticleCard, Snapshot

MOST = 4
LONGEST = 60  # characters of one
ROOM = 110  # characters of all
_SENTENCE = re.compile(r"[?!…:]")  # names no topic, but says something

_kept: WeakKeyDictionary[Snapshot, dict[tuple[str, ...], list[str]]] = WeakKeyDictionary()


def topics(index: Snapshot, within: Sequence[str] = ()) -> list[str]:
    """A few topics of all articles, or of those in the collections named by `within`; looked up once for an index."""
    by_collections = _kept.setdefault(index, {})
    if tuple(within) not in by_collections:
        by_collections[tuple(within)] = _topics(index, within)
    return by_collections[tuple(within)]


def _topics(index: Snapshot, within: Sequence[str]) -> list[str]:
    cards = [card for card in index.articles() if not within or card.collection in within]
    spread = cards[:: max(1, len(cards) // MOST)][:MOST]
    found: dict[str, str] = {}  # by what two that are the same share
    left = ROOM
    for topic in (*(card.title for card in spread), *_headings(index, cards)):
        plain = " ".join(topic.split()).strip(" .;:")
        if (
            plain
            and not _SENTENCE.search(plain)
            and len(plain) <= min(LONGEST, left)
            and plain.casefold() not in found
        ):
            found[plain.casefold()] = plain
            left -= len(plain)
        if len(found) == MOST:
            break
    return list(found.values())


def _headings(index: Snapshot, cards: Sequence[ArticleCard]) -> Iterator[str]:
    """The first headings of a few articles, then the second ones; none where titles are enough."""
    if len(cards) > MOST:
        return
    articles = [article for card in cards if (article := index.source(card.id))]
    every = [
        dict.fromkeys(one.section[0] for one in article.passages if one.section and one.kind == "article")
        for article in articles
    ]
    for turn in zip_longest(*every):
        yield from (heading for heading in turn if heading)
