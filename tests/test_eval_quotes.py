"""Cited quotes against the source's characters."""

from typing import Any

import pytest

from eval.quotes import check_quotes, strip_markup
from tests.one_article import RAW, OneArticle, answered, citation


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param("data [00:01:16], allowing", "data, allowing", id="stamp before a comma"),
        pytest.param(
            'a <a class="yt-timestamp" data-t="00:01:13">[00:01:13]</a>, [00:01:15] b',
            "a b",
            id="stamps in a row",
        ),
        pytest.param("**They** are *not* `required`", "They are not required", id="emphasis and code"),
        pytest.param("an [[advice | [[tip]] of [[two|three]]", "an tip of three", id="links, one cut"),
        pytest.param(
            "negotiate a [[offers | job offer", "negotiate a job offer", id="a link that the quote ends in"
        ),
        pytest.param("see [the site](https://a.b/c) <br/>now", "see the site now", id="web link and tag"),
        pytest.param("2 * 3 [sic] at 10:30", "2 * 3 [sic] at 10:30", id="no markup"),
    ],
)
def test_strip_markup(raw: str, shown: str) -> None:
    """What is left is what a reader sees."""
    assert strip_markup(raw) == shown


@pytest.mark.parametrize(
    "quoted",
    [
        pytest.param(
            citation("Say no, they ask.", start=0, end=RAW.index("\n")), id="without stamps and markup"
        ),
        pytest.param(
            citation("they ask. Always", start=RAW.index("they"), end=RAW.index(" [00:01:20]")),
            id="over a line break",
        ),
    ],
)
def test_a_true_quote_passes(quoted: dict[str, Any]) -> None:
    """A quote that its article's characters show is no violation."""
    assert check_quotes(OneArticle(), [answered(quoted), answered()]) == []


@pytest.mark.parametrize(
    ("quoted", "fault"),
    [
        pytest.param(
            citation("Say yes", start=0, end=10),
            "a reads 'Say **no**' at 0:10, not 'Say yes'",
            id="other words",
        ),
        pytest.param(
            citation("Say **no**", start=0, end=10),
            "a reads 'Say **no**' at 0:10, not 'Say **no**'",
            id="markup shown",
        ),
        pytest.param(
            citation("Say no", start=1, end=10), "a reads 'ay **no**' at 1:10, not 'Say no'", id="shifted"
        ),
        pytest.param(citation("Say no", start=0, end=1000), "a has no characters 0:1000", id="past the end"),
        pytest.param(citation("Say no", start=10, end=0), "a has no characters 10:0", id="backwards"),
        pytest.param(
            citation("Say no", article="b", start=0, end=10), "b is not in the index", id="no such article"
        ),
    ],
)
def test_a_false_quote_is_named(quoted: dict[str, Any], fault: str) -> None:
    """One line with the question, the number, the article and what is wrong."""
    assert check_quotes(OneArticle(), [answered(quoted)]) == [f"'Must I go?' [1]: {fault}"]


def test_a_plain_article_has_no_markup() -> None:
    """Asterisks of a plain text are its own characters, and a quote keeps them."""
    shown = citation("Say **no** [00:00:05]", start=0, end=21)
    assert check_quotes(OneArticle("plain"), [answered(shown)]) == []


@pytest.mark.parametrize(
    ("quote", "fault"),
    [
        pytest.param("say no, they ask", None, id="its words"),
        pytest.param("they say", "a does not hold 'they say'", id="other words"),
    ],
)
def test_a_quote_without_offsets_must_stand_in_its_article(quote: str, fault: str | None) -> None:
    """Another system may give no offsets; its quotes are looked for by their words."""
    faults = check_quotes(OneArticle(), [answered({"article": "a", "quote": quote})])
    assert faults == ([] if fault is None else [f"'Must I go?' [1]: {fault}"])


def test_an_answer_without_citations_has_no_false_quote() -> None:
    """A system that cites nothing quotes nothing falsely."""
    assert check_quotes(OneArticle(), [{"question": "Must I go?", "status": "answered"}]) == []
