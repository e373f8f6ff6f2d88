"""The reranker that reads: what it makes of late interaction's order, with logits given by hand."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from index import LocalStore, ReadingModel, Snapshot
from index.reading import ReadPassage
from service.answering.late_interaction import LateInteraction
from service.answering.reading import PASSAGE_CENTRE, SENTENCE_CENTRE, Reading
from service.answering.rerankers import best_reranker
from service.answering.reranking import Query, Ranking
from service.answering.tuning import Calibration, Tuning
from service.answering.tuning import Reading as ReadingTuning
from tests.conftest import Desk

QUESTION = "should I do an exit interview?"


class Told(ReadingModel):
    """A reading model that says what it is told: a logit for each passage, and the same for its sentences."""

    def __init__(self, real: ReadingModel, logits: Sequence[float]) -> None:
        self.settings = replace(real.settings, passage_scale=10.0, sentence_scale=20.0)
        self._logits = logits

    def read(self, question: str, passages: Sequence[tuple[str, Sequence[int]]]) -> list[ReadPassage]:
        """Each logit in turn."""
        assert question == QUESTION
        return [
            ReadPassage(logit, np.full(len(starts), logit, np.float32))
            for logit, (_, starts) in zip(self._logits, passages, strict=True)
        ]


@pytest.fixture
def model(seeds_index: Snapshot) -> ReadingModel:
    """The reading model of the seeds' index."""
    assert seeds_index.reading is not None
    return seeds_index.reading


@pytest.fixture
def query(seeds_index: Snapshot) -> Query:
    """A question of the seeds, encoded."""
    return Query(QUESTION, len(QUESTION), seeds_index.encoder.encode_question(QUESTION))


def ranked(index: Snapshot, query: Query, model: ReadingModel, tuning: Tuning) -> tuple[Ranking, Ranking]:
    """The order that reading gives, and late interaction's."""
    hits = index.search(query.text, query.encoding)
    return Reading(index, tuning, model).rank(query, hits), LateInteraction(index, Tuning()).rank(query, hits)


def told(passages: int = 3, share: float = 1.0) -> Tuning:
    """A tuning that reads so many passages and moves scores by so much of what was read."""
    return Tuning(reading=ReadingTuning("told", passages, passage=share, sentence=share))


def test_what_is_read_moves_scores_in_their_own_measure(
    seeds_index: Snapshot, query: Query, model: ReadingModel
) -> None:
    """At a share of a half, 10 is 0.5 for a passage (scale 10) and 0.25 for its sentences (scale 20)."""
    after, before = ranked(seeds_index, query, Told(model, [0.0, 10.0, 0.0]), told(share=0.5))
    second = before.passages[1]
    moved = next(passage for passage in after.passages if passage.hit.row == second.hit.row)
    assert moved.score == pytest.approx(second.score + 0.5)
    assert moved.sentences == pytest.approx(second.sentences + 0.25)


def test_the_order_is_that_of_the_moved_scores(
    seeds_index: Snapshot, query: Query, model: ReadingModel
) -> None:
    """The third passage, of which much is thought, comes first."""
    after, before = ranked(seeds_index, query, Told(model, [-9.0, 0.0, 9.0]), told())
    assert [passage.hit.row for passage in after.passages[:3]] == [
        before.passages[at].hit.row for at in (2, 1, 0)
    ]


def test_what_was_not_read_stays_behind_what_was(
    seeds_index: Snapshot, query: Query, model: ReadingModel
) -> None:
    """However bad what was read is; the others keep their order, and no sentence of theirs gains."""
    after, before = ranked(seeds_index, query, Told(model, [-90.0] * 3), told())
    assert {passage.hit.row for passage in after.passages[:3]} == {
        passage.hit.row for passage in before.passages[:3]
    }
    assert [passage.hit.row for passage in after.passages[3:]] == [
        passage.hit.row for passage in before.passages[3:]
    ]
    scores = [passage.score for passage in after.passages]
    assert scores == sorted(scores, reverse=True)
    assert all(
        (lowered.sentences <= passage.sentences).all()
        for lowered, passage in zip(after.passages[3:], before.passages[3:], strict=True)
    )


