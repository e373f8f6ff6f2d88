"""The table of measures.

Each one's name, how judgements make it, which way is better, its form, where it is shown.

Run, comparison, gates, report, page, public table and ablation go through it, so that a measure is one entry
here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.judgement import Judgement
from eval.metrics import auroc, calibration_error, percentile, reciprocal_rank, risk_coverage_area

BUDGETS = (60, 120, 300)
HITS = (1, 3, 5)
UNDERSPECIFIED = "underspecified"  # a kind that neither has an answer nor plainly lacks one

Score = Callable[[Judgement], float | None]
Whole = Callable[[Sequence[Judgement]], float | int | None]
Place = Literal["run", "table", "kinds", "changes", "guard"]
_RUN: frozenset[Place] = frozenset({"run"})
_TABLE: frozenset[Place] = _RUN | {"table"}
_GUARD: frozenset[Place] = _RUN | {"kinds", "guard"}
_WATCHED: frozenset[Place] = _TABLE | _GUARD | {"changes"}
_PUBLIC: frozenset[Place] = frozenset()  # only in the table of public sets, which names its measures


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a run.

    The mean of each question's `score`, None where it does not apply, or else `whole` of all.

    `separates` marks one that says how well its scores tell answerable questions from the others; `whole` is
    its value. `heading` is its name in tables, `meaning` a name and a sentence for the page, which shows
    equal ones once; `headline` are the words beside the figure at its top. It is shown in the figures of a
    "run", in the "table" of plain text, of each of the "kinds" in a comparison, among a comparison's
    "changes", and by the "guard" against worse answers.
    """

    name: str
    heading: str
    meaning: str
    score: Score | None = None
    whole: Whole | None = None
    better: Literal["higher", "lower"] | None = "higher"
    form: str = ".2f"
    shown: frozenset[Place] = _TABLE
    headline: str | None = None
    by_kind: bool = True
    separates: bool = False

    def of(self, judgements: Sequence[Judgement]) -> float | int | None:
        """The figure; None where it applies to none of them."""
        if self.whole is not None:
            return self.whole(judgements)
        assert self.score is not None  # a measure has one or the other
        return mean(score for score in map(self.score, judgements) if score is not None)

    @property
    def label(self) -> str:
        """Its name as a person reads it."""
        return self.name.replace("_", " ")

    def is_mean(self) -> bool:
        """Whether it is a mean over questions, so that differences can be paired and tested."""
        return self.score is not None and not self.separates

    def is_worse(self, value: float, before: float) -> bool:
        """Whether it is worse than it was; never where no way is better."""
        return value < before if self.better == "higher" else self.better == "lower" and value > before


def mean(values: Iterable[float]) -> float | None:
    """The mean, or None without values."""
    known = list(values)
    return sum(known) / len(known) if known else None


def _within(place: int | None, limit: int) -> float:
    return float(place is not None and place <= limit)


def _evidence(budget: int) -> Score:
    return lambda row: _within(row.words_until, budget) if row.answerable and row.cited else None


def _hit(k: int) -> Score:
    return lambda row: _within(row.rank, k) if row.answerable and row.shown else None


def _of_cited(value: Score) -> Score:
    return lambda row: value(row) if row.answerable and row.cited else None


def _times(rows: Sequence[Judgement]) -> float | None:
    right, cited = (
        sum(getattr(row, name) for row in rows if row.answerable) for name in ("times_right", "times_cited")
    )
    return right / cited if cited else None


def _auroc(rows: Sequence[Judgement]) -> float | None:
    sure = [(row.answerable, score) for row in rows if (score := _confidence(row)) is not None]
    return auroc(*([score for answerable, score in sure if answerable == truth] for truth in (True, False)))


def _confidence(row: Judgement) -> float | None:
    return None if row.kind == UNDERSPECIFIED else row.confidence


def _of_confidence(value: Callable[[Sequence[float], Sequence[bool]], float | None], *, right: bool) -> Whole:
    """A figure of the confidences of the answers given, and whether each is right, or wrong."""

    def of(rows: Sequence[Judgement]) -> float | None:
        given = [row for row in rows if row.answered and row.cited]
        sure = [(row.confidence, row.right == right) for row in given if row.confidence is not None]
        return value([confidence for confidence, _ in sure], [truth for _, truth in sure])

    return of


def _percentile(p: float) -> Whole:
    return lambda rows: percentile([row.took_ms for row in rows if row.took_ms is not None], p)


def _follow_up_hit(row: Judgement) -> float | None:
    return _within(row.rank, 5) if row.alone else None


def _gain_by_history(row: Judgement) -> float | None:
    return _within(row.rank, 5) - _within(row.alone.rank, 5) if row.alone else None


_EVIDENCE = (
    "evidence@n: share of answerable questions whose gold has been read to its end within n words of the "
    "answer’s quotes"
)
_HIT = "hit@k: one of the first k shown passages holds it"
_TOOK = "p50, p99: milliseconds that half and 99 of 100 answers do not exceed"

