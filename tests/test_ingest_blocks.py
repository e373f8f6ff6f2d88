"""Lines, and the paragraphs that they are joined to."""

import pytest

from ingest.blocks import Block, blank_between, join_wrapped, lines


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
