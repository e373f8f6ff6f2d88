"""The reranker for any cross-encoder: its order with logits given by hand, and an index that carries one."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index import CrossEncoder, LocalSnapshot, LocalStore, Snapshot
from service.answering.cross_encoding import (
    UNCALIBRATED,
    CrossEncoding,
    Scored,
)
from service.answering.late_interaction import LateInteraction
from service.answering.rerankers import best_reranker
from service.answering.reranking import Query, Ranking
from service.answering.tuning import Tuning
from service.assistant import QUICK, Assistant, Fixed
from tests.conftest import ROOT, Desk

QUESTION = "should I do an exit interview?"
NUMBERS = Tuning().cross_encoding


class Told(CrossEncoder):
    """A cross-encoder that says what it is told of passages, then of windows; `asked` are the texts."""

    def __init__(self, passage: Callable[[int], float], window: Callable[[int], float] = float) -> None:
        self._logits = [passage, window]
        self.asked: list[Sequence[str]] = []

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """The logit of each text's number."""
        assert question == QUESTION
        logit = self._logits[len(self.asked) % 2]
        self.asked.append(texts)
        return np.array([logit(number) for number in range(len(texts))], np.float32)


def ranked(index: Snapshot, model: CrossEncoder) -> tuple[Ranking, Ranking]:
    """The order that a cross-encoder gives, and late interaction's."""
    query = Query(QUESTION, len(QUESTION), index.encoder.encode_question(QUESTION))
    hits = index.search(query.text, query.encoding)
    return CrossEncoding(index, Tuning(), model).rank(query, hits), LateInteraction(index, Tuning()).rank(
        query, hits
    )


def rows(ranking: Ranking) -> list[int]:
    """Passages by their rows."""
    return [passage.hit.row for passage in ranking.passages]


def test_the_order_is_that_of_the_model(seeds_index: Snapshot) -> None:
    """Of the passages that it is asked about; the others stay behind in late interaction's order."""
    after, before = ranked(seeds_index, Told(lambda number: float(number)))
    assert all(passage.citable for passage in before.passages[: NUMBERS.passages])
    assert rows(after)[: NUMBERS.passages] == rows(before)[: NUMBERS.passages][::-1]
    assert rows(after)[NUMBERS.passages :] == rows(before)[NUMBERS.passages :]
    scores = [passage.score for passage in after.passages]
    assert scores == sorted(scores, reverse=True)
    assert after.passages[0].score == pytest.approx((NUMBERS.passages - 1) / NUMBERS.scale)


def test_it_is_asked_about_few_pairs(seeds_index: Snapshot) -> None:
    """A passage in its context; a sentence behind the one before it, the likeliest of the best passages."""
    model = Told(lambda number: -float(number))
    after, _ = ranked(seeds_index, model)
    passages, windows = model.asked
    opened = [passage for passage in after.passages[: NUMBERS.passages] if isinstance(passage, Scored)]
    asked = [int((~np.isnan(passage.logits)).sum()) for passage in opened]
    citable = [passage for passage in opened if passage.citable][: NUMBERS.opened]
    most = min(sum(len(passage.sentences) for passage in citable), NUMBERS.windows)
    assert (len(passages), len(windows), sum(asked)) == (NUMBERS.passages, most, most)
    assert all(
        (count > 0) == any(one is passage for one in citable)
        for count, passage in zip(asked, opened, strict=True)
    )
    lines = opened[0].hit.passage.lines
    assert any(window.endswith(f"\n{lines[0]} {lines[1]}") for window in windows)
    assert all(window.startswith(opened[0].hit.card.title) for window in windows[:1])


def test_what_is_said_of_a_window_moves_its_sentence(seeds_index: Snapshot) -> None:
    """Late interaction's score of the sentence and the logit in its measure; one not asked about gets the worst."""
    after, before = ranked(seeds_index, Told(lambda number: -float(number), lambda number: 10.0 - number))
    own = {passage.hit.row: passage.sentences for passage in before.passages}
    asked = sum(int((~np.isnan(one.logits)).sum()) for one in after.passages if isinstance(one, Scored))
    worst = min(10.0 - (asked - 1), 0.0) / NUMBERS.scale
    for passage in after.passages[: NUMBERS.passages]:
        assert isinstance(passage, Scored)
        moved = np.where(np.isnan(passage.logits), worst, passage.logits / NUMBERS.scale)
        assert passage.sentences == pytest.approx(own[passage.hit.row] + moved, abs=1e-5)