MEASURES: tuple[Measure, ...] = (
    Measure("questions", "n", "questions: how many were asked", whole=len, better=None, form="d"),
    Measure("evidence@60", "ev@60", _EVIDENCE, _evidence(60)),
    Measure(
        "evidence@120", "ev@120", _EVIDENCE, _evidence(120), shown=_WATCHED, headline="gold within 120 words"
    ),
    Measure("evidence@300", "ev@300", _EVIDENCE, _evidence(300)),
    Measure(
        "first", "first", "first: the first quote holds it", _of_cited(lambda row: row.first), shown=_WATCHED
    ),
    Measure("hit@1", "hit@1", _HIT, _hit(1), shown=_WATCHED),
    Measure("hit@3", "hit@3", _HIT, _hit(3)),
    Measure("hit@5", "hit@5", _HIT, _hit(5), shown=_TABLE | _GUARD, headline="gold in a shown passage"),
    Measure(
        "mrr",
        "MRR",
        "mrr: one over the rank of the first that does, on average",
        lambda row: reciprocal_rank(row.rank) if row.answerable and row.shown else None,
    ),
    Measure(
        "precision",
        "precision",
        "precision: share of an answer’s quotes that are evidence",
        _of_cited(lambda row: row.precision),
        shown=_RUN,
    ),
    Measure(
        "quote_precision",
        "quote-prec",
        "quote precision: share of an answer’s quotes that are evidence or otherwise belong in the answer",
        _of_cited(lambda row: row.quote_precision),
        headline="quotes that belong in the answer",
    ),
    Measure(
        "recall",
        "recall",
        "recall: share of the gold quotations that are quoted",
        _of_cited(lambda row: row.recall),
        shown=_RUN,
    ),
    Measure("f1", "F1", "f1: the harmonic mean of the two", _of_cited(lambda row: row.f1)),
    Measure(
        "times",
        "times",
        "times: share of cited times within 2 s of a gold stamp",
        whole=_times,
        headline="cited times right",
    ),
    Measure(
        "time_error",
        "time error",
        "time error: seconds from it, on average",
        whole=lambda rows: mean(error for row in rows if row.answerable for error in row.time_errors),
        better="lower",
        shown=_RUN,
    ),
    Measure(
        "refused_right",
        "refused-right",
        "refused right: share of the unanswerable questions that were refused",
        lambda row: None if row.answerable else not row.answered,
        headline="unanswerable questions refused",
    ),
    Measure(
        "refused_wrong",
        "refused-wrong",
        "refused wrong: share of the answerable ones that were",
        lambda row: not row.answered if row.answerable else None,
        better="lower",
        headline="answerable questions refused",
    ),
    Measure(
        "refusal",
        "refusal",
        "refusal: share of all questions that are answered or refused as they should be",
        lambda row: row.answered == row.answerable,
        shown=_GUARD | {"changes"},
    ),
    Measure(
        "auroc",
        "AUROC",
        "auroc: how well confidence parts the two",
        _confidence,
        _auroc,
        by_kind=False,
        separates=True,
    ),
    Measure(
        "calibration_error",
        "calibration error",
        "calibration error: distance of confidence from the share of right answers",
        whole=_of_confidence(calibration_error, right=True),
        better="lower",
        shown=_RUN,
        by_kind=False,
    ),
    Measure(
        "risk_coverage_area",
        "risk coverage area",
        "risk coverage area: risk on average over all thresholds",
        whole=_of_confidence(risk_coverage_area, right=False),
        better="lower",
        shown=_RUN,
        by_kind=False,
    ),
    Measure(
        "p50_ms",
        "p50 ms",
        _TOOK,
        whole=_percentile(50),
        better="lower",
        form=".1f",
        headline="ms for half of the answers",
    ),
    Measure("p99_ms", "p99 ms", _TOOK, whole=_percentile(99), better="lower", form=".1f"),
    Measure(
        "underspecified_refused",
        "underspecified refused",
        "underspecified refused: share of the underspecified questions that were refused",
        lambda row: not row.answered if row.kind == UNDERSPECIFIED else None,
        shown=_PUBLIC,
    ),
    Measure(
        "follow_up_hit@5",
        "follow-up hit@5",
        "follow-up hit@5: hit@5 of the follow-ups",
        _follow_up_hit,
        shown=_PUBLIC,
    ),
    Measure(
        "gain_by_history",
        "gain by history",
        "gain by history: hit@5 of follow-ups with the questions before them, less hit@5 without",
        _gain_by_history,
        shown=_PUBLIC,
    ),
    Measure(
        "time_in_segment",
        "time in segment",
        "time in segment: share of answers whose first sentence’s time is in the gold segment",
        lambda row: row.in_segment,
        shown=_PUBLIC,
    ),
    Measure(
        "inside_gold",
        "inside gold",
        "inside gold: share of an answer’s quotes that lie in gold lines",
        lambda row: row.inside,
        shown=_PUBLIC,
    ),
)


def measure(name: str) -> Measure:
    """The measure of a name; raises KeyError for a name that is none."""
    return _BY_NAME[name]


def shown_in(place: Place) -> list[Measure]:
    """The measures that are shown somewhere, in the order of the table."""
    return [each for each in MEASURES if place in each.shown]


_BY_NAME = {each.name: each for each in MEASURES}
