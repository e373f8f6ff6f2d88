"""Order candidate passages, and score their sentences, by late interaction.

Each token of the question finds its best match among a passage's token vectors; the matches are
weighted by inverse document frequency and averaged (Khattab and Zaharia, ColBERT, 2020, with the
encoder's own token vectors).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import Encoding, Hit, Index, PassageTokens

LATE_WEIGHT, SENTENCE_WEIGHT, DENSE_WEIGHT, WORDS_WEIGHT = 1.0, 1.0, 0.5, 0.1
READER_PENALTY = 0.05


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its score and signals; `sentences` (n,) holds the score of each of its sentences."""

    hit: Hit
    score: float
    late: float
    words: float
    sentences: NDArray[np.float32]


def rank(index: Index, encoding: Encoding, hits: Sequence[Hit]) -> list[Ranked]:
    """Candidates, best first."""
    if not hits or not len(encoding.ids):
        return []
    weights = index.token_weights(encoding.ids)
    weights = weights / weights.sum()
    tokens = index.tokens([hit.row for hit in hits])
    most_words = max(hit.words for hit in hits) or 1.0
    return sorted((_ranked(hit, encoding, tokens[hit.row], weights, most_words) for hit in hits), key=lambda one: -one.score)


def _ranked(hit: Hit, encoding: Encoding, tokens: PassageTokens, weights: NDArray[np.float32], most_words: float) -> Ranked:
    similar = encoding.tokens @ tokens.vectors.T
    late = float(weights @ similar.max(axis=1))
    sentences = _sentence_scores(similar, tokens, encoding, weights, len(hit.passage.sentences))
    words = hit.words / most_words
    score = LATE_WEIGHT * late + SENTENCE_WEIGHT * float(sentences.max()) + DENSE_WEIGHT * hit.dense + WORDS_WEIGHT * words
    return Ranked(hit, score - (READER_PENALTY if hit.passage.kind == "reader" else 0.0), late, words, sentences)


def _sentence_scores(
    similar: NDArray[np.float32], tokens: PassageTokens, encoding: Encoding, weights: NDArray[np.float32], count: int
) -> NDArray[np.float32]:
    """Mean of a sentence's late interaction and the cosine of its mean token vector; 0 where it was cut off."""
    scores = np.zeros(count, dtype=np.float32)
    for number in range(count):
        own = tokens.sentences == number
        if own.any():
            mean = tokens.vectors[own].mean(axis=0)
            cosine = float(mean @ encoding.vector) / max(float(np.linalg.norm(mean)), 1e-6)
            scores[number] = 0.5 * float(weights @ similar[:, own].max(axis=1)) + 0.5 * cosine
    return scores
