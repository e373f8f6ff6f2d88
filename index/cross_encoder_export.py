"""Any cross-encoder at ingest: found by name, checked, and exported as a graph.

Needs torch, like `index/model.py`.
"""

import json
from dataclasses import asdict
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from index.cross_encoder import CrossEncoder, CrossEncoderSettings
from index.encoder import TOKENIZER
from index.graph_export import make_graph, write_whole_bytes
from index.model import ModelError, ModelSource, not_loaded
from index.pairs import PairFiles

NAME = "cross-encoder"
MOST_TOKENS, QUESTION_TOKENS = 512, 128
WHOLE_BYTES = 0.5  # may change a logit so much, else the graph keeps its four-byte floats
PROBE = (
    "how long does bread keep?",
    ["Bread keeps for about three days in a box, and for months in a freezer.", "The train leaves at noon."],
)


def cross_encoder_digest(source: ModelSource) -> str:
    """Names the weights and the limits of what is exported."""
    return sha256(f"{source.digest()} {MOST_TOKENS} {QUESTION_TOKENS}".encode()).hexdigest()


def export_cross_encoder(source: ModelSource, folder: Path) -> None:
    """Write the graph, the tokenizer and the settings that `index.cross_encoder.CrossEncoder` loads.

    In whole bytes, where they say about the same as the model. Raises `index.model.ModelError` for a model
    that cannot rank.
    """
    network, tokenizer = load_cross_encoder(source)
    positions = getattr(network.config, "max_position_embeddings", None) or MOST_TOKENS
    most = min(MOST_TOKENS, tokenizer.model_max_length, positions)
    settings = CrossEncoderSettings(
        source.name, cross_encoder_digest(source), most, min(QUESTION_TOKENS, most // 2)
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TOKENIZER).write_text(tokenizer.backend_tokenizer.to_str(), encoding="utf-8")
    (folder / f"{NAME}.json").write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")
    program = _graph(source.name, network, tokenizer, most)
    path = folder / f"{NAME}.onnx"
    write_whole_bytes(program, path)
    whole = CrossEncoder(PairFiles.of(folder, NAME)).score(*PROBE)
    if not np.allclose(whole, torch_scores(network, tokenizer, *PROBE), rtol=0.0, atol=WHOLE_BYTES):
        program.save(path)


def load_cross_encoder(source: ModelSource) -> tuple[Any, Any]:
    """The network and its tokenizer; raises `index.model.ModelError`, in one line, where it cannot rank."""
    try:
        import torch
        from safetensors import SafetensorError
        from transformers.utils import logging as transformers_logging
    except ImportError as error:
        raise not_loaded(error) from error
    transformers: Any = import_module("transformers")  # its types are incomplete
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no annotations
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # what is missing is said below
    local = {"local_files_only": True, "trust_remote_code": False}
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(source.folder, **local)
        network, loaded = transformers.AutoModelForSequenceClassification.from_pretrained(
            source.folder,
            dtype=torch.float32,
            attn_implementation="eager",
            output_loading_info=True,
            **local,
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, SafetensorError) as error:
        reason = str(error).strip().partition("\n")[0]
        if "trust_remote_code" in str(error):
            reason = "it needs program code of its own, which is never run"
        raise ModelError(f"{source.name} is no cross-encoder: {reason}") from error
    if missing := sorted(loaded["missing_keys"]):
        raise ModelError(f"{source.name} is no cross-encoder: its weights lack {missing[0]}")
    if (outputs := network.config.num_labels) != 1:
        raise ModelError(f"{source.name} has {outputs} outputs; a cross-encoder that ranks has one")
    if not getattr(tokenizer, "backend_tokenizer", None):
        raise ModelError(f"{source.name} is no cross-encoder that can be exported: it has no fast tokenizer")
    return network.eval(), tokenizer


def torch_scores(network: Any, tokenizer: Any, question: str, texts: list[str]) -> Any:
    """What the network itself says of texts (n,), in four-byte floats."""
    import torch

    pairs = tokenizer([question] * len(texts), texts, padding=True, return_tensors="pt")
    with torch.no_grad():
        return network(**pairs).logits[:, 0].numpy()


def _graph(name: str, network: Any, tokenizer: Any, most: int) -> Any:
    """The exporter's program of logits (b,); with token types where the model has more than one."""
    import torch

    typed = (
        "token_type_ids" in tokenizer.model_input_names and getattr(network.config, "type_vocab_size", 0) > 1
    )

    class _Logits(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = network

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any = None) -> Any:
            more = {"token_type_ids": token_type_ids} if typed else {}
            return self.model(input_ids=input_ids, attention_mask=attention_mask, **more).logits[:, 0]

    axes = {0: torch.export.Dim("batch", max=4096), 1: torch.export.Dim("tokens", min=2, max=most)}
    ids = torch.full((2, 8), 2)  # below it is copied: the exporter merges inputs that are one
    inputs = {"input_ids": (ids, axes), "attention_mask": (torch.ones_like(ids), axes)}
    if typed:
        inputs["token_type_ids"] = (torch.zeros_like(ids), axes)
    return make_graph(name, _Logits().eval(), inputs, ["logits"])
