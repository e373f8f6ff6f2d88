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

LATE_WEIGHT, SENTENCE_WEIGHT, DENSE_WEIGHT, WORDS_WEIGHT = 1.0, 0.5, 0.25, 0.05
READER_PENALTY = 0.3
EARLIER_WEIGHT = 0.5
LATE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with its score and signals.

    `sentences` (n,) holds the score of each of its sentences; `matches` (q,) the best cosine that each
    token of the question finds in it; `tokens` are the passage's own.
    """

    hit: Hit
    score: float
    late: float
    words: float
    sentences: NDArray[np.float32]
    matches: NDArray[np.float32]
    tokens: PassageTokens


def rank(index: Index, encoding: Encoding, weights: NDArray[np.float32], hits: Sequence[Hit]) -> list[Ranked]:
    """Candidates, best first; `weights` (q,) are those of the question's tokens."""
    if not hits or not len(encoding.ids):
        return []
    found = index.tokens([hit.row for hit in hits])
    scores = score_tokens(encoding, weights, [found[hit.row] for hit in hits])
    most_words = max(hit.words for hit in hits) or 1.0
    ranked = [
        _ranked(hit, found[hit.row], matches, weights, sentences, hit.words / most_words)
        for hit, (matches, sentences) in zip(hits, scores, strict=True)
    ]
    return sorted(ranked, key=lambda one: -one.score)


def question_weights(index: Index, encoding: Encoding, asked: int) -> NDArray[np.float32]:
    """What each token of the question counts (q,), one in sum: its inverse document frequency.

    `asked` is where in the encoded text the question proper ends; what follows it, an earlier question that it
    leans on, says what is talked about and has `EARLIER_WEIGHT`.
    """
    weights = np.where(encoding.places[:, 0] < asked, 1.0, EARLIER_WEIGHT) * index.token_weights(encoding.ids)
    shares: NDArray[np.float32] = (weights / max(float(weights.sum()), 1e-6)).astype(np.float32)
    return shares


def _ranked(
    hit: Hit,
    tokens: PassageTokens,
    matches: NDArray[np.float32],
    weights: NDArray[np.float32],
    sentences: NDArray[np.float32],
    words: float,
) -> Ranked:
    every = np.zeros(len(hit.passage.sentences), dtype=np.float32)  # what the encoder's limit cut off keeps 0
    every[: len(sentences)] = sentences[: len(every)]
    late = float(weights @ matches)
    score = LATE_WEIGHT * late + SENTENCE_WEIGHT * float(every.max()) + DENSE_WEIGHT * hit.dense + WORDS_WEIGHT * words
    return Ranked(hit, score - (READER_PENALTY if hit.passage.kind == "reader" else 0.0), late, words, every, matches, tokens)


def score_tokens(
    encoding: Encoding, weights: NDArray[np.float32], passages: Sequence[PassageTokens]
) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """For each passage every question token's best match, and per sentence the mean of its late interaction and cosine.

    All passages go through one matrix product. Their tokens stand in the order context, sentence 0, 1, …,
    so every sentence is one run of columns.
    """
    tokens = np.concatenate([one.vectors for one in passages])
    similar = encoding.tokens @ tokens.T
    owner = np.repeat(np.arange(len(passages)), [len(one.ids) for one in passages])
    sentence = np.concatenate([one.sentences for one in passages])
    starts = np.flatnonzero(np.r_[True, (owner[1:] != owner[:-1]) | (sentence[1:] != sentence[:-1])])
    best = np.maximum.reduceat(similar, starts, axis=1)
    matches = np.maximum.reduceat(best, np.flatnonzero(np.r_[True, owner[starts][1:] != owner[starts][:-1]]), axis=1)
    sums = np.add.reduceat(tokens, starts, axis=0)
    cosines = (sums @ encoding.vector) / np.maximum(np.linalg.norm(sums, axis=1), 1e-6)
    values = (LATE_SHARE * (weights @ best) + (1 - LATE_SHARE) * cosines).astype(np.float32)
    return [(matches[:, number], values[(owner[starts] == number) & (sentence[starts] >= 0)]) for number in range(len(passages))]