@pytest.mark.parametrize("logit", [-900.0, -2.0, 0.0, 3.0, 900.0])
def test_it_is_as_sure_as_the_logistic_function_of_the_best(logit: float, seeds_index: Snapshot) -> None:
    """And says that this is no probability."""
    ranking, _ = ranked(seeds_index, Told(lambda number: logit - number, lambda _: 0.0))
    assert ranking.answerability == pytest.approx(1 / (1 + np.exp(-np.clip(logit, -60, 60))), abs=1e-6)
    assert not ranking.calibrated
    assert ranking.signals["cross_passage"] == pytest.approx(logit)


def test_an_explanation_has_the_logits(seeds_index: Snapshot) -> None:
    """Beside what late interaction shows; None for a sentence that it was not asked about."""
    model = Told(lambda number: float(number))
    reranker = CrossEncoding(seeds_index, Tuning(), model)
    query = Query(QUESTION, len(QUESTION), seeds_index.encoder.encode_question(QUESTION))
    ranking = reranker.rank(query, seeds_index.search(query.text, query.encoding))
    shown = reranker.explain(query, ranking, NUMBERS.passages + 1)
    assert [entry.get("read", {}).get("passage") for entry in shown] == [7, 6, 5, 4, 3, 2, 1, 0, None]
    assert None in shown[NUMBERS.passages - 1]["read"]["sentences"]
    assert len(model.asked) == 2, "what was said is kept"
    late = [entry["signals"]["late"]["score"] for entry in shown[: NUMBERS.passages]]
    assert shown[0]["signals"]["late"]["rank"] > NUMBERS.passages / 2
    assert len(set(late)) == len(late)


@pytest.fixture(scope="module")
def crossed(crossed_desk: Desk) -> Iterator[LocalSnapshot]:
    """The index that carries a cross-encoder, open."""
    index = LocalStore(crossed_desk.root).open()
    yield index
    index.close()


def test_an_index_that_carries_one_is_answered_by_it(crossed: LocalSnapshot) -> None:
    """Quoted, and marked as not calibrated; in a hurry late interaction answers alone."""
    assert best_reranker(crossed, Tuning()) is CrossEncoding
    answer = Assistant(Fixed(crossed)).ask("when do I ask for more money?", explain=True)
    assert answer.status == "answered"
    assert answer.citations
    assert (answer.calibrated, answer.threshold) == (False, None)
    assert 0 < answer.confidence < 1
    assert answer.explanation is not None
    assert answer.explanation["reranker"] == CrossEncoding.name
    assert all(
        "read" in candidate for candidate in answer.explanation["parts"][0]["candidates"][: NUMBERS.passages]
    )
    quick = Assistant(Fixed(crossed), reranker=QUICK).ask("when do I ask for more money?", explain=True)
    assert quick.explanation is not None
    assert quick.explanation["reranker"] == LateInteraction.name


def careerqa(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does; then say which packages it loaded that only ingest needs."""
    program = (
        "import sys; from service.cli import main\n"
        "try: main()\nfinally: print(sorted({'torch', 'transformers'} & set(sys.modules)), file=sys.stderr)"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAREERQA_")}
    return subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True, text=True, cwd=ROOT, env={**environment, "HF_HUB_OFFLINE": "1"}, check=False,
    )  # fmt: skip


def test_the_command_line_ingests_and_answers_with_it(
    crossed_desk: Desk, tiny_cross_encoder: Path, tmp_path: Path
) -> None:
    """Ingest says that nothing is calibrated, in one line; asking loads no torch, nor does an ingest of nothing."""
    desk = crossed_desk.copy(tmp_path)
    index = ("--index", str(desk.root))
    options = ("--model", str(desk.model), "--reranker", str(tiny_cross_encoder))
    done = careerqa("ingest", str(desk.sources), *index, *options)
    assert (done.returncode, done.stderr.splitlines()) == (
        0,
        [f"note {tiny_cross_encoder}: {UNCALIBRATED}", "[]"],
    )
    assert "4 unchanged" in done.stdout
    done = careerqa("ask", "--json", "when do I ask for more money?", *index)
    answer = json.loads(done.stdout)
    assert (answer["status"], answer["calibrated"], done.stderr) == ("answered", False, "[]\n")
    assert "reranker" in careerqa("doctor", *index).stdout
    done = careerqa("ingest", str(desk.sources), *index, *options[:3], "nobody/nothing")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 2)
    assert done.stderr.startswith("careerqa: no model 'nobody/nothing': ")
    assert json.loads(careerqa("ask", "--json", "who speaks for me?", *index).stdout)["calibrated"] is False
