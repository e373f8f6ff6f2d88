"""The reading model at question time: its exported ONNX graph reads question and passage in one pass.

Where late interaction compares two texts that were encoded apart, this model attends from each to the other,
and so sees whether an answer is given (the idea of Provence, Chirkova and others, 2025: reranker and sentence
selector in one). Needs no torch.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import load_runtime

if TYPE_CHECKING:
    from tokenizers import Encoding as Tokenised

GRAPH, TOKENIZER, SETTINGS = "reading.onnx", "tokenizer.json", "reading.json"
TOGETHER = 4  # passages of a length in one run: padding all to the longest costs more than a second run


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """What the graph needs beside its weights, which `digest` names.

    A question is cut to `question_tokens` word pieces, a pair to `max_tokens`. The network learned what late
    interaction does not see: to its own logits the score of a passage and that of a sentence are to be added,
    times these scales.
    """

    model: str
    digest: str
    max_tokens: int
    question_tokens: int
    passage_scale: float
    sentence_scale: float


@dataclass(frozen=True, slots=True)
class ReadPassage:
    """A passage's own logit and those of its sentences (n,), NaN for one past the model's limit."""

    logit: float
    sentences: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ReadingFiles:
    """The files of an exported graph, read.

    So that the model can still be loaded when their folder is gone.
    """

    graph: bytes
    tokenizer: bytes
    settings: ReadingSettings

    @classmethod
    def of(cls, folder: Path) -> "ReadingFiles":
        """Read them; nothing is loaded."""
        return cls((folder / GRAPH).read_bytes(), (folder / TOKENIZER).read_bytes(), read_settings(folder))


class ReadingModel:
    """An exported graph with its tokenizer. Safe for many threads."""

    def __init__(self, files: ReadingFiles, threads: int = 2) -> None:
        from tokenizers import Tokenizer

        onnxruntime = load_runtime()
        self.settings = files.settings
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(files.graph, options, providers=["CPUExecutionProvider"])
        self._questions = Tokenizer.from_buffer(files.tokenizer)
        self._questions.no_truncation()
        self._questions.no_padding()
        self._pairs = Tokenizer.from_buffer(files.tokenizer)
        self._pairs.enable_truncation(self.settings.max_tokens, strategy="only_second")
        self._pairs.no_padding()

    def read(self, question: str, passages: Sequence[tuple[str, Sequence[int]]]) -> list[ReadPassage]:
        """Read a question with each passage, given as its text in context and where its sentences start."""
        question = self._cut(question)
        pairs = self._pairs.encode_batch([(question, text) for text, _ in passages])
        by_length = sorted(range(len(pairs)), key=lambda number: len(pairs[number].ids))
        results: dict[int, ReadPassage] = {}
        for first in range(0, len(by_length), TOGETHER):
            group = by_length[first : first + TOGETHER]
            numbers = [sentence_numbers(pairs[number], passages[number][1]) for number in group]
            counts = [len(passages[number][1]) for number in group]
            results.update(
                zip(group, self._run([pairs[number] for number in group], numbers, counts), strict=True)
            )
        return [results[number] for number in range(len(pairs))]

    def _run(
        self, pairs: "Sequence[Tokenised]", numbers: Sequence[NDArray[np.int64]], counts: Sequence[int]
    ) -> Iterable[ReadPassage]:
        """One run of the graph over pairs, given their tokens' sentence numbers and sentence counts."""
        length = max(len(pair.ids) for pair in pairs)
        inputs: dict[str, NDArray[Any]] = {
            name: np.zeros((len(pairs), length), np.int64)
            for name in ("input_ids", "attention_mask", "token_type_ids")
        }
        shares = np.zeros((len(pairs), max(counts), length), np.float32)
        for row, (pair, own) in enumerate(zip(pairs, numbers, strict=True)):
            inputs["input_ids"][row, : len(own)] = pair.ids
            inputs["attention_mask"][row, : len(own)] = 1
            inputs["token_type_ids"][row, : len(own)] = pair.type_ids
            shares[row, own[own >= 0], np.flatnonzero(own >= 0)] = 1.0
        tokens = shares.sum(axis=2)
        inputs["shares"] = shares / np.maximum(tokens, 1.0)[:, :, None]
        logits, sentences = self._session.run(["passages", "sentences"], inputs)
        sentences = np.where(tokens > 0, sentences, np.nan).astype(np.float32)
        return [
            ReadPassage(float(logit), own[:count])
            for logit, own, count in zip(logits, sentences, counts, strict=True)
        ]

    def _cut(self, question: str) -> str:
        """A question of at most so many word pieces: of a longer one its beginning and its end."""
        places = self._questions.encode(question, add_special_tokens=False).offsets
        half = self.settings.question_tokens // 2
        if len(places) <= 2 * half:
            return question
        return f"{question[: places[half - 1][1]]} {question[places[-half][0] :]}"


def sentence_numbers(pair: "Tokenised", starts: Sequence[int]) -> NDArray[np.int64]:
    """The number of the passage's sentence that each token of a pair stands in, -1 outside of them."""
    places = np.array([place[0] for place in pair.offsets])
    numbers = np.searchsorted(np.asarray(starts), places, side="right") - 1
    own = (np.array(pair.type_ids) == 1) & (np.array(pair.special_tokens_mask) == 0)
    return np.where(own, numbers, -1)


def read_settings(folder: Path) -> ReadingSettings:
    """The settings kept beside an exported graph."""
    return ReadingSettings(**json.loads((folder / SETTINGS).read_text(encoding="utf-8")))
