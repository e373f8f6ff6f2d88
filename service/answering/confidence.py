"""How probable it is that the sources hold what was asked: a logistic function of how well the best passages match.

Fitted by `benchmarks/fit_confidence.py` on questions asked with and without the article that answers them.
"""

import math
from collections.abc import Sequence

import numpy as np

from service.answering.rank import Ranked

THRESHOLD = 0.39
BIAS = -7.786
WEIGHTS = {"sentence": 5.914, "dense": 3.012, "margin": 3.399, "length": 1.432}
TOP, FIELD = 3, 10


def features(ranked: Sequence[Ranked]) -> dict[str, float]:
    """What the probability rests on, of the best passages that may be quoted.

    `sentence` and `dense` are those of the ranking; `margin` is how far the best passage stands above
    the field, `length` the question's number of tokens, as a logarithm.
    """
    citable = [one for one in ranked if one.hit.passage.kind != "reader"]
    if not citable:
        return dict.fromkeys(WEIGHTS, 0.0)
    top, best = citable[:TOP], citable[0]
    return {
        "sentence": max(float(one.sentences.max()) for one in top),
        "dense": max(one.hit.dense for one in top),
        "margin": best.score - float(np.mean([one.score for one in citable[1 : FIELD + 1]] or [0.0])),
        "length": math.log(len(best.matches)),
    }


def confidence(ranked: Sequence[Ranked]) -> float:
    """Calibrated probability, 0 to 1, that the sources hold what was asked; 0 where nothing may be quoted."""
    if not any(one.hit.passage.kind != "reader" for one in ranked):
        return 0.0
    found = features(ranked)
    return 1 / (1 + math.exp(-(BIAS + sum(WEIGHTS[name] * found[name] for name in WEIGHTS))))
