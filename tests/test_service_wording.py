"""A sentence as words to compare: what each stands for, and in which stretch of the sentence it stands."""

import pytest

from service.phrasing.wording import Word, key_of, read_wording


def word(text: str, wanted: str) -> Word:
    """The one word of a sentence that is written so."""
    (there,) = [each for each in read_wording(text).words if each.text == wanted]
    return there


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("desks", "desk", id="the stem"),
        pytest.param("collected", "gather", id="the first of those that say the same"),
        pytest.param("gathering", "gather", id="which is its own"),
        pytest.param("inquire", "ask", id="another group"),
    ],
)
def test_a_word_is_compared_by_its_stem_or_its_equal(text: str, key: str) -> None:
    """What says the same has the same key."""
    assert key_of(text) == key


def test_the_words_are_those_that_say_something() -> None:
    """In order, each with its place among all tokens; articles, pronouns and marks are passed over."""
    words = read_wording("Bring the letter, please, to the office.").words
    assert [(each.text, each.at, each.clause) for each in words] == [
        ("bring", 0, 0),
        ("letter", 2, 0),
        ("office", 8, 2),
    ]


def test_clauses_are_counted_with_what_they_are() -> None:
    """A comma or "if" begins a clause, "but" a statement; conditions, denials and "you" are known by it."""
    read = read_wording("Ask early, if you can, but never wait.")
    assert [(each.text, each.segment, each.clause) for each in read.words] == [
        ("ask", 0, 0),
        ("early", 0, 0),
        ("if", 0, 2),
        ("can", 0, 2),
        ("wait", 1, 4),
    ]
    assert (read.conditions, set(read.denied), read.you) == (((2, "if"),), {4}, ((2, 4),))
    assert [each.text for each in read.content] == ["ask", "early", "wait"]


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        pytest.param("You cannot go.", {0}, id="cannot"),
        pytest.param("You can't go.", {0}, id="can't"),
        pytest.param("You cannot not go.", set(), id="twice is not at all"),
        pytest.param("You can go.", set(), id="not denied"),
        pytest.param("You can go, though you never will.", {2}, id="only the second"),
    ],
)
def test_denials_are_those_of_their_clause(text: str, denied: set[int]) -> None:
    """An even number of them in a clause cancels out."""
    assert read_wording(text).denied == denied


@pytest.mark.parametrize(
    ("text", "wanted", "flag"),
    [
        pytest.param("It was written by a teacher.", "teacher", "agent", id="behind by"),
        pytest.param("A letter of notice.", "notice", "joined", id="behind a preposition"),
        pytest.param("Bring pens and paper.", "paper", "listed", id="behind and"),
        pytest.param("Never wait.", "wait", "head", id="the first that is denied"),
        pytest.param("Ask Anna.", "anna", "name", id="a capital within the sentence"),
    ],
)
def test_a_word_knows_what_it_stands_behind(text: str, wanted: str, flag: str) -> None:
    """One flag for each; no other is set."""
    flags = ("head", "joined", "listed", "agent", "name")
    assert [name for name in flags if getattr(word(text, wanted), name)] == [flag]


@pytest.mark.parametrize(
    ("text", "wanted", "axis", "value"),
    [
        pytest.param("Wait twelve days.", "twelve", "number", "12", id="a number in words"),
        pytest.param("It costs 1,000 euros.", "1,000", "number", "1000", id="with a comma"),
        pytest.param("Twice a week.", "twice", "number", "2", id="twice"),
        pytest.param("It began in 2019.", "2019", "", "", id="a year is no number"),
        pytest.param("Ask without prior notice.", "prior", "time", "before", id="a time"),
        pytest.param("You seldom win.", "seldom", "quantity", "few", id="a quantity"),
        pytest.param("You ought to ask.", "must", "must", "must", id="ought to"),
    ],
)
def test_a_word_on_an_axis_has_its_value(text: str, wanted: str, axis: str, value: str) -> None:
    """Numbers, times, quantities and modals must be said as the quote says them."""
    there = word(text, wanted)
    assert (there.axis, there.value) == (axis, value)


def test_a_passive_and_a_pronoun_that_points_are_known() -> None:
    """The passive by its clause; a statement that begins with a pronoun by its number."""
    read = read_wording("The form is signed early because it matters.")
    assert (set(read.passive), set(read.pointing)) == ({0}, {1})
    assert read_wording("You sign the form.").passive == frozenset()
