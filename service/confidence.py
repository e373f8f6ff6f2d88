"""How probable it is that the best passages answer the question."""

import math
from collections.abc import Sequence

from service.rank import Ranked

THRESHOLD = 0.5
BIAS = 0.0
WEIGHTS = {"late": 0.0, "sentence": 0.0, "dense": 0.0, "words": 0.0}


def features(ranked: Sequence[Ranked]) -> dict[str, float]:
    """What the probability rests on, of the best citable passages."""
    citable = [one for one in ranked if one.hit.passage.kind != "reader"]
    top = citable[:3]
    if not top:
        return dict.fromkeys(WEIGHTS, 0.0)
    return {
        "late": top[0].late,
        "sentence": max(float(one.sentences.max()) for one in top),
        "dense": max(one.hit.dense for one in top),
        "words": math.log1p(max(one.hit.words for one in top)),
    }


def confidence(ranked: Sequence[Ranked]) -> float:
    """Calibrated probability, 0 to 1, that the sources hold what was asked."""
    found = features(ranked)
    return 1 / (1 + math.exp(-(BIAS + sum(WEIGHTS[name] * found[name] for name in WEIGHTS))))