def test_signals_are_the_best_logits_with_the_scores_they_learned_beside(
    seeds_index: Snapshot, query: Query, model: ReadingModel
) -> None:
    """A passage's: its own logit and its score less one, times the scale; a sentence's likewise."""
    after, before = ranked(seeds_index, query, Told(model, [2.0]), told(passages=1))
    best = before.passages[0]
    assert after.signals["read_passage"] == pytest.approx(2.0 + 10.0 * (best.score - PASSAGE_CENTRE))
    score = float(best.sentences.max()) + 0.1 * best.score
    assert after.signals["read_sentence"] <= 2.0 + 20.0 * (score - SENTENCE_CENTRE) + 1e-4
    assert set(before.signals) < set(after.signals)


def test_the_calibration_weighs_both_kinds_of_signal(
    seeds_index: Snapshot, query: Query, model: ReadingModel
) -> None:
    """Answerability is the logistic function of what was read and what late interaction says."""
    weights = {"read_passage": 0.5, "dense": 2.0}
    calibration = Calibration("encoder", "reranker", 0.5, -1.0, weights)
    tuning = replace(told(passages=1), calibration=calibration)
    after, _ = ranked(seeds_index, query, Told(model, [3.0]), tuning)
    logit = -1.0 + sum(weight * after.signals[name] for name, weight in weights.items())
    assert after.calibrated
    assert after.answerability == pytest.approx(1 / (1 + np.exp(-logit)))


def test_nothing_found_is_nothing_read(seeds_index: Snapshot, query: Query, model: ReadingModel) -> None:
    """No hits make an empty order that is sure of nothing."""
    ranking = Reading(seeds_index, Tuning(), model).rank(query, [])
    assert list(ranking.passages) == []
    assert ranking.answerability == 0.0


def test_the_explanation_is_of_the_order_that_is_shown(
    seeds_index: Snapshot, query: Query, model: ReadingModel
) -> None:
    """Each passage has late interaction's signals of its own, and its logits if it was read."""
    reranker = Reading(seeds_index, told(), Told(model, [-9.0, 0.0, 9.0]))
    ranking = reranker.rank(query, seeds_index.search(query.text, query.encoding))
    shown = reranker.explain(query, ranking, 5)
    assert [entry["signals"]["late"]["rank"] for entry in shown[:3]] != [1, 2, 3]
    assert [round(passage.hit.dense, 4) for passage in ranking.passages[:5]] == [
        entry["signals"]["dense"]["score"] for entry in shown
    ]
    assert ["read" in entry for entry in shown] == [True, True, True, False, False]
    assert len(shown[0]["read"]["sentences"]) == len(ranking.passages[0].hit.passage.sentences)


def test_the_best_reranker_reads_where_it_can(seeds_index: Snapshot) -> None:
    """With the index's own tuning; not with one for another model, nor without a calibration."""
    kept = Tuning.of(seeds_index.tuning)
    assert best_reranker(seeds_index, kept) is Reading
    assert (
        kept.serving(seeds_index.encoder.settings.digest, Reading.name).calibration
        == kept.others[Reading.name]
    )
    another = replace(kept, reading=replace(kept.reading, model="of another model"))
    assert best_reranker(seeds_index, another) is LateInteraction
    assert best_reranker(seeds_index, replace(kept, others={})) is LateInteraction


def test_an_index_without_a_reading_model_is_answered_by_late_interaction(built_desk: Desk) -> None:
    """Nothing else is needed to answer."""
    index = LocalStore(built_desk.root).open()
    assert best_reranker(index, Tuning.of(index.tuning) if index.tuning else Tuning()) is LateInteraction
    index.close()
