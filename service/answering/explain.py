"""How an answer came about: readings, corrections, each candidate's signals with their ranks, the tokens that matched."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from index import Snapshot
from service.answering.confidence import THRESHOLD, WEIGHTS, features
from service.answering.lookup import Found
from service.answering.rank import Ranked

CANDIDATES, TOKENS = 10, 6
_SIGNALS: Mapping[str, Callable[[Ranked], float]] = {
    "late": lambda one: one.late,
    "sentence": lambda one: float(one.sentences.max()),
    "dense": lambda one: one.hit.dense,
    "words": lambda one: one.words,
}


def explain_found(index: Snapshot, looked_up: Sequence[Sequence[Found]], corrections: Mapping[str, str]) -> dict[str, Any]:
    """The explanation of a question's parts, each with its readings, the chosen one first; plain values for JSON."""
    return {
        "corrections": dict(corrections),
        "threshold": THRESHOLD,
        "parts": [_part(index, readings) for readings in looked_up],
    }


def _part(index: Snapshot, readings: Sequence[Found]) -> dict[str, Any]:
    found = readings[0]
    relation, outcome = ("at least", "answered") if found.confidence >= THRESHOLD else ("below", "refused")
    return {
        "question": found.question,
        "resolved": found.reading.text,
        "readings": [{"text": one.reading.text, "confidence": round(one.confidence, 3)} for one in readings],
        "confidence": round(found.confidence, 3),
        "features": {name: round(value, 3) for name, value in features(found.ranked).items() if name in WEIGHTS},
        "reason": f"{outcome}: confidence {found.confidence:.3f} is {relation} the threshold {THRESHOLD}",
        "candidates": _candidates(index, found),
    }


def _candidates(index: Snapshot, found: Found) -> list[dict[str, Any]]:
    values = {name: [signal(one) for one in found.ranked] for name, signal in _SIGNALS.items()}
    ranks = {name: (-np.array(every)).argsort(kind="stable").argsort() + 1 for name, every in values.items()}
    return [
        {
            "passage": one.hit.passage.id,
            "kind": one.hit.passage.kind,
            "score": round(one.score, 4),
            **{name: {"score": round(values[name][place], 4), "rank": int(ranks[name][place])} for name in _SIGNALS},
            "tokens": _tokens(index, found, one),
        }
        for place, one in enumerate(found.ranked[:CANDIDATES])
    ]


def _tokens(index: Snapshot, found: Found, one: Ranked) -> list[dict[str, Any]]:
    """The question's tokens that added most to late interaction, each with the passage's token it matched."""
    best = one.similar.argmax(axis=1)
    heaviest = (-found.weights * one.matches).argsort()[:TOKENS]
    asked = index.encoder.pieces(found.encoding.ids[heaviest])
    told = index.encoder.pieces(one.tokens.ids[best[heaviest]])
    return [
        {"asked": ours, "matched": theirs, "cosine": round(float(one.matches[at]), 3), "weight": round(float(found.weights[at]), 3)}
        for ours, theirs, at in zip(asked, told, heaviest.tolist(), strict=True)
    ]
