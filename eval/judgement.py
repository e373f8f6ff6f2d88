"""A question that was asked, and how its answer met its gold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from eval.metrics import (
    f1,
    gold_rank,
    quotes_gold,
    sentence_precision,
    sentence_recall,
    time_errors,
    time_right,
    words_until,
)
from eval.questions import Question

RIGHT_WITHIN = 120  # words until evidence of an answer that counts as right


class Asked(NamedTuple):
    """A question and the answer object that a system gave to it."""

    question: Question
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one answer met its question's gold; counts of citations are over those that quote gold with stamps.

    `words_until` counts words up to the first gold quotation's end, `first` says that the first quote holds
    it, `rank` is that of the first shown passage with gold. `took_ms` is in milliseconds, `time_errors` are
    in seconds. `cited` and `shown` say whether the answer object has citations and passages at all. Of all
    quotes the share `inside` lies in gold; `precision` is the share that is evidence, `quote_precision` the
    share that is evidence or otherwise fine. `in_segment` says that the first quote's time is between the
    first and the last gold stamp. `alone` is the judgement of the same question asked without its history,
    where it was.
    """

    id: str
    kind: str
    answerable: bool
    answered: bool
    words_until: int | None
    first: bool
    rank: int | None
    times_cited: int
    times_right: int
    confidence: float | None
    took_ms: float | None
    precision: float | None = None
    quote_precision: float | None = None
    recall: float | None = None
    time_errors: tuple[int, ...] = ()
    cited: bool = True
    shown: bool = True
    inside: float = 0.0
    in_segment: bool = False
    alone: "Judgement | None" = None

    @property
    def right(self) -> bool:
        """Whether it answers and its evidence is read within `RIGHT_WITHIN` words."""
        return self.answered and self.words_until is not None and self.words_until <= RIGHT_WITHIN

    @property
    def f1(self) -> float:
        """The harmonic mean of sentence precision and recall."""
        return f1(self.precision, self.recall)


def judge(question: Question, answer: Mapping[str, Any]) -> Judgement:
    """One answer object against its question's gold; of another system's, only `status` is needed.

    A citation's time is judged where it has `seconds`; null counts as a wrong one.
    """
    answered = answer["status"] == "answered"
    citations = answer.get("citations", []) if answered else []
    quotes = [(cited["article"], cited["quote"]) for cited in citations]
    passages = [(passage["article"], passage["text"]) for passage in answer.get("passages", [])]
    timed_gold = [gold for gold in question.gold if gold.stamps]
    timed = [
        (cited["article"], cited["quote"], cited["seconds"])
        for cited in citations
        if "seconds" in cited and quotes_gold(cited["article"], cited["quote"], timed_gold)
    ]
    return Judgement(
        id=question.id,
        kind=question.kind,
        answerable=question.answerable,
        answered=answered,
        words_until=words_until(quotes, question.gold),
        first=words_until(quotes[:1], question.gold) is not None,
        rank=gold_rank(passages, question.gold),
        times_cited=len(timed),
        times_right=sum(
            any(
                quotes_gold(article, quote, [gold]) and time_right(seconds, gold.stamps)
                for gold in timed_gold
            )
            for article, quote, seconds in timed
        ),
        confidence=answer.get("confidence"),
        took_ms=answer.get("took_ms"),
        precision=sentence_precision(quotes, question.gold) if question.gold else None,
        quote_precision=(
            sentence_precision(quotes, (*question.gold, *question.ok)) if question.gold else None
        ),
        recall=sentence_recall(quotes, question.gold),
        time_errors=tuple(time_errors(timed, timed_gold)),
        cited="citations" in answer,
        shown="passages" in answer,
        inside=sum(quotes_gold(article, quote, question.gold) for article, quote in quotes)
        / max(len(quotes), 1),
        in_segment=_in_segment(question, citations),
    )


def _in_segment(question: Question, citations: list[Mapping[str, Any]]) -> bool:
    """Whether the first citation's time lies between the first and the last gold stamp of its article."""
    if not citations or citations[0].get("seconds") is None:
        return False
    article, seconds = citations[0]["article"], citations[0]["seconds"]
    segments = [gold.stamps for gold in question.gold if gold.article == article and gold.stamps]
    return any(min(stamps) <= seconds <= max(stamps) for stamps in segments)
