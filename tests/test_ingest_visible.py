"""A stretch of raw text as it is seen, character by character."""

import pytest

from ingest.core.visible import mark_end, without


@pytest.mark.parametrize(
    ("raw", "rest"),
    [
        ("* Ask", "Ask"),
        ("12. Ask", "Ask"),
        ("3) Ask", "Ask"),
        ("## Ask", "Ask"),
        ("> [!note] Ask", "Ask"),
        ("> > - Ask", "Ask"),
        ("• Ask", "Ask"),
        ("Ask", "Ask"),
        ("-5 degrees", "-5 degrees"),
        ("- ", "- "),
    ],
)
def test_a_mark_ends_where_its_text_begins(raw: str, rest: str) -> None:
    """Of a list, a heading, a quotation; a mark that nothing follows is text."""
    assert raw[mark_end(raw, 0, len(raw)) :] == rest


def test_what_is_cut_out_leaves_the_rest_in_its_place() -> None:
    """Every character that is seen names its raw offset; line breaks are seen as blanks."""
    seen = without("Ask\r\nyour *boss*.", 0, 17, [(10, 11), (15, 16)])
    assert seen.text == "Ask  your boss."
    assert seen.offsets == (*range(10), *range(11, 15), 16)


def test_plain_text_keeps_its_signs() -> None:
    """Without cuts a stretch is seen as it is written."""
    raw = "Say *please* to [Name] at [10:30]."
    assert without(raw, 4, len(raw)).text == raw[4:]
    assert without(raw, 4, 4).text == ""
