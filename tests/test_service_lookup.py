"""Which reading of a question is taken."""

from dataclasses import replace

import pytest

from service.answering.conversation import Resolved
from service.answering.late_interaction import LateInteraction
from service.answering.lookup import Lookup
from service.assistant import Assistant, Fixed

BEFORE = ["should I do an exit interview?"]


@pytest.fixture(scope="module")
def lookup(seeds_assistant: Assistant) -> Lookup:
    """Search and ranking of the seeds."""
    return seeds_assistant.lookup()


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
def test_the_reading_that_the_sources_bear_out_is_taken(question: str, leaning: bool, lookup: Lookup) -> None:
    """A follow-up is read with its history, a new subject is not, though the old one would make it sure."""
    assert lookup.understand(question, BEFORE)[0].resolved.leaning is leaning


def test_the_match_of_what_is_asked_leaves_the_earlier_question_out(lookup: Lookup) -> None:
    """An earlier question that the sources answer well does not make up for one that they know nothing of."""
    far, leaning = "What is the capital of Mongolia?", "are they mandatory?"
    quick = Assistant(Fixed(lookup.index), reranker=LateInteraction).lookup()
    for either in (lookup, quick):
        strange, kept = (
            either.look_up(Resolved(f"{asked} ({BEFORE[0]})", len(asked), leaning=True))
            for asked in (far, leaning)
        )
        threshold = either.tuning.threshold
        assert (strange.answered(threshold), kept.answered(threshold)) == (False, True)


def test_nothing_found_matches_nothing(lookup: Lookup) -> None:
    """A question of no known word has no reading that is borne out."""
    reading = lookup.look_up(Resolved("", 0))
    assert (reading.confidence, reading.question) == (0.0, "")


def test_without_a_calibration_the_likelier_reading_is_taken(lookup: Lookup) -> None:
    """Raw scores of two readings are not compared."""
    tuning = replace(lookup.tuning, calibration=None)
    plain = Lookup(lookup.index, LateInteraction(lookup.index, tuning), tuning)
    for question, leaning in (
        ("are they mandatory?", True),
        ("When should I prune it?", True),
        ("prune hydrangeas?", False),
    ):
        first, second = plain.understand(question, BEFORE)
        assert (first.resolved.leaning, second.resolved.leaning) == (leaning, not leaning)


@pytest.mark.parametrize(
    ("threshold", "confident", "nothing"),
    [(0.0, True, True), (0.39, True, False), (None, True, False), (1.0, False, False)],
)
def test_what_is_enough_for_an_answer(
    threshold: float | None, confident: bool, nothing: bool, lookup: Lookup
) -> None:
    """The threshold, or without one any find."""
    assert lookup.look_up(Resolved(BEFORE[0], len(BEFORE[0]))).answered(threshold) is confident
    assert lookup.look_up(Resolved("", 0)).answered(threshold) is nothing
