"""Two runs of one question set side by side.

Measures with intervals and tests, and the questions that changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eval.judgement import Asked, Judgement, judge
from eval.measures import Measure, shown_in
from eval.resampling import difference_interval, randomisation_p
from eval.run import OVERALL

CONDITIONS = ("index", "tuning")  # digests that an answer names
Pairs = Sequence[tuple[Judgement, Judgement]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure over the questions of one kind that it applies to in both runs.

    `interval` and `p` are None where it is not tested.
    """

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
    """A run, `after`, against another, `before`, by their names; `conditions`: in what else they differ."""

    before: str
    after: str
    conditions: tuple[str, ...]
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]


def compare(before: tuple[str, Sequence[Asked]], after: tuple[str, Sequence[Asked]]) -> Comparison:
    """Compare two runs, (name, questions with answers in the same order)."""
    (name, first), (other, second) = before, after
    pairs = [(judge(*old), judge(*new)) for old, new in zip(first, second, strict=True)]
    differences: list[Difference] = []
    for kind in dict.fromkeys(old.kind for old, _ in pairs):
        own = [pair for pair in pairs if pair[0].kind == kind]
        differences += [difference(kind, each, own) for each in shown_in("kinds")]
    run = shown_in("run")
    differences += [difference(OVERALL, each, pairs) for each in run if each.is_mean()]
    differences += [side_by_side(each, pairs) for each in run if "table" in each.shown and not each.is_mean()]
    changes = [_change(*each) for each in zip(first, second, pairs, strict=True)]
    changed = sorted((each for each in changes if each.gained or each.lost), key=lambda each: not each.lost)
    counted = tuple(each for each in differences if each.count)
    return Comparison(name, other, _conditions(first, second), counted, tuple(changed))


def _conditions(first: Sequence[Asked], second: Sequence[Asked]) -> tuple[str, ...]:
    """A line for each of `CONDITIONS` that the answers of the two runs name otherwise."""
    lines = []
    for name in CONDITIONS:
        before, after = (
            ", ".join(sorted({str(each.answer[name]) for each in asked if name in each.answer}))
            for asked in (first, second)
        )
        if before != after:
            lines.append(f"another {name}: {before or 'not named'} before, {after or 'not named'} after")
    return tuple(lines)


def difference(kind: str, of: Measure, pairs: Pairs) -> Difference:
    """A mean of paired judgements, with its interval and p; a count of 0 where it applies to none of them."""
    assert of.score is not None  # a mean has a score
    scores = [(of.score(old), of.score(new)) for old, new in pairs]
    scored = [(float(old), float(new)) for old, new in scores if old is not None and new is not None]
    if not scored:
        return Difference(kind, of.name, 0, None, None, None, None)
    gaps = [new - old for old, new in scored]
    before, after = (sum(values) / len(scored) for values in zip(*scored, strict=True))
    return Difference(
        kind, of.name, len(scored), before, after, difference_interval(gaps), randomisation_p(gaps)
    )


def side_by_side(of: Measure, pairs: Pairs) -> Difference:
    """A figure that is no mean over questions, without interval and p."""
    before, after = of.of([old for old, _ in pairs]), of.of([new for _, new in pairs])
    return Difference(OVERALL, of.name, len(pairs), before, after, None, None)


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """Plain values for JSON."""
    return asdict(comparison)


def _change(first: Asked, second: Asked, pair: tuple[Judgement, Judgement]) -> Change:
    gained: list[str] = []
    lost: list[str] = []
    for each in shown_in("changes"):
        assert each.score is not None  # only means can change by question
        old, new = map(each.score, pair)
        if old is not None and new is not None and old != new:
            (lost if each.is_worse(new, old) else gained).append(each.name)
    question = first.question
    return Change(
        id=question.id,
        kind=question.kind,
        question=" | ".join((*question.history, question.question)),
        gained=tuple(gained),
        lost=tuple(lost),
        before=_said(first.answer),
        after=_said(second.answer),
    )


def _said(answer: Mapping[str, Any]) -> str:
    """An answer in full; of a system that keeps no text, its quotes."""
    quotes = " ".join(cited["quote"] for cited in answer.get("citations", []))
    return str(answer.get("answer") or quotes or answer["status"])


def render(comparison: Comparison) -> str:
    """The comparison as plain text: the table, then each changed question, those that lost first."""
    rows = [["kind", "measure", "n", "before", "after", "difference", "95 % interval", "p"]]
    rows += [_row(each) for each in comparison.differences]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [f"before: {comparison.before}", f"after:  {comparison.after}", *comparison.conditions, ""]
    lines += ["  ".join(_cells(row, widths)) for row in rows]
    gained, lost = (
        sum(bool(getattr(each, name)) for each in comparison.changes) for name in ("gained", "lost")
    )
    lines += ["", f"questions that changed: {len(comparison.changes)} ({lost} lost, {gained} gained)"]
    return "\n".join([*lines, *(f"\n{_told(each)}" for each in comparison.changes)])


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Names to the left, numbers to the right."""
    sized = list(zip(row, widths, strict=True))
    return [
        *(cell.ljust(width) for cell, width in sized[:2]),
        *(cell.rjust(width) for cell, width in sized[2:]),
    ]


def _row(row: Difference) -> list[str]:
    gap = "-" if row.before is None or row.after is None else f"{row.after - row.before:+.3f}"
    interval = "-" if row.interval is None else f"{row.interval[0]:+.3f} to {row.interval[1]:+.3f}"
    figures = ["-" if value is None else f"{value:.3f}" for value in (row.before, row.after)]
    return [
        row.kind,
        row.measure,
        str(row.count),
        *figures,
        gap,
        interval,
        "-" if row.p is None else f"{row.p:.4f}",
    ]


def _told(change: Change) -> str:
    marks = [*(f"-{name}" for name in change.lost), *(f"+{name}" for name in change.gained)]
    head = f"{change.id} ({change.kind}) {' '.join(marks)}"
    return f"{head}\n  {change.question}\n  before: {change.before}\n  after:  {change.after}"
