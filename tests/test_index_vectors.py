"""Dense search over pooled vectors."""

from pathlib import Path

import numpy as np
import pytest

from index.encoder import normalised
from index.vectors import Vectors

PLANE = np.array([[1, 0], [0, 1], [-1, 0]], dtype=np.float32)


@pytest.fixture
def vectors() -> Vectors:
    """Three unit vectors of the plane under the rows 7, 8 and 9."""
    made = Vectors(2)
    made.update([], [7, 8, 9], PLANE)
    return made


def test_nearest_come_first_with_their_cosines(vectors: Vectors) -> None:
    """The score of a hit is its cosine with the question."""
    hits = vectors.search(normalised(np.array([0.6, 0.8], dtype=np.float32)), 3)
    assert [row for row, _ in hits] == [8, 7, 9]
    assert [score for _, score in hits] == pytest.approx([0.8, 0.6, -0.6])


@pytest.mark.parametrize(("count", "length"), [(1, 1), (3, 3), (50, 3)])
def test_no_more_come_back_than_there_are(vectors: Vectors, count: int, length: int) -> None:
    """A count beyond the index is cut to what there is."""
    assert len(vectors.search(PLANE[0], count)) == length


def test_empty_index_finds_nothing() -> None:
    """An index without vectors answers with an empty list."""
    assert Vectors(2).search(PLANE[0], 5) == []


def test_row_that_is_taken_out_is_not_found(vectors: Vectors) -> None:
    """Rows go out and others come in; the rest stays."""
    vectors.update([7, 9], [10], PLANE[:1] * -1)
    assert len(vectors) == 2
    assert sorted(row for row, _ in vectors.search(PLANE[0], 5)) == [8, 10]


def test_saved_index_is_the_same(vectors: Vectors, tmp_path: Path) -> None:
    """What was written is read again and can be changed further."""
    vectors.save(tmp_path / "vectors.faiss")
    loaded = Vectors.load(tmp_path / "vectors.faiss")
    assert loaded.search(PLANE[1], 3) == vectors.search(PLANE[1], 3)
    loaded.update([8], [], np.zeros((0, 2), dtype=np.float32))
    assert len(loaded) == 2


def test_an_ingest_keeps_its_threads(tmp_path: Path) -> None:
    """Only who searches goes without: threads are set for all that shares the process's OpenMP."""
    import faiss

    before = faiss.omp_get_max_threads()
    try:
        faiss.omp_set_num_threads(2)
        vectors = Vectors(3)
        vectors.update((), [1], np.eye(1, 3, dtype=np.float32))
        vectors.save(tmp_path / "vectors.faiss")
        Vectors.load(tmp_path / "vectors.faiss")
        assert faiss.omp_get_max_threads() == 2
        Vectors.load_to_search(tmp_path / "vectors.faiss")
        assert faiss.omp_get_max_threads() == 1
    finally:
        faiss.omp_set_num_threads(before)


@pytest.mark.parametrize(
    ("among", "expected"),
    [
        pytest.param([8], [8], id="one"),
        pytest.param([9, 8], [8, 9], id="in-the-order-of-their-cosines"),
        pytest.param([8, 8, 5000], [8], id="one-twice-and-one-that-is-not-there"),
        pytest.param([], [], id="none"),
    ],
)
def test_only_some_rows_are_searched(vectors: Vectors, among: list[int], expected: list[int]) -> None:
    """However few are wanted and however many of them; scores are those of a search of all."""
    every = dict(vectors.search(PLANE[0], 3))
    hits = vectors.search(PLANE[0], 5, np.array(among, np.int64))
    assert [row for row, _ in hits] == expected
    assert [score for _, score in hits] == [every[row] for row in expected]


def test_what_cannot_be_written_is_told(vectors: Vectors) -> None:
    """Also what only comes out when the file is closed: half a file never passes for one."""
    with pytest.raises(OSError, match="No space left on device"):
        vectors.save(Path("/dev/full"))
