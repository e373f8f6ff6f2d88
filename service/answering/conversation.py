"""Follow-up questions: what a question that leans on the ones before it is about."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.answering.english import (
    AUXILIARIES,
    CONNECTIVES,
    PRONOUNS,
    QUESTION_WORDS,
    STOP_WORDS,
    any_of,
)

_OPENS = re.compile(any_of(CONNECTIVES), re.IGNORECASE)
_POINTS = re.compile(rf"\b{any_of(PRONOUNS)}", re.IGNORECASE)
_ASKS = re.compile(any_of(QUESTION_WORDS, AUXILIARIES), re.IGNORECASE)
_AND_ASKS = rf"(?:(?:how(?:\s+\w+){{0,2}}|{any_of(QUESTION_WORDS)}(?:\s+\w+)?)\s+)?{any_of(AUXILIARIES)}"
_JOINT = re.compile(rf"(?<=[?])\s+|[,;]?\s+and\s+(?={_AND_ASKS})", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_MEDIUM = re.compile(
    r"\s*\b(?:in|into|of|from|during) (?:the|this|that) (?:video|clip|recording)\b", re.IGNORECASE
)
FEWEST_WORDS, MOST_WORDS, MOST_ALONE = 2, 8, 3


def content_words(text: str) -> list[str]:
    """Words of a text that carry its subject, in order."""
    return [word for word in _WORD.findall(text.replace("’", "'")) if word.lower() not in STOP_WORDS]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question as it would stand alone, and how many characters of it were asked now."""

    text: str
    asked: int

    @property
    def leaning(self) -> bool:
        """Whether it is read with what was asked before."""
        return len(self.text) > self.asked


def readings(question: str, history: Sequence[str] = ()) -> list[Resolved]:
    """What a question may mean, the likelier first: by itself, and with those it leans on in brackets.

    Only one where nothing was asked before or where it plainly stands alone.
    """
    alone = Resolved(question, len(question))
    if not history or (not leans(question) and len(content_words(question)) > MOST_ALONE):
        return [alone]
    together = Resolved(f"{question} ({' '.join(leant_on(history))})", len(question))
    return [together, alone] if leans(question) else [alone, together]


def leant_on(history: Sequence[str], correct: Callable[[str], str] = str) -> list[str]:
    """What a follow-up may lean on, corrected, oldest first: back to the last question that stands alone."""
    earlier: list[str] = []
    for turn in reversed(history):
        earlier.insert(0, correct(turn))
        if not leans(earlier[0]):
            break
    return earlier


def parts(question: str) -> list[str]:
    """The questions that are asked in one, each by itself and once; the question where it is only one."""
    asked = [part.strip(" ,") for part in _JOINT.split(question) if part and part.strip(" ,")]
    if len(asked) < 2 or not content_words(asked[0]) or not all(map(_ASKS.match, asked)):
        return [question]
    return list({part.casefold().rstrip("?"): part for part in asked}.values())


def without_medium(question: str) -> str:
    """A question without "in the video" and the like: where to look is no part of what is looked for."""
    return _MEDIUM.sub("", question)


def leans(question: str) -> bool:
    """Whether a question points back (a pronoun, an opening `and`) or has too few words to stand alone."""
    words = len(content_words(question))
    points = _POINTS.search(question) is not None or _OPENS.match(question.strip()) is not None
    return words < FEWEST_WORDS or (points and words <= MOST_WORDS)
