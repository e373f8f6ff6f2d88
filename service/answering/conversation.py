"""What is asked: the question within a story, and what one that leans on those before it is about."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.text.sentences import split_sentences
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
_JOINT = re.compile(rf"(?<=[?])\s+(?:and\s+)?|[,;]?\s+and\s+(?={_AND_ASKS})", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_MEDIUM = re.compile(
    r"\s*\b(?:in|into|of|from|during) (?:the|this|that) (?:video|clip|recording)\b", re.IGNORECASE
)
FEWEST_WORDS, MOST_WORDS, MOST_ALONE = 2, 8, 3
MOST_ADDED = 2  # words of what is no question of its own
MOST_EARLIER = 2000  # characters of earlier questions that one is read with


def content_words(text: str) -> list[str]:
    """Words of a text that carry its subject, in order."""
    return [word for word in _WORD.findall(text.replace("’", "'")) if word.lower() not in STOP_WORDS]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A question as it is looked up: `text[:asked]`, and in brackets what it is to be read with.

    That is what was asked before where it is `leaning`, else the story that was told around it.
    """

    text: str
    asked: int
    leaning: bool = False


def readings(question: str, history: Sequence[str] = ()) -> list[Resolved]:
    """What a question may mean, the likelier first: by itself, and with those it leans on in brackets.

    Only one where nothing was asked before or where it plainly stands alone.
    """
    alone = _within_its_story(question)
    if not history or (not leans(question) and len(content_words(question)) > MOST_ALONE):
        return [alone]
    together = Resolved(f"{question} ({' '.join(leant_on(history))})", len(question), leaning=True)
    return [together, alone] if leans(question) else [alone, together]


def _within_its_story(text: str) -> Resolved:
    """The sentences that ask first, where others are told around them and they say what about."""
    sentences = [text[start:end] for start, end in split_sentences(text)]
    asking = " ".join(sentence for sentence in sentences if sentence.endswith("?"))
    told = " ".join(sentence for sentence in sentences if not sentence.endswith("?"))
    if not told or len(content_words(asking)) < FEWEST_WORDS:
        return Resolved(text, len(text))
    return Resolved(f"{asking} ({told})", len(asking))


def leant_on(history: Sequence[str], correct: Callable[[str], str] = str) -> list[str]:
    """What a follow-up may lean on, corrected, oldest first: back to the last question that stands alone.

    Of a longer chain the last questions, as many as `MOST_EARLIER` characters hold, the last of all in any case.
    """
    earlier: list[str] = []
    room = MOST_EARLIER
    for turn in reversed(history):
        room -= len(turn)
        if earlier and room < 0:
            break
        earlier.insert(0, correct(turn[:MOST_EARLIER]))
        if not leans(earlier[0]):
            break
    return earlier


def parts(question: str) -> list[str]:
    """The questions that are asked in one, each by itself and once; the question where it is only one.

    "Which ones?" and the like only add to the question before it.
    """
    asked: list[str] = []
    for part in filter(None, (part.strip(" ,") for part in _JOINT.split(question))):
        if asked and len(part.split()) <= MOST_ADDED:
            asked[-1] += f" {part}"
        else:
            asked.append(part)
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
