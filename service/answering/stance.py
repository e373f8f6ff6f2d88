"""Whether a sentence takes a stand, for or against, and whether a question asks for one."""

import re

_ASKS = re.compile(
    r"\b(?:should|shall|ought|must|do i (?:need|have)|need i|can i|may i"
    r"|is it (?:ok|okay|wise|worth|smart|bad|good|better|rude|a (?:good|bad)))\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:not|never|no|don'?t|doesn'?t|isn'?t|aren'?t|shouldn'?t|can'?t|cannot|won'?t"
    r"|avoid|refrain|decline|refuse|without|unnecessary|unwise|risky|instead of)\b",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:should|must|always|yes|recommend(?:ed|s)?|advis(?:e|ed|es|able)|worth|better|best|good|wise|important|crucial|essential"
    r"|necessary|need to|have to|can|may|voluntary|optional|mandatory|required|fine|okay|ok"
    r"|consider|opportunity|benefit(?:s|icial)?|helps?|useful)\b",
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
