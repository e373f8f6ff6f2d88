"""The reading model at ingest: its weights are put together and exported as a graph in whole bytes.

Needs torch, like `index/model.py`.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING, Any

from index.difference import apply_difference
from index.encoder import TOKENIZER
from index.graph_export import make_graph, write_whole_bytes
from index.manifest import file_digest
from index.model import PUBLISHED_MODEL, ModelError, find_model, shipped
from index.reading import GRAPH, SETTINGS, ReadingSettings

if TYPE_CHECKING:
    import torch

    from index.reading_network import ReadingNetwork

NAME = "careerqa-reader"
DIFFERENCE = Path(__file__).with_name(f"{NAME}.npz")
MOST_TOKENS, QUESTION_TOKENS = 256, 128


def reading_digest(difference: Path = DIFFERENCE) -> str:
    """Names the weights and the limits of what is exported."""
    content = f"{PUBLISHED_MODEL} {file_digest(difference)} {MOST_TOKENS} {QUESTION_TOKENS}"
    return sha256(content.encode()).hexdigest()


def export_reading(folder: Path, difference: Path = DIFFERENCE) -> None:
    """Write the graph, the tokenizer and the settings that `index.reading.ReadingModel` loads.

    Raises `index.model.ModelError` where the published weights or the difference are not what they should be.
    """
    published = find_model(PUBLISHED_MODEL).folder
    network = load_network(published, shipped(difference))
    folder.mkdir(parents=True, exist_ok=True)
    write_graph(network, folder / GRAPH)
    copyfile(published / TOKENIZER, folder / TOKENIZER)
    settings = ReadingSettings(
        model=NAME,
        digest=reading_digest(difference),
        max_tokens=MOST_TOKENS,
        question_tokens=QUESTION_TOKENS,
        passage_scale=round(network.passage_scale.item(), 4),
        sentence_scale=round(network.sentence_scale.item(), 4),
    )
    (folder / SETTINGS).write_text(json.dumps(asdict(settings), indent=1), encoding="utf-8")


def load_network(published: Path, difference: Path) -> "ReadingNetwork":
    """The network with its trained weights; raises `index.model.ModelError` where they do not fit."""
    network = blank_network(published)
    try:
        apply_difference(difference, dict(network.state_dict()))
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{difference} is no reading model: {str(error).partition(chr(10))[0]}") from error
    return network.eval()


def blank_network(published: Path) -> "ReadingNetwork":
    """The network that a difference is added to: the published encoder, and heads of zeros.

    It was made for one text; a pair's second text begins as the first.
    """
    import torch
    from transformers.utils import logging as transformers_logging

    from index.reading_network import ReadingNetwork

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # it has no annotations
    transformers: Any = import_module("transformers")  # its types are incomplete
    network = ReadingNetwork(
        transformers.AutoModel.from_pretrained(
            published,
            attn_implementation="eager",
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
        )
    )
    with torch.no_grad():
        for name, weight in network.state_dict().items():
            if not name.startswith("encoder."):
                weight.zero_()
            elif name.endswith("token_type_embeddings.weight"):
                weight[1] = weight[0]
    return network


def changed_weights(network: "ReadingNetwork") -> "Mapping[str, torch.Tensor]":
    """The weights that a difference holds: no word embeddings, which stay, no pooler, which is not used."""
    return {name: weight for name, weight in network.state_dict().items() if not name.startswith(_UNCHANGED)}


_UNCHANGED = ("encoder.embeddings.word_embeddings", "encoder.pooler")


def write_graph(network: "ReadingNetwork", path: Path) -> None:
    """The network as a graph of whole bytes."""
    import torch

    batch, tokens = torch.export.Dim("batch", max=4096), torch.export.Dim("tokens", min=2, max=MOST_TOKENS)
    pair = {0: batch, 1: tokens}
    shares = {0: batch, 1: torch.export.Dim("sentences", max=MOST_TOKENS), 2: tokens}
    ids = torch.ones((2, 8), dtype=torch.int64)  # below it is copied: the exporter merges inputs that are one
    inputs = {
        "input_ids": (ids, pair),
        "attention_mask": (ids.clone(), pair),
        "token_type_ids": (torch.zeros_like(ids), pair),
        "shares": (torch.ones((2, 3, 8)), shares),
    }
    write_whole_bytes(make_graph(NAME, network, inputs, ["passages", "sentences"]), path)
