"""Judging answers, adding judgements up, printing them, and checking quotes."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.questions import Gold, Question, QuestionSetError, read_questions
from eval.report import render
from eval.run import Judgement, check_quotes, judge, run, strip_markup, summarise
from index import ArticleCard, Index
from ingest import Span

OURS = Path(__file__).resolve().parent.parent / "eval" / "questions.jsonl"
GOLD = Gold("a", ("Participation is strictly voluntary.", "Say no to it."), (221, 231))
QUESTION = Question("q1", "yesno", "Must I go?", (), (GOLD,))
ROW = Judgement("q1", "yesno", True, True, 30, True, 1, 2, 1, 0.9, 10.0)
RAW = 'Say **no** [00:00:05], they [[ask_why | ask]] <a class="yt-timestamp" data-t="00:01:13">[00:01:13]</a>.\nAlways [00:01:20].'


class OneArticle(Index):
    """An index of one article, `a`, whose raw text is `RAW`."""

    def __init__(self, form: str = "wiki") -> None:
        self.card = ArticleCard("a", "A", "a.md", form, None, None, None, len(RAW), 1)

    def articles(self) -> list[ArticleCard]:
        """The one."""
        return [self.card]

    def article(self, article_id: str) -> tuple[ArticleCard, str, list[Span]] | None:
        """The one, by its id."""
        return (self.card, RAW, []) if article_id == "a" else None


def citation(quote: str, *, article: str = "a", seconds: int | None = None, start: int = 0, end: int = 0) -> dict[str, Any]:
    """A citation as an answer object has it, with what evaluation reads."""
    return {"number": 1, "article": article, "quote": quote, "seconds": seconds, "start": start, "end": end}


def answered(*citations: dict[str, Any], passages: tuple[str, ...] = (), status: str = "answered") -> dict[str, Any]:
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
    row = judge(two, answered(citation("Say no to it.", seconds=20), citation("Say yes to it.", article="b", seconds=20)))
    assert (row.times_cited, row.times_right) == (2, 1)


def test_a_refusal_has_read_nothing() -> None:
    """A refused answerable question has no evidence; its shown passages still have a rank."""
    row = judge(QUESTION, answered(passages=("Say no to it.",), status="not_in_sources"))
    assert (row.answered, row.words_until, row.first, row.rank, row.times_cited) == (False, None, False, 1, 0)


def test_summarise_adds_up_by_kind_and_overall() -> None:
    """Three answerable questions and two that are not, worked out by hand."""
    summary = summarise(
        [
            ROW,
            replace(ROW, id="q2", words_until=100, first=False, rank=4, times_cited=2, times_right=2, confidence=0.6, took_ms=30.0),
            replace(ROW, id="q3", kind="list", answered=False, words_until=None, first=False, rank=None, times_cited=0, times_right=0),
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
        "times": 0.75,
        "refused_right": None,
        "refused_wrong": 0.0,
        "auroc": None,
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
        "times": 0.75,
        "refused_right": 0.5,
        "refused_wrong": pytest.approx(1 / 3),
        "auroc": pytest.approx(5.5 / 6),  # 0.9, 0.6, 0.9 against 0.6, 0.2: one tie
        "p50_ms": 20.0,
        "p99_ms": 50.0,
    }


def test_render_lines_the_figures_up() -> None:
    """Kinds as rows, overall last, two decimals, `-` where a figure does not apply, and nothing but plain characters."""
    near = Judgement("q4", "near", False, False, None, False, None, 0, 0, 0.2, 120.0)
    assert render(summarise([ROW, near])).split("\n") == [
        "kind     n  ev@60  ev@120  ev@300  first  hit@1  hit@3  hit@5   MRR  times  refused-right  refused-wrong  AUROC  p50 ms  p99 ms",
        "yesno    1   1.00    1.00    1.00   1.00   1.00   1.00   1.00  1.00   0.50              -           0.00      -    10.0    10.0",
        "near     1      -       -       -      -      -      -      -     -      -           1.00              -      -   120.0   120.0",
        "overall  2   1.00    1.00    1.00   1.00   1.00   1.00   1.00  1.00   0.50           1.00           0.00   1.00    10.0   120.0",
    ]


def test_render_of_no_judgements() -> None:
    """Nothing asked is a table of one row without figures."""
    assert render(summarise([])).split("\n")[1].split() == ["overall", "0", *"-" * 14]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param("data [00:01:16], allowing", "data, allowing", id="stamp before a comma"),
        pytest.param('a <a class="yt-timestamp" data-t="00:01:13">[00:01:13]</a>, [00:01:15] b', "a b", id="stamps in a row"),
        pytest.param("**They** are *not* `required`", "They are not required", id="emphasis and code"),
        pytest.param("an [[advice | [[tip]] of [[two|three]]", "an tip of three", id="links, one cut"),
        pytest.param("negotiate a [[offers | job offer", "negotiate a job offer", id="a link that the quote ends in"),
        pytest.param("see [the site](https://a.b/c) <br/>now", "see the site now", id="web link and tag"),
        pytest.param("2 * 3 [sic] at 10:30", "2 * 3 [sic] at 10:30", id="no markup"),
    ],
)
def test_strip_markup(raw: str, shown: str) -> None:
    """What is left is what a reader sees."""
    assert strip_markup(raw) == shown


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(citation("Say no, they ask.", start=0, end=RAW.index("\n")), id="without stamps and markup"),
        pytest.param(citation("they ask. Always", start=RAW.index("they"), end=RAW.index(" [00:01:20]")), id="over a line break"),
    ],
)
def test_a_true_quote_passes(one: dict[str, Any]) -> None:
    """A quote that its article's characters show is no violation."""
    assert check_quotes(OneArticle(), [answered(one), answered()]) == []


