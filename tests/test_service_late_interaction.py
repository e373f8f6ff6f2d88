"""Late interaction and the order it gives, on vectors small enough to work out by hand."""

import numpy as np
import pytest

from index import Encoding, PassageTokens
from index.tokens import SCALE
from service.answering.conversation import Resolved
from service.answering.late_interaction import LateInteraction, Matched, score_sentences, similarities
from service.answering.lookup import Lookup, Reading
from service.answering.reranking import Query
from service.assistant import Assistant

ASKED = "should I do an exit interview?"
X, Y = [1.0, 0.0], [0.0, 1.0]


@pytest.fixture(scope="module")
def lookup(seeds_assistant: Assistant) -> Lookup:
    """Search and ranking of the seeds."""
    return Assistant(seeds_assistant.opened, reranker=LateInteraction).lookup()


def looked_up(lookup: Lookup, question: str) -> tuple[Reading, list[Matched]]:
    """A question by itself, and the passages with their signals."""
    reading = lookup.look_up(Resolved(question, len(question)))
    matched = [passage for passage in reading.ranking.passages if isinstance(passage, Matched)]
    assert len(matched) == len(reading.ranking.passages)
    return reading, matched


def tokens(vectors: list[list[float]], sentences: list[int]) -> PassageTokens:
    """A passage's tokens with the sentence of each."""
    scaled = np.rint(np.array(vectors) * SCALE).astype(np.int8)
    return PassageTokens(scaled, np.arange(len(vectors), dtype=np.int32), np.array(sentences, np.int16))


def question(*vectors: list[float]) -> Encoding:
    """An encoded question whose pooled vector points along x."""
    matrix = np.array(vectors, np.float32)
    ids, places = np.arange(len(vectors), dtype=np.int32), np.zeros((len(vectors), 2), np.int32)
    return Encoding(np.array(X, np.float32), matrix, ids, places)


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, [0.875, 0.125]), (1.0, [0.75, 0.25]), (0.0, [1.0, 0.0])]
)
def test_a_sentence_has_a_share_of_its_late_interaction_and_its_cosine(
    share: float, expected: list[float]
) -> None:
    """First sentence [1,0]: late 0.75*1 + 0.25*0 = 0.75, cosine 1. Second [0,1]: late 0.25, cosine 0."""
    passage = tokens([Y, X, Y], [-1, 0, 1])
    asked = question(X, Y)
    (similar,) = similarities(asked, [passage])
    scores = score_sentences(asked, np.array([0.75, 0.25], np.float32), similar, passage, share)
    assert scores == pytest.approx(expected)


def test_a_passage_of_context_only_has_no_sentence_scores() -> None:
    """Where the context takes all that the encoder reads, nothing is left to score."""
    passage = tokens([X, Y], [-1, -1])
    assert (
        len(score_sentences(question(X), np.ones(1, np.float32), np.ones((1, 2), np.float32), passage, 0.5))
        == 0
    )


def test_passages_are_compared_apart_though_they_share_one_product() -> None:
    """Each passage has the cosines of its own tokens."""
    one, two = similarities(question(X, Y), [tokens([X, Y], [0, 1]), tokens([[0.6, 0.8]], [0])])
    assert one == pytest.approx(np.eye(2))
    assert two == pytest.approx(np.array([[0.6], [0.8]]), abs=0.005)


def test_each_question_token_finds_its_best_match_in_the_passage(lookup: Lookup) -> None:
    """It is the weighted mean of maxima over all the passage's tokens, the context's included."""
    reading, (best, *_) = looked_up(lookup, ASKED)
    encoding = reading.query.encoding
    every = [max(float(token @ other) / SCALE for other in best.tokens.vectors) for token in encoding.tokens]
    weights = lookup.index.token_weights(encoding.ids)
    assert best.matches == pytest.approx(every, abs=1e-5)
    assert best.late == pytest.approx(float(weights @ np.array(every) / weights.sum()), abs=1e-5)


def test_a_score_is_the_weighted_sum_of_its_signals(lookup: Lookup) -> None:
    """For an article; a reader's own story is put back."""
    weights = lookup.tuning.ranking
    reading, matched = looked_up(lookup, "should I bring cookies to the second interview?")
    assert {passage.hit.passage.kind for passage in matched} >= {"reader", "reply"}
    for passage in matched:
        score = (
            weights.late * passage.late
            + weights.sentence * float(passage.sentences.max())
            + weights.dense * passage.hit.dense
            + weights.words * passage.words
            - (weights.reader_penalty if passage.hit.passage.kind == "reader" else 0.0)
        )
        assert passage.score == pytest.approx(score)
    assert len(matched) <= weights.kept
    assert reading.ranking.signals.keys() >= lookup.tuning.calibration.weights.keys()  # type: ignore[union-attr]


def test_the_advice_comes_before_the_readers_own_question(lookup: Lookup) -> None:
    """A reader's comment matches its own question best, but the reply is what answers."""
    _, (best, *_) = looked_up(lookup, "should I bring cookies to the second interview?")
    assert best.hit.passage.kind == "reply"


def test_what_a_question_leans_on_counts_less_than_the_question(lookup: Lookup) -> None:
    """The tokens behind the question proper have half their weight in a passage's late interaction."""
    text = "interview (interview)"
    encoding = lookup.index.encoder.encode_question(text)
    hits = lookup.index.search(text, encoding, 50)
    reranker = LateInteraction(lookup.index, lookup.tuning)
    weights = lookup.index.token_weights(encoding.ids)
    for asked in (len("interview"), len(text)):
        counted = np.where(encoding.places[:, 0] < asked, 1.0, lookup.tuning.ranking.earlier) * weights
        (best, *_) = reranker.rank(Query(text, asked, encoding), hits).passages
        assert isinstance(best, Matched)
        assert best.late == pytest.approx(float(counted @ best.matches / counted.sum()), abs=1e-5)


def test_what_it_explains_is_what_it_ranked_by(lookup: Lookup) -> None:
    """The signals of a passage are those of its score, and its ranks are among all candidates.

    Tokens are whole words' pieces.
    """
    reading, matched = looked_up(lookup, ASKED)
    told = LateInteraction(lookup.index, lookup.tuning).explain(reading.query, reading.ranking, 10)
    for passage, explained in zip(matched[:10], told, strict=True):
        assert {name: signal["score"] for name, signal in explained["signals"].items()} == {
            "late": round(passage.late, 4),
            "sentence": round(float(passage.sentences.max()), 4),
            "dense": round(passage.hit.dense, 4),
            "words": round(passage.words, 4),
        }
        assert explained["signals"]["late"]["rank"] == 1 + sum(other.late > passage.late for other in matched)
    assert ("exit", "exit") in {(pair["asked"], pair["matched"]) for pair in told[0]["tokens"]}
