"""The dense baseline: nearest passages read from their beginnings."""

import numpy as np
import pytest

from eval.baselines import MOST_WORDS, answer_dense
from eval.quotes import check_quotes
from index import LocalStore, Snapshot
from service.answering.answer import QuestionError
from tests.conftest import Desk

QUESTION = "ask in spring?"


def test_passages_are_ordered_by_cosine_alone(built_desk: Desk) -> None:
    """The shown passages are the nearest of all, best first, and the best cosine is the confidence."""
    index = LocalStore(built_desk.root).open()
    found = answer_dense(index, QUESTION)
    hits = index.search(QUESTION, index.encoder.encode_question(QUESTION), index.manifest.passages)
    cosines = sorted((float(np.clip(hit.dense, 0, 1)) for hit in hits), reverse=True)
    assert [one.score for one in found.passages] == [
        round(cosine, 4) for cosine in cosines[: len(found.passages)]
    ]
    assert found.confidence == round(cosines[0], 6)
    assert (found.status, found.index) == ("answered", index.manifest.digest)


def test_the_answer_reads_passages_from_their_beginnings(seeds_index: Snapshot) -> None:
    """Sentences of the nearest passage come first, in order, whole, within the words that any answer has; every quote is true."""
    found = answer_dense(seeds_index, "should I do an exit interview?")
    first = found.passages[0]
    inside = [
        one
        for one in found.citations
        if one.article == first.article and first.start <= one.start < first.end
    ]
    assert inside
    assert inside == found.citations[: len(inside)]
    assert [one.start for one in inside] == sorted(one.start for one in inside)
    assert " ".join(first.text.split()).startswith(inside[0].quote)
    assert sum(len(one.quote.split()) for one in found.citations) <= MOST_WORDS
    assert [one.number for one in found.citations] == list(range(1, len(found.citations) + 1))
    assert check_quotes(seeds_index, [found.as_dict()]) == []


def test_the_history_is_not_read(built_desk: Desk) -> None:
    """A follow-up is answered as if nothing had been asked before."""
    index = LocalStore(built_desk.root).open()
    alone, after = answer_dense(index, QUESTION), answer_dense(index, QUESTION, ["who speaks for me?"])
    assert (alone.citations, alone.passages) == (after.citations, after.passages)


def test_an_empty_question_is_refused(built_desk: Desk) -> None:
    """As everywhere."""
    with pytest.raises(QuestionError, match="the question is empty"):
        answer_dense(LocalStore(built_desk.root).open(), " ?")
