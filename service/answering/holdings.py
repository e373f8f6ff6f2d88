"""What an index holds, in words: how many articles, which, and of what they speak, by their own titles and headings.

Nothing is known of any subject here: topics are runs of words between those of the closed classes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, zip_longest

from index import ArticleCard, Snapshot
from service.answering import english
from service.answering.smalltalk import HELD, TOPICS
from service.answering.within import Scope

MOST_TITLES = 12  # that are named one by one
LONGEST_TITLE = 90  # characters
MOST_TOPICS = 8
FEWEST_ARTICLES = 2  # that speak of a topic
MOST_WORDS = 3  # of a topic
MOST_HEADING = 6  # words of a heading that stands for one
_EMPTY = frozenset().union(
    *(english.ARTICLES, english.PRONOUNS, english.SPEAKERS, english.AUXILIARIES, english.NEGATIONS),
    *(english.QUESTION_WORDS, english.PREPOSITIONS, english.SUBORDINATORS, english.CONTRASTING),
    *(english.CONNECTIVES, english.QUANTIFIERS, english.ADVERBS, english.LIGHT_VERBS, english.NUMBERS),
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*|\S")


def filled(line: str, index: Snapshot, scope: Scope) -> str:
    """A line with what it leaves open told of an index, or of what is looked in."""
    if HELD not in line and TOPICS not in line:
        return line
    cards = [card for card in index.articles() if scope.holds(card)]
    found = topics(index, cards) if TOPICS in line else []
    spoken = f"{'They speak' if len(cards) > 1 else 'It speaks'} of {_listed(found)}." if found else ""
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
        return f"{counted}; the list of sources names them all."
    largest = sorted(sizes, key=lambda name: -sizes[name])[:MOST_TITLES]
    more = [f"{len(sizes) - len(largest)} more"] if len(sizes) > len(largest) else []
    named = _listed([*(f"{_short(name)} ({sizes[name]:,})" for name in largest), *more])
    return f"{counted}, in the collections {named}; the list of sources names them all."


def topics(index: Snapshot, cards: Sequence[ArticleCard]) -> list[str]:
    """Up to `MOST_TOPICS` things that the articles speak of: of few their headings, of many their titles."""
    if len(cards) > MOST_TITLES and (found := _chosen({card.id: [card.title] for card in cards})):
        return found
    return [f"“{heading}”" for heading in _in_turns(index.headings(), cards)]


def _in_turns(headings: Mapping[str, Sequence[str]], cards: Sequence[ArticleCard]) -> list[str]:
    """Short headings, the first of each article, then the second; none that several articles have.

    What several have word for word is their form, not their subject.
    """
    articles = Counter(name for own in headings.values() for name in {one.lower() for one in own})
    turns = zip_longest(
        *(
            [
                heading
                for heading in headings.get(card.id, ())
                if len(heading.split()) <= MOST_HEADING and articles[heading.lower()] == 1
                if heading.lower() != card.title.lower()
            ]
            for card in cards
        )
    )
    return list(islice((heading for turn in turns for heading in turn if heading), MOST_TOPICS))


def _chosen(spoken: Mapping[str, Sequence[str]]) -> list[str]:
    """Phrases of texts by article, each time that of which most articles speak that no other spoke for."""
    articles: dict[str, dict[str, None]] = {}  # by phrase, in the order of the articles
    written: dict[str, str] = {}
    for article, texts in spoken.items():
        for phrase in (phrase for text in texts for phrase in _phrases(text)):
            articles.setdefault(phrase.lower(), {})[article] = None
            written.setdefault(phrase.lower(), phrase)
    shared = [phrase for phrase in articles if len(articles[phrase]) >= FEWEST_ARTICLES]
    waiting = sorted(shared, key=lambda phrase: (-len(articles[phrase]), -len(phrase.split())))
    chosen: list[str] = []
    covered: set[str] = set()
    while waiting and len(chosen) < MOST_TOPICS:
        best = max(waiting, key=lambda phrase: len(articles[phrase].keys() - covered))
        if not articles[best].keys() - covered:
            if not covered:
                break
            covered = set()  # all are spoken for: another round
            continue
        chosen.append(best)
        covered |= articles[best].keys()
        waiting = [phrase for phrase in waiting if not _stems(phrase) & _stems(best)]
    return [written[phrase] if written[phrase].isupper() else phrase for phrase in chosen]


def _phrases(text: str) -> Iterator[str]:
    """The runs of two or three words that say something, and what of a longer run stands together."""
    run: list[str] = []
    for word in [*_WORD.findall(text), "."]:
        if word[0].isalpha() and word.lower() not in _EMPTY:
            run.append(word)
            continue
        for size in range(2, MOST_WORDS + 1):
            yield from (" ".join(run[at : at + size]) for at in range(len(run) - size + 1))
        run = []


def _stems(phrase: str) -> set[str]:
    return {word.removesuffix("s") for word in phrase.split()}


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _short(title: str) -> str:
    flat = " ".join(title.split())
    return flat if len(flat) <= LONGEST_TITLE else f"{flat[:LONGEST_TITLE].rstrip()}…"
