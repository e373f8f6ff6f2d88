"""The words by which claims and quotes are compared: each has one meaning, no list contradicts another."""

import re

import pytest

from service.phrasing.vocabulary import AXES, COUNTS, EQUAL, FUNCTION, MODALS, NEGATORS, PHRASES, QUALIFIERS

EQUALS = [word for group in EQUAL for word in group.split()]


def test_a_word_says_the_same_as_one_group_only() -> None:
    """Else which key it has would depend on the order of the groups."""
    assert sorted(EQUALS) == sorted(set(EQUALS))


def test_what_must_be_said_as_it_is_has_no_equal() -> None:
    """A word on an axis, a number or a denial may not be passed over as a word of grammar either."""
    strict = set(AXES) | set(COUNTS) | NEGATORS
    assert strict & set(EQUALS) == set()
    assert (set(AXES) | NEGATORS) & FUNCTION == set()


@pytest.mark.parametrize(
    ("word", "axis", "value"),
    [
        ("prior", "time", "before"),
        ("seldom", "quantity", "few"),
        ("commonly", "frequency", "usually"),
        ("could", "may", "may"),
        ("required", "must", "must"),
    ],
)
def test_an_axis_has_its_words(word: str, axis: str, value: str) -> None:
    """Read from the line on which it stands."""
    assert AXES[word] == (axis, value)


def test_modals_and_qualifiers_are_axes() -> None:
    """Each names one that has words."""
    assert {*MODALS, *QUALIFIERS} <= {axis for axis, _ in AXES.values()}


@pytest.mark.parametrize(
    ("word", "number"), [("zero", "0"), ("twelve", "12"), ("twenty", "20"), ("thirty", "30"), ("half", "0.5")]
)
def test_numbers_have_their_digits(word: str, number: str) -> None:
    """As a quote may have them."""
    assert COUNTS[word] == number


def test_one_is_a_number_only_before_what_it_counts() -> None:
    """It is more often a pronoun."""
    assert "one" not in COUNTS


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("one day or one letter", "one day or 1 letter", id="one"),
        pytest.param("you have to take part", "you must participate", id="have to, take part"),
        pytest.param("she won't go", "she will not go", id="won't"),
        pytest.param("about ten days", "nearly ten days", id="about a number"),
        pytest.param("Take Part", "participate", id="in any case of letters"),
    ],
)
def test_phrases_are_read_as_their_word(text: str, read: str) -> None:
    """In the order in which they stand."""
    for pattern, word in PHRASES:
        text = re.sub(pattern, word, text, flags=re.IGNORECASE)
    assert text == read
