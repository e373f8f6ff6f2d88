"""Intervals by bootstrap over questions, and whether a difference is more than chance.

The same resampled questions are taken for every system, so that differences are paired. The package scipy has
both tests, but comparing needs no more than answering does, which is without it; tests hold these to it.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
DRAWS = 10_000
SEED = 7

Floats = NDArray[np.float64]


def means(values: Floats) -> Floats:
    """Mean of each system's values (systems, questions), as measured and of each resample.

    (systems, 1 + `RESAMPLES`).
    """
    return values @ _weights(values.shape[1]).T


def aurocs(answerable: Floats, unanswerable: Floats) -> Floats:
    """Probability that an answerable question scores above an unanswerable one, ties one half, as `means`.

    Scores are (systems, questions); both groups are resampled, each by itself.
    """
    first, second = _weights(answerable.shape[1]), _weights(unanswerable.shape[1], seed=SEED + 1)
    rows = []
    for ours, theirs in zip(answerable, unanswerable, strict=True):
        above = (ours[:, None] > theirs[None, :]) + 0.5 * (ours[:, None] == theirs[None, :])
        rows.append(((first @ above) * second).sum(axis=1))
    return np.stack(rows)


def interval(samples: Floats) -> tuple[float, float, float]:
    """The figure and its 95 % interval, of a row of `means` or `aurocs`, or of two rows' difference."""
    low, high = np.quantile(samples[1:], [0.025, 0.975])
    return float(samples[0]), float(low), float(high)


def difference_interval(differences: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of the mean of paired differences; needs one or more."""
    _, low, high = interval(means(np.array([differences], dtype=float))[0])
    return low, high


def randomisation_p(differences: Sequence[float], *, draws: int = DRAWS, seed: int = SEED) -> float:
    """How often swapping two systems at random, question by question, gives a mean as far from 0; two-sided.

    The observed one counts as a draw, so that p is never 0 (Fisher, 1935). It is drawn from the few different
    values that paired differences have, so that memory does not grow with the questions.
    """
    values, counts = np.unique(np.abs(np.asarray(differences, dtype=float)), return_counts=True)
    kept = np.random.default_rng(seed).binomial(counts, 0.5, size=(draws, len(counts)))
    sums = (2 * kept - counts) @ values
    reached = np.abs(sums) >= abs(float(np.sum(differences))) - 1e-9
    return float((reached.sum() + 1) / (draws + 1))


@lru_cache(maxsize=4)  # a table asks for the same two again and again
def _weights(count: int, seed: int = SEED) -> Floats:
    """Each question's share of the whole set, and of each resample.

    (1 + `RESAMPLES`, questions), every row one in sum.
    """
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    return np.vstack([np.ones(count), drawn]) / count
