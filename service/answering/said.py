"""What an answer says, piece by piece, and the one place where it becomes a string."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen

from service.answering.numbers import unnumbered
from service.answering.several import FIRST_FAULT, MOST_SEVERAL

UNSURE = "The sources may not quite answer this. What comes nearest:"  # an answer of which little is sure


@dataclass(frozen=True, slots=True)
class Said:
    """A quote, or a sentence of a language model, with the numbers of what it cites.

    Our own words cite nothing.

    `item` numbers the items of the lists in an answer, from 1: what has the same one is one item; None
    outside of lists. `part` is the place, from 0, of the question it belongs to among those that were asked
    in one. A `head` stands above what it heads: one of several questions, the title of an article.
    """

    text: str
    citations: Annotated[tuple[int, ...], FIRST_FAULT, MaxLen(MOST_SEVERAL)] = ()
    item: int | None = None
    part: int = 0
    head: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a number stands in a text: `text[start:end]` is `[number]`."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """An answer as one string, and where its numbers stand in it."""

    text: str
    marks: tuple[Mark, ...]


def spoken(said: Sequence[Said], written: Callable[[str], str] = unnumbered) -> Spoken:
    """The whole of what is said: each piece closed as a sentence, its numbers behind it.

    Its text is `written` so that nothing in it looks like these numbers.
    """
    text = ""
    marks: list[Mark] = []
    for piece in pieces(said, written):
        marks.extend(Mark(mark.number, len(text) + mark.start, len(text) + mark.end) for mark in piece.marks)
        text += piece.text
    return Spoken(text, tuple(marks))


def pieces(said: Iterable[Said], written: Callable[[str], str] = unnumbered) -> Iterator[Spoken]:
    """The same in pieces as they come; joined, their texts are the whole. A head has a line of its own."""
    before = ""
    for entry in said:
        text = ("\n\n" if entry.head and before else before) + written(closed(entry))
        marks: list[Mark] = []
        for number in entry.citations:
            marks.append(Mark(number, len(text) + 1, len(text) + 1 + len(f"[{number}]")))
            text += f" [{number}]"
        before = "\n" if entry.head else " "
        yield Spoken(text, tuple(marks))


def closed(entry: Said) -> str:
    """The text, with a full stop where a source closes a sentence behind a time stamp."""
    text = entry.text
    return text if not entry.citations or text.rstrip("”\"’')")[-1:] in tuple(".!?:;,…") else f"{text}."
