"""Questions to begin with: headings of the sources that read like questions, and that the sources answer."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from index import Index
from service.answer import LONGEST_QUESTION, answer
from service.blocks import article_blocks

SHOWN = 6
ARTICLES = 24  # read at most, spread over all of them
TRIED = 40  # headings asked at most
FEWEST_WORDS, MOST_WORDS = 3, 12
_ASKS = re.compile(
    r"(?:what|which|who|whom|whose|when|where|why|how|should|can|could|do|does|did|is|are|will|would|may|must)\b", re.IGNORECASE
)


def example_questions(index: Index) -> list[str]:
    """Up to `SHOWN` headings, each answered from its own article, in turns over the articles; the same for the same index."""
    found: dict[str, str] = {}
    for tried, (article, heading) in enumerate(_headings(index)):
        if len(found) == SHOWN or tried == TRIED:
            break
        if heading.lower() not in found and any(one.article == article for one in answer(index, heading).citations):
            found[heading.lower()] = heading
    return list(found.values())


def _headings(index: Index) -> Iterator[tuple[str, str]]:
    """Headings with their articles, first those that ask something; the first of each article, then the second of each."""
    cards = index.articles()
    chosen = cards[:: max(1, len(cards) // ARTICLES)][:ARTICLES]
    read = [[(card.id, heading) for heading in _of(index, card.id)] for card in chosen]
    for asking in (True, False):
        for turn in zip_longest(*([one for one in headings if _asks(one[1]) is asking] for headings in read)):
            yield from (one for one in turn if one)


def _of(index: Index, article_id: str) -> list[str]:
    found = index.article(article_id)
    if found is None:
        return []
    card, text, spans = found
    headings = [one.text for one in article_blocks(text, [one for one in spans if one.kind == "heading"], wiki=card.format == "wiki")]
    return [one for one in headings if FEWEST_WORDS <= len(one.split()) <= MOST_WORDS and len(one) <= LONGEST_QUESTION]


def _asks(heading: str) -> bool:
    return _ASKS.match(heading) is not None
