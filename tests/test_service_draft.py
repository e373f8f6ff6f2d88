"""A draft cut into sentences while it arrives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.phrasing.draft import drafted_sentences, is_plain


def cut(*pieces: str) -> list[tuple[str, tuple[int, ...]]]:
    """Text and numbers of each sentence."""
    return [(one.text, one.numbers) for one in drafted_sentences(pieces)]


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        pytest.param("Go [1]. Stay [2].", [("Go.", (1,)), ("Stay.", (2,))], id="marks before the stop"),
        pytest.param("Go. [1] Stay. [2]", [("Go.", (1,)), ("Stay.", (2,))], id="marks behind the stop"),
        pytest.param(
            "Go, if you can [1], or stay [2, 3].",
            [("Go, if you can, or stay.", (1, 2, 3))],
            id="marks within",
        ),
        pytest.param("Go [1][2] [1].", [("Go.", (1, 2))], id="marks in a row, one of them twice"),
        pytest.param("- Go [1]\n2. Stay [2]", [("Go.", (1,)), ("Stay.", (2,))], id="a list"),
        pytest.param(
            "Yes, go [1]. No: stay [2].",
            [("Go.", (1,)), ("Stay.", (2,))],
            id="a yes and a no, which no quote says",
        ),
        pytest.param(
            'He said "go." [1] Stay [2].',
            [('He said "go."', (1,)), ("Stay.", (2,))],
            id="a stop within quotation marks",
        ),
        pytest.param(
            "Go at 5 p.m. if you can [1].",
            [("Go at 5 p.m. if you can.", (1,))],
            id="a stop within a sentence",
        ),
        pytest.param("Go [1", [("Go [1.", ())], id="an unfinished mark"),
        pytest.param("Go [1-9].", [("Go [1-9].", ())], id="a range"),
        pytest.param("Go [x] [1].", [("Go [x].", ())], id="a mark that is no number"),
        pytest.param("[1] [2]", [], id="marks alone"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_draft_is_cut_into_sentences_with_their_numbers(
    draft: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    """Marks go with the sentence they stand in or behind; where one cannot be read, the sentence has none."""
    assert cut(draft) == expected


@given(st.lists(st.sampled_from([*"Go. [1]2,\n", " [3]", "Stay", "? "]), max_size=40), st.data())
def test_where_the_stream_is_cut_makes_no_difference(parts: list[str], data: st.DataObject) -> None:
    """The same draft in any pieces has the same sentences.

    But for blanks that a piece more would have told apart.
    """
    draft = "".join(parts)
    place = data.draw(st.integers(0, len(draft)))
    assert cut(draft[:place], draft[place:]) == cut(*draft)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        pytest.param("Ask for 25k$ – “now”, it’s 10%.", True, id="marks of plain English"),
        pytest.param("The café is fine.", True, id="a letter that the quote has"),
        pytest.param("The naïve ask.", False, id="a letter that it has not"),
        pytest.param("Ask​ now.", False, id="a blank of no width"),
        pytest.param("Ask ３ times.", False, id="digits of another alphabet"),
        pytest.param("Аsk now.", False, id="a Cyrillic letter that looks Latin"),
        pytest.param("Ask <b>now</b>.", False, id="HTML"),
        pytest.param("Ask **now**.", False, id="Markdown"),
        pytest.param("Ask at https://evil.example/.", False, id="an address"),
        pytest.param("Ask at WWW.evil.example.", False, id="an address without a scheme"),
    ],
)
def test_only_plain_text_is_kept(text: str, plain: bool) -> None:
    """Letters and marks of plain English, and what the quotes themselves have, but no markup even then."""
    assert is_plain(text, ["The café has <b> and * in it."]) is plain


@pytest.mark.parametrize("sign", ["\n", " \n", "\t", "[1] ", "! ", "."])
def test_a_draft_of_nothing_costs_nothing(sign: str) -> None:
    """Thousands of line breaks, blanks, marks or signs are cut like any draft; line breaks took minutes."""
    assert cut("Ask." + sign * 4000 + "\nSo.")[-1] == ("So.", ())
