"""Token vectors for late interaction: whole bytes in append-only segment files, mapped into memory.

A component of a unit vector is stored as `round(127 x)`; `tests/test_index_tokens.py` bounds what that does
to a component and to a cosine of 384 dimensions.
"""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SCALE = 127.0


class SegmentWriter:
    """One new segment: passages' token matrices, one after the other."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._count = 0

    def append(self, matrix: NDArray[np.int8]) -> int:
        """Write a matrix (n, d); returns the number of its first token within the segment."""
        first = self._count
        self._file.write(np.ascontiguousarray(matrix).tobytes())
        self._count += len(matrix)
        return first

    def close(self) -> None:
        """Finish the segment."""
        self._file.close()


class TokenVectors:
    """The segments of one index: those of these names, or all that are in a folder."""

    def __init__(self, folder: Path, dimensions: int, names: Sequence[str] | None = None) -> None:
        paths = folder.iterdir() if names is None else (folder / name for name in names)
        self._segments = {path.name: _map(path, dimensions) for path in sorted(paths)}

    def read(self, segment: str, first: int, count: int) -> NDArray[np.int8]:
        """The matrix (count, d) of one passage."""
        return self._segments[segment][first : first + count]


def _map(path: Path, dimensions: int) -> NDArray[np.int8]:
    """A segment as a matrix; held open, so that it can be read after an ingest has removed its folder."""
    if not path.stat().st_size:
        return np.zeros((0, dimensions), dtype=np.int8)
    flat: NDArray[np.int8] = np.memmap(path, dtype=np.int8, mode="r")
    return np.asarray(flat).reshape(-1, dimensions)


def token_weights(ids: NDArray[np.int32], counts: Mapping[int, int], total: int) -> NDArray[np.float32]:
    """Inverse document frequency of vocabulary numbers: log(1 + (N - n + 0.5) / (n + 0.5)).

    N is the number of passages, n in how many of them (`counts`) a number occurs.
    """
    known = (counts.get(token, 0) for token in ids.tolist())
    return np.array(
        [math.log(1 + (total - count + 0.5) / (count + 0.5)) for count in known], dtype=np.float32
    )


def compress(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Unit vectors as whole bytes; multiply by 1 / SCALE to get them back."""
    whole: NDArray[np.int8] = np.clip(np.rint(vectors * SCALE), -127, 127).astype(np.int8)
    return whole
