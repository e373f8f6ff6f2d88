"""Tables of Markdown."""

import pytest

from ingest.prose.tables import table_line, table_lines


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            ["| a | b |", "|---|:-:|", "| c | d |", "", "| e |"], ["| a | b |", "| c | d |"], id="pipes"
        ),
        pytest.param(["a | b", "--|--", "c | d", "e"], ["a | b", "c | d"], id="no-outer-pipes"),
        pytest.param(["> | a |", "> |---|", "> | c |"], ["> | a |", "> | c |"], id="quoted"),
        pytest.param(["| a | b |", "| c | d |"], [], id="no-dashes"),
        pytest.param(["a", "---", "b | c"], [], id="underlined"),
        pytest.param(["|---|", "| a |"], [], id="no-head"),
        pytest.param(["a \\| b", "--|--"], [], id="escaped"),
        pytest.param([], [], id="empty"),
    ],
)
def test_rows_are_found(rows: list[str], expected: list[str], line_break: str) -> None:
    """A line with a pipe above a line of dashes, and the lines with a pipe below; the first is the head."""
    raw = line_break.join(rows)
    found = table_lines(raw)
    assert [raw[start:end] for start, end, _ in found] == expected
    assert [head for _, _, head in found] == [at == 0 for at in range(len(found))]


def test_row_is_told_by_an_offset_within() -> None:
    """Every offset of a row leads to it, and none of the lines around."""
    raw = "x\n\na | b\n--|--\nc | d\n\ny"
    assert table_line(raw, raw.index("d")) == (raw.index("c"), raw.index("d") + 1, False)
    assert table_line(raw, raw.index("a")) == (raw.index("a"), raw.index("b") + 1, True)
    assert table_line(raw, 0) is None
    assert table_line(raw, raw.index("--")) is None
    assert table_line(raw, raw.index("y")) is None
