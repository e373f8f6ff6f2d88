"""Answers judged against their gold, worked out by hand."""

from dataclasses import replace

import pytest

from eval.judgement import Judgement, judge
from eval.questions import Gold, Question
from tests.one_article import answered, citation

GOLD = Gold("a", ("Participation is strictly voluntary.", "Say no to it."), (221, 231))
QUESTION = Question("q1", "yesno", "Must I go?", (), (GOLD,))


def test_judge_measures_an_answer() -> None:
    """Words until evidence, rank of the first gold passage, and times of the citations that quote gold."""
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
        quote_precision=0.75,
        recall=1.0,
        time_errors=(1, 131),
        inside=0.75,
        in_segment=True,
    )


@pytest.mark.parametrize(
    ("quotes", "precision", "quote_precision"),
    [
        pytest.param(("Say no to it.", "They cannot force you."), 0.5, 1.0, id="gold and fine"),
        pytest.param(("They cannot force you.",), 0.0, 1.0, id="only fine"),
        pytest.param(
            ("Say no to it.", "And they cannot force you.", "Dogs bark.", "They cannot"),
            0.25,
            0.5,
            id="holds it, is something else, is too little of it",
        ),
        pytest.param((), None, None, id="no quotes"),
    ],
)
def test_what_is_fine_counts_for_quote_precision_alone(
    quotes: tuple[str, ...], precision: float | None, quote_precision: float | None
) -> None:
    """It is no evidence, but no fault either; a quote overlaps it as it overlaps gold."""
    question = replace(QUESTION, ok=(Gold("a", ("They cannot force you.",)), Gold("b", ("Dogs bark.",))))
    row = judge(question, answered(*map(citation, quotes)))
    assert (row.precision, row.quote_precision) == (precision, quote_precision)
    assert row.words_until == judge(QUESTION, answered(*map(citation, quotes))).words_until


def test_what_is_fine_is_of_its_article() -> None:
    """The same words of another article do not count, and nothing does without gold or in a refusal."""
    question = replace(QUESTION, ok=(Gold("b", ("Dogs bark.",)),))
    said = answered(citation("Dogs bark.", article="b"), citation("Dogs bark."))
    assert judge(question, said).quote_precision == 0.5
    assert judge(replace(question, gold=()), said).quote_precision is None
    refused = answered(citation("Dogs bark.", article="b"), status="not_in_sources")
    assert judge(question, refused).quote_precision is None


def test_judge_sees_gold_in_the_first_quote() -> None:
    """The best answer says it first."""
    row = judge(QUESTION, answered(citation("Participation is strictly voluntary.", seconds=232)))
    assert (row.words_until, row.first, row.rank, row.times_cited, row.times_right) == (4, True, None, 1, 1)


def test_times_count_only_against_gold_with_stamps() -> None:
    """A citation of gold without stamps, or of another article's, says nothing about times.

    One article's stamps are not another's.
    """
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


@pytest.mark.parametrize(
    ("seconds", "article", "inside"),
    [
        pytest.param(221, "a", True, id="the first second of the segment"),
        pytest.param(231, "a", True, id="the last stamp's second"),
        pytest.param(232, "a", False, id="behind it"),
        pytest.param(225, "b", False, id="another video"),
        pytest.param(None, "a", False, id="no time"),
    ],
)
def test_the_first_time_may_lie_in_the_gold_segment(
    seconds: int | None, article: str, *, inside: bool
) -> None:
    """Whatever it quotes, in the right video between the first and the last gold stamp.

    A refusal has no time.
    """
    quoted = citation("Something else.", seconds=seconds, article=article)
    assert judge(QUESTION, answered(quoted, citation("Say no to it.", seconds=0))).in_segment is inside
    assert not judge(QUESTION, answered(quoted, status="not_in_sources")).in_segment
