"""The probability that the sources answer."""

import pytest

from index import Snapshot
from service.answering.confidence import THRESHOLD, confidence, features
from service.answering.lookup import understand


def test_nothing_found_is_no_answer() -> None:
    """Without a passage the probability is below the threshold."""
    assert confidence([]) < THRESHOLD


def test_features_of_nothing_are_zero() -> None:
    """The features keep their names, so that the fitted weights apply."""
    assert set(features([]).values()) == {0.0}


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        pytest.param("should I do an exit interview?", True, id="asked in the sources' words"),
        pytest.param("what is the boiling point of water on Mount Everest?", False, id="another subject"),
    ],
)
def test_it_tells_the_answered_from_the_far_off(question: str, answered: bool, seeds_index: Snapshot) -> None:
    """On the real index a question of the sources is above the threshold, a far one below."""
    assert (understand(seeds_index, question)[0].confidence >= THRESHOLD) is answered
