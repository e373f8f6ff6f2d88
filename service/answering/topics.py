"""What the sources speak of, in their own words: headings of few articles, phrases of the titles of many.

Nothing is known of any subject here: topics are runs of words between those of the closed classes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from weakref import WeakKeyDictionary

from index import ArticleCard, Snapshot
from service.answering import english

FEW_ARTICLES = 12  # of which the headings are topics
MOST_TOPICS = 8
FEWEST_ARTICLES = 2  # that speak of a topic
MOST_WORDS = 3  # of a topic
MOST_HEADING = 6  # words of a heading that stands for one
MOST_KEPT = 32  # choices of articles of which the topics are kept
_EMPTY = frozenset().union(
    *(english.ARTICLES, english.PRONOUNS, english.SPEAKERS, english.AUXILIARIES, english.NEGATIONS),
    *(english.QUESTION_WORDS, english.PREPOSITIONS, english.SUBORDINATORS, english.CONTRASTING),
    *(english.CONNECTIVES, english.QUANTIFIERS, english.ADVERBS, english.LIGHT_VERBS, english.NUMBERS),
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*|\S")
_kept: WeakKeyDictionary[Snapshot, dict[tuple[str, ...], list[str]]] = WeakKeyDictionary()


def topics(index: Snapshot, cards: Sequence[ArticleCard]) -> list[str]:
    """Up to `MOST_TOPICS` things that some articles of an index speak of; looked up once for them."""
    kept = _kept.setdefault(index, {})
    of = tuple(card.id for card in cards)
    found = kept.get(of)
    if found is None:
        phrases = _chosen({card.id: [card.title] for card in cards}) if len(cards) > FEW_ARTICLES else []
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[of] = phrases or _in_turns(index.headings(), cards)
    return found


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
