"""Which reading of a question is taken."""

import pytest

from index import Snapshot
from service.answering.conversation import Resolved
from service.answering.lookup import asked_match, look_up, understand

BEFORE = ["should I do an exit interview?"]


@pytest.mark.parametrize(
    ("question", "leaning"),
    [
        pytest.param("are they mandatory?", True, id="a pronoun for what was asked before"),
        pytest.param("and who gets to see the answers?", True, id="opens with and"),
        pytest.param("When should I prune my hydrangeas?", False, id="another subject, few words"),
        pytest.param("What is the capital of Mongolia?", False, id="another subject in the same form"),
        pytest.param("how do I negotiate my starting salary after an offer?", False, id="stands alone"),
    ],
)
def test_the_reading_that_the_sources_bear_out_is_taken(question: str, leaning: bool, seeds_index: Snapshot) -> None:
    """A follow-up is read with its history, a new subject is not, though the old one would make it sure."""
    assert understand(seeds_index, question, BEFORE)[0].reading.leaning is leaning


def test_the_match_of_what_is_asked_leaves_the_earlier_question_out(seeds_index: Snapshot) -> None:
    """An earlier question that the sources answer well does not make up for one that they know nothing of."""
    far = "What is the capital of Mongolia?"
    alone, leaning = (look_up(seeds_index, Resolved(text, len(far))) for text in (far, f"{far} ({BEFORE[0]})"))
    assert asked_match(leaning) < 0.36
    assert leaning.confidence > alone.confidence


def test_nothing_found_matches_nothing(seeds_index: Snapshot) -> None:
    """A question of no known word has no reading that is borne out."""
    assert asked_match(look_up(seeds_index, Resolved("", 0))) == 0.0
