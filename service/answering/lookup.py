"""What the index holds for a question: of its readings the one that the sources answer best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import Encoding, Snapshot
from service.answering.confidence import TOP, confidence
from service.answering.conversation import Resolved, readings, without_medium
from service.answering.rank import Ranked, question_weights, rank
from service.answering.trace import stage

SURER, LEAST_MATCH = 0.3, 0.36


@dataclass(frozen=True, slots=True)
class Found:
    """A reading of the question with what was found for it.

    `asked` is where the question proper ends in what was encoded; `weights` (q,) are those of its tokens.
    """

    reading: Resolved
    asked: int
    encoding: Encoding
    weights: NDArray[np.float32]
    ranked: list[Ranked]
    confidence: float

    @property
    def question(self) -> str:
        """What was asked now, without what it leans on."""
        return self.reading.text[: self.reading.asked]


def understand(index: Snapshot, question: str, history: Sequence[str] = ()) -> list[Found]:
    """Every reading looked up, the chosen one first.

    Where the question leans on earlier ones, the reading that the sources answer more surely; else the question by itself
    unless the other reading is surer by `SURER`. What was asked now must itself be matched: an earlier subject alone
    would make any question sure.
    """
    found = [look_up(index, reading) for reading in readings(question, history)]
    ahead = 0.0 if found[0].reading.leaning else SURER
    surest = sorted(found, key=lambda one: one.confidence + (ahead if one is found[0] else 0.0), reverse=True)
    return sorted(surest, key=lambda one: one.reading.leaning and asked_match(one) < LEAST_MATCH)


def asked_match(found: Found) -> float:
    """Late interaction of the tokens asked now alone, without those they lean on, in the best of the first passages."""
    asked = np.where(found.encoding.places[:, 0] < found.asked, found.weights, 0.0)
    return max((float(asked @ one.matches) / max(float(asked.sum()), 1e-6) for one in found.ranked[:TOP]), default=0.0)


def look_up(index: Snapshot, reading: Resolved) -> Found:
    """Search, rank and weigh."""
    text = without_medium(reading.text)
    with stage("encode"):
        encoding = index.encoder.encode_question(text)
    asked = len(without_medium(reading.text[: reading.asked]))
    weights = question_weights(index, encoding, asked)
    with stage("search"):
        hits = index.search(text, encoding)
    with stage("rank"):
        ranked = rank(index, encoding, weights, hits)
    return Found(reading, asked, encoding, weights, ranked, confidence(ranked))
