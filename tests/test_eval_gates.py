"""Gates: limits that are read, figures below them, and ranking that is damaged on purpose."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.gates import failures, limited, read_limits, worsenings
from eval.judgement import Judgement, judge
from eval.questions import QuestionSetError, read_questions
from eval.run import run, summarise
from index import LocalSnapshot, LocalStore, PassageTokens, Snapshot
from service.assistant import Assistant, Fixed

OURS = Path(__file__).resolve().parent.parent / "eval" / "questions.jsonl"
ROW = Judgement("q1", "yesno", True, True, 30, True, 1, 2, 2, 0.9, 10.0)


class Shuffled(LocalSnapshot):
    """An index whose token vectors have their components in another order than a question's."""

    def tokens(self, rows: Sequence[int]) -> dict[int, PassageTokens]:
        """The stored vectors, shuffled."""
        order = np.random.default_rng(7).permutation(self.encoder.settings.dimensions)
        return {
            row: replace(stored, vectors=stored.vectors[:, order])
            for row, stored in super().tokens(rows).items()
        }


def test_limits_are_read() -> None:
    """Names and numbers, blanks around them or not."""
    assert read_limits("hit@5=0.85, times = 0.97") == {"hit@5": 0.85, "times": 0.97}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param(
            "hit@7=0.5",
            f"'hit@7' is no measure with a least value; there are {', '.join(limited())}",
            id="unknown",
        ),
        pytest.param("p50_ms=20", "'p50_ms' is no measure with a least value", id="better when lower"),
        pytest.param("", "'' is no measure with a least value", id="empty"),
        pytest.param("hit@5=0.8,", "'' is no measure with a least value", id="a comma too many"),
        pytest.param("hit@5", "'', the least hit@5, is not a number", id="no number"),
        pytest.param("hit@5=high", "'high', the least hit@5, is not a number", id="a word"),
        pytest.param("hit@5=nan", "'nan', the least hit@5, is not a number", id="not a number"),
    ],
)
def test_a_faulty_limit_is_named(text: str, fault: str) -> None:
    """The message says what may stand there."""
    with pytest.raises(QuestionSetError, match=re.escape(f"--fail-under: {fault}")):
        read_limits(text)


def test_every_limited_measure_is_a_figure() -> None:
    """No name is accepted that a summary lacks."""
    assert set(limited()) <= set(summarise([ROW])["overall"])


@pytest.mark.parametrize(
    ("limits", "reasons"),
    [
        pytest.param({"hit@5": 0.5, "times": 1.0}, [], id="reached"),
        pytest.param({"mrr": 0.8}, ["mrr is 0.7500, below 0.8"], id="below"),
        pytest.param(
            {"auroc": 0.9}, ["auroc cannot be measured here, and must be at least 0.9"], id="not measured"
        ),
    ],
)
def test_failures_name_each_figure_below_its_limit(limits: dict[str, float], reasons: list[str]) -> None:
    """Equal is enough; a figure that there is not is not enough."""
    assert failures(summarise([ROW, replace(ROW, id="q2", rank=2)]), limits) == reasons


@pytest.mark.parametrize(
    ("lost", "gained", "worse"),
    [
        pytest.param(0, 0, [], id="nothing changed"),
        pytest.param(2, 0, [], id="two lost may be chance"),
        pytest.param(8, 0, ["hit@1"], id="eight lost are not"),  # p = 2 / 2^8
        pytest.param(8, 6, [], id="eight lost, six gained"),
        pytest.param(0, 8, [], id="better is no reason to fail"),
    ],
)
def test_worse_is_what_chance_does_not_explain(lost: int, gained: int, worse: list[str]) -> None:
    """A measure fails only where it is lower and the paired test says so."""
    second = replace(ROW, rank=2)
    before = [ROW] * lost + [second] * gained + [ROW] * 10
    after = [second] * lost + [ROW] * gained + [ROW] * 10
    assert [reason.split()[0] for reason in worsenings(before, after)] == worse


def test_refusals_are_guarded_too() -> None:
    """An answer to what the sources do not hold is worse than a refusal."""
    refused = replace(ROW, answerable=False, answered=False)
    reasons = worsenings([refused] * 9, [replace(refused, answered=True)] * 9)
    assert len(reasons) == 1
    assert reasons[0].startswith("refusal is significantly worse: 0.000 after 1.000 (p = 0.00")  # 2 / 2^9


@pytest.mark.slow
def test_the_gates_fail_where_ranking_is_damaged(seeds_index: Snapshot, seeds_root: Path) -> None:
    """With shuffled token vectors both gates give their reasons.

    The same questions asked of the whole index pass.
    """
    questions = read_questions(OURS)[::3]
    before = [judge(*asked) for asked in run(Assistant(Fixed(seeds_index)), questions)]
    again = [judge(*asked) for asked in run(Assistant(Fixed(seeds_index)), questions)]
    damaged = Shuffled.open(LocalStore(seeds_root).current())
    after = [judge(*asked) for asked in run(Assistant(Fixed(damaged)), questions)]
    damaged.close()
    limits = {"hit@5": 0.8, "evidence@120": 0.65}
    assert failures(summarise(again), limits) == worsenings(before, again) == []
    assert [reason.split()[0] for reason in failures(summarise(after), limits)] == ["hit@5", "evidence@120"]
    assert {"evidence@120", "hit@1"} <= {reason.split()[0] for reason in worsenings(before, after)}
