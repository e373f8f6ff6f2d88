"""Intervals by bootstrap and tests of paired differences, by hand and against scipy."""

from importlib import import_module
from typing import Any

import numpy as np
import pytest

from eval.metrics import auroc
from eval.resampling import RESAMPLES, aurocs, difference_interval, interval, means, randomisation_p


def test_the_first_sample_is_the_figure_as_measured() -> None:
    """The mean of each system's values; the interval holds it and is about four standard errors wide."""
    values = np.array([[1.0] * 80 + [0.0] * 20, [1.0] * 50 + [0.0] * 50])
    samples = means(values)
    assert samples.shape == (2, 1 + RESAMPLES)
    value, low, high = interval(samples[0])
    assert value == pytest.approx(0.8)
    assert [low, high] == pytest.approx([0.8 - 1.96 * 0.04, 0.8 + 1.96 * 0.04], abs=0.015)


def test_differences_are_paired() -> None:
    """A system that is better by the same on every question is better by that in every resample."""
    values = np.random.default_rng(1).random(50)
    samples = means(np.stack([values, values + 0.25]))
    assert list(interval(samples[1] - samples[0])) == pytest.approx([0.25, 0.25, 0.25])


def test_aurocs_agree_with_the_ranks() -> None:
    """The first sample is what ranks give, ties one half, for each system; the interval lies around it."""
    rng = np.random.default_rng(2)
    answerable, unanswerable = (
        rng.integers(0, 6, (2, 40)).astype(float),
        rng.integers(0, 5, (2, 30)).astype(float),
    )
    samples = aurocs(answerable, unanswerable)
    for row, ours, theirs in zip(samples, answerable, unanswerable, strict=True):
        value, low, high = interval(row)
        assert value == pytest.approx(auroc(ours.tolist(), theirs.tolist()))
        assert low < value < high


def test_the_same_data_gives_the_same_interval() -> None:
    """The resamples are seeded."""
    values = np.random.default_rng(3).random((1, 20))
    assert interval(means(values)[0]) == interval(means(values)[0])


@pytest.mark.parametrize(
    ("differences", "interval"),
    [
        pytest.param([0.0] * 5, (0.0, 0.0), id="no difference"),
        pytest.param([1.0] * 5, (1.0, 1.0), id="always the same"),
        pytest.param([1.0, -1.0], (-1.0, 1.0), id="both ways"),
        pytest.param([1.0] * 50 + [0.0] * 50, (0.40, 0.60), id="half of a hundred"),  # 0.5 +- 1.96 * 0.05
    ],
)
def test_difference_interval(differences: list[float], interval: tuple[float, float]) -> None:
    """It holds 95 % of the means of questions drawn again."""
    assert difference_interval(differences) == pytest.approx(interval, abs=0.011)


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        pytest.param([0.0] * 5, 1.0, id="no difference"),
        pytest.param([1.0], 1.0, id="one question proves nothing"),
        pytest.param([1.0] * 5, 2 / 32, id="5 of 5"),
        pytest.param([-1.0] * 5 + [0.0] * 9, 2 / 32, id="questions without a difference do not count"),
        pytest.param([1.0] * 9 + [-1.0], 22 / 1024, id="9 of 10"),  # 2 * (1 + 10) / 2^10
        pytest.param([0.5, 0.25, 0.25], 2 / 8, id="unequal differences"),
        pytest.param([0.1, 0.2, -0.3], 1.0, id="a sum of almost 0"),
    ],
)
def test_randomisation_p(differences: list[float], p: float) -> None:
    """The share of all ways to swap the systems that give as large a mean.

    Drawn, so within a little of the exact one.
    """
    assert randomisation_p(differences) == pytest.approx(p, abs=0.008)


def test_p_is_never_0() -> None:
    """What was seen is one of the draws."""
    assert randomisation_p([1.0] * 200) == 1 / 10_001


def test_the_same_seed_gives_the_same_figures() -> None:
    """A comparison can be repeated; another seed draws otherwise."""
    differences = [1.0, 0.0, -1.0, 0.5, 0.25] * 4
    assert difference_interval(differences) == difference_interval(differences)
    assert randomisation_p(differences) == randomisation_p(differences)
    assert len({randomisation_p(differences, seed=seed) for seed in range(5)}) > 1


@pytest.mark.parametrize("seed", range(3))
def test_both_agree_with_scipy(seed: int) -> None:
    """The interval and p of scipy's own bootstrap and permutation test, but for what is drawn."""
    stats: Any = import_module("scipy.stats")  # its types are not installed
    gaps = np.random.default_rng(seed).choice([-1.0, -0.5, 0.0, 0.25, 1.0], 60, p=[0.1, 0.1, 0.4, 0.2, 0.2])
    theirs = stats.bootstrap(
        (gaps,), np.mean, n_resamples=4000, method="percentile", rng=seed
    ).confidence_interval
    assert difference_interval(gaps.tolist()) == pytest.approx([theirs.low, theirs.high], abs=0.02)
    test = stats.permutation_test(
        (gaps, np.zeros_like(gaps)),
        lambda a, b: np.mean(a - b),
        permutation_type="samples",
        n_resamples=4000,
        rng=seed,
    )
    assert randomisation_p(gaps.tolist()) == pytest.approx(test.pvalue, abs=0.03)
