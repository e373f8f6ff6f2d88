"""The table of measures, and that everything which shows figures goes through it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval import measures
from eval.compare import compare
from eval.gates import limited
from eval.judgement import Judgement
from eval.measures import MEASURES, Measure, measure, shown_in
from eval.page import page
from eval.report import render
from eval.run import OVERALL, summarise
from eval.table import MEASURES as PUBLIC
from tests.test_eval_compare import AFTER, BEFORE

DOCUMENTATION = Path(__file__).resolve().parent.parent / "docs" / "evaluation.md"
ROW = Judgement(
    "q1", "yesno", True, True, 30, True, 1, 2, 1, 0.9, 10.0, precision=1.0, recall=0.5, inside=0.25
)
ALONE = replace(ROW, rank=None)


@pytest.mark.parametrize(
    ("name", "row", "figure"),
    [
        pytest.param("evidence@60", ROW, 1.0, id="soon enough"),
        pytest.param("evidence@60", replace(ROW, words_until=61), 0.0, id="a word too late"),
        pytest.param("evidence@60", replace(ROW, words_until=None), 0.0, id="no gold quoted"),
        pytest.param(
            "evidence@60", replace(ROW, cited=False), None, id="another system's, without citations"
        ),
        pytest.param("evidence@60", replace(ROW, answerable=False), None, id="no gold to quote"),
        pytest.param("hit@3", replace(ROW, rank=3), 1.0, id="the last rank that counts"),
        pytest.param("hit@3", replace(ROW, rank=4), 0.0, id="a rank too low"),
        pytest.param("hit@3", replace(ROW, shown=False), None, id="another system's, without passages"),
        pytest.param("mrr", replace(ROW, rank=4), 0.25, id="one over the rank"),
        pytest.param("quote_precision", replace(ROW, quote_precision=0.75), 0.75, id="three of four fit"),
        pytest.param("quote_precision", replace(ROW, quote_precision=None), None, id="nothing quoted"),
        pytest.param(
            "quote_precision",
            replace(ROW, answerable=False, quote_precision=0.0),
            None,
            id="nothing that would fit",
        ),
        pytest.param("f1", ROW, 2 / 3, id="harmonic mean"),
        pytest.param("times", ROW, 0.5, id="one of two"),
        pytest.param("times", replace(ROW, times_cited=0), None, id="no time cited"),
        pytest.param("refused_right", ROW, None, id="answerable"),
        pytest.param(
            "refused_right", replace(ROW, answerable=False, answered=False), 1.0, id="rightly refused"
        ),
        pytest.param("refused_wrong", replace(ROW, answered=False), 1.0, id="wrongly refused"),
        pytest.param("refusal", replace(ROW, answerable=False), 0.0, id="answered though there is no gold"),
        pytest.param("underspecified_refused", ROW, None, id="specified"),
        pytest.param(
            "underspecified_refused", replace(ROW, kind="underspecified"), 0.0, id="underspecified, answered"
        ),
        pytest.param("follow_up_hit@5", ROW, None, id="no follow-up"),
        pytest.param("follow_up_hit@5", replace(ROW, alone=ALONE), 1.0, id="found with its history"),
        pytest.param("gain_by_history", replace(ROW, alone=ALONE), 1.0, id="found only with its history"),
        pytest.param("gain_by_history", replace(ALONE, alone=ROW), -1.0, id="found only without it"),
        pytest.param("time_in_segment", replace(ROW, in_segment=True), 1.0, id="in the segment"),
        pytest.param("inside_gold", ROW, 0.25, id="a quarter in gold"),
    ],
)
def test_a_figure_of_a_single_question(name: str, row: Judgement, figure: float | None) -> None:
    """What a question scores, None where the measure says nothing about it."""
    assert measure(name).of([row]) == (None if figure is None else pytest.approx(figure))


def test_an_underspecified_question_is_on_neither_side_of_auroc() -> None:
    """It neither has an answer nor plainly lacks one."""
    refused = replace(ROW, answerable=False, confidence=0.4)
    underspecified = replace(refused, kind="underspecified", confidence=1.0)
    assert measure("auroc").of([ROW, refused, underspecified]) == 1.0


@pytest.mark.parametrize(
    ("better", "value", "worse"),
    [
        ("higher", 0.4, True),
        ("higher", 0.6, False),
        ("lower", 0.4, False),
        ("lower", 0.6, True),
        (None, 0.4, False),
    ],
)
def test_worse_depends_on_the_direction(better: Any, value: float, *, worse: bool) -> None:
    """Lower or higher than 0.5, as the measure has it; equal is never worse."""
    made = replace(measure("first"), better=better)
    assert made.is_worse(value, 0.5) is worse
    assert not made.is_worse(0.5, 0.5)


def test_names_are_given_once() -> None:
    """By its name a measure is asked for; there is none of another name."""
    assert len({each.name for each in MEASURES}) == len(MEASURES)
    with pytest.raises(KeyError):
        measure("hit@7")


def test_every_measure_can_be_made() -> None:
    """It has a score or is of the whole, and those that need scores have them."""
    assert all((each.score is None) != (each.whole is None) or each.separates for each in MEASURES)
    for place in ("kinds", "changes", "guard"):
        assert all(each.is_mean() for each in shown_in(place))
    assert all(measure(name).score is not None for names in PUBLIC.values() for name in names)


def test_what_is_added_to_the_table_is_shown_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """One entry, and the figures, the table, the gates, the page and the comparison have it."""
    words = Measure(
        "words",
        "words read",
        "words: how many were read",
        lambda row: row.words_until or 0,
        shown=measure("first").shown,
    )
    monkeypatch.setattr(measures, "MEASURES", (*MEASURES, words))
    summary = summarise([ROW])
    assert summary[OVERALL]["words"] == 30
    assert render(summary).splitlines()[0].endswith("words read")
    assert limited()[-1] == "words"
    assert "<dt>words</dt><dd>how many were read</dd>" in page([], summarise([]), {})
    comparison = compare(("old", BEFORE), ("new", AFTER))
    assert ("direct", "words") in {(each.kind, each.measure) for each in comparison.differences}
    assert {each.id: each.lost for each in comparison.changes}["q1"][-1] == "words"


def test_the_documentation_names_every_figure() -> None:
    """Each figure of a run stands in the table of the documentation."""
    text = DOCUMENTATION.read_text(encoding="utf-8")
    names = {each.name for each in shown_in("run")} - {"questions"}
    described = {name for name in names if f"`{name}`" in text or f"`@{name.rpartition('@')[2]}`" in text}
    assert described == names
