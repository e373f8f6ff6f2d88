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
_QUESTIONS_QUESTION = re.compile(r"\bquestions?\b|\bask\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence of the answer with the passage it stands in."""

    ranked: Ranked
    number: int
    score: float

    @property
    def place(self) -> tuple[int, int]:
        """Row of the passage and number of the sentence: what tells two sentences apart."""
        return self.ranked.hit.row, self.number

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
    questions = _QUESTIONS_QUESTION.search(question) is not None
    answering = [one for one in candidates if _answers(one, questions=questions)]
    if not answering:
        return []
    best = answering[0]
    opening = _whole_list(question, best, candidates) or [best]
    completing = [one for one in answering if one.score >= best.score - MARGIN and not one.sentence.text.endswith(":")]
    said: dict[tuple[int, int], Chosen] = {}
    left = most_words
    for one in [best, *opening, *completing]:
        words = len(one.sentence.text.split())
        if (words <= left or not said) and not any(_same(one.sentence, other.sentence) for other in said.values()):
            said[one.place] = one
            left -= words
    return _in_reading_order(said, [one.place for one in opening])


def _answers(one: Chosen, *, questions: bool) -> bool:
    """Whether a sentence may answer by itself: no question unless questions were asked for, no introduction that nothing follows."""
    text, following = one.sentence.text, one.ranked.hit.passage.sentences[one.number + 1 : one.number + 2]
    return (questions or not text.endswith("?")) and (
        not text.endswith(":") or any(after.role in ("item", "example") for after in following)
    )


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
    sentences = best.ranked.hit.passage.sentences
    role = best.sentence.role
    if role != "lead" and not (role == "item" and _LIST_QUESTION.search(question)):
        return []
    first, last = best.number, best.number
    while first > 0 and sentences[first].role != "lead" and sentences[first - 1].role in ("lead", "item"):
        first -= 1
    while last + 1 < len(sentences) and sentences[last + 1].role in ("item", "example"):
        last += 1
    own = [one for one in candidates if one.ranked is best.ranked and first <= one.number <= last]
    return sorted(own, key=lambda one: one.number)


def _in_reading_order(said: dict[tuple[int, int], Chosen], opening: Sequence[tuple[int, int]]) -> list[Chosen]:
    """What opens the answer first; the rest by passage, in the source's order within each."""
    first = [said[place] for place in opening if place in said]
    passages = list(dict.fromkeys(row for row, _ in said))
    rest = sorted((place for place in said if place not in opening), key=lambda place: (passages.index(place[0]), place[1]))
    return [*first, *(said[place] for place in rest)]


def _same(one: Sentence, other: Sentence) -> bool:
    words, others = set(_WORD.findall(one.text.lower())), set(_WORD.findall(other.text.lower()))
    return len(words & others) >= SAME_WORDS * min(len(words), len(others)) if words and others else one.text == other.text
