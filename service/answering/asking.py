"""From a question to an answer of cited quotes: understood, looked up, composed, proven."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Literal

from index import Hit, Snapshot
from service.answering.answer import (
    LONGEST_HISTORY,
    LONGEST_QUESTION,
    Answer,
    QuestionError,
    ShownPassage,
)
from service.answering.chores import chore_of
from service.answering.citation import Citation, cite, clock, place_of, speaker_of
from service.answering.compose import Chosen, compose
from service.answering.conversation import leant_on, parts
from service.answering.deadline import answered_within, in_time
from service.answering.explain import explain
from service.answering.holdings import filled
from service.answering.instructions import is_instruction
from service.answering.language import other_language
from service.answering.lookup import Lookup, Reading
from service.answering.offers import Heading, unchecked
from service.answering.parted import opened, parted, refusal
from service.answering.reranking import Ranked, Reranker
from service.answering.said import Said, spoken
from service.answering.smalltalk import reply
from service.answering.stance import asks_for_stance, stance
from service.answering.sureness import Part, least, of_degree, sureness
from service.answering.topics import topics
from service.answering.trace import note, stage
from service.answering.tuning import Tuning
from service.answering.understood import understood
from service.answering.within import Scope, scope_of

SHOWN_PASSAGES = 5
NEAR = 8  # headings that may be offered as questions
MOST_PARTS = 6  # a text that asks more is looked up as one question
MOST_READINGS = 8  # looked up of all parts: each in one at least, in a second as long as there is room
NOT_READ = "This assistant reads English; the question seems to be in {}."
NO_QUESTION = "This is an instruction for a language model, not a question to the sources."


@dataclass(frozen=True, slots=True)
class Asker:
    """Answers from one index, by one reranker and one tuning."""

    index: Snapshot
    reranker: Reranker
    tuning: Tuning
    seconds: float
    related: Callable[[Snapshot, Sequence[Heading]], list[str]] = unchecked

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        within: Sequence[str] = (),
        explained: bool = False,
    ) -> Answer:
        """The answer, or that the sources, or the collections and articles `within` them, hold none.

        Raises `QuestionError` for an empty or endless question and for a collection or an article that is not
        there, `AnswerOverdue` after more than `seconds`.
        """
        with answered_within(self.seconds):
            return self._ask(question, history, within, explained=explained)

    def _ask(
        self, question: str, history: Sequence[str], within: Sequence[str], *, explained: bool
    ) -> Answer:
        began = time.perf_counter()
        given = question
        question, instructing = readable(question)
        lookup = Lookup(self.index, self.reranker, self.tuning, scope_of(self.index, within))
        if instructing:
            chore = chore_of(given, history).done(partial(self.ask, within=within))
            return self._told(question, NO_QUESTION if chore is None else chore, began, refused=True)
        line = reply(question)
        if line:
            return self._told(question, filled(line, self.index, lookup.within), began)
        if self.index.encoder.settings.languages == ("en",) and (language := other_language(question)):
            return self._told(question, NOT_READ.format(language), began, refused=True)
        with stage("correct"):
            spelt, corrections = self.index.spelling.correct(question)
            turns = leant_on(history[-LONGEST_HISTORY:], self._spelt)
        looked_up: list[list[Reading]] = []
        asked = parts(spelt)
        asked = asked if len(asked) <= MOST_PARTS else [spelt]
        room = MOST_READINGS - len(asked)
        for number, part in enumerate(asked):
            found = lookup.understand(part, [*turns, *asked[:number]], others=room)
            room -= len(found) - 1
            looked_up.append(found)
        taken = [readings[0] for readings in looked_up]
        answered = [reading.answered(self.tuning.threshold) for reading in taken]
        cited = self._cited(taken, answered)
        citations = [citation for _, _, citation in cited]
        told = say(spelt, cited)
        unanswered = [number for number, enough in enumerate(answered) if citations and not enough]
        sure = [reading.confidence for reading, enough in zip(taken, answered, strict=True) if enough]
        calibrated = all(reading.ranking.calibrated for reading in taken)
        degrees = [
            sureness(reading.ranking, self.tuning, answered=enough)
            for reading, enough in zip(taken, answered, strict=True)
        ]
        of_parts = [Part(reading.question, degree) for reading, degree in zip(taken, degrees, strict=True)]
        if citations:
            degree = least([known for known, enough in zip(degrees, answered, strict=True) if enough])
            several = len(of_parts) > 1
            said = parted(told, of_parts, answered) if several else opened(told, degree)
        else:
            far = all(known is not None and known.degree == "far" for known in degrees)
            degree = of_degree("far" if far else "near") if calibrated else None
            said = [refusal(self._topics(lookup.within) if far else ())]
        ranked = _in_turns([reading.ranking.passages for reading in taken])
        answer = Answer(
            question=question,
            standalone_question=_in_one(
                [
                    reading.resolved.text if reading.resolved.leaning else part
                    for reading, part in zip(taken, asked, strict=True)
                ]
            ),
            status="answered" if citations else "not_in_sources",
            answer=spoken(said).text,
            confidence=round(min(sure or [reading.confidence for reading in taken]), 3),
            calibrated=calibrated,
            citations=citations,
            passages=[
                shown_passage(place, passage.hit, passage.score)
                for place, passage in enumerate(ranked[:SHOWN_PASSAGES], start=1)
            ],
            said=said,
            related=self.related(self.index, _near(ranked, citations)),
            unanswered=[taken[number].question for number in unanswered],
            index=self.index.manifest.digest,
            tuning=self.tuning.digest,
            took_ms=_since(began),
            threshold=self.tuning.threshold,
            explanation=explain(self.reranker, self.tuning, looked_up, corrections) if explained else None,
            within=list(lookup.within.names) or None,
            sureness=degree,
            parts=of_parts if citations and len(of_parts) > 1 else None,
            understood=understood(question, spelt, _earlier(taken, turns, asked)),
        )
        note(question, answer.status, answer.confidence, answer.index)
        return answer

    def _spelt(self, turn: str) -> str:
        """An earlier question, corrected."""
        in_time()
        return self.index.spelling.correct(_encodable(turn))[0]

    def _cited(
        self, readings: Sequence[Reading], answered: Sequence[bool]
    ) -> list[tuple[int, Chosen, Citation]]:
        """The proven sentences of all parts that are answered, each once, with its part's number."""
        most_words = self.tuning.composing.most_words // max(sum(answered), 1)
        part_of: dict[tuple[int, int], int] = {}
        chosen: list[Chosen] = []
        with stage("compose"):
            for number, reading in enumerate(readings):
                in_time()
                if not answered[number]:
                    continue
                passages = reading.ranking.passages
                for entry in compose(
                    reading.question, passages, self.tuning.composing, most_words=most_words
                ):
                    said_before = part_of.get(entry.repeats or entry.place, number) != number
                    if not said_before and entry.place not in part_of:
                        part_of[entry.place] = number
                        chosen.append(entry)
        with stage("prove"):
            return [(part_of[entry.place], entry, citation) for entry, citation in cite(self.index, chosen)]

    def _topics(self, within: Scope) -> list[str]:
        """What the articles that are looked in speak of."""
        return topics(self.index, [card for card in self.index.articles() if within.holds(card)])

    def _told(self, question: str, line: str, began: float, *, refused: bool = False) -> Answer:
        """An answer in our own words alone, without a look into the sources."""
        status: Literal["answered", "not_in_sources"] = "not_in_sources" if refused else "answered"
        confidence = 0.0 if refused else 1.0
        said = [Said(line)]
        note(question, status if refused else "small_talk", confidence, self.index.manifest.digest)
        return Answer(
            question=question,
            standalone_question=question,
            status=status,
            answer=spoken(said).text,
            confidence=confidence,
            calibrated=self.tuning.calibration is not None,
            citations=[],
            passages=[],
            said=said,
            related=[],
            unanswered=[],
            index=self.index.manifest.digest,
            tuning=self.tuning.digest,
            took_ms=_since(began),
        )


