"""Faults of a question set that its sources show."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval.check import KINDS, Finding, check
from eval.questions import Gold, Question, read_questions
from index import ArticleCard, LocalSnapshot, Snapshot
from ingest import Span

OURS = Path(__file__).resolve().parent.parent / "eval" / "questions.jsonl"
TEXTS = {
    "a": "Say no [00:00:05]. Say yes [00:00:10]. One. [00:00:20] Two. [00:00:30] Three. [00:00:40] Four. "
    "[00:00:50] Wait, then wait.",
    "b": "Say **yes** at once.",
}
QUESTION = Question("q1", "direct", "Must I go?", (), (Gold("a", ("Say no.",), (5,)),))


class TwoArticles(LocalSnapshot):
    """An index of the articles of `TEXTS`, each a single block."""

    def __init__(self) -> None:
        self.cards = [
            ArticleCard(name, name, f"{name}.md", "wiki", None, None, None, len(text), 1)
            for name, text in TEXTS.items()
        ]

    def articles(self) -> list[ArticleCard]:
        """Both."""
        return self.cards

    def article(self, article_id: str) -> tuple[ArticleCard, str, list[Span]] | None:
        """One of them, by its id."""
        text = TEXTS[article_id]
        return next(card for card in self.cards if card.id == article_id), text, [Span(0, len(text), "text")]


def of_questions(*questions: Question) -> list[str]:
    """The findings that name a question, as lines."""
    return [str(finding) for finding in check(TwoArticles(), questions) if finding.id is not None]


@pytest.mark.parametrize(
    ("gold", "findings"),
    [
        pytest.param(Gold("a", ("Say no.",), (5,)), [], id="nothing wrong"),
        pytest.param(Gold("a", ("say NO; say yes",)), [], id="other case and marks, over a stamp"),
        pytest.param(
            Gold("a", ("Say maybe.",)),
            ["error: q1: quotation 'Say maybe.' is not in a"],
            id="not in the article",
        ),
        pytest.param(
            Gold("b", ("Say no.",)),
            [
                "error: q1: quotation 'Say no.' is not in b",
                "warning: q1: quotation 'Say no.' is also in a",
            ],
            id="another article's",
        ),
        pytest.param(
            Gold("c", ("Say no.",)),
            ["error: q1: gold names article 'c', which is not in the index"],
            id="unknown article",
        ),
        pytest.param(
            Gold("a", ("wait",)),
            ["warning: q1: quotation 'wait' stands 2 times in a"],
            id="twice in the article",
        ),
        pytest.param(
            Gold("a", ("Say yes",)), ["warning: q1: quotation 'Say yes' is also in b"], id="in two articles"
        ),
        pytest.param(
            Gold("a", ("Say no.",), (6,)), ["error: q1: stamp 00:00:06 is not in a"], id="no such stamp"
        ),
        pytest.param(
            Gold("b", ("Say yes at once",), (5,)),
            ["error: q1: stamp 00:00:05 is not in b"],
            id="another article's stamp",
        ),
        pytest.param(
            Gold("a", ("Say no.",), (50,)),
            ["warning: q1: stamp 00:00:50 of a stands near none of the quotations"],
            id="a stamp far away",
        ),
        pytest.param(Gold("a", ("Say no.", "Four."), (50,)), [], id="near one of two quotations"),
        pytest.param(
            Gold("a", ("x" * 90,)),
            [f"error: q1: quotation '{'x' * 79}…' is not in a"],
            id="a long quotation is cut",
        ),
    ],
)
def test_gold_is_compared_with_the_sources(gold: Gold, findings: list[str]) -> None:
    """One line for each quotation and stamp that is not there, not at its place, or not the only one."""
    assert of_questions(replace(QUESTION, gold=(gold,))) == findings


@pytest.mark.parametrize(
    ("ok", "findings"),
    [
        pytest.param(Gold("b", ("at once",)), [], id="nothing wrong"),
        pytest.param(
            Gold("a", ("Say maybe.",)),
            ["error: q1: quotation 'Say maybe.' is not in a"],
            id="not in the article",
        ),
        pytest.param(
            Gold("c", ("Say no.",)),
            ["error: q1: ok names article 'c', which is not in the index"],
            id="unknown article",
        ),
        pytest.param(
            Gold("a", ("Say yes",)), ["warning: q1: quotation 'Say yes' is also in b"], id="in two articles"
        ),
    ],
)
def test_what_is_fine_is_compared_with_the_sources(ok: Gold, findings: list[str]) -> None:
    """As gold is, in whichever article it stands."""
    assert of_questions(replace(QUESTION, ok=(ok,))) == findings


def test_what_is_fine_beside_no_gold_is_named() -> None:
    """Nothing belongs in an answer that should not be given."""
    assert of_questions(replace(QUESTION, gold=(), ok=(Gold("a", ("Say no.",)),))) == [
        "warning: q1: has ok, but no gold: it counts as unanswerable"
    ]


@pytest.mark.parametrize(
    ("other", "findings"),
    [
        pytest.param(
            replace(QUESTION, id="q2", question="must I GO"),
            ["error: q2: asks the same as q1"],
            id="same words",
        ),
        pytest.param(replace(QUESTION, id="q2", history=("Why?",)), [], id="another history"),
        pytest.param(replace(QUESTION, id="q2", question="Must I stay?"), [], id="other words"),
    ],
)
def test_a_question_asked_twice_is_named(other: Question, findings: list[str]) -> None:
    """Twice is with the same words after the same questions."""
    assert of_questions(QUESTION, other) == findings


def test_kinds_are_counted() -> None:
    """Kinds that are missing, unknown or too few are warnings of the set as a whole."""
    questions = [
        replace(QUESTION, id=f"q{number}", kind=kind) for number, kind in enumerate([*(KINDS[1:] * 5), "odd"])
    ]
    assert [finding for finding in check(TwoArticles(), questions) if finding.id is None] == [
        Finding(None, "warning", "no question is of kind direct"),
        Finding(None, "warning", f"kind odd is none of {', '.join(KINDS)}"),
        Finding(None, "warning", "kind odd has 1 question; its figures say little"),
    ]


def test_our_set_has_no_findings(seeds_index: Snapshot) -> None:
    """The set that comes with the project fits the seeds."""
    assert check(seeds_index, read_questions(OURS)) == []
