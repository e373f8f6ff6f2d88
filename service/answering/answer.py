"""The one way in: a question to an answer whose every sentence is quoted and cited."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from typing import Any, Literal

from index import Hit, Snapshot
from ingest import PassageKind
from service.answering.citation import Citation, cite, clock
from service.answering.compose import MOST_WORDS, Chosen, compose
from service.answering.confidence import THRESHOLD
from service.answering.conversation import parts
from service.answering.explain import explain_found
from service.answering.lookup import understand
from service.answering.rank import Ranked
from service.answering.smalltalk import reply
from service.answering.stance import asks_for_stance, stance
from service.answering.trace import note, stage

SHOWN_PASSAGES = 5
RELATED = 3
LONGEST_QUESTION = 2000
LONGEST_HISTORY = 50  # questions; the doors refuse more, or leave the oldest out
REFUSAL = "The sources do not answer this."
PARTLY = "The sources do not answer this part: {}"


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
    """The answer object, the same in every door.

    `model` names the language model that phrased the answer, which without it is the sources' own sentences; `note` is a line to
    show with it.
    """

    question: str
    standalone_question: str
    status: Literal["answered", "not_in_sources"]
    answer: str
    confidence: float
    citations: list[Citation]
    passages: list[ShownPassage]
    related: list[str]
    unanswered: list[str]
    index: str
    took_ms: float
    explanation: dict[str, Any] | None = None
    model: str | None = None
    note: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, without those that are empty unless something asks for them."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def answer(index: Snapshot, question: str, history: Sequence[str] = (), *, explain: bool = False) -> Answer:
    """Answer from the sources, or say that they hold no answer; raises `QuestionError` for an empty or endless question."""
    began = time.perf_counter()
    question = " ".join(_encodable(question).split())
    if not any(character.isalnum() for character in question):
        raise QuestionError("the question is empty")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(f"the question has {len(question)} characters; at most {LONGEST_QUESTION} are read")
    line = reply(question)
    if line:
        return _small_talk(index, question, line, began)
    with stage("correct"):
        spelt, corrections = index.spelling.correct(question)
        turns = [index.spelling.correct(_encodable(turn))[0] for turn in history]
    asked = parts(spelt)
    looked_up = [understand(index, part, [*turns, *asked[:number]]) for number, part in enumerate(asked)]
    found = [readings[0] for readings in looked_up]
    answered = [one for one in found if one.confidence >= THRESHOLD]
    with stage("compose"):
        chosen = _distinct(one for each in answered for one in compose(each.question, each.ranked, most_words=MOST_WORDS // len(answered)))
    with stage("prove"):
        cited = cite(index, chosen)
    unanswered = [one.question for one in found if one not in answered] if cited else []
    citations = [citation for citation, _ in cited]
    ranked = _in_turns([one.ranked for one in found])
    told = Answer(
        question=question,
        standalone_question=_in_one([one.reading.text for one in found]),
        status="answered" if citations else "not_in_sources",
        answer=say(spelt, cited, unanswered) if citations else REFUSAL,
        confidence=round(min(one.confidence for one in answered or found), 3),
        citations=citations,
        passages=[shown_passage(place, one.hit, one.score) for place, one in enumerate(ranked[:SHOWN_PASSAGES], start=1)],
        related=_related(ranked, citations),
        unanswered=unanswered,
        index=index.manifest.digest,
        took_ms=round((time.perf_counter() - began) * 1000, 1),
        explanation=explain_found(index, looked_up, corrections) if explain else None,
    )
    note(question, told.status, told.confidence, told.index)
    return told


def _in_one(questions: Sequence[str]) -> str:
    """Questions in one line, each before the last with its mark."""
    *others, last = dict.fromkeys(questions)
    return " ".join([*(f"{other.rstrip('?')}?" for other in others), last])


def _small_talk(index: Snapshot, question: str, line: str, began: float) -> Answer:
    note(question, "small_talk", 1.0, index.manifest.digest)
    return Answer(
        question=question,
        standalone_question=question,
        status="answered",
        answer=line,
        confidence=1.0,
        citations=[],
        passages=[],
        related=[],
        unanswered=[],
        index=index.manifest.digest,
        took_ms=round((time.perf_counter() - began) * 1000, 1),
    )


def _encodable(text: str) -> str:
    """Text in which bytes that were no UTF-8 on a command line, or halves of a character in JSON, are question marks."""
    return text.encode(errors="replace").decode()


def _distinct(chosen: Iterable[Chosen]) -> list[Chosen]:
    """Each sentence once, though two parts of the question may have chosen it."""
    return list({one.place: one for one in chosen}.values())


def _in_turns(rankings: Sequence[Sequence[Ranked]]) -> list[Ranked]:
    """The best passage of each part of the question, then the second of each, each passage once."""
    first: dict[int, Ranked] = {}
    for turn in zip_longest(*rankings):
        for one in turn:
            if one is not None:
                first.setdefault(one.hit.row, one)
    return list(first.values())


def say(question: str, cited: Sequence[tuple[Citation, bool]], unanswered: Sequence[str]) -> str:
    """The quotes in a row, each closed as a sentence where the source closes it behind a stamp, with its number.

    A quote that repeats the one before it is there by its number only. Articles that differ stand side by side
    under their titles. What the sources do not answer is said last.
    """
    titled = _differ(question, [citation for citation, _ in cited])
    words: list[str] = []
    title = ""
    for one, repeats in cited:
        if repeats:
            words.append(f"[{one.number}]")
            continue
        if titled and one.title != title:
            title = one.title
            words.append(f"{title}:")
        closed = one.quote if one.quote.rstrip("”\"’')")[-1:] in tuple(".!?:;,…") else f"{one.quote}."
        words.append(f"{closed} [{one.number}]")
    return " ".join([*words, *(PARTLY.format(part) for part in unanswered)])


def _differ(question: str, citations: Sequence[Citation]) -> bool:
    """Whether, on a question of whether to do something, one article is for it and another against it."""
    if not asks_for_stance(question):
        return False
    stands: dict[str, set[int]] = {}
    for one in citations:
        stands.setdefault(one.article, set()).add(stance(one.quote))
    plain = [next(iter(found - {0})) for found in stands.values() if len(found - {0}) == 1]
    return len(set(plain)) > 1


def shown_passage(place: int, hit: Hit, score: float) -> ShownPassage:
    """A found passage as it is shown at a rank."""
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
        score=round(score, 4),
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
