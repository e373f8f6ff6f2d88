"""The closed classes of English."""

import re

import pytest

from service.answering import english
from service.answering.english import CONNECTIVES, STOP_WORDS, any_of


@pytest.mark.parametrize(
    "name", [name for name, value in vars(english).items() if isinstance(value, frozenset | dict)]
)
def test_a_class_is_written_as_it_is_compared(name: str) -> None:
    """In small letters and without apostrophes, whatever the question's are."""
    words = {word for word in getattr(english, name) if not name.startswith("__")}
    assert all(re.fullmatch(r"[a-z]+(?: [a-z]+)*", word) for word in words)


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        pytest.param("In addition, it rains.", "In addition", id="of several words"),
        pytest.param("Sometimes it rains.", None, id="the beginning of another word"),
        pytest.param("So it rains.", "So", id="a capital"),
    ],
)
def test_a_pattern_of_classes_matches_whole_words(text: str, matched: str | None) -> None:
    """One of the words, to its end, in any case."""
    match = re.match(any_of(CONNECTIVES), text, re.IGNORECASE)
    assert (match and match[0]) == matched


def test_stop_words_name_no_subject() -> None:
    """What a question is about is never among them, what it asks with is."""
    assert not STOP_WORDS & set("work people money year question answer reason list".split())
    assert set("how should i my they and not before".split()) <= STOP_WORDS