@pytest.mark.parametrize(
    ("one", "fault"),
    [
        pytest.param(citation("Say yes", start=0, end=10), "a reads 'Say **no**' at 0:10, not 'Say yes'", id="other words"),
        pytest.param(citation("Say **no**", start=0, end=10), "a reads 'Say **no**' at 0:10, not 'Say **no**'", id="markup shown"),
        pytest.param(citation("Say no", start=1, end=10), "a reads 'ay **no**' at 1:10, not 'Say no'", id="shifted"),
        pytest.param(citation("Say no", start=0, end=1000), "a has no characters 0:1000", id="past the end"),
        pytest.param(citation("Say no", start=10, end=0), "a has no characters 10:0", id="backwards"),
        pytest.param(citation("Say no", article="b", start=0, end=10), "b is not in the index", id="no such article"),
    ],
)
def test_a_false_quote_is_named(one: dict[str, Any], fault: str) -> None:
    """One line with the question, the number, the article and what is wrong."""
    assert check_quotes(OneArticle(), [answered(one)]) == [f"'Must I go?' [1]: {fault}"]


def test_a_plain_article_has_no_markup() -> None:
    """Asterisks of a plain text are its own characters, and a quote keeps them."""
    one = citation("Say **no** [00:00:05]", start=0, end=21)
    assert check_quotes(OneArticle("plain"), [answered(one)]) == []


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        pytest.param(
            replace(QUESTION, gold=(Gold("b", ("No.",)),)),
            "question q1: its gold names article 'b', which is not in the index",
            id="article",
        ),
        pytest.param(replace(QUESTION, question="why " * 1000), "question q1: the question has 3999 characters", id="endless question"),
    ],
)
def test_run_names_a_question_that_cannot_be_judged(question: Question, fault: str) -> None:
    """A question that would silently count as a miss stops the run with its id."""
    with pytest.raises(QuestionSetError, match=re.escape(fault)):
        run(OneArticle(), [question])


def test_the_real_index_is_run_and_its_quotes_hold(seeds_index: Index) -> None:
    """Every tenth question is asked over the seeds: each is judged, follow-ups with their history, and no quote is false."""
    questions = read_questions(OURS)[1::10]
    asked = run(seeds_index, questions)
    summary = summarise([judge(question, answer) for question, answer in asked])
    assert [question for question, _ in asked] == questions
    assert summary["overall"]["questions"] == len(questions)
    assert any(answer["standalone_question"] != answer["question"] for question, answer in asked if question.history)
    assert check_quotes(seeds_index, [answer for _, answer in asked]) == []
    assert any(answer["citations"] for _, answer in asked)
