"""Any cross-encoder at question time: its exported graph says how well each text answers a question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.pairs import PairFiles, PairReader


@dataclass(frozen=True, slots=True)
class CrossEncoderSettings:
    """What the graph needs beside its weights, which `digest` names; limits in word pieces."""

    model: str
    digest: str
    max_tokens: int
    question_tokens: int


class CrossEncoder(PairReader):
    """An exported graph with its tokenizer. Safe for many threads."""

    def __init__(self, files: PairFiles) -> None:
        super().__init__(files)
        self.settings = CrossEncoderSettings(**files.settings)

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """The model's logit of each text (n,), in order."""
        logits = np.zeros(len(texts), np.float32)
        for group, _, inputs in self._groups(question, texts):  # not every model has token types
            (logits[group],) = self._graph.run(
                ["logits"], {name: inputs[name] for name in self._graph.inputs}
            )
        return logits
