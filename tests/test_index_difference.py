"""Fine-tuned weights as a small file."""

import subprocess
import sys
from pathlib import Path

import pytest

from index.model import DIFFERENCE, PUBLISHED_MODEL, TUNED_MODEL, ModelError, find_model

ROUND_TRIP = """
import sys, torch
from pathlib import Path
from index.difference import apply_difference, write_difference
torch.manual_seed(1)
published = {"a.weight": torch.randn(6, 13), "a.bias": torch.randn(6), "word_embeddings.weight": torch.randn(4, 3), "ids": torch.arange(3)}
signs = torch.where(torch.rand(6, 13) < 0.5, -1.0, 1.0)
sizes = torch.where(torch.rand(6, 13) < 0.5, 0.25, 0.5)
tuned = {name: weight.clone() for name, weight in published.items()}
tuned["a.weight"] += signs * sizes
tuned["a.bias"] += 0.125
tuned["word_embeddings.weight"] += 1
path = Path(sys.argv[1])
write_difference(path, published, tuned)
weights = {name: weight.clone() for name, weight in published.items()}
apply_difference(path, weights)
assert torch.allclose(weights["a.weight"], tuned["a.weight"], atol=1e-3), "two sizes a row come back"
assert torch.allclose(weights["a.bias"], tuned["a.bias"], atol=1e-3), "vectors come back"
assert torch.equal(weights["word_embeddings.weight"], published["word_embeddings.weight"]), "embeddings are left out"
for wrong in ({"b.weight": torch.zeros(6, 13), "a.bias": torch.zeros(6)}, {"a.weight": torch.zeros(5, 13), "a.bias": torch.zeros(6)}):
    try:
        apply_difference(path, wrong)
    except ValueError as error:
        assert str(path) in str(error)
    else:
        raise AssertionError("a difference made for another model was taken")
print("done")
"""


def test_a_difference_turns_the_published_weights_into_the_tuned_ones(tmp_path: Path) -> None:
    """Signs and two sizes a row come back, vectors too; another model's weights are refused. In a process of its own: torch warns."""
    done = subprocess.run(
        [sys.executable, "-c", ROUND_TRIP, str(tmp_path / "difference.npz")], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "done"), done.stderr


def test_the_tuned_encoder_is_the_default_and_differs_from_the_published_one() -> None:
    """Their digests differ, so an index of one is not taken for an index of the other."""
    assert find_model().name == TUNED_MODEL
    assert find_model().digest() != find_model(PUBLISHED_MODEL).digest()


def test_without_the_difference_the_published_encoder_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A missing file is no error unless the tuned model was asked for by name."""
    monkeypatch.setattr("index.model.DIFFERENCE", tmp_path / DIFFERENCE.name)
    assert find_model().name == PUBLISHED_MODEL
    with pytest.raises(ModelError, match=r"is missing; ingest with --model all-MiniLM-L6-v2"):
        find_model(TUNED_MODEL)
