"""What every reranker must do: late interaction, the one that reads, a cross-encoder, one of a few lines."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index import CrossEncoder, Hit, Snapshot
from service.answering.conversation import content_words
from service.answering.cross_encoding import CrossEncoding
from service.answering.late_interaction import LateInteraction
from service.answering.reading import Reading
from service.answering.rerankers import MakeReranker
from service.answering.reranking import Query, Ranked, Ranking, Reranker
from service.answering.tuning import Tuning, tuning_for
from service.assistant import Assistant
from service.terminal.console import console
from service.terminal.printed import print_answer

QUESTION = "should I do an exit interview?"


class SharedWords:
    """Orders passages by the share of the question's words that their best sentence has."""

    name = "shared-words"

    def __init__(self, index: Snapshot, tuning: Tuning) -> None:
        pass

    def rank(self, query: Query, hits: Sequence[Hit]) -> Ranking:
        """By words alone, so that no probability comes of it."""
        passages = sorted((self._ranked(query, hit) for hit in hits), key=lambda passage: -passage.score)
        best = max((passage.score for passage in passages if passage.citable), default=0.0)
        return Ranking(passages, best, calibrated=False, signals={"shared": best})

    def explain(self, query: Query, ranking: Ranking, count: int) -> list[dict[str, Any]]:  # noqa: ARG002 - words say it all
        """The share, and the place by it."""
        passages = enumerate(ranking.passages[:count], start=1)
        return [{"signals": {"shared": {"score": passage.score, "rank": rank}}} for rank, passage in passages]

    def _ranked(self, query: Query, hit: Hit) -> Ranked:
        asked = {word.lower() for word in content_words(query.text)}
        told = [{word.lower() for word in content_words(sentence.text)} for sentence in hit.passage.sentences]
        sentences = np.array([len(asked & words) / max(len(asked), 1) for words in told], np.float32)
        return Ranked(hit, float(sentences.max()), sentences)


class WordsEncoder(CrossEncoder):
    """A cross-encoder whose logit is the number of the question's words that a text has, less two."""

    def __init__(self) -> None:
        pass

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """By words alone."""
        asked = {word.lower() for word in content_words(question)}
        told = [{word.lower() for word in content_words(text)} for text in texts]
        return np.array([len(asked & words) - 2 for words in told], np.float32)


class CrossedWords(CrossEncoding):
    """A cross-encoder over late interaction, of which the index need not carry one."""

    def __init__(self, index: Snapshot, tuning: Tuning) -> None:
        super().__init__(index, tuning, WordsEncoder())


RERANKERS: tuple[MakeReranker, ...] = (LateInteraction, Reading, CrossedWords, SharedWords)


@pytest.fixture(params=RERANKERS, ids=lambda make: make.name)
def make(request: pytest.FixtureRequest) -> MakeReranker:
    """Each of them in turn."""
    made: MakeReranker = request.param
    return made


def queried(index: Snapshot, text: str, asked: int | None = None) -> tuple[Query, list[Hit]]:
    """A question as it is looked up, and its hits."""
    encoding = index.encoder.encode_question(text)
    return Query(text, len(text) if asked is None else asked, encoding), index.search(text, encoding, 50)


def reranker_of(make: MakeReranker, index: Snapshot) -> Reranker:
    """A reranker with its tuning, as an assistant makes it."""
    return make(index, tuning_for(index.encoder.settings.digest, make.name))


def ordered(ranking: Ranking) -> list[tuple[int, float, list[float]]]:
    """A ranking as values that can be compared."""
    return [(passage.hit.row, passage.score, passage.sentences.tolist()) for passage in ranking.passages]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param(QUESTION, None, id="answered"),
        pytest.param("are they mandatory? (should I do an exit interview?)", 19, id="with an earlier one"),
        pytest.param("should I bring cookies to the second interview?", None, id="readers ask too"),
        pytest.param("日本語の質問です", None, id="no known word"),
        pytest.param("", None, id="empty"),
    ],
)
def test_hits_are_ranked(text: str, asked: int | None, make: MakeReranker, seeds_index: Snapshot) -> None:
    """Best first, each once, with a finite score for each sentence.

    What is said of them as a whole is from 0 to 1.
    """
    query, hits = queried(seeds_index, text, asked)
    ranking = reranker_of(make, seeds_index).rank(query, hits)
    rows = [passage.hit.row for passage in ranking.passages]
    assert len(set(rows)) == len(rows)
    assert set(rows) <= {hit.row for hit in hits}
    assert [passage.score for passage in ranking.passages] == sorted(
        (each.score for each in ranking.passages), reverse=True
    )
    for passage in ranking.passages:
        assert passage.sentences.shape == (len(passage.hit.passage.sentences),)
        assert np.isfinite([passage.score, *passage.sentences]).all()
    assert 0 <= ranking.answerability <= 1
    assert all(isinstance(value, float) for value in ranking.signals.values())


