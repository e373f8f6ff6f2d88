"""The reading model at question time, on a tiny network of random weights that the test exports."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from index.encoder import TOKENIZER
from index.pairs import PairFiles
from index.reading import GRAPH, SETTINGS, ReadingModel, ReadingSettings, sentence_numbers
from index.reading_export import write_graph
from index.reading_network import ReadingNetwork

LIMITS = ReadingSettings("tiny", "0" * 64, 60, 20, 8.0, 15.0)
QUESTION = "do they pay?"
PASSAGE = ("pay\nthey pay. never late. ask!", [4, 14, 26])
LONGER = ("a title | pay and leave\nbring a letter. they pay in may. nobody asks.", [24, 40, 57])
WHOLE_BYTES = 0.15  # what the bytes may change of a logit of this network, whose logits differ by about one

Limited = Callable[..., ReadingModel]


@pytest.fixture(scope="module")
def network(tiny_model: Path) -> ReadingNetwork:
    """One layer over single letters, with heads large enough for logits that differ."""
    transformers: Any = import_module("transformers")  # its types are incomplete
    torch.manual_seed(11)
    network = ReadingNetwork(transformers.AutoModel.from_pretrained(tiny_model, attn_implementation="eager"))
    return network.eval()


@pytest.fixture(scope="module")
def limited(network: ReadingNetwork, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Limited:
    """A function that loads the exported network with other limits."""
    folder = tmp_path_factory.mktemp("reading")
    write_graph(network, folder / GRAPH)
    (folder / TOKENIZER).write_bytes((tiny_model / TOKENIZER).read_bytes())

    def load(
        max_tokens: int = LIMITS.max_tokens, question_tokens: int = LIMITS.question_tokens
    ) -> ReadingModel:
        settings = replace(LIMITS, max_tokens=max_tokens, question_tokens=question_tokens)
        (folder / SETTINGS).write_text(json.dumps(asdict(settings)), encoding="utf-8")
        return ReadingModel(PairFiles.of(folder, "reading"))

    return load


def expected(
    network: ReadingNetwork, tiny_model: Path, text: str, starts: list[int]
) -> tuple[float, list[float]]:
    """Logits by the network itself, in four-byte floats, each sentence's mean made by hand."""
    pair = Tokenizer.from_file(str(tiny_model / TOKENIZER)).encode(QUESTION, text)
    numbers = sentence_numbers(pair, starts)
    shares = np.stack(
        [(numbers == number) / max((numbers == number).sum(), 1) for number in range(len(starts))]
    )
    with torch.no_grad():
        passage, sentences = network(
            torch.tensor([pair.ids]), torch.tensor([pair.attention_mask]), torch.tensor([pair.type_ids]),
            torch.tensor(shares[None], dtype=torch.float32),
        )  # fmt: skip
    return float(passage), sentences[0].tolist()


@pytest.mark.parametrize("passage", [PASSAGE, LONGER], ids=["short", "longer"])
def test_the_graph_says_what_the_network_says(
    passage: tuple[str, list[int]], limited: Limited, network: ReadingNetwork, tiny_model: Path
) -> None:
    """Its logits are those of the network but for what whole bytes cost."""
    (read,) = limited(max_tokens=150).read(QUESTION, [passage])
    logit, sentences = expected(network, tiny_model, *passage)
    assert read.logit == pytest.approx(logit, abs=WHOLE_BYTES)
    assert read.sentences == pytest.approx(sentences, abs=WHOLE_BYTES)


def test_passages_keep_their_order_whatever_their_length(limited: Limited) -> None:
    """They are read by length in groups and padded, but come back in order, each as if it were read alone."""
    model = limited(max_tokens=150)
    passages = [LONGER, PASSAGE, *[LONGER, PASSAGE] * 2]
    together = model.read(QUESTION, passages)
    alone = [model.read(QUESTION, [passage])[0] for passage in passages]
    assert [len(read.sentences) for read in together] == [3] * 6
    for read, other in zip(together, alone, strict=True):
        assert read.logit == pytest.approx(other.logit, abs=WHOLE_BYTES)
        assert read.sentences == pytest.approx(other.sentences, abs=WHOLE_BYTES)


def test_nothing_to_read_is_nothing_read(limited: Limited) -> None:
    """No passages, no logits."""
    assert limited().read(QUESTION, []) == []


def test_a_sentence_past_the_limit_has_no_logit(limited: Limited) -> None:
    """Where a pair is cut, what was cut off is not a number, and what was read is one."""
    (read,) = limited(max_tokens=24).read(QUESTION, [PASSAGE])
    assert np.isnan(read.sentences).tolist() == [False, True, True]
    assert np.isfinite(read.logit)


def test_of_a_long_question_the_beginning_and_the_end_are_read(limited: Limited) -> None:
    """What stands between them changes nothing, so that a story leaves room for the passage."""
    model = limited(question_tokens=8, max_tokens=150)
    opening, end = "i left", "do they pay"
    told = [
        model.read(f"{opening} {story} {end}", [PASSAGE])[0] for story in ("yesterday in may", "late " * 60)
    ]
    assert told[0].logit == told[1].logit
    assert model._cut("a b c d e f") == "a b c d e f"
    assert model._cut("a b c d e f g h i j") == "a b c d g h i j"


def test_a_token_belongs_to_the_sentence_that_it_stands_in(tiny_model: Path) -> None:
    """The question, the context before the first sentence and the special tokens belong to none."""
    pair = Tokenizer.from_file(str(tiny_model / TOKENIZER)).encode(
        "up", "hi\nab c.\nd", add_special_tokens=True
    )
    assert pair.tokens == ["[CLS]", "u", "##p", "[SEP]", "h", "##i", "a", "##b", "c", ".", "d", "[SEP]"]
    assert sentence_numbers(pair, [3, 9]).tolist() == [-1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 1, -1]
