"""Two runs of one question set side by side: measures with intervals and tests, and the questions that changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.metrics import reciprocal_rank
from eval.paired import bootstrap_interval, randomisation_p
from eval.questions import Question
from eval.run import BUDGETS, HITS, OVERALL, Judgement, judge, summarise

Asked = Sequence[tuple[Question, Mapping[str, Any]]]
Score = Callable[[Judgement], float | None]


def _within(budget: int) -> Score:
    return lambda one: (
        None
        if not (one.answerable and one.cited)
        else one.words_until is not None and one.words_until <= budget
    )


def _hit(k: int) -> Score:
    return lambda one: None if not (one.answerable and one.shown) else one.rank is not None and one.rank <= k


# What each question scores; None where the measure does not apply to it. The means are those of `summarise`.
SCORES: Mapping[str, Score] = {
    **{f"evidence@{budget}": _within(budget) for budget in BUDGETS},
    "first": lambda one: one.first if one.answerable and one.cited else None,
    **{f"hit@{k}": _hit(k) for k in HITS},
    "mrr": lambda one: reciprocal_rank(one.rank) if one.answerable and one.shown else None,
    "f1": lambda one: one.f1 if one.answerable and one.cited else None,
    "refused_right": lambda one: None if one.answerable else not one.answered,
    "refused_wrong": lambda one: not one.answered if one.answerable else None,
    "refusal": lambda one: one.answered == one.answerable,
}
BY_KIND = ("evidence@120", "first", "hit@1", "hit@5", "refusal")
CHANGES = ("evidence@120", "first", "hit@1", "refusal")
UNTESTED = ("times", "auroc", "p50_ms")  # no mean over questions, so side by side only


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure over the questions of one kind that it applies to in both runs; `interval` and `p` are None where it is not tested."""

    kind: str
    measure: str
    count: int
    before: float | None
    after: float | None
    interval: tuple[float, float] | None
    p: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """A question that does better or worse by a measure, with both answers in full."""

    id: str
    kind: str
    question: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run, `after`, against another, `before`, by their names."""

    before: str
    after: str
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]


def compare(before: tuple[str, Asked], after: tuple[str, Asked]) -> Comparison:
    """Compare two runs, (name, questions with answers in the same order)."""
    (name, first), (other, second) = before, after
    old, new = [judge(*one) for one in first], [judge(*one) for one in second]
    pairs = list(zip(old, new, strict=True))
    kinds = list(dict.fromkeys(one.kind for one in old))
    differences = [
        difference(kind, measure, [pair for pair in pairs if pair[0].kind == kind])
        for kind in kinds
        for measure in BY_KIND
    ]
    differences += [difference(OVERALL, measure, pairs) for measure in SCORES]
    figures = summarise(old)[OVERALL], summarise(new)[OVERALL]
    differences += [
        Difference(OVERALL, measure, len(pairs), figures[0][measure], figures[1][measure], None, None)
        for measure in UNTESTED
    ]
    changes = [_change(one, pair, answers) for one, pair, answers in zip(first, pairs, second, strict=True)]
    changed = sorted((one for one in changes if one.gained or one.lost), key=lambda one: not one.lost)
    return Comparison(name, other, tuple(one for one in differences if one.count), tuple(changed))


def difference(kind: str, measure: str, pairs: Sequence[tuple[Judgement, Judgement]]) -> Difference:
    """A measure of paired judgements, with its interval and p; a count of 0 where it applies to none of them."""
    score = SCORES[measure]
    scored = [
        (old, new)
        for old, new in ((score(a), score(b)) for a, b in pairs)
        if old is not None and new is not None
    ]
    if not scored:
        return Difference(kind, measure, 0, None, None, None, None)
    gaps = [new - old for old, new in scored]
    before, after = (sum(values) / len(scored) for values in zip(*scored, strict=True))
    return Difference(
        kind, measure, len(scored), before, after, bootstrap_interval(gaps), randomisation_p(gaps)
    )


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """Plain values for JSON."""
    return asdict(comparison)


def _change(
    first: tuple[Question, Mapping[str, Any]],
    pair: tuple[Judgement, Judgement],
    second: tuple[Question, Mapping[str, Any]],
) -> Change:
    question = first[0]
    scores = {measure: (SCORES[measure](pair[0]), SCORES[measure](pair[1])) for measure in CHANGES}
    known = {
        measure: (old, new) for measure, (old, new) in scores.items() if old is not None and new is not None
    }
    return Change(
        id=question.id,
        kind=question.kind,
        question=" | ".join((*question.history, question.question)),
        gained=tuple(measure for measure, (old, new) in known.items() if new > old),
        lost=tuple(measure for measure, (old, new) in known.items() if new < old),
        before=_said(first[1]),
        after=_said(second[1]),
    )


def _said(answer: Mapping[str, Any]) -> str:
    """An answer in full; of a system that keeps no text, its quotes."""
    return str(
        answer.get("answer")
        or " ".join(one["quote"] for one in answer.get("citations", []))
        or answer["status"]
    )


def render(comparison: Comparison) -> str:
    """The comparison as plain text: the table, then each changed question, those that lost first."""
    rows = [["kind", "measure", "n", "before", "after", "difference", "95 % interval", "p"]]
    rows += [_row(one) for one in comparison.differences]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [f"before: {comparison.before}", f"after:  {comparison.after}", ""]
    lines += ["  ".join(_cells(row, widths)) for row in rows]
    gained, lost = (
        sum(bool(getattr(one, name)) for one in comparison.changes) for name in ("gained", "lost")
    )
    lines += ["", f"questions that changed: {len(comparison.changes)} ({lost} lost, {gained} gained)"]
    return "\n".join([*lines, *(f"\n{_told(one)}" for one in comparison.changes)])


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Names to the left, numbers to the right."""
    sized = list(zip(row, widths, strict=True))
    return [
        *(cell.ljust(width) for cell, width in sized[:2]),
        *(cell.rjust(width) for cell, width in sized[2:]),
    ]


def _row(one: Difference) -> list[str]:
    gap = "-" if one.before is None or one.after is None else f"{one.after - one.before:+.3f}"
    interval = "-" if one.interval is None else f"{one.interval[0]:+.3f} to {one.interval[1]:+.3f}"
    figures = ["-" if value is None else f"{value:.3f}" for value in (one.before, one.after)]
    return [
        one.kind,
        one.measure,
        str(one.count),
        *figures,
        gap,
        interval,
        "-" if one.p is None else f"{one.p:.4f}",
    ]


def _told(one: Change) -> str:
    marks = [*(f"-{name}" for name in one.lost), *(f"+{name}" for name in one.gained)]
    return f"{one.id} ({one.kind}) {' '.join(marks)}\n  {one.question}\n  before: {one.before}\n  after:  {one.after}"
