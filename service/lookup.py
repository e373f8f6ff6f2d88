"""What the index holds for a question: of its readings the one that the sources answer best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import Encoding, Index
from service.confidence import confidence
from service.conversation import Resolved, leans, readings, without_medium
from service.rank import Ranked, question_weights, rank

SURER = 0.3


@dataclass(frozen=True, slots=True)
class Found:
    """A reading of the question with what was found for it; `weights` (q,) are those of its tokens."""

    reading: Resolved
    encoding: Encoding
    weights: NDArray[np.float32]
    ranked: list[Ranked]
    confidence: float

    @property
    def question(self) -> str:
        """What was asked now, without what it leans on."""
        return self.reading.text[: self.reading.asked]


def understand(index: Index, question: str, history: Sequence[str] = ()) -> list[Found]:
    """Every reading looked up, the chosen one first.

    Where the question leans on earlier ones, the reading that the sources answer more surely; else the question by itself
    unless the other reading is surer by `SURER`.
    """
    found = [look_up(index, reading) for reading in readings(question, history)]
    ahead = 0.0 if leans(question) else SURER
    return sorted(found, key=lambda one: one.confidence + (ahead if one is found[0] else 0.0), reverse=True)


def look_up(index: Index, reading: Resolved) -> Found:
    """Search, rank and weigh."""
    text = without_medium(reading.text)
    encoding = index.encoder.encode_question(text)
    weights = question_weights(index, encoding, len(without_medium(reading.text[: reading.asked])))
    ranked = rank(index, encoding, weights, index.search(text, encoding))
    return Found(reading, encoding, weights, ranked, confidence(ranked))
