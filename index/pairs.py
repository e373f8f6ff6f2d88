"""What reads a question together with texts: an exported graph over pairs of word pieces, without torch."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import TOKENIZER
from index.graph import Graph

if TYPE_CHECKING:
    from tokenizers import Encoding as Tokenised

TOGETHER = 4  # texts of a length in one run: padding all to the longest costs more than a second run


@dataclass(frozen=True, slots=True)
class PairFiles:
    """The files of an exported graph, read.

    So that the model can still be loaded when their folder is gone.
    """

    graph: bytes
    tokenizer: bytes
    settings: dict[str, Any]

    @classmethod
    def of(cls, folder: Path, name: str) -> "PairFiles":
        """Read those of a model that bear a name; nothing is loaded."""
        settings = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        return cls((folder / f"{name}.onnx").read_bytes(), (folder / TOKENIZER).read_bytes(), settings)


class PairReader:
    """A graph with its tokenizer: a question is cut to `question_tokens` word pieces, a pair to `max_tokens`.

    Safe for many threads.
    """

    def __init__(self, files: PairFiles) -> None:
        from tokenizers import Tokenizer

        self._graph = Graph(files.graph)
        self._question_tokens = int(files.settings["question_tokens"])
        self._questions = Tokenizer.from_buffer(files.tokenizer)
        self._questions.no_truncation()
        self._questions.no_padding()
        self._pairs = Tokenizer.from_buffer(files.tokenizer)
        self._pairs.enable_truncation(files.settings["max_tokens"], strategy="only_second")
        self._pairs.no_padding()

    def _groups(
        self, question: str, texts: Sequence[str]
    ) -> "Iterator[tuple[list[int], list[Tokenised], dict[str, NDArray[Any]]]]":
        """Texts of about one length: their numbers, the pairs, and the inputs of a run over them."""
        question = self._cut(question)
        pairs = self._pairs.encode_batch([(question, text) for text in texts])
        by_length = sorted(range(len(pairs)), key=lambda number: len(pairs[number].ids))
        for first in range(0, len(by_length), TOGETHER):
            group = by_length[first : first + TOGETHER]
            some = [pairs[number] for number in group]
            yield group, some, _inputs(some)

    def _cut(self, question: str) -> str:
        """A question of at most so many word pieces: of a longer one its beginning and its end."""
        places = self._questions.encode(question, add_special_tokens=False).offsets
        half = self._question_tokens // 2
        if len(places) <= 2 * half:
            return question
        return f"{question[: places[half - 1][1]]} {question[places[-half][0] :]}"


def _inputs(pairs: "Sequence[Tokenised]") -> dict[str, NDArray[Any]]:
    """What a graph is given of pairs, padded to the longest."""
    length = max(len(pair.ids) for pair in pairs)
    inputs: dict[str, NDArray[Any]] = {
        name: np.zeros((len(pairs), length), np.int64)
        for name in ("input_ids", "attention_mask", "token_type_ids")
    }
    for row, pair in enumerate(pairs):
        inputs["input_ids"][row, : len(pair.ids)] = pair.ids
        inputs["attention_mask"][row, : len(pair.ids)] = 1
        inputs["token_type_ids"][row, : len(pair.ids)] = pair.type_ids
    return inputs
