"""An exported graph: run by as many threads at once as the cores can work for, its memory given back.

A run uses `THREADS` cores. More of them only wait for each other, each with buffers of its own, which the
allocator of onnxruntime then keeps for good: two workers that eight clients asked held 2.1 GB.
"""

import os
from collections.abc import Mapping, Sequence
from threading import Semaphore
from typing import Any

from numpy.typing import NDArray

THREADS = 2  # of one run


class Graph:
    """An onnxruntime session over a graph, given as its path or its content. Safe for many threads."""

    def __init__(self, graph: str | bytes) -> None:
        onnxruntime = load_runtime()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # what a run needs is given back after it
        # idle threads that spin would keep numpy's from the cores
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._at_once = Semaphore(max(1, (os.cpu_count() or THREADS) // THREADS))
        self.inputs = [each.name for each in self._session.get_inputs()]

    def run(self, outputs: Sequence[str], inputs: Mapping[str, NDArray[Any]]) -> Sequence[NDArray[Any]]:
        """The outputs of these names for inputs by name."""
        with self._at_once:
            results: Sequence[NDArray[Any]] = self._session.run(outputs, inputs)
        return results


def load_runtime() -> Any:
    """The package onnxruntime, which takes 0.13 s, so only where a text is really encoded.

    Left alone it keeps an id of the machine in the home folder and sends what it is used for to its maker.
    """
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime
