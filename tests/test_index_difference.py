"""Tuned weights as a small difference to the published ones."""

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import torch

from index.difference import apply_difference, write_difference

Weights = dict[str, torch.Tensor]


def published() -> Weights:
    """A matrix, a vector, word embeddings and a counter."""
    return {
        "layer.weight": torch.arange(12, dtype=torch.float32).reshape(3, 4),
        "layer.bias": torch.tensor([1.0, 2.0, 3.0]),
        "word_embeddings.weight": torch.ones(5, 4),
        "steps": torch.tensor([7]),
    }


def tuned() -> Weights:
    """The same, each weight changed."""
    change = torch.tensor([[1, -1, 1, -1], [0.1, 0.5, -0.1, -0.5], [0.1, 0.2, -0.5, -0.7]])
    weights = published()
    weights["layer.weight"] = weights["layer.weight"] + change
    weights["layer.bias"] = weights["layer.bias"] + torch.tensor([0.25, -0.5, 0.0])
    weights["word_embeddings.weight"] = weights["word_embeddings.weight"] + 1
    return weights


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The difference between the two, written."""
    write_difference(tmp_path / "tuned.npz", published(), tuned())
    return tmp_path / "tuned.npz"


def test_matrix_gets_signs_and_two_sizes_a_row(path: Path) -> None:
    """A row's weights move by the mean of its small or of its large changes.

    Vectors are exact, embeddings stay.
    """
    weights = published()
    apply_difference(path, weights)
    moved = (weights["layer.weight"] - published()["layer.weight"]).numpy()
    assert moved == pytest.approx(
        np.array([[1, -1, 1, -1], [0.1, 0.5, -0.1, -0.5], [0.15, 0.15, -0.6, -0.6]]), abs=1e-3
    )
    assert weights["layer.bias"].tolist() == [1.25, 1.5, 3.0]
    assert weights["word_embeddings.weight"].tolist() == published()["word_embeddings.weight"].tolist()
    assert weights["steps"].tolist() == [7]


@pytest.mark.parametrize(
    ("name", "weight", "message"),
    [
        pytest.param("layer.weight", None, "has weights 'layer.weight' that the model lacks", id="lacking"),
        pytest.param(
            "layer.weight", torch.zeros(2, 4), "does not fit the model at 'layer.weight'", id="rows"
        ),
        pytest.param(
            "layer.weight", torch.zeros(3, 9), "does not fit the model at 'layer.weight'", id="columns"
        ),
        pytest.param("layer.bias", torch.zeros(4), "does not fit the model at 'layer.bias'", id="vector"),
        pytest.param(
            "layer.weight", torch.zeros(3), "does not fit the model at 'layer.weight'", id="dimensions"
        ),
    ],
)
def test_difference_for_another_model_is_refused(
    path: Path, name: str, weight: torch.Tensor | None, message: str
) -> None:
    """Where names or shapes do not fit, the file and the weights are named."""
    weights = published()
    del weights[name]
    if weight is not None:
        weights[name] = weight
    with pytest.raises(ValueError, match=message):
        apply_difference(path, weights)


def test_four_bits_keep_a_matrix_within_a_tenth(tmp_path: Path) -> None:
    """Of normally distributed changes a tenth is lost, in rows of any scale and of an odd length."""
    changes = (
        torch.randn((40, 301), generator=torch.Generator().manual_seed(5))
        * torch.logspace(-4, 1, 40)[:, None]
    )
    write_difference(tmp_path / "four.npz", {"layer": torch.zeros(40, 301)}, {"layer": changes}, bits=4)
    weights = {"layer": torch.zeros(40, 301)}
    apply_difference(tmp_path / "four.npz", weights)
    lost = (weights["layer"] - changes).norm(dim=1) / changes.norm(dim=1)
    assert float(lost.mean()) == pytest.approx(0.0975, abs=0.005)  # the best of sixteen levels
    assert float(lost.max()) < 0.15
    assert (tmp_path / "four.npz").stat().st_size < 40 * 301


def test_rows_that_did_not_change_stay(tmp_path: Path) -> None:
    """Four bits have no level for nothing, but a row of no changes has no scale either."""
    write_difference(tmp_path / "four.npz", {"layer": torch.ones(2, 4)}, {"layer": torch.ones(2, 4)}, bits=4)
    weights = {"layer": torch.ones(2, 4)}
    apply_difference(tmp_path / "four.npz", weights)
    assert weights["layer"].tolist() == [[1.0] * 4] * 2


@pytest.mark.parametrize("bits", [2, 4])
def test_a_matrix_named_exact_is_kept_in_half_precision(bits: Literal[2, 4], tmp_path: Path) -> None:
    """What nothing was published of comes back as it was, whatever the others take."""
    head = torch.tensor([[0.5, -3.25], [100.0, 0.125]])
    write_difference(
        tmp_path / "exact.npz", {"head": torch.zeros(2, 2)}, {"head": head}, bits=bits, exact={"head"}
    )
    weights = {"head": torch.zeros(2, 2)}
    apply_difference(tmp_path / "exact.npz", weights)
    assert weights["head"].tolist() == head.tolist()


def test_four_bits_for_another_model_are_refused(tmp_path: Path) -> None:
    """A matrix of other columns is named, as with two bits."""
    write_difference(tmp_path / "four.npz", {"layer": torch.zeros(2, 4)}, {"layer": torch.ones(2, 4)}, bits=4)
    with pytest.raises(ValueError, match="does not fit the model at 'layer'"):
        apply_difference(tmp_path / "four.npz", {"layer": torch.zeros(2, 9)})
