"""Whether a sentence takes a stand, for or against, and whether a question asks for one."""

import re

from service.answering.english import NEGATIONS, any_of

_ASKS = re.compile(
    r"\b(?:should|shall|ought|must|do i (?:need|have)|need i|can i|may i"
    r"|is it (?:ok|okay|wise|worth|smart|bad|good|better|rude|a (?:good|bad)))\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    rf"\b(?:{any_of(NEGATIONS)}|\w+n't\b|(?:avoid|refrain|decline|refuse)\b)", re.IGNORECASE
)
_FOR = re.compile(
    r"\b(?:should|must|can|may|need to|have to|always|better|best|good|fine|worth|important|crucial|essential"
    r"|necessary|recommend(?:ed)?|advis(?:e|ed|able)|consider|benefits?)\b",
    re.IGNORECASE,
)


def asks_for_stance(question: str) -> bool:
    """Whether the question is one of whether to do something."""
    return _ASKS.search(question) is not None


def stance(sentence: str) -> int:
    """1 for, -1 against, 0 where the sentence takes no stand."""
    plain = sentence.replace("’", "'")
    if _AGAINST.search(plain):
        return -1
    return 1 if _FOR.search(plain) else 0
