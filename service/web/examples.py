"""Questions to begin with: headings that the sources answer, first those that ask something."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from index import ArticleCard, Snapshot
from ingest import reader_of
from service.answering.english import AUXILIARIES, QUESTION_WORDS, any_of
from service.assistant import Assistant
from service.web.blocks import article_blocks

SHOWN = 6
ARTICLES = 24  # read at most, spread over all of them
TRIED = 40  # headings asked at most
OF_ONE = 2  # shown of one article, more where there are but few articles
FEWEST_WORDS, MOST_WORDS = 3, 12
LONGEST = 100  # characters
_ASKS = re.compile(rf"{any_of(QUESTION_WORDS, AUXILIARIES)}|.*\?\W*$", re.IGNORECASE)


def example_questions(assistant: Assistant) -> list[str]:
    """Up to `SHOWN` headings, each answered from its own article, in turns over the articles."""
    index = assistant.opened.get()
    cards = index.articles()
    chosen = cards[:: max(1, len(cards) // ARTICLES)][:ARTICLES]
    found: dict[str, str] = {}
    shown: Counter[str] = Counter()
    for tried, (article, heading) in enumerate(_headings(index, chosen)):
        if len(found) == SHOWN or tried == TRIED:
            break
        if shown[article] >= max(OF_ONE, SHOWN // len(chosen)) or heading.lower() in found:
            continue
        if any(one.article == article for one in assistant.ask(heading, phrased=False).citations):
            found[heading.lower()] = heading
            shown[article] += 1
    return list(found.values())


def _headings(index: Snapshot, cards: Sequence[ArticleCard]) -> Iterator[tuple[str, str]]:
    """Headings with their articles, first those that ask; the first of each, then the second of each."""
    read = [_of(index, card) for card in cards]
    for asking in (True, False):
        for turn in zip_longest(*([one for one in headings if _asks(one) is asking] for headings in read)):
            yield from ((card.id, heading) for card, heading in zip(cards, turn, strict=True) if heading)


def _of(index: Snapshot, card: ArticleCard) -> list[str]:
    """An article's headings of a length that can be asked, without its title."""
    found = index.article(card.id)
    if found is None:
        return []
    _, text, spans = found
    headings = [
        one.text
        for one in article_blocks(
            text, [one for one in spans if one.kind == "heading"], reader=reader_of(card.format)
        )
    ]
    return [
        one
        for one in headings
        if FEWEST_WORDS <= len(one.split()) <= MOST_WORDS and len(one) <= LONGEST and one != card.title
    ]


def _asks(heading: str) -> bool:
    return _ASKS.match(heading) is not None
