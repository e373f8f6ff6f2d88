"""What fails a build: a figure below its least value, or answers significantly worse than a kept run's."""

import math
from collections.abc import Mapping, Sequence

from eval.compare import difference
from eval.judgement import Judgement
from eval.measures import shown_in
from eval.questions import QuestionSetError
from eval.run import OVERALL, Summary

ALPHA = 0.05


def limited() -> list[str]:
    """The measures that may have a least value: those that are better when higher."""
    return [each.name for each in shown_in("run") if each.better == "higher"]


def read_limits(text: str) -> dict[str, float]:
    """Least values of `hit@5=0.85,times=0.97`.

    Raises `QuestionSetError` for a measure or a number that is none.
    """
    limits: dict[str, float] = {}
    for part in text.split(","):
        name, _, number = (piece.strip() for piece in part.partition("="))
        if name not in limited():
            known = ", ".join(limited())
            raise QuestionSetError(
                f"--fail-under: {name!r} is no measure with a least value; there are {known}"
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
    """One line for each guarded measure that is worse with p below `ALPHA`.

    Both have the same questions in order.
    """
    pairs = list(zip(before, after, strict=True))
    reasons = []
    for each in shown_in("guard"):
        gap = difference(OVERALL, each, pairs)
        if gap.before is None or gap.after is None or gap.p is None:
            continue
        if each.is_worse(gap.after, gap.before) and gap.p < ALPHA:
            figures = f"{gap.after:.3f} after {gap.before:.3f} (p = {gap.p:.4f}, n = {gap.count})"
            reasons.append(f"{each.name} is significantly worse: {figures}")
    return reasons
