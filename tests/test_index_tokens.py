"""Token vectors as whole bytes in segment files."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.encoder import normalised
from index.tokens import SCALE, SegmentWriter, TokenVectors, compress, token_weights

NUMBERS = arrays.arrays(np.float32, (3, 16), elements=st.floats(-1, 1, width=32))


@given(NUMBERS)
@settings(max_examples=50, deadline=None)
def test_compression_error_is_bounded(matrix: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> None:
    """A component is off by at most half a step, and a cosine by as much of each of its components."""
    vectors = normalised(matrix)
    back = compress(vectors).astype(np.float32) / SCALE
    assert np.abs(back - vectors).max() <= 0.5 / SCALE + 1e-6
    bound = np.abs(vectors).sum(axis=1) * 0.5 / SCALE
    assert (np.abs(back @ vectors.T - vectors @ vectors.T) <= bound[None, :] + 1e-5).all()


def test_cosine_of_384_dimensions_is_kept() -> None:
    """Between random unit vectors of that length a cosine is off by less than a hundredth."""
    random = np.random.default_rng(5)
    one, other = (normalised(random.normal(size=(200, 384)).astype(np.float32)) for _ in range(2))
    back = compress(one).astype(np.float32) / SCALE
    assert np.abs((back * other).sum(axis=1) - (one * other).sum(axis=1)).max() < 0.01


@pytest.mark.parametrize("value", [1.0, -1.0, 1.001, -1.001, 0.0])
def test_extremes_fit_in_a_byte(value: float) -> None:
    """Components at or just beyond the ends do not wrap around."""
    assert compress(np.array([[value]], dtype=np.float32))[0, 0] == round(max(-1, min(1, value)) * 127)


def test_matrices_are_read_where_they_were_written(tmp_path: Path) -> None:
    """Each passage's matrix is found in its segment, also an empty one and an empty segment."""
    matrices = [np.full((count, 4), count, dtype=np.int8) for count in (2, 0, 3)]
    writer = SegmentWriter(tmp_path / "000001.int8")
    firsts = [writer.append(matrix) for matrix in matrices]
    writer.close()
    SegmentWriter(tmp_path / "000002.int8").close()
    tokens = TokenVectors(tmp_path, 4)
    for first, matrix in zip(firsts, matrices, strict=True):
        assert np.array_equal(tokens.read("000001.int8", first, len(matrix)), matrix)
    assert tokens.read("000002.int8", 0, 0).shape == (0, 4)


def test_segment_can_be_read_after_its_folder_is_gone(tmp_path: Path) -> None:
    """A reader holds the segments it opened, even while an ingest removes the generation."""
    writer = SegmentWriter(tmp_path / "000001.int8")
    writer.append(np.arange(8, dtype=np.int8).reshape(2, 4))
    writer.close()
    tokens = TokenVectors(tmp_path, 4)
    (tmp_path / "000001.int8").unlink()
    assert tokens.read("000001.int8", 1, 1).tolist() == [[4, 5, 6, 7]]


def test_rare_tokens_weigh_more() -> None:
    """The weight is the inverse document frequency; a number that no passage has weighs most."""
    weights = token_weights(np.array([7, 8, 9], np.int32), {7: 9, 8: 1}, 9)
    assert weights.tolist() == pytest.approx(
        [np.log(1 + 0.5 / 9.5), np.log(1 + 8.5 / 1.5), np.log(1 + 9.5 / 0.5)]
    )
