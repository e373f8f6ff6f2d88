"""How sure an answer is, in degrees that are told in words: whether its opening is likely what was asked.

That the sources hold what was asked does not say that the sentence which opens the answer is the right one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from service.answering.compose import lead
from service.answering.reranking import Ranked, Ranking
from service.answering.tuning import Tuning

Degree = Literal["sure", "likely", "barely", "near", "far"]
SURE = 0.8  # confidence, where no degrees are fitted
WORDS: Mapping[Degree, str] = {
    "sure": "The sources answer this",
    "likely": "Probably the answer",
    "barely": "May not be the answer",
    "near": "Not in the sources",
    "far": "Not what the sources are about",
}
_ORDER: Sequence[Degree] = tuple(WORDS)


@dataclass(frozen=True, slots=True)
class Sureness:
    """A degree, and the words that every door has for it.

    `near` and `far` are degrees of a refusal: the sources speak of something near, or of other subjects.
    """

    degree: Degree
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of several questions that were asked in one, and how sure what is said to it is."""

    question: str
    sureness: Sureness | None


def of_degree(degree: Degree) -> Sureness:
    """A degree with its words."""
    return Sureness(degree, WORDS[degree])


def sureness(ranking: Ranking, tuning: Tuning, *, answered: bool) -> Sureness | None:
    """How sure what is said from a ranking is; None where that is not calibrated."""
    if not ranking.calibrated or tuning.calibration is None:
        return None
    if not answered:
        return of_degree("far" if ranking.signals.get("sentence", 0.0) < tuning.calibration.far else "near")
    fitted = tuning.calibration.degrees
    if fitted is None:
        right, sure, barely = ranking.answerability, SURE, tuning.unsure
    else:
        known = signals(ranking.answerability, ranking.passages, tuning)
        right, sure, barely = logistic(fitted.bias, fitted.weights, known), fitted.sure, fitted.barely
        if ranking.answerability < fitted.least:
            return of_degree("barely")
    return of_degree("sure" if right >= sure else "barely" if right < barely else "likely")


def signals(confidence: float, ranked: Sequence[Ranked], tuning: Tuning) -> dict[str, float]:
    """What it rests on that the opening is right: the confidence, as log odds, and the lead over other passages."""
    held = min(max(confidence, 1e-4), 1 - 1e-4)
    return {"confidence": math.log(held / (1 - held)), "lead": lead(ranked, tuning.composing)}


def logistic(bias: float, weights: Mapping[str, float], known: Mapping[str, float]) -> float:
    """The fitted probability."""
    return 1 / (1 + math.exp(-bias - sum(weight * known[name] for name, weight in weights.items())))


def least(every: Sequence[Sureness | None]) -> Sureness | None:
    """The least sure of some; None where one is not known."""
    known = [each for each in every if each is not None]
    return (
        max(known, key=lambda each: _ORDER.index(each.degree)) if known and len(known) == len(every) else None
    )
