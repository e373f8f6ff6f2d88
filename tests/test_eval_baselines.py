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
    answer = answer_dense(index, QUESTION)
    hits = index.search(QUESTION, index.encoder.encode_question(QUESTION), index.manifest.passages)
    cosines = sorted((float(np.clip(hit.dense, 0, 1)) for hit in hits), reverse=True)
    assert [passage.score for passage in answer.passages] == [
        round(cosine, 4) for cosine in cosines[: len(answer.passages)]
    ]
    assert answer.confidence == round(cosines[0], 6)
    assert (answer.status, answer.index) == ("answered", index.manifest.digest)


def test_the_answer_reads_passages_from_their_beginnings(seeds_index: Snapshot) -> None:
    """Sentences of the nearest passage come first, in order, whole, within the words that any answer has.

    Every quote is true.
    """
    answer = answer_dense(seeds_index, "should I do an exit interview?")
    first = answer.passages[0]
    inside = [
        citation
        for citation in answer.citations
        if citation.article == first.article and first.start <= citation.start < first.end
    ]
    assert inside
    assert inside == answer.citations[: len(inside)]
    assert [citation.start for citation in inside] == sorted(one.start for one in inside)
    assert " ".join(first.text.split()).startswith(inside[0].quote)
    assert sum(len(citation.quote.split()) for citation in answer.citations) <= MOST_WORDS
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert check_quotes(seeds_index, [answer.as_dict()]) == []


def test_the_history_is_not_read(built_desk: Desk) -> None:
    """A follow-up is answered as if nothing had been asked before."""
    index = LocalStore(built_desk.root).open()
    alone, after = answer_dense(index, QUESTION), answer_dense(index, QUESTION, ["who speaks for me?"])
    assert (alone.citations, alone.passages) == (after.citations, after.passages)


def test_an_empty_question_is_refused(built_desk: Desk) -> None:
    """As everywhere."""
    with pytest.raises(QuestionError, match="the question is empty"):
        answer_dense(LocalStore(built_desk.root).open(), " ?")
