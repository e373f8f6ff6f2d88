"""Whether quotes bear out a claim: every word that says something must be in one of them, and must stand there as it does here.

What is compared: words, names and numbers, denials, the words on an axis (before and after, must and may, all and some, …) with what
they belong to, conditions and doubts that a quote has, who does what to whom. The encoder takes no part: to it a word that is wrong
in a quote's place is nearer than one that says the same (docs/decisions/2026-11-23-language-model.md).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.vocabulary import MODALS, QUALIFIERS
from service.wording import Word, Wording, read_wording

FEWEST_WORDS = 2  # that a quote must share with a claim
NEAR = 3  # words behind one on an axis that it may belong to
_JOINT = re.compile(r"\s*[,;]\s+(?:(?:and|but)\s+)?|\s+(?:and|but)\s+", re.IGNORECASE)
_BOUND = re.compile(r"(?:because|so|since|as|if|when|whenever|unless|until|till|after|before|while|who|where|or)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote as words, with the keys of what names its subject: headings and title."""

    wording: Wording
    context: frozenset[str]


def evidence(quote: str, context: Sequence[str] = ()) -> Evidence:
    """A quote with the titles and headings that it stands under."""
    return Evidence(read_wording(quote), frozenset(word.key for text in context for word in read_wording(text).content))


def fault(claim: str, quotes: Sequence[Evidence]) -> tuple[str, list[int]]:
    """What is wrong with a claim, and which of the quotes bear it out; nothing is wrong where the first is empty.

    A claim may join what two quotes say, where it only puts one beside the other.
    """
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
    """The claim whole, and then cut where statements stand side by side: first in two, at each place, then at all."""
    yield [claim]
    cuts = [one for one in _JOINT.finditer(claim) if not _BOUND.match(claim[one.end() :])]
    for one in cuts:
        yield [claim[: one.start()], claim[one.end() :]]
    if len(cuts) > 1:
        ends = [0, *(place for one in cuts for place in one.span()), len(claim)]
        yield [claim[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]


def _fault(said: Wording, quote: Evidence) -> str:
    """What is wrong with one statement by one quote; empty where nothing is."""
    places = {key: [one for one in quote.wording.words if one.key == key] for key in {one.key for one in quote.wording.words}}
    known = [one for one in said.content if one.key in places]
    for one in said.content:
        if one.key not in places and (one.key not in quote.context):
            return f"“{one.text}” is not in the quote"
    if len({one.key for one in known}) < FEWEST_WORDS:
        return "too little of the quote is in it"
    return (
        _denied(said, quote.wording, places)
        or _off_axis(said, quote.wording, places)
        or _unqualified(said, quote.wording)
        or _unconditioned(said, quote.wording)
        or _mixed(said, known, places)
        or _turned(said, quote.wording, known, places)
    )


Places = dict[str, list[Word]]


def _denied(said: Wording, quote: Wording, places: Places) -> str:
    """A word that is denied only in the claim, or only in the quote."""
    for one in said.content:
        there = [other for other in places.get(one.key, []) if other.text == one.text] or places.get(one.key, [])
        if one.head and there and not any(other.clause in quote.denied for other in there):
            return f"“{one.text}” is not denied"
        if one.clause not in said.denied and any(other.head for other in there) and all(other.clause in quote.denied for other in there):
            return f"“{one.text}” is denied"
    return ""


def _off_axis(said: Wording, quote: Wording, places: Places) -> str:
    """A number, or a word on an axis, that the quote has not, or has with something else."""
    for number, one in enumerate(said.words):
        if not one.axis:
            continue
        same = [other for other in quote.words if other.axis == one.axis]
        if not any(other.value == one.value for other in same) and not _allowed_modal(one, quote):
            return f"“{one.text}” is not in the quote"
        target = _belongs(said.words, number)
        if not target or target.key not in places or one.axis in MODALS:
            continue
        if not any(one.value in _values_at(quote, one.axis, place) for place in places[target.key]):
            return f"“{one.text}” belongs to something else"
    return ""


def _values_at(quote: Wording, axis: str, place: Word) -> set[str]:
    """What a quote has on an axis nearest to one of its words; of numbers that follow each other, a range, all."""
    same = [one for one in quote.words if one.axis == axis]
    nearest = min(same, key=lambda one: abs(one.at - place.at) + (one.at > place.at))
    between = [one for one in quote.content if one.at < place.at]
    run = max((one.at for one in between), default=-1)
    return {nearest.value} | {one.value for one in same if axis == "number" and run < one.at < place.at}


def _allowed_modal(one: Word, quote: Wording) -> bool:
    """Whether a claim may say will, may, should or must where the quote says it otherwise: advice for a command, never more certainty."""
    axes = {other.axis for other in quote.words}
    has = [modal for modal in MODALS if modal in axes]
    if one.axis == "should":
        return has != ["may"] and "will" not in has
    if one.axis == "may":
        return "must" not in has and bool(has)
    if one.axis == "must":
        return "only" in axes
    return False


def _belongs(words: Sequence[Word], number: int) -> Word | None:
    """What a word on an axis belongs to: the next word that says something in its clause, else the last one before it."""
    one = words[number]
    after = next((other for other in words[number + 1 :] if not other.axis and other.clause == one.clause), None)
    return after or next((other for other in reversed(words[:number]) if not other.axis and other.clause == one.clause), None)


def _unqualified(said: Wording, quote: Wording) -> str:
    """A doubt or a limit of the quote that the claim leaves out, though it says what that belongs to."""
    keys = {one.key for one in said.words}
    axes = {one.axis for one in said.words}
    for number, one in enumerate(quote.words):
        if one.axis not in QUALIFIERS or one.axis in axes or one.value == "all":
            continue
        near = [other.key for other in quote.words[number + 1 :] if not other.axis and other.clause == one.clause][:NEAR]
        if any(key in keys for key in near):
            return f"it leaves out “{one.text}”"
    return ""


def _unconditioned(said: Wording, quote: Wording) -> str:
    """A condition of the quote that the claim leaves out, though it says what depends on it."""
    keys = {one.key for one in said.words}
    for clause in quote.conditions:
        inside = [one.key for one in quote.content if one.clause == clause]
        if said.conditions or (inside and sum(key in keys for key in inside) * 2 >= len(inside)):
            continue
        depends = [one.key for one in quote.content if one.clause == clause - 1] or [one.key for one in quote.content if one.clause == clause + 1]
        if any(key in keys for key in depends):
            return "it leaves out a condition"
    return ""


def _mixed(said: Wording, known: Sequence[Word], places: Places) -> str:
    """Words of one statement that the quote has in statements it sets against each other."""
    for clause in {one.clause for one in known}:
        inside = [{other.segment for other in places[one.key]} for one in known if one.clause == clause]
        if inside and not set.intersection(*inside):
            return "it puts together what the quote keeps apart"
    return ""


def _turned(said: Wording, quote: Wording, known: Sequence[Word], places: Places) -> str:
    """Two words in the reverse order, where neither a passive nor a compound accounts for it."""
    if said.passive != quote.passive:
        return ""
    for one, other in pairwise(known):
        if one.clause != other.clause or one.key == other.key:
            continue
        pairs = [(first, second) for first in places[one.key] for second in places[other.key]]
        if all(second.at < first.at and first.joined == other.joined for first, second in pairs):
            return f"“{one.text}” and “{other.text}” have changed places"
    return ""
