"""Words that an article shows, and where they stand."""

import pytest

from eval.shown import shown_words
from ingest import Span, reader_of

RAW = "# Say **No**\nFrom: me\nNever [[say_it | say]] yes [00:00:05], say no.\n"
SPANS = [Span(0, 12, "heading"), Span(13, 21, "metadata"), Span(22, len(RAW) - 1, "text")]


def test_words_are_those_of_headings_and_text() -> None:
    """Markup, stamps and page furniture are not among them."""
    assert shown_words(RAW, SPANS, reader_of("wiki")).words == "say no never say yes say no"


def test_a_plain_article_has_no_markup_but_stamps() -> None:
    """Its brackets and signs are its own, so what a link leads to is words."""
    assert "say_it say yes say no" in shown_words(RAW, SPANS, reader_of("plain")).words


@pytest.mark.parametrize(
    ("quotation", "places"),
    [
        pytest.param("Never say", ["Never [[say_it | say"], id="over markup"),
        pytest.param("yes, say", ["yes [00:00:05], say"], id="over a stamp"),
        pytest.param("say no", ["Say **No", "say no"], id="twice"),
        pytest.param("no never", ["No**\nFrom: me\nNever"], id="over what is not shown"),
        pytest.param("ever say", [], id="whole words only"),
        pytest.param("…", [], id="no words"),
    ],
)
def test_find_gives_raw_offsets(quotation: str, places: list[str]) -> None:
    """Each place where the words stand in a row, as the raw text has it."""
    assert [
        RAW[start:end] for start, end in shown_words(RAW, SPANS, reader_of("wiki")).find(quotation)
    ] == places


def test_a_letter_that_becomes_several_in_lower_case_keeps_the_offsets() -> None:
    """A dotted capital I is two characters in lower case; what follows it is still found."""
    raw = "İstanbul is far."
    assert [
        raw[start:end]
        for start, end in shown_words(raw, [Span(0, len(raw), "text")], reader_of("plain")).find("is far")
    ] == ["is far"]
