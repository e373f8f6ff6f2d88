"""Follow-up questions stand alone after they are resolved."""

import pytest

from service.answering.conversation import (
    Resolved,
    content_words,
    leans,
    leant_on,
    parts,
    readings,
    without_medium,
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("are they mandatory?", True, id="pronoun"),
        pytest.param("and what should I avoid?", True, id="opens with and"),
        pytest.param("what about salary?", True, id="what about"),
        pytest.param("why?", True, id="a single word"),
        pytest.param(
            "should I send a thank-you note after a phone interview with a recruiter?",
            False,
            id="stands alone",
        ),
    ],
)
def test_a_question_leans_on_the_ones_before_it(question: str, expected: bool) -> None:
    """Pronouns, openings and shortness point back; a full question does not."""
    assert leans(question) is expected


def test_a_question_without_history_stays_as_it_is() -> None:
    """Nothing is added where nothing was asked before."""
    assert readings("are they mandatory?") == [Resolved("are they mandatory?", 19)]


def test_the_question_before_is_added_in_brackets() -> None:
    """The resolved question says what it is about; how much of it was asked now is kept."""
    assert readings("are they mandatory?", ["should I do an exit interview?"])[0] == Resolved(
        "are they mandatory? (should I do an exit interview?)", 19, leaning=True
    )


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        pytest.param(
            "I'm a nurse in Ohio and I resigned last week. Are exit interviews mandatory?",
            "Are exit interviews mandatory?",
            "I'm a nurse in Ohio and I resigned last week.",
            id="before",
        ),
        pytest.param(
            "How long is the notice period? My boss left yesterday. I am next.",
            "How long is the notice period?",
            "My boss left yesterday. I am next.",
            id="behind",
        ),
        pytest.param(
            "I quit. Who pays my wages? It is May. Who keeps the keys?",
            "Who pays my wages? Who keeps the keys?",
            "I quit. It is May.",
            id="two of them",
        ),
        pytest.param("I lost my badge. What should I do?", None, None, id="that says nothing by itself"),
        pytest.param("I lost my badge. It was blue.", None, None, id="none that asks"),
        pytest.param("Who pays my wages?", None, None, id="no story"),
    ],
)
def test_the_question_in_a_story_stands_before_it(text: str, asked: str | None, told: str | None) -> None:
    """Where it says what it is about; what is told around it is read with it, and counts less."""
    expected = Resolved(f"{asked} ({told})", len(asked)) if asked else Resolved(text, len(text))
    assert readings(text) == [expected]


def test_a_chain_of_follow_ups_reaches_back_to_the_one_that_stands_alone() -> None:
    """A follow-up to a follow-up is still about the first subject, and not about the one before that."""
    history = ["how do I negotiate my salary offer?", "should I do an exit interview?", "are they mandatory?"]
    assert (
        readings("and why?", history)[0].text
        == "and why? (should I do an exit interview? are they mandatory?)"
    )


def test_no_more_of_what_was_asked_before_is_read_than_is_leant_on() -> None:
    """Each earlier question is corrected when it is reached, and none before the last that stands alone."""
    read: list[str] = []

    def correct(turn: str) -> str:
        read.append(turn)
        return turn.replace("exti", "exit")

    history = ["how do I negotiate my salary offer?", "should I do an exti interview?", "are they mandatory?"]
    assert leant_on(history, correct) == ["should I do an exit interview?", "are they mandatory?"]
    assert read == ["are they mandatory?", "should I do an exti interview?"]
    assert leant_on([], correct) == []


@pytest.mark.parametrize(
    "new",
    [
        "how should I describe my greatest weakness to a hiring manager?",
        "what is the notice period in Germany?",
    ],
)
def test_a_new_subject_is_not_mixed_with_the_old_one(new: str) -> None:
    """A question that stands alone is taken as it is, whatever was asked before."""
    assert readings(new, ["should I do an exit interview?"])[0].text == new


def test_content_words_leave_out_the_words_of_asking() -> None:
    """What is left names the subject."""
    assert content_words("Should I do an exit interview, or am I not to?") == ["exit", "interview"]


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        pytest.param(
            "where in the video do they mention LinkedIn?",
            "where do they mention LinkedIn?",
            id="in the video",
        ),
        pytest.param("how far into this clip is it?", "how far is it?", id="into this clip"),
        pytest.param(
            "should I record a video for my application?",
            "should I record a video for my application?",
            id="a video as the subject",
        ),
    ],
)
def test_where_to_look_is_no_part_of_what_is_looked_for(question: str, sought: str) -> None:
    """Only the phrase that names the medium goes."""
    assert without_medium(question) == sought


def test_a_short_question_may_be_meant_both_ways() -> None:
    """What says little but does not point back is read alone first, what leans is so last."""
    history = ["should I do an exit interview?"]
    assert [one.text for one in readings("vacation days?", history)] == [
        "vacation days?",
        "vacation days? (should I do an exit interview?)",
    ]
    assert [one.text for one in readings("is it rude?", history)] == [
        "is it rude? (should I do an exit interview?)",
        "is it rude?",
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param(
            "what is an offer and when do I get it?",
            ["what is an offer", "when do I get it?"],
            id="and, question word",
        ),
        pytest.param(
            "Is it legal? How long does it take?",
            ["Is it legal?", "How long does it take?"],
            id="two sentences",
        ),
        pytest.param(
            "I was fired. What should I say?",
            ["I was fired. What should I say?"],
            id="a situation and its question",
        ),
        pytest.param("should I call and write?", ["should I call and write?"], id="two verbs"),
        pytest.param("why?", ["why?"], id="one word"),
        pytest.param(
            "where is the bit on fees and what a company can't say?",
            ["where is the bit on fees and what a company can't say?"],
            id="a clause",
        ),
        pytest.param(
            "what is notice and how many weeks does it last?",
            ["what is notice", "how many weeks does it last?"],
            id="how many",
        ),
        pytest.param("Is it legal? is it legal?", ["is it legal?"], id="the same twice"),
        pytest.param(
            "what is notice and where is Oslo? and where is Rome?",
            ["what is notice", "where is Oslo?", "where is Rome?"],
            id="and after a question mark",
        ),
        pytest.param(
            "Is there notice to give? How long? Who pays the wages?",
            ["Is there notice to give? How long?", "Who pays the wages?"],
            id="what only adds to the one before",
        ),
        pytest.param(
            "Are some fees legal? Which ones?", ["Are some fees legal? Which ones?"], id="only adds"
        ),
        pytest.param(
            "what is notice and how long is it and what is Notice?",
            ["what is Notice?", "how long is it"],
            id="the first again",
        ),
    ],
)
def test_two_questions_in_one_are_taken_apart(question: str, expected: list[str]) -> None:
    """Only what asks by itself is a part."""
    assert parts(question) == expected
