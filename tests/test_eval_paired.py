"""Intervals and tests of paired differences, with values worked out by hand where they exist."""

import pytest

from eval.paired import bootstrap_interval, randomisation_p


@pytest.mark.parametrize(
    ("differences", "interval"),
    [
        pytest.param([0.0] * 5, (0.0, 0.0), id="no difference"),
        pytest.param([1.0] * 5, (1.0, 1.0), id="always the same"),
        pytest.param([1.0, -1.0], (-1.0, 1.0), id="both ways"),
        pytest.param([1.0] * 50 + [0.0] * 50, (0.40, 0.60), id="half of a hundred"),  # 0.5 +- 1.96 * 0.05
    ],
)
def test_bootstrap_interval(differences: list[float], interval: tuple[float, float]) -> None:
    """It holds 95 % of the means of questions drawn again."""
    assert bootstrap_interval(differences) == pytest.approx(interval, abs=0.011)


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
    """The share of all ways to swap the systems that give as large a mean; drawn, so within a little of the exact one."""
    assert randomisation_p(differences) == pytest.approx(p, abs=0.008)


def test_p_is_never_0() -> None:
    """What was seen is one of the draws."""
    assert randomisation_p([1.0] * 200) == 1 / 10_001


def test_the_same_seed_gives_the_same_figures() -> None:
    """A comparison can be repeated; another seed draws otherwise."""
    differences = [1.0, 0.0, -1.0, 0.5, 0.25] * 4
    assert bootstrap_interval(differences) == bootstrap_interval(differences)
    assert randomisation_p(differences) == randomisation_p(differences)
    assert len({randomisation_p(differences, seed=seed) for seed in range(5)}) > 1
