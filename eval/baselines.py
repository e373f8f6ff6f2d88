"""What a plain vector store answers.

The passages nearest by cosine, read from their beginnings, and never a refusal.
"""

import time
from collections.abc import Sequence

from index import Hit, Snapshot
from service.answering.answer import Answer, QuestionError
from service.answering.asking import SHOWN_PASSAGES, shown_passage
from service.answering.citation import Citation, citation_of
from service.answering.said import Said, spoken
from service.answering.tuning import Composing

MOST_WORDS = Composing().most_words


def answer_dense(index: Snapshot, question: str, history: Sequence[str] = ()) -> Answer:  # noqa: ARG001 - as others are asked
    """The first `MOST_WORDS` words of whole sentences of the nearest passages.

    `confidence` is the best cosine, from 0 to 1.

    Only the pooled vectors are asked, and only the question itself: a `history` is not read. Raises
    `QuestionError` for an empty question.
    """
    began = time.perf_counter()
    if not any(character.isalnum() for character in question):
        raise QuestionError("the question is empty")
    hits = index.search(question, index.encoder.encode_question(question))[
        :SHOWN_PASSAGES
    ]  # sorted by cosine
    citations = _citations(index, hits)
    said = [Said(citation.quote, (citation.number,)) for citation in citations]
    best = hits[0].dense if hits else 0.0
    return Answer(
        question=question,
        standalone_question=question,
        status="answered" if citations else "not_in_sources",
        answer=spoken(said).text,
        confidence=round(min(max(best, 0.0), 1.0), 6),
        calibrated=False,
        citations=citations,
        passages=[shown_passage(rank, hit, hit.dense) for rank, hit in enumerate(hits, start=1)],
        said=said,
        related=[],
        unanswered=[],
        index=index.manifest.digest,
        tuning="",
        took_ms=round((time.perf_counter() - began) * 1000, 1),
    )


def _citations(index: Snapshot, hits: Sequence[Hit]) -> list[Citation]:
    """Sentences in order until the next would go past the words allowed.

    The first is said whatever its length.
    """
    said: list[Citation] = []
    left = MOST_WORDS
    for hit in hits:
        stored = index.article(hit.card.id)
        assert stored is not None  # the hit is of this index
        for sentence in hit.passage.sentences:
            left -= len(sentence.text.split())
            if left < 0 and said:
                return said
            said.append(citation_of(len(said) + 1, hit, sentence, stored[1]))
    return said
