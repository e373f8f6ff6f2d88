"""The first reranker: passages and their sentences ordered by late interaction.

Each token of the question finds its best match among a passage's token vectors; the matches are
weighted by inverse document frequency and averaged (Khattab and Zaharia, ColBERT, 2020, with the
encoder's own token vectors).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import Encoding, Hit, PassageTokens, Snapshot
from service.answering import tuning as tuned
from service.answering.confidence import answerability, features
from service.answering.reranking import Query, Ranked, Ranking

TOP = 3  # passages of which the best match of what was asked now counts
TOKENS = 6  # shown in an explanation


@dataclass(frozen=True, slots=True)
class Matched(Ranked):
    """A passage with its signals.

    `matches` (q,) holds the best cosine that each token of the question finds in it, `similar` (q, n) its
    cosines with all of the passage's own `tokens`.
    """

    late: float
    words: float
    matches: NDArray[np.float32]
    similar: NDArray[np.float32]
    tokens: PassageTokens


SIGNALS: Mapping[str, Callable[[Matched], float]] = {
    "late": lambda matched: matched.late,
    "sentence": lambda matched: float(matched.sentences.max()),
    "dense": lambda matched: matched.hit.dense,
    "words": lambda matched: matched.words,
}


class LateInteraction:
    """Late interaction over the token vectors of one index."""

    name = tuned.LATE_INTERACTION

    def __init__(self, index: Snapshot, tuning: tuned.Tuning) -> None:
        self._index = index
        self._weights = tuning.ranking
        self._calibration = tuning.calibration

    def rank(self, query: Query, hits: Sequence[Hit]) -> Ranking:
        """The best hits in order."""
        weights = self._question_weights(query)
        matched = self._match(query.encoding, weights, hits) if hits and len(weights) else []
        signals = features(matched, tokens=len(weights))
        sure, calibrated = answerability(matched, signals, self._calibration)
        signals["asked_match"] = self._asked_match(query, weights, matched) if query.leaning else 0.0
        if query.leaning and signals["asked_match"] < self._weights.least_asked:
            sure = 0.0
        return Ranking(matched, sure, calibrated, signals)

    def explain(self, query: Query, ranking: Ranking, count: int) -> list[dict[str, Any]]:
        """Each signal with its value and its rank among the candidates, and the tokens that matched best."""
        weights = self._question_weights(query)
        matched = [
            passage for passage in ranking.passages if isinstance(passage, Matched)
        ]  # all of its own are
        values = {name: [signal(candidate) for candidate in matched] for name, signal in SIGNALS.items()}
        ranks = {
            name: (-np.array(every)).argsort(kind="stable").argsort() + 1 for name, every in values.items()
        }
        return [
            {
                "signals": {
                    name: {"score": round(values[name][place], 4), "rank": int(ranks[name][place])}
                    for name in SIGNALS
                },
                "tokens": self._tokens(query.encoding, weights, candidate),
            }
            for place, candidate in enumerate(matched[:count])
        ]

    def _asked_match(self, query: Query, weights: NDArray[np.float32], matched: Sequence[Matched]) -> float:
        """How well what was asked now is matched by itself, 0 to 1.

        The subject that it leans on would make any question sure.
        """
        asked = np.where(query.encoding.places[:, 0] < query.asked, weights, 0.0)
        share = max(float(asked.sum()), 1e-6)
        return max((float(asked @ candidate.matches) / share for candidate in matched[:TOP]), default=0.0)

    def _question_weights(self, query: Query) -> NDArray[np.float32]:
        """What each token of the question counts (q,), one in sum: its inverse document frequency.

        What follows the question proper, an earlier question that it leans on, counts less.
        """
        encoding = query.encoding
        weights = np.where(encoding.places[:, 0] < query.asked, 1.0, self._weights.earlier)
        weights = weights * self._index.token_weights(encoding.ids)
        shares: NDArray[np.float32] = (weights / max(float(weights.sum()), 1e-6)).astype(np.float32)
        return shares

    def _match(self, encoding: Encoding, weights: NDArray[np.float32], hits: Sequence[Hit]) -> list[Matched]:
        """Candidates in order; sentences are scored in the best alone."""
        tokens = self._index.tokens([hit.row for hit in hits])
        most_words = max(hit.words for hit in hits) or 1.0
        similar = similarities(encoding, [tokens[hit.row] for hit in hits])
        matched = [
            self._matched(hit, tokens[hit.row], cosines, weights, hit.words / most_words)
            for hit, cosines in zip(hits, similar, strict=True)
        ]
        kept = sorted(matched, key=lambda candidate: -candidate.score)[: self._weights.kept]
        scored = (self._with_sentences(candidate, encoding, weights) for candidate in kept)
        return sorted(scored, key=lambda candidate: -candidate.score)

    def _matched(
        self,
        hit: Hit,
        tokens: PassageTokens,
        similar: NDArray[np.float32],
        weights: NDArray[np.float32],
        words: float,
    ) -> Matched:
        """A candidate by its late interaction, cosine and words; its sentences have no score yet."""
        matches = similar.max(axis=1)
        late = float(weights @ matches)
        score = self._weights.late * late + self._weights.dense * hit.dense + self._weights.words * words
        score -= self._weights.reader_penalty if hit.passage.kind == "reader" else 0.0
        unscored = np.zeros(len(hit.passage.sentences), dtype=np.float32)
        return Matched(hit, score, unscored, late, words, matches, similar, tokens)

    def _with_sentences(self, matched: Matched, encoding: Encoding, weights: NDArray[np.float32]) -> Matched:
        """The candidate with the scores of its sentences, the best of which adds to its own."""
        sentences = matched.sentences.copy()  # what the encoder's limit cut off keeps 0
        share = self._weights.late_share
        scored = score_sentences(encoding, weights, matched.similar, matched.tokens, share)[: len(sentences)]
        sentences[: len(scored)] = scored
        score = matched.score + self._weights.sentence * float(sentences.max())
        return replace(matched, score=score, sentences=sentences)

    def _tokens(
        self, encoding: Encoding, weights: NDArray[np.float32], matched: Matched
    ) -> list[dict[str, Any]]:
        """The question's tokens that added most, each with the passage's token that it matched."""
        best = matched.similar.argmax(axis=1)
        heaviest = (-weights * matched.matches).argsort()[:TOKENS]
        asked = self._index.encoder.pieces(encoding.ids[heaviest])
        told = self._index.encoder.pieces(matched.tokens.ids[best[heaviest]])
        return [
            {
                "asked": ours,
                "matched": theirs,
                "cosine": round(float(matched.matches[at]), 3),
                "weight": round(float(weights[at]), 3),
            }
            for ours, theirs, at in zip(asked, told, heaviest.tolist(), strict=True)
        ]


def similarities(encoding: Encoding, passages: Sequence[PassageTokens]) -> list[NDArray[np.float32]]:
    """Cosines (q, n) of the question's tokens with each passage's, all by one product."""
    tokens = np.concatenate([passage.vectors for passage in passages]).astype(np.float32)
    together = (encoding.tokens @ tokens.T) * np.float32(passages[0].unit)
    return np.split(together, np.cumsum([len(passage.ids) for passage in passages])[:-1], axis=1)


def score_sentences(
    encoding: Encoding,
    weights: NDArray[np.float32],
    similar: NDArray[np.float32],
    tokens: PassageTokens,
    late_share: float,
) -> NDArray[np.float32]:
    """Of each sentence of a passage the mean of its late interaction and the cosine of its mean token vector.

    Tokens stand in the order context, sentence 0, 1, …, so every sentence is one run of them.
    """
    first = int(np.searchsorted(tokens.sentences, 0))
    if first == len(tokens.sentences):
        return np.zeros(0, dtype=np.float32)
    starts = np.flatnonzero(np.diff(tokens.sentences[first:], prepend=-1))
    best = np.maximum.reduceat(similar[:, first:], starts, axis=1)
    sums = np.add.reduceat(tokens.vectors[first:], starts, axis=0, dtype=np.float32)
    cosines = (sums @ encoding.vector) / np.maximum(np.linalg.norm(sums, axis=1), 1e-6)
    scores: NDArray[np.float32] = (late_share * (weights @ best) + (1 - late_share) * cosines).astype(
        np.float32
    )
    return scores
