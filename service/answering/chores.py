"""What a chat front end's own task is answered: a title, tags, follow-ups, search queries; in JSON where it says so.

Nothing is made up. A title is the conversation's first question, shortened; queries are its last one; follow-ups
and tags are what the sources have beside the answer to that; what there is nothing for stays empty, and what is
none of these is left to the caller.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal

from service.answering.answer import LONGEST_HISTORY, LONGEST_QUESTION, Answer
from service.answering.instructions import is_instruction, its_ends, without_conversation
from service.answering.smalltalk import reply

Kind = Literal["completion", "standalone", "title", "follow-ups", "queries", "tags"]

UNTITLED = "New chat"
LONGEST_TITLE = 60  # characters
MOST_TAGS = 3
_MAKE = (
    r"(?:analy[sz]e|assign|come up with|create|determine|extract|formulate|generate|give|make|name|produce|propose"
    r"|provide|reply with|respond with|suggest|summari[sz]e|think of|write)\b[^.\n]{0,120}?\b"
)
_FIRST: dict[Kind, str] = {  # these before all others, whatever else is named
    "completion": r"auto-?complet\w*|continue the text",
    "standalone": r"(?:to|can|is|stands?) (?:be )?(?:a )?(?:stand-?alone|understood by itself)|rephrase|reformulate",
}
_NAMED: dict[Kind, str] = {  # of these the one that is to be made first
    "title": rf"{_MAKE}(?:titles?|headers?|headlines?|(?:a|the|its|short) names?)",
    "follow-ups": rf"{_MAKE}(?:follow[- ]?ups?|questions?|suggestions?)",
    "queries": rf"{_MAKE}(?:quer(?:y|ies)|search terms?)",
    "tags": rf"{_MAKE}(?:tags?|keywords?|categor(?:y|ies)|labels?|topics?)",
}
_KEYS: dict[Kind, str] = {  # names of fields that are filled
    "title": r"title|name|header|headline",
    "follow-ups": r"follow.?ups?|questions?|suggestions?",
    "queries": r"(?:search.?)?quer(?:y|ies)",
    "tags": r"tags?|keywords?|categor(?:y|ies)|labels?|topics?",
}
_SHAPE = re.compile(r"JSON[^{}]{0,300}(\{[^{}]{1,400}\})", re.IGNORECASE)
_LIST = re.compile(r"JSON[ -](?:array|list)\b|JSON[^{}\[\]]{0,200}\[\s*\"", re.IGNORECASE)
_FIELD = re.compile(r"[{,]\s*[\"']([\w-]{1,40})[\"']\s*:\s*(\[)?")
_SPEAKER = re.compile(
    r"^[^\w\n]*(user|human|assistant|ai|bot|system)[^\w\n]*:|</?[a-z_]{3,30}>|^```"
    r"|^[^\w\n]*(?:follow[- ]?up \w+|stand-?alone question)[^\w\n]*:",
    re.IGNORECASE | re.MULTILINE,
)
_ROLE = re.compile(r'"role"\s*:\s*"user"\s*,\s*"content"\s*:\s*("(?:[^"\\]|\\.)*")')
_ASKED = re.compile(
    r"(?:^|\b(?:the|this|following) )[^\w\n]*(?:follow[- ]?up (?:input|question)|(?:user )?(?:query|question|message)|input)"
    r"[^\w\n]*:[ \t]*(\S[^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
_BLOCK = re.compile(r"```\w*[ \t]*\n([^\n`]+)")
_QUOTED = re.compile(r"[\"“]([^\"“”]{3,})[\"”]\s*$")
_BRACKETS = re.compile(r"(?<!\s)\s*\[\d+\]")
Find = Callable[[str, Sequence[str]], Answer]


@dataclass(frozen=True, slots=True)
class Chore:
    """A task: what is to be made, the fields of the JSON that is wanted and whether each is a list.

    `asked` are the questions of its conversation, the oldest first. `fields` is empty for a bare list in JSON, None
    for plain text.
    """

    kind: Kind | None
    fields: dict[str, bool] | None
    asked: list[str]

    def done(self, find: Find) -> str | None:
        """What it is answered, with `find` to answer a question; None where it is nothing that can be made."""
        if self.fields is None:
            return None if self.kind is None else "\n".join(self._made(self.kind, find))
        if not self.fields:
            return json.dumps(self._made(self.kind, find), ensure_ascii=False)
        filled: dict[str, Any] = {}
        for field, several in self.fields.items():
            kind = _kind_of(field, _KEYS) or (self.kind if len(self.fields) == 1 else None)
            made = self._made(kind, find)
            filled[field] = made if several else " ".join(made[:1])
        return json.dumps(filled, ensure_ascii=False)

    def _made(self, kind: Kind | None, find: Find) -> list[str]:
        if kind == "title":
            return [title(self.asked)]
        asked = [text for text in self.asked if reply(text) is None]
        if not asked or kind in (None, "completion"):
            return []
        answer = find(asked[-1], asked[:-1][-LONGEST_HISTORY:])
        if kind == "follow-ups":
            return [heading for heading in answer.related if heading.endswith("?")]
        if kind == "tags":
            named = [cited.section[0] if cited.section else cited.title for cited in answer.citations]
            return list(dict.fromkeys(named))[:MOST_TAGS]
        return [answer.standalone_question]


def chore_of(text: str, history: Sequence[str] = ()) -> Chore:
    """What a text that `is_instruction` wants, of a conversation within it or of the questions before it."""
    text = its_ends(text)
    told = without_conversation(text)
    asked = [line for line in (*history, *_asked(text)) if _askable(line)]
    return Chore(_kind_of(told, _FIRST) or _kind_of(told, _NAMED), _fields(told), asked)


def title(asked: Sequence[str]) -> str:
    """The first question that is more than a greeting, cut at a word."""
    first = next((text for text in asked if reply(text) is None), "") or "".join(asked[:1])
    if not first:
        return UNTITLED
    words = first[:1].upper() + first[1:]
    if len(words) <= LONGEST_TITLE:
        return words
    return (
        words[:LONGEST_TITLE].rpartition(" ")[0].rstrip(" ,;:-") + "…"
        if " " in words[:LONGEST_TITLE]
        else f"{words[: LONGEST_TITLE - 1]}…"
    )


def _kind_of(text: str, patterns: dict[Kind, str]) -> Kind | None:
    """The kind that is named first."""
    places = {
        kind: found.end()
        for kind, pattern in patterns.items()
        if (found := re.search(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", text, re.IGNORECASE))
    }
    return min(places.items(), key=itemgetter(1))[0] if places else None


def _fields(told: str) -> dict[str, bool] | None:
    shape = _SHAPE.search(told)
    if shape:
        return {name: bool(several) for name, several in _FIELD.findall(shape[1])}
    return {} if _LIST.search(told) else None


def _asked(text: str) -> list[str]:
    """What the person said in a conversation that is written out in a text."""
    if found := _ROLE.findall(text):
        return [_line(_unescaped(said)) for said in found]
    marks = list(_SPEAKER.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    said = [
        _line(text[mark.end() : end])
        for mark, end in zip(marks, ends, strict=False)
        if (mark[1] or "").lower() in ("user", "human")
    ]
    said += [_line(line) for line in _ASKED.findall(text)]
    if not said and (alone := _BLOCK.search(text) or _QUOTED.search(text)):
        said = [_line(alone[1])]
    return list(dict.fromkeys(said))


def _unescaped(said: str) -> str:
    try:
        return str(json.loads(said, strict=False))
    except ValueError:
        return said  # almost JSON, as a template makes it


def _line(text: str) -> str:
    return _BRACKETS.sub("", " ".join(text.split())).strip('`*"“” ')


def _askable(text: str) -> bool:
    return any(map(str.isalnum, text)) and len(text) <= LONGEST_QUESTION and not is_instruction(text)
