"""The one way in: a question to an answer whose every sentence is quoted and cited."""

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from index import Hit, Index
from ingest import PassageKind
from service.citation import Citation, cite, clock
from service.compose import compose
from service.confidence import THRESHOLD, confidence
from service.conversation import resolve, without_medium
from service.rank import Ranked, rank

SHOWN_PASSAGES = 5
RELATED = 3
LONGEST_QUESTION = 2000
REFUSAL = "The sources do not answer this."


class QuestionError(ValueError):
    """A question that cannot be asked; the message says why."""


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage near the question, by rank; `score` is the ranking score and orders only within one answer."""

    rank: int
    article: str
    title: str
    section: list[str]
    kind: PassageKind
    text: str
    start: int
    end: int
    timestamp: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer object, the same in every door."""

    question: str
    standalone_question: str
    status: Literal["answered", "not_in_sources"]
    answer: str
    confidence: float
    citations: list[Citation]
    passages: list[ShownPassage]
    related: list[str]
    index: str
    took_ms: float
    explanation: dict[str, Any] | None = field(default=None)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; the explanation only where it was asked for."""
        plain = asdict(self)
        if self.explanation is None:
            del plain["explanation"]
        return plain


def answer(index: Index, question: str, history: Sequence[str] = (), *, explain: bool = False) -> Answer:
    """Answer from the sources, or say that they hold no answer; raises `QuestionError` for an empty or endless question."""
    began = time.perf_counter()
    question = " ".join(question.split())
    if not any(character.isalnum() for character in question):
        raise QuestionError("the question is empty")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(f"the question has {len(question)} characters; at most {LONGEST_QUESTION} are read")
    resolved = resolve(question, history)
    looked_for = without_medium(resolved.text)
    encoding = index.encoder.encode_question(looked_for)
    ranked = rank(index, encoding, index.search(looked_for, encoding), len(without_medium(question)))
    sure = confidence(ranked)
    chosen = compose(question, ranked) if sure >= THRESHOLD else []
    citations = cite(index, chosen)
    return Answer(
        question=question,
        standalone_question=resolved.text,
        status="answered" if citations else "not_in_sources",
        answer=_say(citations) if citations else REFUSAL,
        confidence=round(sure, 3),
        citations=citations,
        passages=[_shown(place, one) for place, one in enumerate(ranked[:SHOWN_PASSAGES], start=1)],
        related=_related(ranked, citations),
        index=index.manifest.digest,
        took_ms=round((time.perf_counter() - began) * 1000, 1),
        explanation=_explain(ranked, sure) if explain else None,
    )


def _say(citations: Sequence[Citation]) -> str:
    """The quotes in a row, each closed as a sentence where the source closes it behind a stamp, with its number."""
    parts = []
    for one in citations:
        closed = one.quote if one.quote.rstrip("”\"’')")[-1:] in tuple(".!?:;,…") else f"{one.quote}."
        parts.append(f"{closed} [{one.number}]")
    return " ".join(parts)


def _shown(place: int, one: Ranked) -> ShownPassage:
    hit = one.hit
    return ShownPassage(
        rank=place,
        article=hit.card.id,
        title=hit.card.title,
        section=list(hit.passage.section),
        kind=hit.passage.kind,
        text=hit.passage.text,
        start=hit.passage.start,
        end=hit.passage.end,
        timestamp=clock(_first_seconds(hit)),
        score=round(one.score, 4),
    )


def _first_seconds(hit: Hit) -> int | None:
    return next((one.seconds for one in hit.passage.sentences if one.seconds is not None), None)


def _related(ranked: Sequence[Ranked], citations: Sequence[Citation]) -> list[str]:
    """Headings near the question that the answer does not come from, so that the sources answer each."""
    used = {(one.article, *one.section) for one in citations}
    headings: dict[str, None] = {}
    for one in ranked:
        passage = one.hit.passage
        if passage.kind == "article" and passage.section and (passage.article, *passage.section) not in used:
            headings.setdefault(passage.section[-1])
    return list(headings)[:RELATED]


def _explain(ranked: Sequence[Ranked], sure: float) -> dict[str, Any]:
    return {
        "confidence": round(sure, 3),
        "threshold": THRESHOLD,
        "candidates": [
            {
                "passage": one.hit.passage.id,
                "score": round(one.score, 4),
                "late": round(one.late, 4),
                "sentence": round(float(one.sentences.max()), 4),
                "dense": round(one.hit.dense, 4),
                "words": round(one.words, 4),
            }
            for one in ranked[:10]
        ],
    }
