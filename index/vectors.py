"""Dense search over the passages' pooled vectors: FAISS, exact inner product, numbered by catalog row."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.unwritten import as_of_the_system


class Vectors:
    """A FAISS index of unit vectors; the score of a hit is the cosine."""

    def __init__(self, dimensions: int) -> None:
        import faiss

        self._index: Any = faiss.IndexIDMap2(faiss.IndexFlatIP(dimensions))

    @classmethod
    def load(cls, path: Path) -> "Vectors":
        """Read an index written by `save`."""
        import faiss

        vectors = cls.__new__(cls)
        vectors._index = faiss.read_index(str(path))
        return vectors

    @classmethod
    def load_to_search(cls, path: Path) -> "Vectors":
        """Read an index for one question after another: for one vector more threads only wait for each other.

        That holds for all that shares the process's OpenMP, torch among it: not for an ingest.
        """
        import faiss

        faiss.omp_set_num_threads(1)
        return cls.load(path)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def update(self, removed: Sequence[int], rows: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Take rows out, then put `vectors` (n, d) in under `rows`."""
        if removed:
            self._index.remove_ids(np.asarray(removed, dtype=np.int64))
        if rows:
            numbers = np.asarray(rows, dtype=np.int64)
            self._index.add_with_ids(np.ascontiguousarray(vectors, dtype=np.float32), numbers)

    def search(
        self, vector: NDArray[np.float32], count: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The `count` nearest rows with their cosines, best first; of all rows, or `among` some."""
        most = min(count, len(self) if among is None else len(among)) or 1
        scores, rows = self._index.search(vector.reshape(1, -1), most, params=_only(among))
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]

    def save(self, path: Path) -> None:
        """Write the index to a file.

        FAISS writes through ours, as its own says nothing of what could not be written when it is closed.
        """
        faiss: Any = import_module("faiss")  # its types know nothing of this writer
        with as_of_the_system(RuntimeError, path), path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))


def _only(rows: NDArray[np.int64] | None) -> Any:
    """What has a search pass over all other rows: one bit for each number up to the highest of these."""
    if rows is None:
        return None
    faiss: Any = import_module("faiss")  # its types know nothing of keywords and arrays here
    wanted = np.zeros(int(rows.max(initial=0)) + 1, dtype=np.bool_)
    wanted[rows] = True
    return faiss.SearchParameters(sel=faiss.IDSelectorBitmap(np.packbits(wanted, bitorder="little")))
