"""Fine-tuned weights as a small file: their difference to the published ones, two or four bits a weight.

Two bits keep the sign of every difference of a matrix and whether it is small or large, and per row the mean
size of the small and of the large ones (after Liu et al., BitDelta, 2024, who keep the sign and one size a
matrix). Four bits keep which of the sixteen levels that are best for a normal distribution (Max, Quantizing
for minimum distortion, 1960) is nearest, and per row their scale. Vectors are kept in half precision. The
word embeddings' tiny differences are left out. `benchmarks/train_encoder.py` and
`benchmarks/train_reading.py` write such files.
"""

from collections.abc import Container, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import torch

_SIGNS, _LARGE, _SIZES, _CODES, _SCALES, _EXACT = ":signs", ":large", ":sizes", ":codes", ":scales", ":exact"
_BESIDE = ("large", "sizes", "scales")  # read with the array that they belong to
LEFT_OUT = "word_embeddings"
_UPPER = (0.1284, 0.3881, 0.6568, 0.9424, 1.2562, 1.6181, 2.0691, 2.7326)
LEVELS = np.array([*(-level for level in reversed(_UPPER)), *_UPPER], dtype=np.float32)


def write_difference(
    path: Path,
    published: "Mapping[str, torch.Tensor]",
    tuned: "Mapping[str, torch.Tensor]",
    *,
    bits: Literal[2, 4] = 2,
    exact: Container[str] = (),
) -> None:
    """Write what turns `published` weights into nearly `tuned` ones; both have the same names and shapes.

    Matrices named in `exact` are kept in half precision too: those that nothing was published of.
    """
    arrays: dict[str, np.ndarray] = {}
    for name, weight in published.items():
        if not weight.is_floating_point() or LEFT_OUT in name:
            continue
        change = (tuned[name] - weight).float().numpy()
        if change.ndim != 2 or name in exact:
            arrays[name + _EXACT] = change.astype(np.float16)
        elif bits == 2:
            arrays.update({name + kind: array for kind, array in _in_two_bits(change).items()})
        else:
            arrays.update({name + kind: array for kind, array in _in_four_bits(change).items()})
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def apply_difference(path: Path, weights: "Mapping[str, torch.Tensor]") -> None:
    """Add a written difference to published weights, in place; raises `ValueError` where it does not fit."""
    import torch

    with np.load(path, allow_pickle=False) as arrays:
        for key in arrays.files:
            name, kind = key.rsplit(":", 1)
            if name not in weights:
                raise ValueError(f"{path} has weights {name!r} that the model lacks")
            if kind in _BESIDE:
                continue
            shape = tuple(weights[name].shape)
            if arrays[key].shape != _kept_shape(shape, kind):
                raise ValueError(f"{path} does not fit the model at {name!r}")
            change = arrays[key].astype(np.float32)
            if kind == "signs":
                signs, large = (_bits(arrays[name + part], shape[1]) for part in (_SIGNS, _LARGE))
                sizes = arrays[name + _SIZES].astype(np.float32)
                change = np.where(large, sizes[:, 1:], sizes[:, :1]) * np.where(signs, 1, -1).astype(
                    np.float32
                )
            elif kind == "codes":
                codes = np.stack([arrays[key] >> 4, arrays[key] & 15], axis=2).reshape(len(arrays[key]), -1)
                change = LEVELS[codes[:, : shape[1]]] * arrays[name + _SCALES].astype(np.float32)[:, None]
            with torch.no_grad():
                weights[name] += torch.from_numpy(change)


def _in_two_bits(change: np.ndarray) -> dict[str, np.ndarray]:
    size = np.abs(change)
    large = size > size.mean(axis=1, keepdims=True)
    means = [
        np.where(part, size, 0).sum(axis=1) / np.maximum(part.sum(axis=1), 1) for part in (~large, large)
    ]
    return {
        _SIGNS: np.packbits(change >= 0, axis=1),
        _LARGE: np.packbits(large, axis=1),
        _SIZES: np.stack(means, axis=1).astype(np.float16),
    }


def _in_four_bits(change: np.ndarray) -> dict[str, np.ndarray]:
    scales = change.std(axis=1)
    between = (LEVELS[1:] + LEVELS[:-1]) / 2
    codes = np.searchsorted(between, change / np.maximum(scales, 1e-9)[:, None]).astype(np.uint8)
    if codes.shape[1] % 2:
        codes = np.pad(codes, ((0, 0), (0, 1)))
    return {_CODES: codes[:, ::2] << 4 | codes[:, 1::2], _SCALES: scales.astype(np.float16)}


def _kept_shape(shape: tuple[int, ...], kind: str) -> tuple[int, ...]:
    """The shape of the array that a weight of this shape is kept in."""
    weights_a_byte = {"signs": 8, "codes": 2}.get(kind)
    return (
        shape
        if weights_a_byte is None
        else (*shape[:1], *(-(-count // weights_a_byte) for count in shape[1:]))
    )


def _bits(packed: np.ndarray, columns: int) -> np.ndarray:
    return np.unpackbits(packed, axis=1)[:, :columns].astype(bool)
