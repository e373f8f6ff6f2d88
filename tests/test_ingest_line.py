"""Names as one clean line, and text without what steers a screen, whatever others wrote."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import escaped, escaped_json, harmless, masked, one_line, undirected
from ingest.core.line import LONGEST_LINE
from tests.hostile_text import HONEST, HOSTILE, steers


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_name_is_one_clean_line(text: str) -> None:
    """Nothing in it steers, hides or ends a line, and the words around that stay."""
    line = one_line(text)
    assert not steers(line)
    assert line.split(" ") == line.split()
    assert "pay" in line
    assert line.endswith(("now", *text[-3:]))
    assert one_line(line) == line


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_words_of_every_script_stay(text: str) -> None:
    """And what emoji, Persian and Hindi are joined with."""
    assert one_line(text) == harmless(text) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("\x1b[31mRed\x1b[0m title", "Red title", id="a sequence goes as a whole"),
        pytest.param("a\x1b]8;;https://evil\x1b\\b\x1b]8;;\x1b\\", "ab", id="and what it says"),
        pytest.param("\x1b]0;never closed", "0;never closed", id="unless nothing closes it"),
        pytest.param("  two\n\n\tblanks\xa0\u3000 ", "two blanks", id="blanks are one"),
        pytest.param("שלום\u200f!", "שלום!", id="marks of direction"),
        pytest.param("a\u200c\u200d\u200cb", "ab", id="joiners join nothing in Latin"),
        pytest.param("م\u200c\u200d\u200cن", "م\u200cن", id="one joiner is enough"),
        pytest.param("1\ufe0f\ufe0f\ufe0f\u20e3", "1\ufe0f\u20e3", id="and one selector"),
        pytest.param("a\U000e0100b葛\U000e0100", "ab葛\U000e0100", id="of a form that there is"),
        pytest.param("🏴\U000e0067\U000e007f", "🏴", id="tags that are no flag"),
        pytest.param("\u3164\u200b\x00", "", id="nothing is nothing"),
        pytest.param("x" * 400, "x" * (LONGEST_LINE - 1) + "…", id="long"),
        pytest.param("ab " * 200, "ab " * 99 + "ab…", id="long, cut at a blank"),
    ],
)
def test_a_line_is(text: str, line: str) -> None:
    """What is dropped and what is kept."""
    assert one_line(text) == line


@given(st.text())
def test_whatever_it_is(text: str) -> None:
    """A line is a line; escaped text loses nothing; masked text is as long."""
    assert not steers(one_line(text))
    assert not steers(escaped(text))
    assert not steers(undirected(harmless(text)), lines=True)
    assert len(masked(text)) == len(text)
    written = json.dumps(text, ensure_ascii=False)
    assert json.loads(escaped_json(written)) == text
    assert not steers(escaped_json(written))
    plain = "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN")
    kept = "".join(sign for sign in harmless(text) if unicodedata.category(sign)[0] in "LN")
    assert kept == plain


def test_an_escaped_text_says_what_was_there() -> None:
    """As numbers; half a character too, and a rare one."""
    assert escaped("a\n\x1b\x9b\u202e\ud83d\U000e0041é") == r"a\x0a\x1b\x9b\u202e\ud83d\U000e0041é"
