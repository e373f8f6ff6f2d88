"""Token vectors for late interaction: whole bytes in append-only segment files, mapped into memory.

A component of a unit vector is stored as `round(127 x)`; the largest error of a cosine of two such
vectors of 384 dimensions is measured by `benchmarks/tokens.py`.
"""

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
    """The segments of one index."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self._folder = folder
        self._dimensions = dimensions
        self._segments: dict[str, NDArray[np.int8]] = {}

    def read(self, segment: str, first: int, count: int) -> NDArray[np.int8]:
        """The matrix (count, d) of one passage."""
        if segment not in self._segments:
            path = self._folder / segment
            flat = np.memmap(path, dtype=np.int8, mode="r") if path.stat().st_size else np.zeros(0, dtype=np.int8)
            self._segments[segment] = flat.reshape(-1, self._dimensions)
        matrix: NDArray[np.int8] = self._segments[segment][first : first + count]
        return matrix


def compress(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Unit vectors as whole bytes; multiply by 1 / SCALE to get them back."""
    whole: NDArray[np.int8] = np.clip(np.rint(vectors * SCALE), -127, 127).astype(np.int8)
    return whole
