"""The reranker for any cross-encoder: the best passages of late interaction, then their sentences, by its score.

The model says one number of a question and a text. So it is asked about passages, and of the best of these
about windows of two sentences. Nothing is known of its numbers but their order: no calibration is fitted.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import CrossEncoder, Hit, Snapshot
from index.context import encoded_text, passage_context
from service.answering.deadline import in_time
from service.answering.late_interaction import LateInteraction
from service.answering.reading import behind, explained, logits_of
from service.answering.reranking import Query, Ranked, Ranking
from service.answering.tuning import Tuning

UNCALIBRATED = (
    "no confidence is fitted for this reranker: it shows raw scores, and answers whatever it can quote"
)


@dataclass(frozen=True, slots=True)
class Scored(Ranked):
    """A passage that the model was asked about: its logit, and those of its sentences (n,), NaN for the others."""

    logit: float
    logits: NDArray[np.float32]


class CrossEncoding:
    """A cross-encoder over the best passages of late interaction in one index."""

    name = "cross-encoder"

    def __init__(self, index: Snapshot, tuning: Tuning, model: CrossEncoder | None = None) -> None:
        model = model or index.cross_encoder
        assert model is not None, f"{index.place} carries no cross-encoder"
        self._first = LateInteraction(index, replace(tuning, calibration=None))
        self._reader_penalty = tuning.ranking.reader_penalty
        self._weights = tuning.cross_encoding
        self._model = model

    def rank(self, query: Query, hits: Sequence[Hit]) -> Ranking:
        """The hits in order: first those that it was asked about, then the others as late interaction has them.

        `answerability` is the logistic function of the best passage's logit, and no probability.
        """
        first = self._first.rank(query, hits)
        scored = self._with_sentences(query, self._scored(query, first.passages[: self._weights.passages]))
        passages = [*scored, *behind(scored, first.passages[len(scored) :])]
        logits = [passage.logit for passage in scored if passage.citable]
        signals = {**first.signals, **({"cross_passage": max(logits)} if logits else {})}
        sure = 0.5 + 0.5 * math.tanh(max(logits) / 2) if logits else 0.0
        return Ranking(passages, sure, calibrated=False, signals=signals)

    def explain(self, query: Query, ranking: Ranking, count: int) -> list[dict[str, Any]]:
        """What late interaction shows of each passage, and of those that it was asked about the logits."""
        first = self._first.rank(query, [passage.hit for passage in ranking.passages])
        some = ranking.passages[:count]
        logits = {
            each.hit.row: logits_of(each.logit, each.logits) for each in some if isinstance(each, Scored)
        }
        return explained(self._first, query, some, first, logits)

    def _scored(self, query: Query, passages: Sequence[Ranked]) -> list[Scored]:
        """Passages in the model's order; a reader's own story is put back as late interaction does."""
        in_time()
        texts = [encoded_text(passage.hit.card.title, passage.hit.passage) for passage in passages]
        scored = []
        for passage, logit in zip(passages, self._model.score(query.text, texts).tolist(), strict=True):
            score = logit / self._weights.scale - (0.0 if passage.citable else self._reader_penalty)
            none = np.full_like(passage.sentences, np.nan)
            scored.append(Scored(passage.hit, score, passage.sentences, logit, none))
        return sorted(scored, key=lambda passage: -passage.score)

    def _with_sentences(self, query: Query, passages: Sequence[Scored]) -> list[Scored]:
        """The passages with what the model says of their sentences; what it is not asked about stands behind.

        Two windows share each sentence, so late interaction's score of the sentence itself is added.
        """
        opened = [passage for passage in passages if passage.citable][: self._weights.opened]
        places = [(passage, number) for passage in opened for number in range(len(passage.sentences))]
        places = sorted(places, key=lambda place: -place[0].sentences[place[1]])[: self._weights.windows]
        windows = [_window(passage.hit, number) for passage, number in places]
        in_time()
        lowest, scale = 0.0, self._weights.scale
        for (passage, number), logit in zip(places, self._model.score(query.text, windows), strict=True):
            passage.logits[number] = logit
            lowest = min(lowest, float(logit) / scale)
        return [
            replace(
                passage,
                sentences=passage.sentences
                + np.where(np.isnan(passage.logits), lowest, passage.logits / scale).astype(np.float32),
            )
            for passage in passages
        ]


def _window(hit: Hit, number: int) -> str:
    """A sentence behind the one before it, in the context of their passage."""
    lines = hit.passage.lines[max(number - 1, 0) : number + 1]
    return f"{passage_context(hit.card.title, hit.passage)}\n{' '.join(lines)}"
