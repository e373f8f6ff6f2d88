"""Judging answers, adding judgements up and printing them."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.questions import Gold, Question, QuestionSetError, read_questions
from eval.quotes import check_quotes
from eval.report import render
from eval.run import Judgement, judge, run, summarise
from index import ArticleCard, Snapshot
from ingest import Span
from service.assistant import Assistant

OURS = Path(__file__).resolve().parent.parent / "eval" / "questions.jsonl"
GOLD = Gold("a", ("Participation is strictly voluntary.", "Say no to it."), (221, 231))
QUESTION = Question("q1", "yesno", "Must I go?", (), (GOLD,))
ROW = Judgement(
    "q1", "yesno", True, True, 30, True, 1, 2, 1, 0.9, 10.0, precision=1.0, recall=0.5, time_errors=(2, 10)
)
RAW = 'Say **no** [00:00:05], they [[ask_why | ask]] <a class="yt-timestamp" data-t="00:01:13">[00:01:13]</a>.\nAlways [00:01:20].'


class OneArticle(Snapshot):
    """An index of one article, `a`, whose raw text is `RAW`."""

    def __init__(self, form: str = "wiki") -> None:
        self.card = ArticleCard("a", "A", "a.md", form, None, None, None, len(RAW), 1)

    def articles(self) -> list[ArticleCard]:
        """The one."""
        return [self.card]

    def article(self, article_id: str) -> tuple[ArticleCard, str, list[Span]] | None:
        """The one, by its id."""
        return (self.card, RAW, []) if article_id == "a" else None


def citation(
    quote: str, *, article: str = "a", seconds: int | None = None, start: int = 0, end: int = 0
) -> dict[str, Any]:
    """A citation as an answer object has it, with what evaluation reads."""
    return {"number": 1, "article": article, "quote": quote, "seconds": seconds, "start": start, "end": end}


def answered(
    *citations: dict[str, Any], passages: tuple[str, ...] = (), status: str = "answered"
) -> dict[str, Any]:
    """An answer object with what evaluation reads."""
    shown = [{"article": "a", "text": text} for text in passages]
    return {
        "question": "Must I go?",
        "status": status,
        "citations": list(citations),
        "passages": shown,
        "confidence": 0.7,
        "took_ms": 12.5,
    }


def test_judge_measures_an_answer() -> None:
    """Words until evidence, rank of the first gold passage, and the times of the citations that quote gold."""
    answer = answered(
        citation("They cannot force you.", seconds=221),  # quotes no gold: its time is not looked at
        citation("Participation is strictly voluntary", seconds=230),
        citation("So say no to it.", seconds=90),
        citation("Say no to it."),
        passages=("Nothing.", "Listen: participation is strictly voluntary."),
    )
    assert judge(QUESTION, answer) == Judgement(
        id="q1",
        kind="yesno",
        answerable=True,
        answered=True,
        words_until=8,
        first=False,
        rank=2,
        times_cited=3,
        times_right=1,
        confidence=0.7,
        took_ms=12.5,
        precision=0.75,
        recall=1.0,
        time_errors=(1, 131),
    )


def test_judge_sees_gold_in_the_first_quote() -> None:
    """The best answer says it first."""
    row = judge(QUESTION, answered(citation("Participation is strictly voluntary.", seconds=232)))
    assert (row.words_until, row.first, row.rank, row.times_cited, row.times_right) == (4, True, None, 1, 1)


def test_times_count_only_against_gold_with_stamps() -> None:
    """A citation of gold without stamps, or of another article's, says nothing about times; one article's stamps are not another's."""
    untimed = replace(QUESTION, gold=(replace(GOLD, stamps=()),))
    assert judge(untimed, answered(citation("Say no to it.", seconds=5))).times_cited == 0
    two = replace(QUESTION, gold=(replace(GOLD, stamps=(10,)), Gold("b", ("Say yes to it.",), (20,))))
    row = judge(
        two,
        answered(citation("Say no to it.", seconds=20), citation("Say yes to it.", article="b", seconds=20)),
    )
    assert (row.times_cited, row.times_right) == (2, 1)


