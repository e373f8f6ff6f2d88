"""Follow-up questions: what a question that leans on the ones before it is about."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_LEANS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|this|those|these|there|one|ones|he|she|him|her|his|so|then|instead|else|either|too|both"
    r"|the (?:same|other|former|latter|first|second|last|next))\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^(?:and|but|so|or|then|also|what (?:about|if|else)|how (?:about|come)|why not)\b", re.IGNORECASE
)
_STANDS = re.compile(r"\b(?:this|that|these|those)\s+(?:is|was)?\s*(?:a|an|the)\b", re.IGNORECASE)
_VERB = r"(?:is|are|was|were|do|does|did|should|shall|can|could|will|would|must|may|am|have|has)"
_ASKING = (
    rf"(?:(?:how(?:\s+\w+){{0,2}}|(?:what|when|where|who|whom|whose|why|which)(?:\s+\w+)?)\s+)?{_VERB}\b"
)
_JOINT = re.compile(rf"(?<=[?])\s+|[,;]?\s+and\s+(?={_ASKING})", re.IGNORECASE)
_ASKS = re.compile(rf"(?:how|what|when|where|who|whom|whose|why|which|{_VERB})\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_MEDIUM = re.compile(
    r"\s*\b(?:in|into|of|from|during) (?:the|this|that) (?:video|clip|recording)\b", re.IGNORECASE
)
FEWEST_WORDS, MOST_WORDS, MOST_ALONE = 2, 8, 3
STOPWORDS = frozenset(
    "a an the i me my mine we us our you your he him his she her it its they them their this that these those there here "
    "who whom which what when where why how is are was were be been being am do does did done doing have has had having "
    "will would shall should can could may might must ought to of in on at by for from with about as into onto over under "
    "after before between and or but if than then so not no nor only just also too very really any some all each every both "
    "few more most other such own same ever never again please tell say said ask give get got go going want need like know "
    "think make let lets it's i'm i've i'd don't doesn't didn't isn't aren't wasn't can't cannot couldn't won't wouldn't "
    "shouldn't what's who's that's there's".split()
)


def content_words(text: str) -> list[str]:
    """Words of a text that carry its subject, in order."""
    return [word for word in _WORD.findall(text.replace("’", "'")) if word.lower() not in STOPWORDS]


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
    """What a question may mean, the likelier first: by itself, and with the earlier ones it leans on in brackets.

    Only one where nothing was asked before or where it plainly stands alone.
    """
    alone = Resolved(question, len(question))
    if not history or (not leans(question) and len(content_words(question)) > MOST_ALONE):
        return [alone]
    together = Resolved(f"{question} ({' '.join(leant_on(history))})", len(question))
    return [together, alone] if leans(question) else [alone, together]


def leant_on(history: Sequence[str], correct: Callable[[str], str] = str) -> list[str]:
    """What a follow-up may lean on, corrected: the earlier questions back to the last that stands alone, oldest first."""
    earlier: list[str] = []
    for turn in reversed(history):
        earlier.insert(0, correct(turn))
        if not leans(earlier[0]):
            break
    return earlier


def parts(question: str) -> list[str]:
    """The questions that are asked in one, each by itself and once; the question alone where it is only one."""
    asked = [part.strip(" ,") for part in _JOINT.split(question) if part and part.strip(" ,")]
    if len(asked) < 2 or not content_words(asked[0]) or not all(map(_ASKS.match, asked)):
        return [question]
    return list({part.casefold().rstrip("?"): part for part in asked}.values())


def without_medium(question: str) -> str:
    """A question without "in the video" and the like: where to look is no part of what is looked for."""
    return _MEDIUM.sub("", question)


def leans(question: str) -> bool:
    """Whether a question points back (a pronoun, an opening `and`, `what about`) or has too few words to stand alone."""
    words = len(content_words(question))
    points = (
        _LEANS.search(_STANDS.sub(" ", question)) is not None or _OPENS.match(question.strip()) is not None
    )
    return words < FEWEST_WORDS or (points and words <= MOST_WORDS)
