"""Late interaction and the order it gives, on vectors small enough to work out by hand."""

import numpy as np
import pytest

from index import Encoding, PassageTokens, Snapshot
from index.tokens import SCALE
from service.answering.conversation import Resolved
from service.answering.lookup import look_up
from service.answering.rank import KEPT, question_weights, rank, score_sentences, similarities

X, Y = [1.0, 0.0], [0.0, 1.0]


def tokens(vectors: list[list[float]], sentences: list[int]) -> PassageTokens:
    """A passage's tokens with the sentence of each."""
    return PassageTokens(
        np.rint(np.array(vectors) * SCALE).astype(np.int8), np.arange(len(vectors), dtype=np.int32), np.array(sentences, np.int16)
    )


def question(*vectors: list[float]) -> Encoding:
    """An encoded question whose pooled vector points along x."""
    matrix = np.array(vectors, np.float32)
    return Encoding(np.array(X, np.float32), matrix, np.arange(len(vectors), dtype=np.int32), np.zeros((len(vectors), 2), np.int32))


def test_a_sentence_has_the_mean_of_its_late_interaction_and_its_cosine() -> None:
    """First sentence [1,0]: late 0.75*1 + 0.25*0 = 0.75, cosine 1, so 0.875. Second [0,1]: late 0.25, cosine 0, so 0.125."""
    passage = tokens([Y, X, Y], [-1, 0, 1])
    asked = question(X, Y)
    (similar,) = similarities(asked, [passage])
    assert score_sentences(asked, np.array([0.75, 0.25], np.float32), similar, passage) == pytest.approx([0.875, 0.125])


def test_a_passage_of_context_only_has_no_sentence_scores() -> None:
    """Where the context takes all that the encoder reads, nothing is left to score."""
    passage = tokens([X, Y], [-1, -1])
    assert len(score_sentences(question(X), np.ones(1, np.float32), np.ones((1, 2), np.float32), passage)) == 0


def test_passages_are_compared_apart_though_they_share_one_product() -> None:
    """Each passage has the cosines of its own tokens."""
    one, two = similarities(question(X, Y), [tokens([X, Y], [0, 1]), tokens([[0.6, 0.8]], [0])])
    assert one == pytest.approx(np.eye(2))
    assert two == pytest.approx(np.array([[0.6], [0.8]]), abs=0.005)


def test_each_question_token_finds_its_best_match_in_the_passage(seeds_index: Snapshot) -> None:
    """Late interaction is the weighted mean of maxima over all the passage's tokens, the context's included."""
    asked = "should I do an exit interview?"
    found = look_up(seeds_index, Resolved(asked, len(asked)))
    best = found.ranked[0]
    every = [max(float(token @ other) / SCALE for other in best.tokens.vectors) for token in found.encoding.tokens]
    assert best.matches == pytest.approx(every, abs=1e-5)
    assert best.late == pytest.approx(float(found.weights @ np.array(every)), abs=1e-5)


def test_nothing_found_is_nothing_ranked(seeds_index: Snapshot) -> None:
    """No hits make an empty order."""
    encoding = seeds_index.encoder.encode_question("anything")
    assert rank(seeds_index, encoding, np.ones(len(encoding.ids), np.float32), []) == []


def test_every_sentence_of_every_candidate_has_a_score(seeds_index: Snapshot) -> None:
    """Scores line up with sentences, also where the encoder cut a long passage off."""
    ranked = look_up(seeds_index, Resolved("should I do an exit interview?", 30)).ranked
    assert all(len(one.sentences) == len(one.hit.passage.sentences) for one in ranked)
    assert len(ranked) <= KEPT
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


def test_the_advice_comes_before_the_readers_own_question(seeds_index: Snapshot) -> None:
    """A reader's comment matches its own question best, but the reply is what answers."""
    asked = "should I bring cookies to the second interview?"
    assert look_up(seeds_index, Resolved(asked, len(asked))).ranked[0].hit.passage.kind == "reply"


def test_what_a_question_leans_on_counts_less_than_the_question(seeds_index: Snapshot) -> None:
    """The tokens behind the question proper have half their weight, and all weights are one in sum."""
    encoding = seeds_index.encoder.encode_question("interview (interview)")
    alone = question_weights(seeds_index, encoding, 21)
    leaning = question_weights(seeds_index, encoding, 9)
    first, last = (encoding.ids == encoding.ids[0]).nonzero()[0][[0, -1]]
    assert alone[first] == pytest.approx(alone[last])
    assert leaning[last] == pytest.approx(leaning[first] / 2)
    assert leaning.sum() == pytest.approx(1)