def readable(question: str) -> tuple[str, bool]:
    """The question in one line, and whether it is an instruction for a language model.

    Of an instruction, which may hold a whole conversation, the beginning. Raises `QuestionError` where nothing
    is asked, or too much.
    """
    instructing = is_instruction(question)
    question = " ".join(_encodable(question).split())
    question = question[:LONGEST_QUESTION] if instructing else question
    if not any(character.isalnum() for character in question):
        raise QuestionError("the question is empty")
    if len(question) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(question)} characters; at most {LONGEST_QUESTION} are read"
        )
    return question, instructing


def say(question: str, cited: Sequence[tuple[int, Chosen, Citation]]) -> list[Said]:
    """The quotes in order, each with its number; one that only repeats the one before adds its number.

    Articles that differ stand side by side under their titles. What repeats a dropped quote is said itself.
    """
    titled = _differ(question, [citation for _, _, citation in cited])
    item_of = _items([entry for _, entry, _ in cited])
    said: list[Said] = []
    title = ""
    place: tuple[int, int] | None = None  # of the sentence that was said last
    for part, entry, citation in cited:
        if entry.repeats and entry.repeats == place:
            last = said.pop()
            said.append(Said(last.text, (*last.citations, citation.number), last.item, last.part))
            continue
        place = entry.repeats or entry.place
        if titled and citation.title != title:
            title = citation.title
            said.append(Said(f"{title}:", part=part, head=True))
        said.append(Said(citation.quote, (citation.number,), item_of(entry), part))
    return said


