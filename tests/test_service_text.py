"""The answer as plain text: its sentences, the places of its numbers, the list of its sources."""

from dataclasses import replace

import pytest

from index import Snapshot
from service.answering.answer import REFUSAL, Answer, answer
from service.answering.citation import Citation
from service.answering.text import SaidSentence, marks, said_sentences, with_sources

QUESTION = "should I do an exit interview?"


def cited(number: int, quote: str, **changes: object) -> Citation:
    """A citation of an article, unless changed."""
    plain = Citation(
        number, "leaving", "leaving well", ["Notice"], "article", None, quote, None, 0, len(quote), "00:00:10", 10, "https://v/?t=10s"
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def made(text: str, *citations: Citation) -> Answer:
    """An answer with a given text."""
    return Answer("why?", "why?", "answered" if citations else "not_in_sources", text, 0.9, list(citations), [], [], [], "digest", 1.0)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(
            made("Go. [1] Stay. [2]", cited(1, "Go."), cited(2, "Stay.")), [("Go. [1]", [1]), (" Stay. [2]", [2])], id="two quotes"
        ),
        pytest.param(made("Go. [1] [2]", cited(1, "Go."), cited(2, "Just go.")), [("Go. [1] [2]", [1, 2])], id="said by two articles"),
        pytest.param(
            made("See [2] there. [1] Stay. [2]", cited(1, "See [2] there."), cited(2, "Stay.")),
            [("See [2] there. [1]", [1]), (" Stay. [2]", [2])],
            id="a number within a quote",
        ),
        pytest.param(
            made("well: Go. [1] ill: Stay. [2] Nothing else.", cited(1, "Go"), cited(2, "Stay")),
            [("well: Go. [1]", [1]), (" ill: Stay. [2]", [2]), (" Nothing else.", [])],
            id="titles before and a remark after",
        ),
        pytest.param(made(REFUSAL), [(REFUSAL, [])], id="refused"),
    ],
)
def test_an_answer_is_cut_behind_its_numbers(found: Answer, expected: list[tuple[str, list[int]]]) -> None:
    """Each stretch has the citations whose numbers end it; joined they are the answer; a mark is where the number stands."""
    assert [(one.text, [cited.number for cited in one.citations]) for one in said_sentences(found)] == expected
    assert "".join(one.text for one in said_sentences(found)) == found.answer
    assert [found.answer[one.start : one.end] for one in marks(found)] == [f"[{one.number}]" for one in found.citations]


@pytest.mark.parametrize(
    ("text", "quote", "item", "expected"),
    [
        pytest.param("Go. [1]", "Go", 7, ("leaving", 7), id="an item"),
        pytest.param(" Go. [1] [2]", "Go.", 7, ("leaving", 7), id="said twice"),
        pytest.param("Go. [1]", "Go.", None, None, id="none"),
        pytest.param("Go, they say. [1]", "Go", 7, None, id="more than the quote"),
        pytest.param("well: Go. [1]", "Go.", 7, None, id="a title before it"),
        pytest.param("Leave. [1]", "Go.", 7, None, id="in other words"),
    ],
)
def test_an_item_is_the_quote_and_no_more(text: str, quote: str, item: int | None, expected: tuple[str, int] | None) -> None:
    """What is said in other words, or under a title, is no item of the source's list."""
    assert SaidSentence(text, [cited(1, quote, item=item)]).item == expected


@pytest.mark.parametrize(
    "question", [QUESTION, "what should I ask in an exit interview and are they mandatory?", "thanks", "why is the sky blue?"]
)
def test_a_real_answer_is_its_sentences(question: str, seeds_index: Snapshot) -> None:
    """Every citation belongs to exactly one sentence, in order."""
    found = answer(seeds_index, question)
    sentences = said_sentences(found)
    assert "".join(one.text for one in sentences) == found.answer
    assert [cited for one in sentences for cited in one.citations] == found.citations


def test_the_sources_are_listed_below_the_answer() -> None:
    """With title, section, who replied, time and link, or the article where there is no link; nothing below a refusal."""
    reply = cited(2, "Stay.", kind="reply", author="Ann", timestamp=None, url=None, section=[])
    assert with_sources(made("Go. [1] Stay. [2]", cited(1, "Go."), reply)) == (
        "Go. [1] Stay. [2]\n\nSources:\n"
        "[1] leaving well › Notice, 00:00:10, https://v/?t=10s\n"
        "[2] leaving well, reply by Ann, article leaving"
    )
    assert with_sources(made(REFUSAL)) == REFUSAL
