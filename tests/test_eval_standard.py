"""Our measures against those of ir-measures and scikit-learn, on random data and by hand."""

import random
import re
import sys

import pytest

from eval.judgement import Asked, judge
from eval.metrics import auroc, reliability
from eval.questions import Gold, Question, QuestionSetError
from eval.run import summarise
from eval.standard import judged_ranking, standard_measures

GOLD = Gold("a", ("Say no to it.", "Participation is strictly voluntary."))


def asked(seed: int, count: int = 60) -> list[Asked]:
    """Random answers.

    Passages of which some hold gold, unanswerable questions among them, confidences with ties.
    """
    draw = random.Random(seed)
    rows: list[Asked] = []
    for number in range(count):
        gold = (GOLD,) if draw.random() < 0.7 else ()
        texts = [
            draw.choice(["Nothing.", "Well, say no to it!", "Dogs bark.", *GOLD.quotes])
            for _ in range(draw.randrange(9))
        ]
        answer = {
            "status": draw.choice(["answered", "not_in_sources"]),
            "citations": [{"article": "a", "quote": text} for text in texts[:2]],
            "passages": [{"article": draw.choice("aab"), "text": text} for text in texts],
            "confidence": draw.randrange(21) / 20,
        }
        rows.append(Asked(Question(f"q{number}", "direct", "Must I go?", (), gold), answer))
    return rows


@pytest.mark.parametrize("seed", range(5))
def test_hits_and_reciprocal_ranks_agree_with_ir_measures(seed: int) -> None:
    """Our hit@k is Success@k, our MRR is RR."""
    rows = asked(seed)
    ours, theirs = summarise([judge(*each) for each in rows])["overall"], standard_measures(rows)
    assert [ours["mrr"], *(ours[f"hit@{k}"] for k in (1, 3, 5))] == pytest.approx(
        [theirs["RR"], *(theirs[f"Success@{k}"] for k in (1, 3, 5))]
    )


@pytest.mark.parametrize("seed", range(5))
def test_confidence_agrees_with_scikit_learn(seed: int) -> None:
    """Our AUROC and our reliability bins are its, ties included."""
    rows = asked(seed)
    theirs = standard_measures(rows)
    judged = [judge(*each) for each in rows]
    sure = [
        [row.confidence for row in judged if row.answerable is truth and row.confidence is not None]
        for truth in (True, False)
    ]
    assert auroc(*sure) == pytest.approx(theirs["AUROC"])
    given = [(row.confidence, row.right) for row in judged if row.answered and row.confidence is not None]
    ours = reliability([confidence for confidence, _ in given], [right for _, right in given])
    assert [[filled.confidence, filled.share] for filled in ours] == [
        pytest.approx(pair) for pair in theirs["calibration_curve"]
    ]


def test_gold_that_is_not_shown_counts_as_not_found() -> None:
    """One of two quotations at rank 2: half of what there is, discounted by ir-measures as always."""
    question = Question("q1", "direct", "Must I go?", (), (GOLD,))
    answer = {
        "status": "answered",
        "passages": [{"article": "a", "text": "Dogs bark."}, {"article": "a", "text": "Say no to it."}],
    }
    assert judged_ranking([Asked(question, answer)]) == (
        [("q1", "passage 2"), ("q1", "missing: participation is strictly voluntary")],
        [("q1", "passage 1", 1), ("q1", "passage 2", 2)],
    )
    figures = standard_measures([Asked(question, answer)])
    assert figures["RR"] == 0.5
    assert figures["nDCG@5"] == pytest.approx(0.63093 / 1.63093, abs=1e-4)  # 1 / log2(3) of 1 + 1 / log2(3)
    assert set(figures) == {"RR", "nDCG@5", "nDCG@10", "Success@1", "Success@3", "Success@5"}


def test_a_run_without_any_of_it_has_no_standard_measures() -> None:
    """What is not given is not measured."""
    assert (
        standard_measures([Asked(Question("q1", "far", "Is it late?", (), ()), {"status": "answered"})]) == {}
    )


@pytest.mark.parametrize("module", ["ir_measures", "sklearn.metrics"])
def test_a_missing_library_is_named_with_what_to_run(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation for answering only has neither, and says so."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(
        QuestionSetError, match=re.escape(f"--standard needs {module}: run pip install 'careerqa[eval]'")
    ):
        standard_measures(asked(0))