def _items(chosen: Sequence[Chosen]) -> Callable[[Chosen], int | None]:
    """What numbers the items of lists whose introduction is chosen too; None for all other sentences."""
    introduced = {entry.ranked.hit.row for entry in chosen if entry.sentence.role == "lead"}
    numbers: dict[tuple[int, int], int] = {}

    def item(entry: Chosen) -> int | None:
        row = entry.ranked.hit.row
        if entry.sentence.role != "item" or row not in introduced:
            return None
        return numbers.setdefault((row, entry.sentence.block), len(numbers) + 1)

    return item


def _differ(question: str, citations: Sequence[Citation]) -> bool:
    """Whether, on a question of whether to do something, one article is for it and another against it."""
    if not asks_for_stance(question):
        return False
    stands: dict[str, set[int]] = {}
    for citation in citations:
        stands.setdefault(citation.article, set()).add(stance(citation.quote))
    plain = [next(iter(taken - {0})) for taken in stands.values() if len(taken - {0}) == 1]
    return len(set(plain)) > 1


def shown_passage(place: int, hit: Hit, score: float) -> ShownPassage:
    """A passage as it is shown at a rank."""
    passage = hit.passage
    return ShownPassage(
        rank=place,
        article=hit.card.id,
        title=hit.card.title,
        section=list(passage.section),
        kind=passage.kind,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        place=place_of(hit),
        speaker=speaker_of(passage.kind, passage.author or hit.card.author),
        timestamp=clock(next((line.seconds for line in passage.sentences if line.seconds is not None), None)),
        score=round(score, 4),
    )


def _in_one(questions: Sequence[str]) -> str:
    """Questions in one line, each before the last with its mark."""
    *others, last = dict.fromkeys(questions)
    return " ".join([*(f"{other.rstrip('?')}?" for other in others), last])


def _in_turns(rankings: Sequence[Sequence[Ranked]]) -> list[Ranked]:
    """The best passage of each part of the question, then the second of each, each passage once."""
    first: dict[int, Ranked] = {}
    for ranked in _turns(rankings):
        first.setdefault(ranked.hit.row, ranked)
    return list(first.values())


def _turns(rankings: Sequence[Sequence[Ranked]]) -> Iterator[Ranked]:
    for turn in zip_longest(*rankings):
        yield from (ranked for ranked in turn if ranked is not None)


def _earlier(readings: Sequence[Reading], turns: Sequence[str], asked: Sequence[str]) -> list[str]:
    """The earlier questions that parts of this one are read with, not those in it."""
    used = [
        turn
        for number, reading in enumerate(readings)
        if reading.resolved.leaning
        for turn in leant_on([*turns, *asked[:number]])
    ]
    return [turn for turn in turns if turn in used]


def _near(ranked: Sequence[Ranked], citations: Sequence[Citation]) -> list[Heading]:
    """Headings near the question that the answer does not come from, best first."""
    used = {(citation.article, *citation.section) for citation in citations}
    headings: dict[Heading, None] = {}
    for passage in (entry.hit.passage for entry in ranked):
        if passage.kind == "article" and passage.section and (passage.article, *passage.section) not in used:
            headings.setdefault((passage.article, passage.section[-1]))
    return list(headings)[:NEAR]


def _encodable(text: str) -> str:
    """Text with question marks for what UTF-8 cannot hold: bytes of a command line, halves of a character."""
    return text.encode(errors="replace").decode()


def _since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
