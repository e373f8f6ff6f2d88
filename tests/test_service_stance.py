"""Taking a stand, and asking for one."""

import pytest

from service.answering.stance import asks_for_stance, stance


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("should I go?", True),
        ("Do I need a lawyer?", True),
        ("is it rude to ask?", True),
        ("what is a notice period?", False),
    ],
)
def test_a_question_of_whether_to_do_something(question: str, asks: bool) -> None:
    """It asks whether, not what or how."""
    assert asks_for_stance(question) is asks


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It is recommended to go.", 1),
        ("It is not recommended to go.", -1),
        ("Don’t sign anything.", -1),
        ("The office is on the second floor.", 0),
    ],
)
def test_a_sentence_is_for_against_or_neither(sentence: str, expected: int) -> None:
    """A negation outweighs the word that it negates."""
    assert stance(sentence) == expected
