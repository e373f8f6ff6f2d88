"""The interface between finding passages and saying their sentences: whatever orders the hits of a search."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index import Encoding, Hit


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is looked up: `text[:asked]`, and what it is read with.

    That was asked before where it is `leaning`, else told around it.
    """

    text: str
    asked: int
    encoding: Encoding
    leaning: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its score and those of its sentences (n,), which order only within one ranking."""

    hit: Hit
    score: float
    sentences: NDArray[np.float32]

    @property
    def citable(self) -> bool:
        """Whether its sentences may answer: a reader's own story is no advice."""
        return self.hit.passage.kind != "reader"


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages, best first, and what a reranker says of them as a whole.

    `answerability` is how sure it is, 0 to 1, that they hold what was asked: a probability if `calibrated`,
    0 where nothing may be quoted. What was asked now must be answered: an earlier subject alone would make any
    question sure. `signals` are what this rests on, by name.
    """

    passages: Sequence[Ranked]
    answerability: float
    calibrated: bool
    signals: dict[str, float] = field(default_factory=dict)


class Reranker(Protocol):
    """Orders the hits of one snapshot, for many threads; a calibration fitted for it bears its `name`."""

    name: str

    def rank(self, query: Query, hits: Sequence[Hit]) -> Ranking:
        """The best of the hits in order; none for no hits."""
        ...

    def explain(self, query: Query, ranking: Ranking, count: int) -> list[dict[str, Any]]:
        """Of each of the first `count` passages of a ranking of its own why it stands there, in plain values.

        `signals` has for each signal's name a `score` and the passage's `rank` by it; `tokens`, where it
        compares words, pairs with `asked`, `matched` and their `cosine`.
        """
        ...
