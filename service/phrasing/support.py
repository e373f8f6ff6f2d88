"""Whether quotes bear out a claim: each word that says something must stand in one as it does here.

The encoder takes no part. To it a word that is wrong in a quote's place ("tenant" for "landlord") is nearer
than one that says the same ("gather" for "collect"): docs/decisions/2026-11-23-language-model.md.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.answering.english import PRONOUNS, SUBORDINATORS, any_of
from service.phrasing.faults import (
    altered_order,
    altered_polarity,
    altered_scope,
    altered_subject,
    left_out,
    mixed,
    places_of,
)
from service.phrasing.reported import reported
from service.phrasing.wording import Wording, read_wording

FEWEST_WORDS = 2  # that a quote must share with a claim
LONGEST_CLAIM = 1000  # characters; an answer has 120 words in all
MOST_PAIRS = 5000  # of places in a quote for a claim's words: what follows compares each place with each
MOST_LENT = 0.4  # of a claim's words may come from the heading
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3}[.!?])\s+(?=\S)")  # behind a word, not an abbreviation
_PRONOUN = re.compile(rf"\b{any_of(PRONOUNS)}", re.IGNORECASE)
_JOINT = re.compile(r"\s*[,;]\s+(?:(?:and|but)\s+)?|\s+(?:and|but)\s+", re.IGNORECASE)
_DEPENDENT = re.compile(
    any_of(SUBORDINATORS - {"that"}, ("as", "after", "before", "so", "or")), re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote, its words, the keys of the heading that names its subject, whether a pronoun may mean that."""

    quote: str
    wording: Wording
    subject: frozenset[str]
    pronoun: bool


def evidence(quote: str, heading: str = "") -> Evidence:
    """A quote with the heading that it stands under; one that denies or contrasts names no subject."""
    named = read_wording(heading)
    plain = not named.denied and all(one.segment == 0 for one in named.words)
    subject = frozenset(one.key for one in named.content if plain)
    return Evidence(quote, read_wording(quote), subject, _PRONOUN.search(quote) is not None)


def fault(claim: str, quotes: Sequence[Evidence]) -> tuple[str, list[int]]:
    """What is wrong with a claim, and which quotes bear it out; nothing is wrong where the first is empty.

    A claim may join what two quotes say, where it only puts one beside the other. Of several sentences in it
    each must be borne out: the words of a heading lend a sentence its subject, not a sentence of their own.
    """
    if len(claim) > LONGEST_CLAIM:
        return "it is too long to be compared", []
    sentences = _SENTENCE_END.split(claim)
    if len(sentences) > 1:
        each = [fault(sentence, quotes) for sentence in sentences]
        wrong = next((why for why, _ in each if why), "")
        return wrong, [] if wrong else sorted({number for _, places in each for number in places})
    told = ""
    for parts in _partings(claim):
        used: set[int] = set()
        for part in parts:
            said = read_wording(part)
            faults = [_fault(said, one) for one in quotes]
            if "" not in faults:
                told = told or next(iter(faults), "it cites nothing")
                break
            used.add(faults.index(""))
        else:
            return "", sorted(used)
    return told, []


def _partings(claim: str) -> Iterator[list[str]]:
    """The claim whole, and then cut where statements stand side by side: at each such place, and at all."""
    yield [claim]
    joints = [one for one in _JOINT.finditer(claim) if not _DEPENDENT.match(claim[one.end() :])]
    if _DEPENDENT.match(claim):  # the first comma ends the condition that it opens with
        joints = joints[1:]
    for one in joints:
        yield [claim[: one.start()], claim[one.end() :]]
    if len(joints) > 1:
        ends = [0, *(place for one in joints for place in one.span()), len(claim)]
        yield [claim[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]


def _fault(said: Wording, quote: Evidence) -> str:
    """What is wrong with one statement by one quote; empty where nothing is."""
    times = Counter(one.key for one in quote.wording.words)
    if sum(times[one.key] ** 2 for one in said.words) > MOST_PAIRS:
        return "it says the same too often to be compared"
    places = places_of(quote.wording)
    lent = [one for one in said.content if one.key not in places]
    foreign = next((one for one in lent if one.key not in quote.subject), None)
    if foreign:
        return f"“{foreign.text}” is not in the quote"
    known = [one for one in said.content if one.key in places]
    if len({one.key for one in known}) < FEWEST_WORDS or len(lent) > MOST_LENT * len(said.content):
        return "too little of the quote is in it"
    if said.content[0] in lent and not quote.pronoun:
        return f"“{said.content[0].text}” is not in the quote"
    return (
        altered_polarity(said, quote.wording)
        or altered_scope(said, quote.wording)
        or left_out(said, quote.wording)
        or mixed(said, quote.wording)
        or altered_subject(said, quote.wording)
        or altered_order(said, quote.wording)
        or reported(said, quote.quote)
    )
