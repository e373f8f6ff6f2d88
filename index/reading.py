"""The reading model at question time: its exported ONNX graph reads question and passage in one pass.

Where late interaction compares two texts that were encoded apart, this model attends from each to the other,
and so sees whether an answer is given (the idea of Provence, Chirkova and others, 2025: reranker and sentence
selector in one). Needs no torch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.pairs import PairFiles, PairReader

if TYPE_CHECKING:
    from tokenizers import Encoding as Tokenised

GRAPH, SETTINGS = "reading.onnx", "reading.json"


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


class ReadingModel(PairReader):
    """An exported graph with its tokenizer. Safe for many threads."""

    def __init__(self, files: PairFiles) -> None:
        super().__init__(files)
        self.settings = ReadingSettings(**files.settings)

    def read(self, question: str, passages: Sequence[tuple[str, Sequence[int]]]) -> list[ReadPassage]:
        """Read a question with each passage, given as its text in context and where its sentences start."""
        results: dict[int, ReadPassage] = {}
        for group, pairs, inputs in self._groups(question, [text for text, _ in passages]):
            starts = [passages[number][1] for number in group]
            results.update(zip(group, self._run(pairs, inputs, starts), strict=True))
        return [results[number] for number in range(len(passages))]

    def _run(
        self,
        pairs: "Sequence[Tokenised]",
        inputs: dict[str, NDArray[Any]],
        starts: Sequence[Sequence[int]],
    ) -> Iterable[ReadPassage]:
        """One run of the graph over pairs, given their inputs and where their sentences start."""
        counts = [len(own) for own in starts]
        shares = np.zeros((len(pairs), max(counts), inputs["input_ids"].shape[1]), np.float32)
        for row, (pair, own) in enumerate(zip(pairs, starts, strict=True)):
            numbers = sentence_numbers(pair, own)
            shares[row, numbers[numbers >= 0], np.flatnonzero(numbers >= 0)] = 1.0
        tokens = shares.sum(axis=2)
        shares /= np.maximum(tokens, 1.0)[:, :, None]
        logits, sentences = self._graph.run(["passages", "sentences"], {**inputs, "shares": shares})
        sentences = np.where(tokens > 0, sentences, np.nan).astype(np.float32)
        return [
            ReadPassage(float(logit), own[:count])
            for logit, own, count in zip(logits, sentences, counts, strict=True)
        ]


def sentence_numbers(pair: "Tokenised", starts: Sequence[int]) -> NDArray[np.int64]:
    """The number of the passage's sentence that each token of a pair stands in, -1 outside of them."""
    places = np.array([place[0] for place in pair.offsets])
    numbers = np.searchsorted(np.asarray(starts), places, side="right") - 1
    own = (np.array(pair.type_ids) == 1) & (np.array(pair.special_tokens_mask) == 0)
    return np.where(own, numbers, -1)
