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
MOST_CONTEXT = 0.4
LONGEST_SUBJECT = 3
_POINTS = re.compile(r"\b(?:it|its|they|them|their|this|these|that|those|he|she|his|her)\b", re.IGNORECASE)
_JOINT = re.compile(r"\s*[,;]\s+(?:(?:and|but)\s+)?|\s+(?:and|but)\s+", re.IGNORECASE)
_BOUND = re.compile(r"(?:because|so|since|as|if|when|whenever|unless|until|till|after|before|while|who|where|or)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote as words, with the keys of the heading that names its subject, and whether it has a pronoun that may stand for that."""

    wording: Wording
    context: frozenset[str]
    points: bool


def evidence(quote: str, heading: str = "") -> Evidence:
    """A quote with the heading that it stands under; one that denies or contrasts something names no subject."""
    named = read_wording(heading)
    plain = not named.denied and all(one.segment == 0 for one in named.words)
    return Evidence(read_wording(quote), frozenset(one.key for one in named.content if plain), _POINTS.search(quote) is not None)


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
    lent = len(said.content) - len(known)
    if len({one.key for one in known}) < FEWEST_WORDS or lent > MOST_CONTEXT * len(said.content):
        return "too little of the quote is in it"
    if said.content[0].key not in places and not quote.points:
        return f"“{said.content[0].text}” is not in the quote"
    return (
        _denied(said, quote.wording, places)
        or _off_axis(said, quote.wording, places)
        or _unqualified(said, quote.wording)
        or _unconditioned(said, quote.wording)
        or _mixed(said, quote.wording)
        or _turned(said, quote.wording, known, places)
        or _scattered(said, quote.wording)
    )


Places = dict[str, list[Word]]


def _denied(said: Wording, quote: Wording, places: Places) -> str:
    """A word that is denied only in the claim, or only in the quote."""
    for one in said.words:
        if one.axis and one.axis not in MODALS:
            continue
        there = [other for other in places.get(one.key, []) if other.text == one.text] or places.get(one.key, [])
        if one.head and there and not any(other.clause in quote.denied for other in there):
            return f"“{one.text}” is not denied"
        if one.clause not in said.denied and any(other.head for other in there) and all(other.clause in quote.denied for other in there):
            return f"“{one.text}” is denied"
    keys = {one.key for one in said.words}
    for clause in quote.denied:
        inside = [one for one in quote.content if one.clause == clause]
        last = max((number for number, one in enumerate(inside) if one.key in keys), default=len(inside))
        bare = any(one.head for one in inside[last : last + 1]) or any(one.head and other.joined for one, other in pairwise(inside[: last + 1][-2:]))
        if bare and any(one.joined for one in inside[last + 1 : last + 2]):
            return f"it leaves out “{inside[last + 1].text}” of what is denied"
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
        if not target or one.axis in MODALS:
            continue
        if target.key not in places:
            if one.axis == "number":
                return f"“{target.text}” is not in the quote"
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
    """What a word on an axis belongs to: the next word that says something in its clause, or number, else the last one before it."""
    one = words[number]

    def may(other: Word) -> bool:
        return other.clause == one.clause and (not other.axis or (other.axis == "number" != one.axis))

    return next(filter(may, words[number + 1 :]), None) or next(filter(may, reversed(words[:number])), None)


def _unqualified(said: Wording, quote: Wording) -> str:
    """A doubt or a limit of the quote that the claim leaves out, though it says what that belongs to."""
    keys = {one.key for one in said.words}
    axes = {one.axis for one in said.words}
    meant = _meant(keys, quote)
    for number, one in enumerate(quote.words):
        if one.axis not in QUALIFIERS or one.axis in axes or one.value == "all" or one.segment not in meant:
            continue
        near = [other.key for other in quote.words[number + 1 :] if not other.axis and other.clause == one.clause][:NEAR]
        if keys & set(near[:1]) or len(keys & set(near)) > 1:
            return f"it leaves out “{one.text}”"
    return ""


def _meant(keys: set[str], quote: Wording) -> set[int]:
    """The stretches of a quote that have most of a claim's words."""
    shared = {segment: len(keys & {one.key for one in quote.content if one.segment == segment}) for segment in {one.segment for one in quote.words}}
    return {segment for segment, count in shared.items() if count == max(shared.values())}


def _unconditioned(said: Wording, quote: Wording) -> str:
    """A condition of the quote that the claim leaves out, though it says what depends on it."""
    keys = {one.key for one in said.words}
    for clause in quote.conditions:
        inside = [one.key for one in quote.content if one.clause == clause]
        if said.conditions or (inside and sum(key in keys for key in inside) * 2 >= len(inside)):
            continue
        own = {one.segment for one in quote.words if one.clause == clause}
        before = [one.key for one in quote.content if one.clause < clause and one.segment in own]
        after = [one.key for one in quote.content if one.clause > clause and one.segment in own]
        depends = [one.key for one in quote.content if one.clause == clause - 1 and one.segment in own] if before else after
        if any(key in keys for key in depends):
            return "it leaves out a condition"
    return ""


def _mixed(said: Wording, quote: Wording) -> str:
    """Words of one clause, or of a condition and what depends on it, that the quote has in statements it sets against each other."""
    stretches = [[one for one in said.words if one.clause == clause] for clause in sorted({one.clause for one in said.words})]
    for stretch in [list(said.words)] if said.conditions else stretches:
        words = [one for one in stretch if one.axis not in MODALS]
        inside = [{other.segment for other in quote.words if (other.key, other.axis) == (one.key, one.axis)} for one in words]
        inside = [segments for segments in inside if segments]
        subjects = range(min(LONGEST_SUBJECT, len(inside) - 1) + 1)  # how many words a pronoun may stand for
        if inside and not any(set.intersection(*inside[many:]) & (quote.pointing if many else set.union(*inside)) for many in subjects):
            return "it puts together what the quote keeps apart"
    return ""


def _turned(said: Wording, quote: Wording, known: Sequence[Word], places: Places) -> str:
    """Two words in the reverse order, where neither a passive nor a compound accounts for it."""
    for one, other in pairwise(known):
        if one.clause != other.clause or one.key == other.key:
            continue
        pairs = [(first, second) for first in places[one.key] for second in places[other.key]]
        if all((one.clause in said.passive) != (first.clause in quote.passive) for first, _ in pairs):
            continue
        if all(second.at < first.at and not _compound(one, other, first, second) for first, second in pairs):
            return f"“{one.text}” and “{other.text}” have changed places"
    for clause, at in said.you:
        one = next((word for word in said.content if word.clause == clause and at < word.at), None)
        if one and clause not in said.passive and one.key in places and all(_of_you(place, quote) for place in places[one.key]):
            return f"“{one.text}” is not of “you”"
    numbers = [one.value for one in said.words if one.axis == "number"]
    theirs = [one.value for one in quote.words if one.axis == "number"]
    for one, other in pairwise(numbers):
        if all(theirs.index(one) > place for place, value in enumerate(theirs) if value == other):
            return f"“{one}” and “{other}” have changed places"
    return ""


def _compound(one: Word, other: Word, first: Word, second: Word) -> bool:
    """Whether two words in the reverse order of the quote's say the same: "workforce trends", "trends in the workforce", "a or b"."""
    if any(word.name for word in (one, other, first, second)) or (first.clause != second.clause and not other.joined):
        return False
    return (other.listed and first.listed) or ((other.at - one.at == 1 or other.joined) and first.joined != other.joined)


def _of_you(place: Word, quote: Wording) -> bool:
    """Whether "you" stands behind a word and not before it: it is done to you."""
    return any(0 < at - place.at <= NEAR for _, at in quote.you) and not any(clause == place.clause and at < place.at for clause, at in quote.you)


def _scattered(said: Wording, quote: Wording) -> str:
    """A clause that leaves one of the quote's before its end and goes on within another: both have words there that it has not."""
    keys = {one.key for one in said.words}
    for clause in {one.clause for one in said.words}:
        ways: dict[int, bool] = {}  # each place where the words so far may end in the quote, and whether one way there is sound
        for one in (one for one in said.words if one.clause == clause):
            there = [number for number, other in enumerate(quote.words) if (other.key, other.axis) == (one.key, one.axis)]
            there = [number for number in there if quote.words[number].text == one.text] or there
            if there:
                sound = {number: not ways or any(well and not _torn(quote, start, number, keys) for start, well in ways.items()) for number in there}
                ways = sound
        if ways and not any(ways.values()):
            return "it goes on with something else"
    return ""


def _torn(quote: Wording, start: int, end: int, keys: set[str]) -> bool:
    """Whether words are missing both behind the one place in its clause and before the other in its own."""
    first, second = quote.words[start], quote.words[end]
    tail = [one for one in quote.words[start + 1 :] if one.clause == first.clause and one.key not in keys]
    lead = [one for one in quote.words[:end] if one.clause == second.clause and one.key not in keys]
    return first.clause != second.clause and bool(tail and lead)
