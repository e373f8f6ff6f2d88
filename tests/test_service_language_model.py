"""A real model behind a real endpoint, and which settings make one."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.assistant import Assistant
from service.phrasing.language_model import LanguageModel, Limits
from service.phrasing.phrase import NOTHING_KEPT

pytestmark = pytest.mark.slow

START_SECONDS = 120
TEMPLATE = "{% for message in messages %}{{ message['content'] }}\n{% endfor %}"


@pytest.fixture(scope="module")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A causal language model of two layers with random weights and a tokenizer of single bytes, on disk."""
    import tokenizers
    import torch

    transformers: Any = import_module("transformers")  # its types are incomplete
    folder = tmp_path_factory.mktemp("language-model")
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {piece: number for number, piece in enumerate(["<s>", "</s>", *alphabet])}
    plain = tokenizers.Tokenizer(tokenizers.models.BPE(vocabulary, []))
    plain.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    plain.decoder = tokenizers.decoders.ByteLevel()
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=plain, bos_token="<s>", eos_token="</s>", pad_token="</s>"
    )
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(folder)
    torch.manual_seed(11)
    shape = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
    }
    config = transformers.LlamaConfig(
        vocab_size=len(vocabulary),
        max_position_embeddings=8192,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
        **shape,
    )
    transformers.LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def served_model(small_model: Path) -> Iterator[str]:
    """The model behind `transformers serve`; the base address of its endpoint."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from transformers.cli.transformers import main; main()",
        "serve",
        str(small_model),
    ]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    address = f"http://127.0.0.1:{port}"
    log = small_model / "serve.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        ends = time.monotonic() + START_SECONDS
        while not answers(address):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < ends, log.read_text()
            time.sleep(0.2)
        yield f"{address}/v1"
    finally:
        server.terminate()
        server.wait(timeout=30)


def answers(address: str) -> bool:
    """Whether a server answers at its health address."""
    try:
        return httpx.get(f"{address}/health", timeout=5).is_success
    except httpx.TransportError:
        return False


def test_gibberish_of_a_real_model_leads_to_the_sources_own_sentences(
    served_model: str, small_model: Path, seeds_assistant: Assistant
) -> None:
    """It streams through the real client; nothing of it is said, and the answer says so."""
    answer = seeds_assistant.ask("should I do an exit interview?")
    model = LanguageModel(
        served_model, str(small_model), limits=Limits(read_seconds=60, total_seconds=90, characters=50_000)
    )
    assert "".join(model.draft("Write.", "Now.")), "it wrote nothing"
    told = Assistant(seeds_assistant.opened, model=model).ask("should I do an exit interview?")
    assert told.note is not None
    assert NOTHING_KEPT in told.note
    assert replace(told, note=None, took_ms=answer.took_ms) == answer
