"""The answer as plain text for other programs: sentence by sentence, and with a numbered list of its sources."""

import re
from dataclasses import dataclass
from itertools import pairwise

from service.answering.answer import PARTLY, Answer
from service.answering.citation import Citation

_NUMBERS_ONLY = re.compile(r"\W?(?: \[\d+\])*")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a citation's number stands in the answer: `answer[start:end]` is `[number]`."""

    citation: Citation
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SaidSentence:
    """A stretch of the answer and what it cites: one citation, more where other articles say the same, none for our own words."""

    text: str
    citations: list[Citation]

    @property
    def item(self) -> tuple[str, int] | None:
        """The item of a list that it is, or is part of, where it is the quote and no more."""
        first = self.citations[0] if self.citations else None
        if first is None or first.item is None:
            return None
        said, quoted, after = self.text.strip().partition(first.quote)
        return (first.article, first.item) if quoted and not said and _NUMBERS_ONLY.fullmatch(after) else None


def marks(found: Answer) -> list[Mark]:
    """Every citation's number in the answer, in order; one that a source has in its own text is not taken for it.

    What a language model phrased has numbers in brackets nowhere else, and may have one several times.
    """
    if found.model:
        cited = {one.number: one for one in found.citations}
        end = len(found.answer) - sum(len(f" {PARTLY.format(part)}") for part in found.unanswered)  # behind it stand words of the question
        return [Mark(cited[int(one[1])], *one.span()) for one in re.finditer(r"\[(\d+)\]", found.answer[:end])]
    placed: list[Mark] = []
    at = 0
    for one in found.citations:
        number = f"[{one.number}]"
        if not found.answer.startswith(f" {number}", at):  # else it only repeats the quote before it
            at = found.answer.index(one.quote, at) + len(one.quote)
        start = found.answer.index(number, at)
        at = start + len(number)
        placed.append(Mark(one, start, at))
    return placed


def said_sentences(found: Answer) -> list[SaidSentence]:
    """The answer cut behind the numbers; joined, the texts are the answer."""
    placed = marks(found)
    last = [one.end for one, after in pairwise(placed) if after.start > one.end + 1] + [one.end for one in placed[-1:]]
    cuts = [0, *last, len(found.answer)]
    return [
        SaidSentence(found.answer[start:end], [one.citation for one in placed if start < one.end <= end])
        for start, end in pairwise(cuts)
        if start < end
    ]


def source_list(found: Answer) -> str:
    """The sources in numbered lines, to stand below the answer; empty where nothing is cited."""
    return "\n".join(["Sources:", *map(_source, found.citations)]) if found.citations else ""


def below(found: Answer) -> list[str]:
    """What stands below the answer: the list of its sources, and its note."""
    return [part for part in (source_list(found), found.note) if part]


def with_sources(found: Answer) -> str:
    """The answer with what stands below it."""
    return "\n\n".join([found.answer, *below(found)])


def _source(one: Citation) -> str:
    parts = (one.place, one.timestamp, one.url or f"article {one.article}")
    return f"[{one.number}] " + ", ".join(part for part in parts if part)
