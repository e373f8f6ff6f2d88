"""Measures of the public sets, and the table of all of them."""

from dataclasses import replace
from typing import Any

import pytest

from eval.judgement import Judgement, judge
from eval.questions import Gold, Question
from eval.table import MEASURES, render_table, table_rows

GOLD = Gold("a", ("Bring a letter of two lines.", "Hand it over in person."), (20, 50))
QUESTION = Question("1", "answerable", "What do I bring?", (), (GOLD,))
FOLLOW_UP = Question("2", "answerable", "And how?", ("What do I bring?",), (GOLD,))
UNANSWERABLE = Question("3", "unanswerable", "Who is the president?", (), ())
UNDERSPECIFIED = Question("4", "underspecified", "What about it?", (), ())


def told(
    *quotes: str, seconds: int | None = None, article: str = "a", shown: str = "", sure: float = 0.5
) -> dict[str, Any]:
    """An answer object with what the measures read."""
    return {
        "status": "answered" if quotes else "not_in_sources",
        "citations": [{"article": article, "quote": quote, "seconds": seconds} for quote in quotes],
        "passages": [{"article": article, "text": shown}],
        "confidence": sure,
        "took_ms": 1.0,
    }


def asked(question: Question, answer: dict[str, Any], alone: dict[str, Any] | None = None) -> Judgement:
    """An answer, judged; beside it how the question fares alone."""
    return replace(judge(question, answer), alone=judge(question, alone) if alone else None)


def figure(name: str, measure: str, *rows: Judgement) -> float | None:
    """A measure's value as measured, or None where the table leaves it out."""
    values = {
        row.measure: row.samples["careerqa"][0]
        for row in table_rows(name, {"careerqa": rows}, MEASURES[name])
    }
    return float(values[measure]) if measure in values else None


LETTER, PERSON, OTHER = *GOLD.quotes, "Something else entirely."


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        pytest.param(told(OTHER, seconds=20), 1.0, id="the first second of the segment"),
        pytest.param(told(LETTER, seconds=50), 1.0, id="the last line's second"),
        pytest.param(told(LETTER, seconds=51), 0.0, id="behind it"),
        pytest.param(told(LETTER, seconds=30, article="b"), 0.0, id="another video"),
        pytest.param(told(LETTER), 0.0, id="no time"),
        pytest.param(told(), 0.0, id="refused"),
    ],
)
def test_the_time_of_the_answer_lies_in_the_gold_segment(answer: dict[str, Any], right: float) -> None:
    """That of its first sentence, in the right video."""
    assert figure("tutorialvqa", "time in segment", asked(QUESTION, answer)) == right


def test_citations_in_gold_lines_are_a_share() -> None:
    """Two of three, and none of a refusal, are a third on average."""
    rows = asked(QUESTION, told(LETTER, OTHER, PERSON)), asked(QUESTION, told())
    assert figure("tutorialvqa", "inside gold", *rows) == pytest.approx(1 / 3)


def test_refusal_is_measured_on_both_kinds_of_question() -> None:
    """Confidence of answerable questions against unanswerable ones.

    An underspecified one is neither and is reported apart.
    """
    rows = (
        asked(QUESTION, told(LETTER, sure=0.9)),
        asked(QUESTION, told(LETTER, sure=0.3)),
        asked(UNANSWERABLE, told(sure=0.4)),
        asked(UNDERSPECIFIED, told(sure=1.0)),
        asked(UNDERSPECIFIED, told(OTHER, sure=1.0)),
    )
    assert figure("mtragun", "auroc", *rows) == 0.5
    assert figure("mtragun", "underspecified refused", *rows) == 0.5


def test_the_gain_of_a_history_is_a_paired_difference() -> None:
    """Of three follow-ups one is found only with its history and one only without: nothing is gained."""
    hit, miss = told(shown=LETTER), told(shown=OTHER)
    rows = (
        asked(FOLLOW_UP, hit, miss),
        asked(FOLLOW_UP, hit, hit),
        asked(FOLLOW_UP, miss, hit),
        asked(QUESTION, hit),
    )
    assert figure("mtragun", "follow up hit@5", *rows) == pytest.approx(2 / 3)
    assert figure("mtragun", "gain by history", *rows) == 0.0


def test_sentences_and_hits_count_answerable_questions_only() -> None:
    """An unanswerable question has no sentence to find."""
    rows = asked(QUESTION, told(LETTER, shown=LETTER)), asked(UNANSWERABLE, told(OTHER))
    assert figure("clapnq", "f1", *rows) == pytest.approx(2 / 3)
    assert figure("squad2", "hit@1", *rows) == 1.0
    assert figure("career", "evidence@60", *rows) == 1.0


def test_what_one_system_refuses_is_no_quote_of_another() -> None:
    """Quote precision is of the questions that all systems answered: half of the quotes, and none."""
    question = replace(QUESTION, ok=(Gold("a", (OTHER,)),))
    ours = asked(question, told(OTHER, "Dogs bark.")), asked(question, told(LETTER))
    rows = table_rows(
        "career",
        {"dense": [asked(question, told("Dogs bark.")), asked(question, told())], "careerqa": ours},
        ["quote_precision"],
    )
    assert [(row.questions, *(samples[0] for samples in row.samples.values())) for row in rows] == [
        ("1", 0.0, 0.5)
    ]


def test_a_measure_that_nothing_counts_for_is_left_out() -> None:
    """Without an unanswerable question nothing is said about refusal."""
    assert figure("clapnq", "auroc", asked(QUESTION, told(LETTER))) is None


def test_the_table_sets_systems_side_by_side() -> None:
    """A row a measure with counts, figures, intervals and differences, then what the columns mean."""
    good, bad = asked(QUESTION, told(LETTER, shown=LETTER)), asked(QUESTION, told(OTHER, shown=OTHER))
    rows = table_rows("career", {"dense": [bad, bad], "careerqa": [good, good]}, MEASURES["career"])
    lines = render_table(rows, ["dense", "careerqa"]).splitlines()
    assert lines[2:5] == [
        "| set | measure | questions | dense | careerqa | careerqa − dense |",
        "|---|---|---|---|---|---|",
        "| career | hit@1 | 2 | 0.00 (0.00 to 0.00) | 1.00 (1.00 to 1.00) | +1.00 (+1.00 to +1.00) |",
    ]
    assert len([line for line in lines if line.startswith("| career")]) == len(MEASURES["career"])
    assert lines[-1].startswith("* gain by history")
