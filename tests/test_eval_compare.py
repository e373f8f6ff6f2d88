"""Two runs side by side, worked out by hand."""

from typing import Any

import pytest

from eval.compare import as_dict, compare, difference, render
from eval.judgement import Asked, judge
from eval.measures import measure, shown_in
from eval.questions import Gold, Question
from eval.run import summarise

GOLD = (Gold("a", ("Say no to it.",)),)
QUESTIONS = [
    Question("q1", "direct", "Must I go?", (), GOLD),
    Question("q2", "followup", "and then?", ("Must I go?",), GOLD),
    Question("q3", "far", "Is it late?", (), ()),
]


def says(*quotes: str, passages: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """An answer of quotes of the article `a`; a refusal without."""
    return {
        "status": "answered" if quotes else "not_in_sources",
        "citations": [{"article": "a", "quote": quote} for quote in quotes],
        "passages": [{"article": "a", "text": text} for text in passages],
        **more,
    }


GOOD, BAD, NONE = (
    says("Say no to it.", passages=("Say no to it.",)),
    says("Dogs bark.", passages=("Dogs bark.",), answer="Dogs! [1]"),
    says(),
)
MEANS = [each for each in shown_in("run") if each.is_mean()]
BEFORE = list(map(Asked, QUESTIONS, [GOOD, BAD, NONE]))
AFTER = list(map(Asked, QUESTIONS, [BAD, GOOD, BAD]))


def test_a_difference_is_over_the_questions_that_a_measure_applies_to() -> None:
    """Two answerable questions, one gained and one lost; the unanswerable one has no evidence to find."""
    comparison = compare(("old", BEFORE), ("new", AFTER))
    by_name = {
        (difference_of.kind, difference_of.measure): difference_of for difference_of in comparison.differences
    }
    first = by_name["overall", "first"]
    assert (first.count, first.before, first.after, first.interval, first.p) == (
        2,
        0.5,
        0.5,
        (-1.0, 1.0),
        1.0,
    )
    assert (by_name["overall", "refused_right"].before, by_name["overall", "refused_right"].after) == (
        1.0,
        0.0,
    )
    assert (by_name["direct", "hit@1"].count, by_name["direct", "hit@1"].after) == (1, 0.0)
    assert ("far", "first") not in by_name
    assert by_name["overall", "auroc"].p is None


def test_the_means_are_those_of_the_summary() -> None:
    """A measure reads the same in the table of one run and beside another."""
    judged = [judge(*asked) for asked in BEFORE]
    figures = summarise(judged)["overall"]
    for each in MEANS:
        assert (
            difference("overall", each, list(zip(judged, judged, strict=True))).before == figures[each.name]
        ), each


def test_changed_questions_come_with_both_answers() -> None:
    """What got worse comes first; a system that keeps no text is shown by its quotes."""
    changes = compare(("old", BEFORE), ("new", AFTER)).changes
    assert [(change.id, change.gained, change.lost) for change in changes] == [
        ("q1", (), ("evidence@120", "first", "hit@1")),
        ("q3", (), ("refusal",)),
        ("q2", ("evidence@120", "first", "hit@1"), ()),
    ]
    assert [(change.before, change.after) for change in changes] == [
        ("Say no to it.", "Dogs! [1]"), ("not_in_sources", "Dogs! [1]"), ("Dogs! [1]", "Say no to it."),
    ]  # fmt: skip


def test_a_run_against_itself_has_no_changes() -> None:
    """Nothing changed is a p of 1 everywhere and no questions."""
    comparison = compare(("old", BEFORE), ("old", BEFORE))
    assert comparison.changes == ()
    assert {each.p for each in comparison.differences} == {1.0, None}
    assert "questions that changed: 0 (0 lost, 0 gained)" in render(comparison)


def test_a_measure_that_one_run_does_not_give_is_left_out() -> None:
    """A run without passages is compared by its citations alone."""
    bare = [
        Asked(question, {part: answer[part] for part in ("status", "citations")})
        for question, answer in AFTER
    ]
    measures = {
        each.measure for each in compare(("old", BEFORE), ("new", bare)).differences if each.kind == "overall"
    }
    assert {"first", "refusal"} <= measures
    assert not {"hit@1", "mrr"} & measures


def test_render_and_json() -> None:
    """Both name the runs, the measures and the questions; the text has a line for each answer."""
    comparison = compare(("old.jsonl", BEFORE), ("new.jsonl", AFTER))
    text = render(comparison)
    assert text.startswith("before: old.jsonl\nafter:  new.jsonl\n")
    assert "overall   first            2   0.500  0.500      +0.000  -1.000 to +1.000  1.0000" in text
    said = "  Must I go? | and then?\n  before: Dogs! [1]\n  after:  Say no to it."
    assert f"q2 (followup) +evidence@120 +first +hit@1\n{said}" in text
    plain = as_dict(comparison)
    assert (plain["before"], len(plain["changes"]), plain["changes"][0]["id"]) == ("old.jsonl", 3, "q1")


@pytest.mark.parametrize("name", [each.name for each in MEANS])
def test_every_score_is_none_where_it_does_not_apply(name: str) -> None:
    """A measure of answerable questions says nothing about the others, and the other way round."""
    score = measure(name).score
    assert score is not None
    assert [score(judge(*each)) is None for each in BEFORE] == {
        "refused_right": [True, True, False],
        "refusal": [False, False, False],
        "precision": [False, False, True],
    }.get(name, [False, False, True])


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        pytest.param({"index": "aa", "tuning": "t1"}, {"index": "aa", "tuning": "t1"}, (), id="the same"),
        pytest.param({}, {}, (), id="neither named"),
        pytest.param(
            {"index": "aa", "tuning": "t1"},
            {"index": "bb", "tuning": "t2"},
            ("another index: aa before, bb after", "another tuning: t1 before, t2 after"),
            id="both differ",
        ),
        pytest.param(
            {"index": "aa"}, {}, ("another index: aa before, not named after",), id="one does not name it"
        ),
    ],
)
def test_another_index_or_tuning_is_said(
    before: dict[str, str], after: dict[str, str], lines: tuple[str, ...]
) -> None:
    """Above the table, for then not only the program differs."""
    old, new = (
        [Asked(question, {**answer, **named}) for question, answer in BEFORE] for named in (before, after)
    )
    comparison = compare(("old", old), ("new", new))
    assert comparison.conditions == lines
    assert render(comparison).split("\n")[2 : 2 + len(lines)] == list(lines)
