"""Choose the sentences that answer, the best one first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest import Sentence
from service.answering.conversation import content_words
from service.answering.english import AUXILIARIES, CONNECTIVES, DEMONSTRATIVES, PERSONAL, any_of
from service.answering.reranking import Ranked
from service.answering.stance import asks_for_stance, stance
from service.answering.tuning import Composing

_ASKS_FOR_QUESTIONS = re.compile(r"\bquestions?\b|\bask\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    rf"{any_of(PERSONAL - {'it', 'its'}, ('such',))}|that (?={any_of(AUXILIARIES)})"
    rf"|{any_of(DEMONSTRATIVES - {'that'})} (\w+)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(any_of(CONNECTIVES), re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A sentence of the answer with the passage it stands in.

    `repeats` is the place of one before it that says the same.
    """

    ranked: Ranked
    number: int
    score: float
    repeats: tuple[int, int] | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Row of the passage and number of the sentence: what tells two sentences apart."""
        return self.ranked.hit.row, self.number

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.ranked.hit.passage.sentences[self.number]


def compose(
    question: str, ranked: Sequence[Ranked], composing: Composing, *, most_words: int
) -> list[Chosen]:
    """The answer's sentences in the order they are said, each before what only repeats it in other articles.

    Readers' own words never answer, nor does a letter template.
    """
    candidates = sorted(_candidates(ranked, composing), key=lambda one: -one.score)
    questions = _ASKS_FOR_QUESTIONS.search(question) is not None
    answering = [one for one in candidates if _answers(one, questions=questions)]
    if not answering:
        return []
    opening = _opening(question, answering, candidates, ranked, composing)
    completing = [one for one in answering if _completes(one, answering[0], composing)]
    said: dict[tuple[int, int], Chosen] = {}
    repeats: dict[tuple[int, int], list[Chosen]] = {}
    left = most_words
    for one in [max(opening, key=lambda one: one.score), *opening, *completing]:
        if one.place in said:
            continue
        words = len(one.sentence.text.split())
        same = next(
            (other for other in said.values() if _same(one.sentence, other.sentence, composing.same_words)),
            None,
        )
        if same:
            if one.ranked.hit.passage.article != same.ranked.hit.passage.article:
                repeats.setdefault(same.place, []).append(replace(one, repeats=same.place))
        elif words <= left or not said:
            said[one.place] = one
            left -= words
    ordered = _in_order(question, said, opening)
    return [
        every for one in ordered for every in (one, *repeats.get(one.place, [])[: composing.most_repeats])
    ]


def lead(ranked: Sequence[Ranked], composing: Composing) -> float:
    """How far the best sentence that may answer stands above the best one of another passage, at most 1."""
    best: dict[int, float] = {}
    for one in _candidates(ranked, composing):
        if _answers(one, questions=False):
            row = one.ranked.hit.row
            best[row] = max(one.score, best.get(row, one.score))
    first, *others = sorted(best.values(), reverse=True) or [0.0]
    return min(first - others[0], 1.0) if others else 1.0


def _completes(one: Chosen, best: Chosen, composing: Composing) -> bool:
    """Whether a sentence comes near the best; what another reader was told is of another case, and must nearer."""
    passage, first = one.ranked.hit.passage, best.ranked.hit.passage
    other = passage.kind == "reply" and (passage.article, passage.section) != (first.article, first.section)
    margin = composing.margin_of_another_case if other else composing.margin
    return one.score >= best.score - margin and not one.sentence.text.endswith(":")


def _opening(
    question: str,
    answering: Sequence[Chosen],
    candidates: Sequence[Chosen],
    ranked: Sequence[Ranked],
    composing: Composing,
) -> list[Chosen]:
    """What the answer begins with: a whole list, or a sentence, after the one that it points back to.

    The sentence is the best one that has the form of what is asked for, or the best of all if that is better
    by more than `composing.instead`.
    """
    near = [one for one in answering if one.score >= answering[0].score - composing.instead]
    best = next((one for one in near if _fits(question, one.sentence)), answering[0])
    whole = _whole_list(best, candidates, composing)
    before = None if whole or not points_back(question, best.sentence) else _before(best, ranked)
    return whole or [one for one in (before, best) if one]


def _fits(question: str, sentence: Sentence) -> bool:
    """Whether a sentence can be understood alone and, where a stand is asked for, takes one."""
    if _goes_on(question, sentence):
        return False
    return not asks_for_stance(question) or stance(sentence.text) != 0


def points_back(question: str, sentence: Sentence) -> bool:
    """Whether a sentence opens with a word for what stands before it.

    That is a pronoun, or "these rules" where nobody asked of rules.
    """
    opens = _POINTS_BACK.match(sentence.text)
    asked = {_singular(word) for word in content_words(question)}
    return (
        sentence.role == "prose"
        and opens is not None
        and (opens[1] is None or _singular(opens[1]) not in asked)
    )


def _singular(word: str) -> str:
    return word.lower().removesuffix("s")


def _before(one: Chosen, ranked: Sequence[Ranked]) -> Chosen | None:
    """The prose before: in the passage, or at the end of the one before it under the same heading.

    What points back over a list means the list, not its last item.
    """
    before = replace(one, number=one.number - 1) if one.number > 0 else _end_before(one, ranked)
    return before if before and before.sentence.role == "prose" else None


def _end_before(one: Chosen, ranked: Sequence[Ranked]) -> Chosen | None:
    """The last sentence of the passage before, under the same heading."""
    passage = one.ranked.hit.passage
    earlier = [
        other
        for other in ranked
        if other.hit.passage.start < passage.start
        and all(
            getattr(other.hit.passage, name) == getattr(passage, name)
            for name in ("article", "section", "kind", "author")
        )
    ]
    last = max(earlier, key=lambda other: other.hit.passage.start, default=None)
    return Chosen(last, len(last.hit.passage.sentences) - 1, one.score) if last else None


def _answers(one: Chosen, *, questions: bool) -> bool:
    """Whether a sentence may answer by itself.

    No question does unless questions were asked for, and no introduction that nothing follows.
    """
    text, following = one.sentence.text, one.ranked.hit.passage.sentences[one.number + 1 : one.number + 2]
    if text.endswith("?") and not questions:
        return False
    return not text.endswith(":") or any(after.role in ("item", "example") for after in following)


def _candidates(ranked: Sequence[Ranked], composing: Composing) -> list[Chosen]:
    found: list[Chosen] = []
    citable = [one for one in ranked if one.citable]
    for one in citable[: composing.passages_read]:
        for number, sentence in enumerate(one.hit.passage.sentences):
            words = len(sentence.text.split())
            if sentence.role != "example" and words >= composing.fewest_words:
                score = float(one.sentences[number]) + composing.passage_share * one.score
                score -= composing.word * words
                found.append(Chosen(one, number, score))
    return found


def _whole_list(best: Chosen, candidates: Sequence[Chosen], composing: Composing) -> list[Chosen]:
    """Introduction and items, when the best sentence introduces a list or most of a list's items come near it."""
    sentences = best.ranked.hit.passage.sentences
    first = last = best.number
    while best.sentence.role == "item" and first > 0 and sentences[first - 1].role in ("item", "lead"):
        first -= 1
        if sentences[first].role == "lead":
            break
    while last + 1 < len(sentences) and sentences[last + 1].role in ("item", "example"):
        last += 1
    own = [one for one in candidates if one.ranked is best.ranked and first <= one.number <= last]
    near = sum(one.score >= best.score - composing.margin for one in own)
    widened = best.sentence.role == "item" and near >= max(composing.fewest_items, len(own) / 2)
    return sorted(own, key=lambda one: one.number) if best.sentence.role == "lead" or widened else []


def _in_order(question: str, said: dict[tuple[int, int], Chosen], opening: Sequence[Chosen]) -> list[Chosen]:
    """What opens the answer, then the best first; what goes on from the sentence before it stands behind that."""
    opens = [one.place for one in opening if one.place in said]
    others = [place for place in said if place not in opens]
    behind = {
        (row, number)
        for row, number in others
        if (row, number - 1) in said and _goes_on(question, said[row, number].sentence)
    }
    ordered: list[Chosen] = []
    for row, first in (place for place in [*opens, *others] if place not in behind):
        last = first
        while (row, last + 1) in behind:
            last += 1
        ordered.extend(said[row, number] for number in range(first, last + 1))
    return ordered


def _goes_on(question: str, sentence: Sentence) -> bool:
    """Whether a sentence is hardly understood without the one before it."""
    return points_back(question, sentence) or _GOES_ON.match(sentence.text) is not None


def _same(one: Sentence, other: Sentence, share: float) -> bool:
    words, others = set(_WORD.findall(one.text.lower())), set(_WORD.findall(other.text.lower()))
    return (
        len(words & others) >= share * min(len(words), len(others))
        if words and others
        else one.text == other.text
    )
