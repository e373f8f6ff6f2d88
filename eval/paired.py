"""Whether the difference of two systems' scores on the same questions is more than chance.

Both draw from the few different values that paired differences have, so that memory does not grow with the questions.
"""

from collections.abc import Sequence

import numpy as np

DRAWS = 10_000
SEED = 20261123


def bootstrap_interval(
    differences: Sequence[float], *, draws: int = DRAWS, seed: int = SEED
) -> tuple[float, float]:
    """The 95 % interval of the mean difference, by questions drawn again with replacement (Efron, 1979); needs one difference or more."""
    values, counts = np.unique(np.asarray(differences, dtype=float), return_counts=True)
    total = counts.sum()
    means = np.random.default_rng(seed).multinomial(total, counts / total, size=draws) @ values / total
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def randomisation_p(differences: Sequence[float], *, draws: int = DRAWS, seed: int = SEED) -> float:
    """How often swapping the two systems at random, question by question, gives a mean at least as far from 0 (Fisher, 1935); two-sided.

    The observed one counts as a draw, so that p is never 0.
    """
    values, counts = np.unique(np.abs(np.asarray(differences, dtype=float)), return_counts=True)
    kept = np.random.default_rng(seed).binomial(counts, 0.5, size=(draws, len(counts)))
    sums = (2 * kept - counts) @ values
    reached = np.abs(sums) >= abs(float(np.sum(differences))) - 1e-9
    return float((reached.sum() + 1) / (draws + 1))
