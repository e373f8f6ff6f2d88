"""The encoder at question time: the exported ONNX graph, without torch."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.graph import Graph

if TYPE_CHECKING:
    from tokenizers import Encoding as Tokenised

GRAPH, TOKENIZER, SETTINGS = "encoder.onnx", "tokenizer.json", "encoder.json"
ENGLISH = ("careerqa-minilm", "all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2")


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """What a graph needs beside its weights; `digest` names the weights and their configuration.

    `languages` are those that the model was made for, as codes of ISO 639; empty where that is not known.
    """

    model: str
    digest: str
    dimensions: int
    max_tokens: int
    query_prompt: str = ""
    document_prompt: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text, encoded in one pass.

    `vector` is the pooled vector, float32 (d,), of length 1. `tokens` are the vectors of the n word
    pieces without the special ones, float32 (n, d), each of length 1; `ids` (n,) their vocabulary
    numbers and `places` (n, 2) their character offsets in the text.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    ids: NDArray[np.int32]
    places: NDArray[np.int32]


class Encoder:
    """An exported graph with its tokenizer."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self.settings = read_settings(folder)
        self._graph = Graph(str(folder / GRAPH))
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(self.settings.max_tokens)
        self._tokenizer.enable_padding(length=None)

    def encode_question(self, question: str) -> Encoding:
        """Encode a question with the model's own prompt for questions, if it has one."""
        return self.encode([question], prompt=self.settings.query_prompt)[0]

    def has_word(self, word: str) -> bool:
        """Whether a word is one piece of the vocabulary, as common ones are."""
        return self._tokenizer.token_to_id(word) is not None

    def common_words(self) -> list[str]:
        """Words that are one piece of the vocabulary, as common ones are, in its order."""
        vocabulary = self._tokenizer.get_vocab()
        return [
            word
            for word in sorted(vocabulary, key=vocabulary.__getitem__)
            if word.isalpha() and len(word) > 1
        ]

    def pieces(self, ids: NDArray[np.int32]) -> list[str]:
        """What vocabulary numbers stand for."""
        return [self._tokenizer.id_to_token(number) or "" for number in ids.tolist()]

    def encode(self, texts: Sequence[str], prompt: str = "") -> list[Encoding]:
        """Encode texts as one batch, in order; `places` count from each text's own beginning."""
        encoded = self._tokenizer.encode_batch([prompt + text for text in texts])
        inputs = {
            "input_ids": np.array([text.ids for text in encoded], dtype=np.int64),
            "attention_mask": np.array([text.attention_mask for text in encoded], dtype=np.int64),
        }
        tokens, vectors = self._graph.run(["tokens", "vector"], inputs)
        return [make_encoding(*outputs, prompt) for outputs in zip(encoded, tokens, vectors, strict=True)]


def make_encoding(
    tokenised: "Tokenised", tokens: NDArray[np.float32], vector: NDArray[np.float32], prompt: str
) -> Encoding:
    """What a model made of a prompt and a text, as the encoding of the text.

    Special tokens and those of the prompt are left out.
    """
    places = np.array(tokenised.offsets, dtype=np.int32).reshape(-1, 2) - len(prompt)
    keep = (np.array(tokenised.special_tokens_mask) == 0) & (places[:, 0] >= 0)
    ids = np.array(tokenised.ids, dtype=np.int32)[keep]
    return Encoding(normalised(vector), normalised(tokens[keep]), ids, places[keep])


def normalised(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors scaled to length 1 along the last axis; a zero vector stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: NDArray[np.float32] = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled


def read_settings(folder: Path) -> EncoderSettings:
    """The settings kept beside an exported graph."""
    kept = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    languages = kept.pop("languages", None) or languages_of(kept["model"])  # none where it is an older one
    return EncoderSettings(**kept, languages=tuple(languages))


def languages_of(model: str) -> tuple[str, ...]:
    """The languages that a model was made for, by its name."""
    return ("en",) if model in ENGLISH else ()
