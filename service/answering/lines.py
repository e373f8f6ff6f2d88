"""The questions in a text of several lines, as they are pasted: each is to be answered for itself."""

import re

from service.answering.english import (
    ARTICLES,
    AUXILIARIES,
    CONNECTIVES,
    NEGATIONS,
    PRONOUNS,
    QUESTION_WORDS,
    SPEAKERS,
)
from service.answering.instructions import is_instruction

FEWEST_WORDS = 3  # of a question without a question mark
WRAPPED = 50  # characters of a line that may have been broken for its length
_BULLET = re.compile(r"(?:[-*•·–—>]+|\(?(?:q\s?)?\d{1,2}[.):]|\(?[a-z][.)]|q[.:])\s+", re.IGNORECASE)
_MARKED = re.compile(r"[?？؟][?!\s\"'”’»)\]*_]*$")
_CLOSED = re.compile(r"[.!?:;,…。？؟][\"'”’»)\]*_]*$")
_EDGES = "\"'“”‘’«»()[]*_,"
_UNFINISHED = frozenset("being been having doing done".split())  # auxiliaries that open no question
# What follows the first word of a statement: "when I left …", "what the …", "have been …".
_AFTER_QUESTION_WORD = SPEAKERS | PRONOUNS | ARTICLES
_AFTER_AUXILIARY = AUXILIARIES | NEGATIONS | {"to", "as"}


def questions_of(text: str) -> list[str]:
    """The questions that the lines of a text ask, in order and once; the text where they ask but one.

    What is told goes with the question below it, or with the last. Lines that were broken for their length are
    one. An instruction for a language model is left whole.
    """
    asked: list[str] = []
    told: list[str] = []
    for line in [] if is_instruction(text) else _whole_lines(text):
        told.append(line)
        if _asks(line):
            asked.append("\n".join(told))
            told = []
    if len(asked) < 2:
        return [text]
    asked[-1] = "\n".join([asked[-1], *told])
    return list({one.casefold().rstrip("? "): one for one in asked}.values())


def _whole_lines(text: str) -> list[str]:
    """Lines without bullets and blanks, each joined with what was broken off it."""
    whole: list[str] = []
    open_line = ""  # the last line as it stood, where it may go on
    for line in map(str.strip, text.splitlines()):
        bullet = _BULLET.match(line)
        bare = line[bullet.end() :] if bullet else line
        if not any(map(str.isalnum, bare)):
            open_line = ""
            continue
        if open_line and not bullet and bare[0].islower() and (len(open_line) >= WRAPPED or not _opens(bare)):
            whole[-1] += f" {bare}"
        else:
            whole.append(bare)
        open_line = "" if _CLOSED.search(bare) else bare
    return whole


def _asks(line: str) -> bool:
    """Whether a line ends with a question mark, or begins as a question and ends without any mark."""
    return bool(_MARKED.search(line)) or (not _CLOSED.search(line) and _opens(line))


def _opens(line: str) -> bool:
    words = [word.strip(_EDGES).lower() for word in line.split(maxsplit=FEWEST_WORDS + 1)]
    if words[0] in CONNECTIVES:
        words = words[1:]
    if len(words) < FEWEST_WORDS:
        return False
    if words[0] in QUESTION_WORDS:
        return words[1] not in _AFTER_QUESTION_WORD
    return words[0] in AUXILIARIES - _UNFINISHED and words[1] not in _AFTER_AUXILIARY
