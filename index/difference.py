"""Fine-tuned weights as a small file: their difference to the published ones, two bits a weight.

Each matrix keeps the sign of every difference and whether it is small or large, and per row the mean size of
the small and of the large ones (after Liu et al., BitDelta, 2024, who keep the sign and one size a matrix);
vectors are kept in half precision. The word embeddings' tiny differences are left out.
`benchmarks/train_encoder.py` writes such a file.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import torch

_SIGNS, _LARGE, _SIZES, _EXACT = ":signs", ":large", ":sizes", ":exact"
LEFT_OUT = "word_embeddings"


def write_difference(
    path: Path, published: "dict[str, torch.Tensor]", tuned: "dict[str, torch.Tensor]"
) -> None:
    """Write what turns `published` weights into nearly `tuned` ones; both have the same names and shapes."""
    arrays: dict[str, np.ndarray] = {}
    for name, weight in published.items():
        if not weight.is_floating_point() or LEFT_OUT in name:
            continue
        change = (tuned[name] - weight).float().numpy()
        if change.ndim == 2:
            size = np.abs(change)
            large = size > size.mean(axis=1, keepdims=True)
            means = [
                np.where(part, size, 0).sum(axis=1) / np.maximum(part.sum(axis=1), 1)
                for part in (~large, large)
            ]
            arrays[name + _SIGNS] = np.packbits(change >= 0, axis=1)
            arrays[name + _LARGE] = np.packbits(large, axis=1)
            arrays[name + _SIZES] = np.stack(means, axis=1).astype(np.float16)
        else:
            arrays[name + _EXACT] = change.astype(np.float16)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def apply_difference(path: Path, weights: "dict[str, torch.Tensor]") -> None:
    """Add a written difference to published weights, in place.

    Raises `ValueError` where it is another model's.
    """
    import torch

    with np.load(path, allow_pickle=False) as arrays:
        for key in arrays.files:
            name, kind = key.rsplit(":", 1)
            if name not in weights:
                raise ValueError(f"{path} has weights {name!r} that the model lacks")
            if kind in ("large", "sizes"):
                continue
            shape = tuple(weights[name].shape)
            if arrays[key].shape != (
                shape if kind == "exact" else (*shape[:1], *(-(-count // 8) for count in shape[1:]))
            ):
                raise ValueError(f"{path} does not fit the model at {name!r}")
            change = arrays[key].astype(np.float32)
            if kind == "signs":
                signs, large = (_bits(arrays[name + part], shape[1]) for part in (_SIGNS, _LARGE))
                sizes = arrays[name + _SIZES].astype(np.float32)
                change = np.where(large, sizes[:, 1:], sizes[:, :1]) * np.where(signs, 1, -1).astype(
                    np.float32
                )
            with torch.no_grad():
                weights[name] += torch.from_numpy(change)


def _bits(packed: np.ndarray, columns: int) -> np.ndarray:
    return np.unpackbits(packed, axis=1)[:, :columns].astype(bool)
