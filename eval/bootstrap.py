"""Intervals by bootstrap over questions, the same resampled questions for every system (Efron and Tibshirani, 1993)."""

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2000
SEED = 7

Floats = NDArray[np.float64]


def means(values: Floats) -> Floats:
    """Mean of each system's values (systems, questions), first as measured, then of each resample: (systems, 1 + `RESAMPLES`)."""
    return values @ _weights(values.shape[1]).T


def aurocs(answerable: Floats, unanswerable: Floats) -> Floats:
    """Probability that an answerable question scores above an unanswerable one, ties one half, in the form of `means`.

    Scores are (systems, questions); both groups are resampled, each by itself.
    """
    first, second = _weights(answerable.shape[1]), _weights(unanswerable.shape[1], seed=SEED + 1)
    rows = []
    for ours, theirs in zip(answerable, unanswerable, strict=True):
        above = (ours[:, None] > theirs[None, :]) + 0.5 * (ours[:, None] == theirs[None, :])
        rows.append(((first @ above) * second).sum(axis=1))
    return np.stack(rows)


def interval(samples: Floats) -> tuple[float, float, float]:
    """The figure as measured and its 95 % interval, of one row of `means` or `aurocs` or of two rows' difference."""
    low, high = np.quantile(samples[1:], [0.025, 0.975])
    return float(samples[0]), float(low), float(high)


def _weights(count: int, seed: int = SEED) -> Floats:
    """Each question's share of the whole set, and of each resample: (1 + `RESAMPLES`, questions), every row one in sum."""
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    return np.vstack([np.ones(count), drawn]) / count
