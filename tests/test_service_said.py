"""What is said as a string.

Each piece closed, its numbers behind it and their places, whole or as it comes.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answering.said import Mark, Said, Spoken, closed, pieces, spoken
from service.assistant import Assistant

QUESTION = "should I do an exit interview?"


@pytest.mark.parametrize(
    ("said", "text", "marks"),
    [
        pytest.param([], "", [], id="nothing"),
        pytest.param(
            [Said("Go.", (1,)), Said("Stay.", (2,))],
            "Go. [1] Stay. [2]",
            [(1, 4, 7), (2, 14, 17)],
            id="two quotes",
        ),
        pytest.param(
            [Said("Go.", (1, 2))], "Go. [1] [2]", [(1, 4, 7), (2, 8, 11)], id="said by two articles"
        ),
        pytest.param(
            [Said("Go.", (2,)), Said("Rest.", (1,)), Said("Go on.", (2,))],
            "Go. [2] Rest. [1] Go on. [2]",
            [(2, 4, 7), (1, 14, 17), (2, 25, 28)],
            id="a number again",
        ),
        pytest.param(
            [Said("See [2] there.", (1,)), Said("Stay", (2,))],
            "See (2) there. [1] Stay. [2]",
            [(1, 15, 18), (2, 25, 28)],
            id="a number within a quote is no mark",
        ),
        pytest.param(
            [Said("On leaving:"), Said("Go", (1,)), Said("Nothing else", part=1)],
            "On leaving: Go. [1] Nothing else",
            [(1, 16, 19)],
            id="our own words are as they are",
        ),
        pytest.param([Said("Go.", (12,))], "Go. [12]", [(12, 4, 8)], id="two digits"),
    ],
)
def test_what_is_said_is_one_string(said: list[Said], text: str, marks: list[tuple[int, int, int]]) -> None:
    """Pieces stand a blank apart; a mark tells where its number stands."""
    assert spoken(said) == Spoken(text, tuple(Mark(*mark) for mark in marks))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Go", "Go.", id="open, as behind a time stamp"),
        pytest.param("Go.", "Go.", id="a stop"),
        pytest.param("Go?", "Go?", id="a question"),
        pytest.param("Go:", "Go:", id="an introduction"),
        pytest.param("Go…", "Go…", id="an ellipsis"),
        pytest.param("He said “go.”", "He said “go.”", id="a stop within quotation marks"),
        pytest.param("(Go.)", "(Go.)", id="a stop within brackets"),
        pytest.param("He said “go”", "He said “go”.", id="quotation marks without a stop"),
    ],
)
def test_a_quote_is_closed_as_a_sentence(text: str, shown: str) -> None:
    """Where the source left it open; words that cite nothing are left alone."""
    assert closed(Said(text, (1,))) == shown
    assert closed(Said(text)) == text


TEXTS = st.text(alphabet="ab .[1]”", min_size=1, max_size=9)


@given(st.lists(st.builds(Said, TEXTS, st.lists(st.integers(1, 12), max_size=3).map(tuple)), max_size=8))
def test_pieces_joined_are_the_whole(said: list[Said]) -> None:
    """Whatever the quotes hold, the marks are the numbers of what is said, in order, at their places."""
    whole = spoken(said)
    assert "".join(piece.text for piece in pieces(said)) == whole.text
    assert [mark.number for mark in whole.marks] == [number for entry in said for number in entry.citations]
    assert [whole.text[mark.start : mark.end] for mark in whole.marks] == [
        f"[{mark.number}]" for mark in whole.marks
    ]
    for entry, piece in zip(said, pieces(said), strict=True):
        assert [piece.text[mark.start : mark.end] for mark in piece.marks] == [
            f"[{one}]" for one in entry.citations
        ]


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        "what should I ask in an exit interview and are they mandatory?",
        "thanks",
        "why is the sky blue?",
    ],
)
def test_a_real_answer_is_what_is_said(question: str, seeds_assistant: Assistant) -> None:
    """Every citation is named by exactly one piece, in order, and the text is derived from the pieces."""
    answer = seeds_assistant.ask(question)
    assert spoken(answer.said).text == answer.answer
    assert [citation for entry in answer.said for citation in answer.cited(entry)] == answer.citations