def test_a_refusal_has_read_nothing() -> None:
    """A refused answerable question has no evidence; its shown passages still have a rank."""
    row = judge(QUESTION, answered(passages=("Say no to it.",), status="not_in_sources"))
    assert (row.answered, row.words_until, row.first, row.rank, row.times_cited) == (False, None, False, 1, 0)


def test_what_another_system_left_out_is_not_judged() -> None:
    """Without passages there is no rank, without citations no evidence, without a time no error; none of them counts as a miss."""
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
        "recall",
        "f1",
        "refused_wrong",
    }
    figures = summarise([judge(QUESTION, {"status": "answered"})])["overall"]
    assert {name for name, value in figures.items() if value is not None} == {"questions", "refused_wrong"}


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
        "recall": 0.5,
        "f1": pytest.approx(7 / 12),
        "times": 0.75,
        "time_error": 4.0,
        "refused_right": None,
        "refused_wrong": 0.0,
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
        "recall": pytest.approx(1 / 3),
        "f1": pytest.approx(7 / 18),
        "times": 0.75,
        "time_error": 4.0,
        "refused_right": 0.5,
        "refused_wrong": pytest.approx(1 / 3),
        "auroc": pytest.approx(5.5 / 6),  # 0.9, 0.6, 0.9 against 0.6, 0.2: one tie
        "calibration_error": pytest.approx(0.7 / 3),  # 0.9 and 0.6 right, 0.2 wrong: 0.1 + 0.4 + 0.2
        "risk_coverage_area": pytest.approx(1 / 9),  # the wrong one is the least sure of three
        "p50_ms": 20.0,
        "p99_ms": 50.0,
    }


def test_render_lines_the_figures_up() -> None:
    """Kinds as rows, overall last, two decimals, `-` where a figure does not apply, and nothing but plain characters."""
    near = Judgement("q4", "near", False, False, None, False, None, 0, 0, 0.2, 120.0)
    left = [
        "kind     n  ev@60  ev@120  ev@300  first  hit@1  hit@3  hit@5   MRR    F1",
        "yesno    1   1.00    1.00    1.00   1.00   1.00   1.00   1.00  1.00  0.67",
        "near     1      -       -       -      -      -      -      -     -     -",
        "overall  2   1.00    1.00    1.00   1.00   1.00   1.00   1.00  1.00  0.67",
    ]
    right = [
        "  times  refused-right  refused-wrong  AUROC  p50 ms  p99 ms",
        "   0.50              -           0.00      -    10.0    10.0",
        "      -           1.00              -      -   120.0   120.0",
        "   0.50           1.00           0.00   1.00    10.0   120.0",
    ]
    assert render(summarise([ROW, near])).split("\n") == [
        one + other for one, other in zip(left, right, strict=True)
    ]


def test_render_of_no_judgements() -> None:
    """Nothing asked is a table of one row without figures."""
    assert render(summarise([])).split("\n")[1].split() == ["overall", "0", *"-" * 15]


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        pytest.param(
            replace(QUESTION, gold=(Gold("b", ("No.",)),)),
            "question q1: its gold names article 'b', which is not in the index",
            id="article",
        ),
        pytest.param(
            replace(QUESTION, question="why " * 1000, gold=()),
            "question q1: the question has 3999 characters",
            id="endless question",
        ),
    ],
)
def test_run_names_a_question_that_cannot_be_judged(
    question: Question, fault: str, seeds_assistant: Assistant
) -> None:
    """A question that would silently count as a miss stops the run with its id."""
    with pytest.raises(QuestionSetError, match=re.escape(fault)):
        run(seeds_assistant, [question])


def test_the_real_index_is_run_and_its_quotes_hold(seeds_assistant: Assistant, seeds_index: Snapshot) -> None:
    """Every tenth question is asked over the seeds: each is judged, follow-ups with their history, and no quote is false."""
    questions = read_questions(OURS)[1::10]
    asked = run(seeds_assistant, questions)
    summary = summarise([judge(question, answer) for question, answer in asked])
    assert [question for question, _ in asked] == questions
    assert summary["overall"]["questions"] == len(questions)
    assert any(
        answer["standalone_question"] != answer["question"] for question, answer in asked if question.history
    )
    assert check_quotes(seeds_index, [answer for _, answer in asked]) == []
    assert any(answer["citations"] for _, answer in asked)
