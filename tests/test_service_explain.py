"""How an answer came about, by readings that were made by hand."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from index import ArticleCard, Encoding, Hit
from ingest import Passage
from service.answering.conversation import Resolved
from service.answering.explain import CANDIDATES, explain
from service.answering.lookup import Reading
from service.answering.reranking import Query, Ranked, Ranking
from service.answering.tuning import Calibration, Tuning

NOTHING = np.zeros((0, 2), np.float32)
ENCODING = Encoding(np.zeros(2, np.float32), NOTHING, np.zeros(0, np.int32), np.zeros((0, 2), np.int32))
CARD = ArticleCard("pay", "How to Ask", "pay.txt", "plain", None, None, None, 900, 12)
CALIBRATED = Tuning(calibration=Calibration("e", "numbered", threshold=0.5, bias=0.0, weights={}))


class Numbered:
    """Says of each passage which one it is."""

    name = "numbered"

    def rank(self, query: Query, hits: Sequence[Hit]) -> Ranking:
        """Nothing is ranked here."""
        raise AssertionError((query, hits))

    def explain(self, query: Query, ranking: Ranking, count: int) -> list[dict[str, Any]]:
        """The place among those that are explained."""
        return [
            {"asked": query.text, "place": place} for place, _ in enumerate(ranking.passages[:count], start=1)
        ]


def reading(text: str, asked: int, confidence: float, passages: int = 1) -> Reading:
    """A reading of a question, `asked` characters of it asked now, with some passages."""
    there = [
        Passage("pay", 10 * number, 10 * number + 9, (), "article", None, ()) for number in range(passages)
    ]
    ranked = [
        Ranked(Hit(row, passage, CARD, 0.5, 1.0), 1 / (row + 3), np.zeros(0, np.float32))
        for row, passage in enumerate(there)
    ]
    ranking = Ranking(ranked, confidence, calibrated=True, signals={"late": 0.12345})
    return Reading(Resolved(text, asked), Query(text, asked, ENCODING), ranking)


def test_a_part_is_explained_by_the_reading_that_was_chosen() -> None:
    """The others are named with their confidence; figures are rounded for people."""
    readings = [reading("and when? (how do I ask?)", 9, 0.71239), reading("and when?", 9, 0.2)]
    told = explain(Numbered(), CALIBRATED, [readings], {"wen": "when"})
    assert told == {
        "corrections": {"wen": "when"},
        "threshold": 0.5,
        "reranker": "numbered",
        "parts": [
            {
                "question": "and when?",
                "resolved": "and when? (how do I ask?)",
                "readings": [
                    {"text": "and when? (how do I ask?)", "confidence": 0.712},
                    {"text": "and when?", "confidence": 0.2},
                ],
                "confidence": 0.712,
                "features": {"late": 0.123},
                "reason": "answered: confidence 0.712 is at least the threshold 0.5",
                "candidates": [
                    {
                        "passage": "pay:0",
                        "kind": "article",
                        "score": 0.3333,
                        "asked": "and when? (how do I ask?)",
                        "place": 1,
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    ("tuning", "confidence", "reason"),
    [
        pytest.param(
            CALIBRATED, 0.5, "answered: confidence 0.500 is at least the threshold 0.5", id="just enough"
        ),
        pytest.param(
            CALIBRATED, 0.4994, "refused: confidence 0.499 is below the threshold 0.5", id="not enough"
        ),
        pytest.param(
            replace(CALIBRATED, calibration=None),
            0.3,
            "answered: raw score 0.300, not calibrated for this encoder and reranker",
            id="not calibrated",
        ),
        pytest.param(
            replace(CALIBRATED, calibration=None),
            0.0,
            "answered: raw score 0.000, not calibrated for this encoder and reranker",
            id="not calibrated, whatever the score",
        ),
    ],
)
def test_the_reason_is_the_comparison_that_decided(tuning: Tuning, confidence: float, reason: str) -> None:
    """With the numbers that were compared."""
    told = explain(Numbered(), tuning, [[reading("when?", 5, confidence)]], {})
    assert told["parts"][0]["reason"] == reason


def test_the_first_candidates_are_explained_in_their_order() -> None:
    """However many there are; of several questions in one, each has its own."""
    parts = [[reading("when?", 5, 0.9, passages=25)], [reading("how?", 4, 0.9, passages=0)]]
    first, second = explain(Numbered(), CALIBRATED, parts, {})["parts"]
    assert [one["passage"] for one in first["candidates"]] == [
        f"pay:{10 * number}" for number in range(CANDIDATES)
    ]
    assert [one["place"] for one in first["candidates"]] == list(range(1, CANDIDATES + 1))
    assert second["candidates"] == []
