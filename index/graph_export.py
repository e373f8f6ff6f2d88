"""Networks as ONNX graphs: the export of all models at ingest, and their reduction to whole bytes.

Needs torch, like `index/model.py`.
"""

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from index.model import ModelError

if TYPE_CHECKING:
    import torch

Inputs = Mapping[str, tuple["torch.Tensor", Mapping[int, Any]]]
"""Examples by name, each with the axes that may have another length."""


def make_graph(name: str, network: "torch.nn.Module", inputs: Inputs, outputs: Sequence[str]) -> Any:
    """The exporter's program of a network; raises `index.model.ModelError` where it makes none."""
    import torch

    with _quiet():
        try:
            program = torch.onnx.export(
                network,
                tuple(example for example, _ in inputs.values()),
                dynamic_shapes=tuple(axes for _, axes in inputs.values()),
                input_names=list(inputs),
                output_names=list(outputs),
                dynamo=True,
                verbose=False,
            )
        except torch.onnx.OnnxExporterError:
            program = None
    if program is None:
        raise ModelError(f"{name} could not be exported as an ONNX graph")
    return program


def write_whole_bytes(program: Any, path: Path) -> None:
    """A program as a graph of whole bytes, each row of a matrix with its own scale.

    Seven bits of weight: with eight, processors without VNNI overflow (onnxruntime's `reduce_range`).
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    program.model.metadata_props["onnx.quant.pre_process"] = "onnxruntime.quant"  # done by the exporter
    with _quiet(), TemporaryDirectory(prefix="careerqa-") as temporary:
        whole = Path(temporary) / path.name
        program.save(whole)
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


@contextmanager
def _quiet() -> Iterator[None]:
    """The exporter warns about its own internals (an absent torchvision, merged axis names)."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
