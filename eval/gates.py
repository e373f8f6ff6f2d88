"""What fails a build: a figure below its least value, or answers significantly worse than a kept run's."""

import math
from collections.abc import Mapping, Sequence

from eval.compare import difference
from eval.questions import QuestionSetError
from eval.run import BUDGETS, HITS, OVERALL, Judgement, Summary

ALPHA = 0.05
# Only figures that are better when higher have a least value.
LIMITED = (
    *(f"evidence@{budget}" for budget in BUDGETS),
    "first",
    *(f"hit@{k}" for k in HITS),
    *("mrr", "precision", "recall", "f1", "times", "refused_right", "auroc"),
)
GUARDED = ("evidence@120", "first", "hit@1", "hit@5", "refusal")


def read_limits(text: str) -> dict[str, float]:
    """Least values of `hit@5=0.85,times=0.97`; raises `QuestionSetError` for a measure or a number that is none."""
    limits: dict[str, float] = {}
    for part in text.split(","):
        name, _, number = (piece.strip() for piece in part.partition("="))
        if name not in LIMITED:
            raise QuestionSetError(
                f"--fail-under: {name!r} is no measure with a least value; there are {', '.join(LIMITED)}"
            )
        try:
            limits[name] = float(number)
        except ValueError:
            raise QuestionSetError(f"--fail-under: {number!r}, the least {name}, is not a number") from None
        if not math.isfinite(limits[name]):
            raise QuestionSetError(f"--fail-under: {number!r}, the least {name}, is not a number")
    return limits


def failures(summary: Summary, limits: Mapping[str, float]) -> list[str]:
    """One line for each overall figure below its limit; one that the answers do not give is below."""
    figures = summary[OVERALL]
    reasons = []
    for name, least in limits.items():
        value = figures[name]
        if value is None:
            reasons.append(f"{name} cannot be measured here, and must be at least {least:g}")
        elif value < least:
            reasons.append(f"{name} is {value:.4f}, below {least:g}")
    return reasons


def worsenings(before: Sequence[Judgement], after: Sequence[Judgement]) -> list[str]:
    """One line for each guarded measure that is lower with p below `ALPHA`; both have the same questions in the same order."""
    reasons = []
    for name in GUARDED:
        found = difference(OVERALL, name, list(zip(before, after, strict=True)))
        if (
            found.before is not None
            and found.after is not None
            and found.p is not None
            and found.after < found.before
            and found.p < ALPHA
        ):
            reasons.append(
                f"{name} is significantly worse: {found.after:.3f} after {found.before:.3f} (p = {found.p:.4f}, n = {found.count})"
            )
    return reasons
