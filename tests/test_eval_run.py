"""Asking a set and adding judgements up."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from eval.judgement import Judgement, judge
from eval.questions import Gold, Question, QuestionSetError, read_questions
from eval.quotes import check_quotes
from eval.run import run, summarise
from index import Snapshot
from service.assistant import Assistant, Fixed
from tests.one_article import OneArticle

OURS = Path(__file__).resolve().parent.parent / "eval" / "questions.jsonl"
GOLD = Gold("a", ("Participation is strictly voluntary.", "Say no to it."), (221, 231))
QUESTION = Question("q1", "yesno", "Must I go?", (), (GOLD,))
ROW = Judgement(
    "q1",
    "yesno",
    True,
    True,
    30,
    True,
    1,
    2,
    1,
    0.9,
    10.0,
    precision=1.0,
    recall=0.5,
    time_errors=(2, 10),
    quote_precision=1.0,
)


def test_what_another_system_left_out_is_not_judged() -> None:
    """Without passages there is no rank, without citations no evidence, without a time no error.

    None of them counts as a miss.
    """
    bare = {"status": "answered", "citations": [{"article": "a", "quote": "Say no to it."}]}
    row = judge(QUESTION, bare)
    assert (row.words_until, row.times_cited, row.confidence, row.took_ms) == (4, 0, None, None)
    figures = summarise([row])["overall"]
    known = {name for name, value in figures.items() if value is not None}
    assert known == {
        "questions",
        "evidence@60",
        "evidence@120",
        "evidence@300",
        "first",
        "precision",
        "quote_precision",
        "recall",
        "f1",
        "refused_wrong",
        "refusal",
    }
    figures = summarise([judge(QUESTION, {"status": "answered"})])["overall"]
    assert {name for name, value in figures.items() if value is not None} == {
        "questions",
        "refused_wrong",
        "refusal",
    }


def test_summarise_adds_up_by_kind_and_overall() -> None:
    """Three answerable questions and two that are not, worked out by hand."""
    summary = summarise(
        [
            ROW,
            replace(
                ROW,
                id="q2",
                words_until=100,
                first=False,
                rank=4,
                times_cited=2,
                times_right=2,
                confidence=0.6,
                took_ms=30.0,
                precision=0.5,
                quote_precision=0.6,
                time_errors=(0, 4),
            ),
            replace(
                ROW,
                id="q3",
                kind="list",
                answered=False,
                words_until=None,
                first=False,
                rank=None,
                times_cited=0,
                times_right=0,
                precision=None,
                quote_precision=None,
                recall=0.0,
                time_errors=(),
            ),
            Judgement("q4", "near", False, False, None, False, None, 0, 0, 0.6, 20.0),
            Judgement("q5", "near", False, True, None, False, None, 0, 0, 0.2, 50.0),
        ]
    )
    assert list(summary) == ["yesno", "list", "near", "overall"]
    assert summary["yesno"] == {
        "questions": 2,
        "evidence@60": 0.5,
        "evidence@120": 1.0,
        "evidence@300": 1.0,
        "first": 0.5,
        "hit@1": 0.5,
        "hit@3": 0.5,
        "hit@5": 1.0,
        "mrr": 0.625,
        "precision": 0.75,
        "quote_precision": 0.8,
        "recall": 0.5,
        "f1": pytest.approx(7 / 12),
        "times": 0.75,
        "time_error": 4.0,
        "refused_right": None,
        "refused_wrong": 0.0,
        "refusal": 1.0,
        "auroc": None,
        "calibration_error": None,
        "risk_coverage_area": None,
        "p50_ms": 10.0,
        "p99_ms": 30.0,
    }
    assert summary["list"]["evidence@300"] == 0.0
    assert summary["list"]["times"] is None
    assert summary["list"]["refused_wrong"] == 1.0
    assert summary["near"]["mrr"] is None
    assert summary["near"]["refused_right"] == 0.5
    assert summary["overall"] == {
        "questions": 5,
        "evidence@60": pytest.approx(1 / 3),
        "evidence@120": pytest.approx(2 / 3),
        "evidence@300": pytest.approx(2 / 3),
        "first": pytest.approx(1 / 3),
        "hit@1": pytest.approx(1 / 3),
        "hit@3": pytest.approx(1 / 3),
        "hit@5": pytest.approx(2 / 3),
        "mrr": pytest.approx(1.25 / 3),
        "precision": 0.75,
        "quote_precision": 0.8,
        "recall": pytest.approx(1 / 3),
        "f1": pytest.approx(7 / 18),
        "times": 0.75,
        "time_error": 4.0,
        "refused_right": 0.5,
        "refused_wrong": pytest.approx(1 / 3),
        "refusal": 0.6,
        "auroc": pytest.approx(5.5 / 6),  # 0.9, 0.6, 0.9 against 0.6, 0.2: one tie
        "calibration_error": pytest.approx(0.7 / 3),  # 0.9 and 0.6 right, 0.2 wrong: 0.1 + 0.4 + 0.2
        "risk_coverage_area": pytest.approx(1 / 9),  # the wrong one is the least sure of three
        "p50_ms": 20.0,
        "p99_ms": 50.0,
    }


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        pytest.param(
            replace(QUESTION, gold=(Gold("b", ("No.",)),)),
            "question q1: its gold names article 'b', which is not in the index",
            id="article",
        ),
        pytest.param(
            replace(QUESTION, question="why " * 1000),
            "question q1: the question has 3999 characters",
            id="endless question",
        ),
    ],
)
def test_run_names_a_question_that_cannot_be_judged(question: Question, fault: str) -> None:
    """A question that would silently count as a miss stops the run with its id."""
    with pytest.raises(QuestionSetError, match=re.escape(fault)):
        run(Assistant(Fixed(OneArticle())), [question])


def test_the_real_index_is_run_and_its_quotes_hold(seeds_index: Snapshot) -> None:
    """Every tenth question is asked over the seeds.

    Each is judged, follow-ups with their history, and no quote is false.
    """
    questions = read_questions(OURS)[1::10]
    asked = run(Assistant(Fixed(seeds_index)), questions)
    summary = summarise([judge(*each) for each in asked])
    assert [question for question, _ in asked] == questions
    assert summary["overall"]["questions"] == len(questions)
    assert any(
        answer["standalone_question"] != answer["question"] for question, answer in asked if question.history
    )
    assert check_quotes(seeds_index, [answer for _, answer in asked]) == []
    assert any(answer["citations"] for _, answer in asked)
