"""Order candidate passages, and score their sentences, by late interaction.

Each token of the question finds its best match among a passage's token vectors; the matches are
weighted by inverse document frequency and averaged (Khattab and Zaharia, ColBERT, 2020, with the
encoder's own token vectors).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index import Encoding, Hit, PassageTokens, Snapshot

LATE_WEIGHT, SENTENCE_WEIGHT, DENSE_WEIGHT, WORDS_WEIGHT = 1.0, 0.5, 0.25, 0.05
READER_PENALTY = 0.3
EARLIER_WEIGHT = 0.5
LATE_SHARE = 0.5
KEPT = 24


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its score and signals.

    `sentences` (n,) holds the score of each of its sentences; `matches` (q,) the best cosine that each
    token of the question finds in it, `similar` (q, n) its cosines with all of the passage's own `tokens`.
    """

    hit: Hit
    score: float
    late: float
    words: float
    sentences: NDArray[np.float32]
    matches: NDArray[np.float32]
    similar: NDArray[np.float32]
    tokens: PassageTokens


def rank(index: Snapshot, encoding: Encoding, weights: NDArray[np.float32], hits: Sequence[Hit]) -> list[Ranked]:
    """The best candidates in order; `weights` (q,) are those of the question's tokens.

    Sentences are scored only in the `KEPT` passages that are best without them.
    """
    if not hits or not len(encoding.ids):
        return []
    found = index.tokens([hit.row for hit in hits])
    most_words = max(hit.words for hit in hits) or 1.0
    matched = [
        _matched(hit, found[hit.row], own, weights, hit.words / most_words)
        for hit, own in zip(hits, similarities(encoding, [found[hit.row] for hit in hits]), strict=True)
    ]
    kept = sorted(matched, key=lambda one: -one.score)[:KEPT]
    return sorted((_with_sentences(one, encoding, weights) for one in kept), key=lambda one: -one.score)


def similarities(encoding: Encoding, passages: Sequence[PassageTokens]) -> list[NDArray[np.float32]]:
    """Cosines (q, n) of the question's tokens with each passage's, all by one product."""
    tokens = np.concatenate([one.vectors for one in passages]).astype(np.float32)
    together = (encoding.tokens @ tokens.T) * np.float32(passages[0].unit)
    return np.split(together, np.cumsum([len(one.ids) for one in passages])[:-1], axis=1)


def question_weights(index: Snapshot, encoding: Encoding, asked: int) -> NDArray[np.float32]:
    """What each token of the question counts (q,), one in sum: its inverse document frequency.

    `asked` is where in the encoded text the question proper ends; what follows it, an earlier question that it
    leans on, says what is talked about and has `EARLIER_WEIGHT`.
    """
    weights = np.where(encoding.places[:, 0] < asked, 1.0, EARLIER_WEIGHT) * index.token_weights(encoding.ids)
    shares: NDArray[np.float32] = (weights / max(float(weights.sum()), 1e-6)).astype(np.float32)
    return shares


def _matched(hit: Hit, tokens: PassageTokens, similar: NDArray[np.float32], weights: NDArray[np.float32], words: float) -> Ranked:
    """A candidate by its late interaction, cosine and words; its sentences have no score yet."""
    matches = similar.max(axis=1)
    late = float(weights @ matches)
    score = LATE_WEIGHT * late + DENSE_WEIGHT * hit.dense + WORDS_WEIGHT * words
    none = np.zeros(len(hit.passage.sentences), dtype=np.float32)
    return Ranked(hit, score - (READER_PENALTY if hit.passage.kind == "reader" else 0.0), late, words, none, matches, similar, tokens)


def _with_sentences(one: Ranked, encoding: Encoding, weights: NDArray[np.float32]) -> Ranked:
    """The candidate with the scores of its sentences, the best of which adds to its own."""
    sentences = one.sentences.copy()  # what the encoder's limit cut off keeps 0
    scored = score_sentences(encoding, weights, one.similar, one.tokens)[: len(sentences)]
    sentences[: len(scored)] = scored
    return replace(one, score=one.score + SENTENCE_WEIGHT * float(sentences.max()), sentences=sentences)


def score_sentences(
    encoding: Encoding, weights: NDArray[np.float32], similar: NDArray[np.float32], tokens: PassageTokens
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
    scores: NDArray[np.float32] = (LATE_SHARE * (weights @ best) + (1 - LATE_SHARE) * cosines).astype(np.float32)
    return scores
