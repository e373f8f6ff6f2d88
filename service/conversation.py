"""Follow-up questions: what a question that leans on the ones before it is about."""

import re
from collections.abc import Sequence

_LEANS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|this|those|these|there|one|ones|he|she|him|her|his|so|then|instead|else|either|too|both"
    r"|the (?:same|other|former|latter|first|second|last|next))\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^(?:and|but|so|or|then|also|what (?:about|if|else)|how (?:about|come|so|long|soon|often|many|much)"
    r"|why|when|where|who|which|in what)\b",
    re.IGNORECASE,
)
_STANDS = re.compile(r"\b(?:this|that|these|those)\s+(?:is|was)?\s*(?:a|an|the)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
FEW_WORDS = 4
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


def resolve(question: str, history: Sequence[str]) -> str:
    """The question as it would stand alone: with the subject of the ones before it put in front, where it leans on them."""
    standalone = ""
    for turn in [*history, question]:
        standalone = f"{_subject(standalone)}: {turn}" if standalone and leans(turn) else turn
    return standalone


def leans(question: str) -> bool:
    """Whether a question points back (a pronoun, an opening `and`, `what about`) or is too short to stand alone."""
    few = len(content_words(question)) < FEW_WORDS
    points = _LEANS.search(_STANDS.sub(" ", question)) is not None
    return (points or _OPENS.match(question.strip()) is not None or few) and len(content_words(question)) <= 2 * FEW_WORDS


def _subject(standalone: str) -> str:
    """The content words that name what a question is about; an earlier subject put in front comes along."""
    return " ".join(dict.fromkeys(content_words(standalone)))
