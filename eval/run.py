"""Ask every question of a set, judge each answer against its gold, and add the judgements up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.metrics import (
    auroc,
    calibration_error,
    f1,
    gold_rank,
    hit_at,
    percentile,
    quotes_gold,
    reciprocal_rank,
    risk_coverage_area,
    sentence_precision,
    sentence_recall,
    time_errors,
    time_right,
    words_until,
)
from eval.questions import Question, QuestionSetError
from service.answering.answer import QuestionError
from service.assistant import Assistant

OVERALL = "overall"
BUDGETS = (60, 120, 300)
HITS = (1, 3, 5)
RIGHT_WITHIN = 120  # words until evidence of an answer that counts as right

Figures = dict[str, float | int | None]
Summary = dict[str, Figures]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How one answer met its question's gold; counts of citations are over those that quote gold with stamps.

    `words_until` counts words up to the first gold quotation's end, `first` says that the first quote holds it,
    `rank` is that of the first shown passage with gold. `took_ms` is in milliseconds, `time_errors` are in seconds.
    `cited` and `shown` say whether the answer object has citations and passages at all.
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
    recall: float | None = None
    time_errors: tuple[int, ...] = ()
    cited: bool = True
    shown: bool = True

    @property
    def right(self) -> bool:
        """Whether it answers and its evidence is read within `RIGHT_WITHIN` words."""
        return self.answered and self.words_until is not None and self.words_until <= RIGHT_WITHIN

    @property
    def f1(self) -> float:
        """The harmonic mean of sentence precision and recall."""
        return f1(self.precision, self.recall)


def run(assistant: Assistant, questions: Iterable[Question]) -> list[tuple[Question, dict[str, Any]]]:
    """Each question with its answer; raises `QuestionSetError` where gold names no article of the index or a question cannot be asked."""
    asked: list[tuple[Question, dict[str, Any]]] = []
    known = {card.id for card in assistant.articles()}
    for one in questions:
        for gold in one.gold:
            if gold.article not in known:
                raise QuestionSetError(
                    f"question {one.id}: its gold names article {gold.article!r}, which is not in the index"
                )
        try:
            asked.append((one, assistant.ask(one.question, one.history).as_dict()))
        except QuestionError as error:
            raise QuestionSetError(f"question {one.id}: {error}") from error
    return asked


def judge(question: Question, answer_dict: Mapping[str, Any]) -> Judgement:
    """One answer object against its question's gold; of another system's, only `status` is needed.

    A citation's time is judged where it has `seconds`; null counts as a wrong one.
    """
    answered = answer_dict["status"] == "answered"
    citations = answer_dict.get("citations", []) if answered else []
    quotes = [(one["article"], one["quote"]) for one in citations]
    passages = [(one["article"], one["text"]) for one in answer_dict.get("passages", [])]
    timed = [gold for gold in question.gold if gold.stamps]
    cited = [
        one for one in citations if "seconds" in one and quotes_gold(one["article"], one["quote"], timed)
    ]
    return Judgement(
        id=question.id,
        kind=question.kind,
        answerable=question.answerable,
        answered=answered,
        words_until=words_until(quotes, question.gold),
        first=words_until(quotes[:1], question.gold) is not None,
        rank=gold_rank(passages, question.gold),
        times_cited=len(cited),
        times_right=sum(
            any(
                quotes_gold(one["article"], one["quote"], [gold]) and time_right(one["seconds"], gold.stamps)
                for gold in timed
            )
            for one in cited
        ),
        confidence=answer_dict.get("confidence"),
        took_ms=answer_dict.get("took_ms"),
        precision=sentence_precision(quotes, question.gold) if question.gold else None,
        recall=sentence_recall(quotes, question.gold),
        time_errors=tuple(
            time_errors([(one["article"], one["quote"], one["seconds"]) for one in cited], timed)
        ),
        cited="citations" in answer_dict,
        shown="passages" in answer_dict,
    )


def summarise(judgements: Sequence[Judgement]) -> Summary:
    """Figures by kind, in the order the kinds first appear, then `overall`; None where a figure does not apply."""
    kinds = dict.fromkeys(one.kind for one in judgements)
    summary = {kind: _figures([one for one in judgements if one.kind == kind]) for kind in kinds}
    return {**summary, OVERALL: _figures(judgements) | _of_confidence(judgements)}


def _figures(judgements: Sequence[Judgement]) -> Figures:
    answerable = [one for one in judgements if one.answerable]
    cited = [one for one in answerable if one.cited]
    ranks = [one.rank for one in answerable if one.shown]
    took = [one.took_ms for one in judgements if one.took_ms is not None]
    return {
        "questions": len(judgements),
        **{f"evidence@{budget}": hit_at([one.words_until for one in cited], budget) for budget in BUDGETS},
        "first": _mean(one.first for one in cited),
        **{f"hit@{k}": hit_at(ranks, k) for k in HITS},
        "mrr": _mean(map(reciprocal_rank, ranks)),
        "precision": _mean(one.precision for one in cited if one.precision is not None),
        "recall": _mean(one.recall for one in cited if one.recall is not None),
        "f1": _mean(one.f1 for one in cited),
        "times": _ratio(
            sum(one.times_right for one in answerable), sum(one.times_cited for one in answerable)
        ),
        "time_error": _mean(error for one in answerable for error in one.time_errors),
        "refused_right": _mean(not one.answered for one in judgements if not one.answerable),
        "refused_wrong": _mean(not one.answered for one in answerable),
        "auroc": None,
        "calibration_error": None,
        "risk_coverage_area": None,
        "p50_ms": percentile(took, 50),
        "p99_ms": percentile(took, 99),
    }


def _of_confidence(judgements: Sequence[Judgement]) -> Figures:
    """How well confidence tells answerable questions from the others, and right answers from wrong ones."""
    sure = {
        truth: [
            one.confidence for one in judgements if one.answerable == truth and one.confidence is not None
        ]
        for truth in (True, False)
    }
    given = [
        (one.confidence, one.right)
        for one in judgements
        if one.answered and one.cited and one.confidence is not None
    ]
    confidences, right = [confidence for confidence, _ in given], [correct for _, correct in given]
    return {
        "auroc": auroc(sure[True], sure[False]),
        "calibration_error": calibration_error(confidences, right),
        "risk_coverage_area": risk_coverage_area(confidences, [not correct for correct in right]),
    }


def _mean(values: Iterable[float]) -> float | None:
    known = list(values)
    return sum(known) / len(known) if known else None


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
