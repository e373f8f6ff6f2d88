"""Choose the sentences that answer, the best one first, and cite each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest import Sentence
from service.rank import Ranked

MOST_WORDS = 120
PASSAGES_READ = 6
PASSAGE_SHARE = 0.1
MARGIN = 0.12
FEWEST_WORDS = 3
SAME_WORDS = 0.8
_LIST_QUESTION = re.compile(
    r"\b(?:list|which|what are|examples?|steps|reasons|ways|things|tips|questions|options|outcomes|kinds?|types?|benefits|resources"
    r"|do'?s and don'?ts|what (?:should|do|can|could) \w+ (?:ask|avoid|expect|include|bring))\b",
    re.IGNORECASE,
)
_WORDING_QUESTION = re.compile(
    r"\b(?:say|write|word|wording|worded|phrase|put it|template|letter|e-?mail|message|script|sample|example|reply|respond)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence of the answer with the passage it stands in."""

    ranked: Ranked
    number: int
    score: float

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.ranked.hit.passage.sentences[self.number]


def compose(question: str, ranked: Sequence[Ranked], *, most_words: int = MOST_WORDS) -> list[Chosen]:
    """The answer's sentences in the order they are said.

    Readers' own words never answer; a letter template only a question about wording.
    """
    wording = _WORDING_QUESTION.search(question) is not None
    candidates = sorted(_candidates(ranked, examples=wording), key=lambda one: -one.score)
    if not candidates:
        return []
    answering = [one for one in candidates if not one.sentence.text.endswith("?")]  # a question is said only as part of its list
    best = (answering or candidates)[0]
    listed = _whole_list(question, best, candidates)
    completing = [one for one in answering if one.score >= best.score - MARGIN and not one.sentence.text.endswith(":")]
    said: list[Chosen] = []
    left = most_words
    for one in [*(listed or [best]), *completing]:
        words = len(one.sentence.text.split())
        if (words <= left or not said) and not any(_same(one.sentence, other.sentence) for other in said):
            said.append(one)
            left -= words
    return _in_reading_order(said)


def _candidates(ranked: Sequence[Ranked], *, examples: bool) -> list[Chosen]:
    found: list[Chosen] = []
    citable = [one for one in ranked if one.hit.passage.kind != "reader"]
    for one in citable[:PASSAGES_READ]:
        for number, sentence in enumerate(one.hit.passage.sentences):
            if (examples or sentence.role != "example") and len(sentence.text.split()) >= FEWEST_WORDS:
                found.append(Chosen(one, number, float(one.sentences[number]) + PASSAGE_SHARE * one.score))
    return found


def _whole_list(question: str, best: Chosen, candidates: Sequence[Chosen]) -> list[Chosen]:
    """Introduction and items, when the best sentence introduces a list or the question asks for one and it is an item."""
    passage = best.ranked.hit.passage
    role = best.sentence.role
    if role != "lead" and not (role == "item" and _LIST_QUESTION.search(question)):
        return []
    first = last = best.number
    while role == "item" and first > 0 and passage.sentences[first].role == "item":
        first -= 1
    while last + 1 < len(passage.sentences) and passage.sentences[last + 1].role == "item":
        last += 1
    if passage.sentences[first].role not in ("lead", "item"):
        first += 1
    return [one for one in sorted(candidates, key=lambda one: one.number) if one.ranked is best.ranked and first <= one.number <= last]


def _in_reading_order(said: Sequence[Chosen]) -> list[Chosen]:
    """The best sentence first; what follows stays by passage, in the source's order within each."""
    first, *rest = said
    passages = list(dict.fromkeys(one.ranked.hit.row for one in said))
    return [first, *sorted(rest, key=lambda one: (passages.index(one.ranked.hit.row), one.number))]


def _same(one: Sentence, other: Sentence) -> bool:
    words, others = set(_WORD.findall(one.text.lower())), set(_WORD.findall(other.text.lower()))
    return len(words & others) >= SAME_WORDS * min(len(words), len(others)) if words and others else one.text == other.text
