"""A question in the report page: its outcome, its marked sources, its gold."""

from dataclasses import replace
from typing import Any

import pytest

from eval.judgement import Judgement, judge
from eval.questions import Gold, Question
from eval.row import outcome, row_html

GOLD = Gold("a", ("Participation is strictly voluntary.", "Say no to it."), (221, 231))
QUESTION = Question("q1", "yesno", "Must I go?", (), (GOLD,))
ROW = Judgement("q1", "yesno", True, True, 30, True, 1, 2, 1, 0.9, 10.0)
TEXT = "Listen: participation is strictly voluntary. Say no to it."


def answered(*quotes: str, text: str = TEXT, **changes: Any) -> dict[str, Any]:
    """An answer object that quotes article `a` and shows one passage of it."""
    citations = [
        {"number": number, "article": "a", "quote": quote, "seconds": 225}
        for number, quote in enumerate(quotes, start=1)
    ]
    text_said = " ".join(f"{quote} [{number}]" for number, quote in enumerate(quotes, start=1))
    said = [
        {"text": quote, "citations": [number], "item": None, "part": 0}
        for number, quote in enumerate(quotes, start=1)
    ]
    passages = [{"article": "a", "title": "Leaving", "section": ["Exit Interviews"], "text": text}]
    kept = {
        "status": "answered",
        "answer": text_said,
        "said": said,
        "citations": citations,
        "passages": passages,
        "confidence": 0.7,
        "took_ms": 12.5,
    }
    return {"question": "Must I go?", **kept, **changes}


def shown(answer: dict[str, Any], question: Question = QUESTION) -> str:
    """The row of an answer to a question."""
    return row_html(7, question, answer, judge(question, answer))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param(ROW, "right", id="gold in the answer"),
        pytest.param(replace(ROW, words_until=120), "right", id="gold just in time"),
        pytest.param(replace(ROW, words_until=121), "wrong", id="gold too late"),
        pytest.param(replace(ROW, words_until=None), "wrong", id="no gold in the answer"),
        pytest.param(
            replace(ROW, words_until=None, answerable=False),
            "wrong",
            id="an answer to what the sources do not hold",
        ),
        pytest.param(replace(ROW, answered=False), "refused wrongly", id="answerable"),
        pytest.param(replace(ROW, answered=False, answerable=False), "refused rightly", id="unanswerable"),
    ],
)
def test_outcome(row: Judgement, said: str) -> None:
    """Every judgement is one of four."""
    assert outcome(row) == said


def test_a_quote_is_marked_within_its_passage() -> None:
    """The mark is numbered, stands where the quote stands, and the number in the answer leads to it."""
    html = shown(answered("participation is strictly voluntary"))
    assert (
        'Listen: <mark id="quote-7-1">participation is strictly voluntary<sup>1</sup></mark>. Say no to it.'
        in html
    )
    assert 'participation is strictly voluntary <a class="chip" href="#quote-7-1">1</a>' in html
    assert "Leaving › Exit Interviews" in html


def test_overlapping_quotes_lose_no_text() -> None:
    """The second mark begins behind the first; one that lies in the other is left with its number."""
    html = shown(answered("one two three", "two three four", "two", text="Say one two three four five."))
    marks = (
        'Say <mark id="quote-7-1">one two three<sup>1</sup></mark>'
        '<mark id="quote-7-2"> four<sup>2</sup></mark><mark id="quote-7-3"><sup>3</sup></mark> five.'
    )
    assert marks in html


def test_a_quote_without_its_passage_is_shown_alone() -> None:
    """It is marked all the same, and the page says that its passage is not there.

    The passage shown is another one.
    """
    html = shown(answered("Never heard of it."))
    assert '<mark id="quote-7-1">Never heard of it.<sup>1</sup></mark>' in html
    assert "its passage is not among those shown" in html
    assert "Other passages near the question" in html


def test_a_refusal_shows_its_passages_open() -> None:
    """What was near is what a reader of a refusal looks for."""
    html = shown(answered(status="not_in_sources", answer="The sources do not answer this."))
    assert '<details class="others" open><summary>Passages near the question</summary>' in html
    assert "<mark" not in html


def test_gold_says_where_it_was_found() -> None:
    """In the answer, in a passage only, or nowhere; times as a clock; no gold is said, too."""
    question = replace(QUESTION, gold=(replace(GOLD, quotes=(*GOLD.quotes, "Run away from it.")),))
    html = shown(answered("Participation is strictly voluntary."), question)
    assert "a, 00:03:41, 00:03:51" in html
    assert 'Participation is strictly voluntary. <span class="found">in the answer</span>' in html
    assert 'Say no to it. <span class="found">in passage 1, not in the answer</span>' in html
    assert 'Run away from it. <span class="found">neither in the answer nor in a shown passage</span>' in html
    assert "None: the sources do not answer this." in shown(answered(), replace(QUESTION, gold=()))


def test_what_is_fine_beside_the_gold_is_shown() -> None:
    """With a word on whether the answer has it; without any there is no such heading."""
    question = replace(QUESTION, ok=(Gold("b", ("Run away.", "They cannot <force> you.")),))
    citations = answered("Run away.")
    citations["citations"][0]["article"] = "b"
    html = shown(citations, question)
    assert "<h3>Fine beside it</h3>" in html
    assert 'Run away. <span class="found">in the answer</span>' in html
    assert 'They cannot &lt;force&gt; you. <span class="found"></span>' in html
    assert "Fine beside it" not in shown(citations)


def test_a_follow_up_shows_what_it_was_understood_as() -> None:
    """The questions before it, and the question that was looked up."""
    html = shown(
        answered(standalone_question="Must I go? (exit interviews)"),
        replace(QUESTION, history=("What of exit interviews?",)),
    )
    assert "Asked before: What of exit interviews?" in html
    assert "Understood as: Must I go? (exit interviews)" in html


def test_time_errors_are_those_of_citations_of_gold() -> None:
    """225 s is 4 s from the stamp at 221 s; a citation of something else, or without a time, has no error."""
    answer = answered("Say no to it.", "They cannot force you.")
    assert judge(QUESTION, answer).time_errors == (4,)
    assert 'data-value="4">4 s</td>' in shown(answer)
    del answer["citations"][0]["seconds"]
    assert judge(QUESTION, answer).time_errors == ()


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        pytest.param("https://video.example/?v=a&t=225s", True, id="https"),
        pytest.param("javascript:alert(1)", False, id="script"),
        pytest.param(None, False, id="none"),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, linked: bool) -> None:
    """An answer may be another system's: what is no web address stays text."""
    answer = answered("Say no to it.")
    answer["citations"][0]["url"] = url
    assert ('<a href="https://video.example/?v=a&amp;t=225s"' in shown(answer)) is linked
    assert "javascript" not in shown(answer)


def test_another_systems_citation_needs_no_number() -> None:
    """Its place is its number, and an answer without text is made of its quotes."""
    answer = {**answered(), "answer": None, "citations": [{"article": "a", "quote": "Say no to it."}]}
    html = row_html(7, QUESTION, answer, ROW)
    assert 'Say no to it. <a class="chip" href="#quote-7-1">1</a>' in html
    assert "no time" in html


def test_an_answer_may_be_a_status_alone() -> None:
    """Citations and passages that another system does not give are not missed."""
    assert "No answer." in row_html(7, QUESTION, {"status": "not_in_sources"}, replace(ROW, answered=False))
