"""Intervals by bootstrap: the figure itself, its spread, and pairs."""

import numpy as np
import pytest

from eval.bootstrap import RESAMPLES, aurocs, interval, means
from eval.metrics import auroc


def test_the_first_sample_is_the_figure_as_measured() -> None:
    """The mean of each system's values; the interval holds it and is about four standard errors wide."""
    values = np.array([[1.0] * 80 + [0.0] * 20, [1.0] * 50 + [0.0] * 50])
    samples = means(values)
    assert samples.shape == (2, 1 + RESAMPLES)
    value, low, high = interval(samples[0])
    assert value == pytest.approx(0.8)
    assert [low, high] == pytest.approx([0.8 - 1.96 * 0.04, 0.8 + 1.96 * 0.04], abs=0.015)


def test_differences_are_paired() -> None:
    """A system that is better by the same amount on every question is better by that amount in every resample."""
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
