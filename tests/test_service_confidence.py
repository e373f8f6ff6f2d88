"""How sure it is that the sources answer."""

import math

import numpy as np
import pytest

from index import ArticleCard, Hit
from ingest import Passage, PassageKind, Sentence
from service.answering.confidence import answerability, features
from service.answering.reranking import Ranked
from service.answering.tuning import Calibration
from service.assistant import Assistant

CARD = ArticleCard("a", "A", "a.md", "wiki", None, None, None, 100, 3)
CALIBRATION = Calibration("any", "any", 0.5, -1.0, {"sentence": 2.0, "margin": 1.0})


def ranked(score: float, sentence: float, dense: float, kind: PassageKind = "article") -> Ranked:
    """A passage of one sentence."""
    passage = Passage("a", 0, 4, (), kind, None, (Sentence(0, 4, "Word", 0, "prose", None),))
    return Ranked(Hit(1, passage, CARD, dense, 0.0), score, np.array([sentence], np.float32))


FIELD = [ranked(0.9, 0.5, 0.25), ranked(0.5, 0.75, 0.125), ranked(0.3, 0.0, 0.5), ranked(0.1, 1.0, 1.0)]


def test_features_are_of_the_best_and_the_field() -> None:
    """The best sentence and cosine of the first three.

    The first above the mean of the rest: 0.9 - (0.5 + 0.3 + 0.1) / 3.
    """
    expected = {"sentence": 0.75, "dense": 0.5, "margin": 0.6, "length": math.log(4)}
    assert features(FIELD, tokens=4) == pytest.approx(expected)


def test_what_may_not_be_quoted_has_no_features() -> None:
    """Readers' own words make nothing sure, however well they match; nor does nothing."""
    assert features([ranked(2.0, 1.0, 1.0, "reader")], tokens=4) == features([], tokens=4) == {}
    assert features([ranked(2.0, 1.0, 1.0, "reader"), *FIELD], tokens=4) == features(FIELD, tokens=4)


@pytest.mark.parametrize(
    ("passages", "calibration", "expected"),
    [
        pytest.param(
            FIELD, CALIBRATION, (1 / (1 + math.exp(-1.1)), True), id="calibrated: -1 + 2 * 0.75 + 0.6"
        ),
        pytest.param(FIELD, None, (0.75, False), id="not: the best sentence's score"),
        pytest.param([ranked(1.0, 1.5, 0.0)], None, (1.0, False), id="a score above 1"),
        pytest.param([ranked(1.0, -0.5, 0.0)], None, (0.0, False), id="a score below 0"),
        pytest.param([], CALIBRATION, (0.0, True), id="nothing, calibrated"),
        pytest.param([], None, (0.0, False), id="nothing"),
    ],
)
def test_a_probability_where_it_is_calibrated(
    passages: list[Ranked], calibration: Calibration | None, expected: tuple[float, bool]
) -> None:
    """Else a raw score from 0 to 1, which says that it is none."""
    sure, calibrated = answerability(passages, features(passages, tokens=4), calibration)
    assert sure == pytest.approx(expected[0])
    assert calibrated is expected[1]


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        pytest.param("should I do an exit interview?", True, id="asked in the sources' words"),
        pytest.param("what is the boiling point of water on Mount Everest?", False, id="another subject"),
    ],
)
def test_it_tells_the_answered_from_the_far_off(
    question: str, answered: bool, seeds_assistant: Assistant
) -> None:
    """On the real index a question of the sources is above the threshold, a far one below."""
    lookup = seeds_assistant.lookup()
    assert lookup.tuning.threshold is not None
    assert lookup.understand(question)[0].answered(lookup.tuning.threshold) is answered
