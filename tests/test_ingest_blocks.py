"""Lines, and the paragraphs that they are joined to."""

import pytest

from ingest.text.blocks import Block, blank_between, join_wrapped, lines


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_are_found_with_any_line_break(line_break: str) -> None:
    """Lines that are not blank, whole, whatever parts them."""
    raw = line_break.join(["One ", "", " \t", "  two", "three"])
    assert [raw[start:end] for start, end in lines(raw, 0, len(raw))] == ["One ", "  two", "three"]


def test_byte_order_mark_belongs_to_no_line() -> None:
    """A mark in front of a file is no character of its first line."""
    assert lines("\ufeffOne", 0, 4) == [(1, 4)]


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        ("\n", False),
        ("\r\n", False),
        ("\r", False),
        ("\n\n", True),
        ("\r\n\r\n", True),
        ("\r\r", True),
        ("\n \t\n", True),
        ("\n\u00a0\n", True),
    ],
    ids=repr,
)
def test_blank_line_is_told_from_a_line_break(between: str, expected: bool) -> None:
    """Two line breaks with at most blanks between make a blank line.

    The two characters of one break do not.
    """
    raw = f"one{between}two"
    assert blank_between(raw, 3, len(raw) - 3) is expected


@pytest.mark.parametrize(
    ("raw", "joined"),
    [
        pytest.param("We wait for\nthe letter.", ["We wait for\nthe letter."], id="wrapped"),
        pytest.param("We wait.\nthen we go", ["We wait.", "then we go"], id="sentence-ended"),
        pytest.param("We wait for\nThe Letter", ["We wait for", "The Letter"], id="capital"),
        pytest.param("A “quiet”\nroom.", ["A “quiet”\nroom."], id="word-in-quotation-marks"),
        pytest.param("He said “go.”\nthen we went", ["He said “go.”", "then we went"], id="quoted-sentence"),
        pytest.param("We wait for\n\nthe letter", ["We wait for", "the letter"], id="blank-line"),
        pytest.param("- we wait for\nthe letter", ["- we wait for\nthe letter"], id="item-goes-on"),
        pytest.param("we wait for\n- the letter", ["we wait for", "- the letter"], id="item-opens"),
    ],
)
def test_hard_wrapped_lines_are_joined(raw: str, joined: list[str]) -> None:
    """A line goes on where no blank line, sentence's end, capital or item parts it from the next."""
    blocks = [
        Block(start, end, "item" if raw[start] == "-" else "paragraph")
        for start, end in lines(raw, 0, len(raw))
    ]
    assert [raw[block.start : block.end] for block in join_wrapped(raw, blocks)] == joined


FILLED = "Ask the firm to pay for the van, and put aside a sum for"
NAMED = "Ann and her brother, who moved. Drive there with a map of"


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        pytest.param([FILLED, NAMED, "Oslo at hand."], 1, id="capitals-in-wrapped-text"),
        pytest.param([FILLED, "Short", "Oslo at hand."], 3, id="lines-of-no-width"),
        pytest.param(
            [f"{letter} line of equal length that is complete by itself" for letter in "ABCD"], 4, id="list"
        ),
        pytest.param(
            [FILLED + " and so on and on and on and on and on and on and on and on" * 2] * 3, 3, id="too-wide"
        ),
        pytest.param([FILLED + "  ", NAMED, "Oslo at hand."], 2, id="hard-break"),
        pytest.param(["- " + FILLED, "  Oslo and the coast."], 1, id="indented-below-an-item"),
        pytest.param(
            ["- **The van that the new firm has to pay for**", "  Oslo is far."], 2, id="label-of-an-item"
        ),
    ],
)
def test_text_is_wrapped_where_its_lines_fill_a_width(rows: list[str], count: int) -> None:
    """A line that comes near the common width goes on whatever follows; lines of a list do not."""
    raw = "\n".join(rows)
    blocks = [
        Block(*span, "item" if raw[span[0]] == "-" else "paragraph") for span in lines(raw, 0, len(raw))
    ]
    assert len(join_wrapped(raw, blocks)) == count


def test_code_is_not_joined() -> None:
    """Lines that are said to stand apart do."""
    raw = "run the\nscript"
    blocks = [Block(*span, "paragraph") for span in lines(raw, 0, len(raw))]
    assert len(join_wrapped(raw, blocks)) == 1
    assert len(join_wrapped(raw, blocks, apart={8})) == 2