def test_no_hits_make_an_empty_ranking(make: MakeReranker, seeds_index: Snapshot) -> None:
    """Of which nothing is sure."""
    query, _ = queried(seeds_index, QUESTION)
    reranker = reranker_of(make, seeds_index)
    ranking = reranker.rank(query, [])
    assert (list(ranking.passages), ranking.answerability) == ([], 0.0)
    assert reranker.explain(query, ranking, 10) == []


def test_what_may_not_be_quoted_makes_nothing_sure(make: MakeReranker, seeds_index: Snapshot) -> None:
    """A reader's own words match a reader's question best, and are no answer to it."""
    query, hits = queried(seeds_index, "should I bring cookies to the second interview?")
    readers = [hit for hit in hits if hit.passage.kind == "reader"]
    ranking = reranker_of(make, seeds_index).rank(query, readers)
    assert ranking.passages
    assert ranking.answerability == 0.0


def test_it_is_calibrated_by_its_own_calibration_only(make: MakeReranker, seeds_index: Snapshot) -> None:
    """Without one it may not say that its answerability is a probability, unless that needs none."""
    query, hits = queried(seeds_index, QUESTION)
    tuning = tuning_for(seeds_index.encoder.settings.digest, make.name)
    assert make(seeds_index, tuning).rank(query, hits).calibrated is (tuning.calibration is not None)
    assert make(seeds_index, replace(tuning, calibration=None)).rank(query, hits).calibrated is False


@pytest.mark.parametrize("count", [0, 1, 3, 1000])
def test_an_explanation_is_of_the_first_passages(
    count: int, make: MakeReranker, seeds_index: Snapshot
) -> None:
    """One for each, in plain values, with each signal's score and the passage's rank by it."""
    query, hits = queried(seeds_index, QUESTION)
    reranker = reranker_of(make, seeds_index)
    ranking = reranker.rank(query, hits)
    told = reranker.explain(query, ranking, count)
    assert len(told) == min(count, len(ranking.passages))
    assert json.loads(json.dumps(told)) == told
    for explained in told:
        assert explained["signals"]
        for signal in explained["signals"].values():
            assert isinstance(signal["score"], float)
            assert 1 <= signal["rank"] <= len(ranking.passages)


def test_many_threads_get_the_same_ranking(make: MakeReranker, seeds_index: Snapshot) -> None:
    """One reranker serves them all."""
    query, hits = queried(seeds_index, QUESTION)
    reranker = reranker_of(make, seeds_index)
    with ThreadPoolExecutor(8) as pool:
        rankings = list(pool.map(lambda _: ordered(reranker.rank(query, hits)), range(16)))
    assert rankings == [rankings[0]] * 16


def test_a_question_is_answered_end_to_end(
    make: MakeReranker, seeds_assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    """Quoted, proven and explained; not calibrated where no calibration is its own."""
    assistant = Assistant(seeds_assistant.opened, reranker=make)
    answer = assistant.ask(QUESTION, explain=True)
    assert answer.status == "answered"
    assert any("exit interview" in citation.quote for citation in answer.citations)
    assert answer.calibrated is (assistant.lookup().tuning.calibration is not None)
    assert answer.explanation is not None
    assert answer.explanation["reranker"] == make.name
    print_answer(console(), assistant, answer)
    shown = capsys.readouterr().out
    assert answer.explanation["parts"][0]["reason"] in shown
    assert ("not calibrated" in shown) is not answer.calibrated
