"""How probable it is that the sources hold what was asked.

A logistic function of how well the best passages match.

Fitted by `benchmarks/fit_confidence.py` on questions asked with and without the article that answers them.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from service.answering.reranking import Ranked
from service.answering.tuning import Calibration

TOP, FIELD = 3, 10


def features(ranked: Sequence[Ranked], *, tokens: int) -> dict[str, float]:
    """What the probability rests on, of the best passages that may be quoted; empty where there are none.

    `sentence` and `dense` are those of the ranking; `margin` is how far the best passage stands above
    the field, `length` the question's number of tokens, as a logarithm.
    """
    citable = [passage for passage in ranked if passage.citable]
    if not citable:
        return {}
    top, best = citable[:TOP], citable[0]
    field = [passage.score for passage in citable[1 : FIELD + 1]]
    return {
        "sentence": max(float(passage.sentences.max()) for passage in top),
        "dense": max(passage.hit.dense for passage in top),
        "margin": best.score - float(np.mean(field or [0.0])),
        "length": math.log(tokens),
    }


def answerability(
    ranked: Sequence[Ranked], signals: Mapping[str, float], calibration: Calibration | None
) -> tuple[float, bool]:
    """How sure it is, 0 to 1, that the sources hold what was asked.

    And whether that is a calibrated probability.

    Without a calibration it is the best sentence's own score; 0 where nothing may be quoted.
    """
    if not signals or not any(passage.citable for passage in ranked):
        return 0.0, calibration is not None
    if calibration is None:
        return min(max(signals["sentence"], 0.0), 1.0), False
    logit = calibration.bias + sum(weight * signals[name] for name, weight in calibration.weights.items())
    return 1 / (1 + math.exp(-logit)), True
