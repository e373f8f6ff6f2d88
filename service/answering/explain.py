"""How an answer came about: corrections, readings, the reason, what the reranker says of each candidate."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.answering.deadline import in_time
from service.answering.lookup import Reading
from service.answering.reranking import Reranker
from service.answering.tuning import Tuning

CANDIDATES = 10


def explain(
    reranker: Reranker, tuning: Tuning, looked_up: Sequence[Sequence[Reading]], corrections: Mapping[str, str]
) -> dict[str, Any]:
    """A question's parts explained, each with its readings, the chosen one first; plain values for JSON."""
    return {
        "corrections": dict(corrections),
        "threshold": tuning.threshold,
        "reranker": reranker.name,
        "parts": [_part(reranker, tuning, readings) for readings in looked_up],
    }


def _part(reranker: Reranker, tuning: Tuning, readings: Sequence[Reading]) -> dict[str, Any]:
    in_time()
    chosen = readings[0]
    explained = reranker.explain(chosen.query, chosen.ranking, CANDIDATES)
    return {
        "question": chosen.question,
        "resolved": chosen.resolved.text,
        "readings": [
            {"text": reading.resolved.text, "confidence": round(reading.confidence, 3)}
            for reading in readings
        ],
        "confidence": round(chosen.confidence, 3),
        "features": {name: round(value, 3) for name, value in chosen.ranking.signals.items()},
        "reason": _reason(chosen, tuning),
        "candidates": [
            {
                "passage": passage.hit.passage.id,
                "kind": passage.hit.passage.kind,
                "score": round(passage.score, 4),
                **shown,
            }
            for passage, shown in zip(chosen.ranking.passages[:CANDIDATES], explained, strict=True)
        ],
    }


def _reason(reading: Reading, tuning: Tuning) -> str:
    outcome = "answered" if reading.answered(tuning.threshold) else "refused"
    if tuning.threshold is None:
        return f"{outcome}: raw score {reading.confidence:.3f}, not calibrated for this encoder and reranker"
    relation = "at least" if outcome == "answered" else "below"
    return f"{outcome}: confidence {reading.confidence:.3f} is {relation} the threshold {tuning.threshold}"
