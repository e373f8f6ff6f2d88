"""What a claim may do to a quote though it has the quote's words: deny, attach, leave out, mix, turn around.

Each function says what is wrong in a few words, or nothing.
"""

from itertools import pairwise

from service.phrasing.vocabulary import MODALS, QUALIFIERS
from service.phrasing.wording import Word, Wording

NEAR = 3  # words behind one on an axis, or before "you", that it may belong to
LONGEST_SUBJECT = 3  # words that a pronoun may stand for

Places = dict[str, list[Word]]


def places_of(quote: Wording) -> Places:
    """Where each word of a quote stands, by its key."""
    found: Places = {}
    for one in quote.words:
        found.setdefault(one.key, []).append(one)
    return found


def altered_polarity(said: Wording, quote: Wording) -> str:
    """A word that is denied only in the claim, or only in the quote, or denied for more than the quote denies it for."""
    places = places_of(quote)
    for one in said.words:
        if one.axis and one.axis not in MODALS:
            continue
        there = [other for other in places.get(one.key, []) if other.text == one.text] or places.get(
            one.key, []
        )
        if one.head and there and not any(other.clause in quote.denied for other in there):
            return f"“{one.text}” is not denied"
        if (
            one.clause not in said.denied
            and any(other.head for other in there)
            and all(other.clause in quote.denied for other in there)
        ):
            return f"“{one.text}” is denied"
    for clause in {one.clause for one in said.content} - said.denied:
        found = [other for one in said.content if one.clause == clause for other in places.get(one.key, [])]
        if found and all(other.clause in quote.denied for other in found):
            return "what it says is denied"
    keys = {one.key for one in said.words}
    for clause in quote.denied:
        inside = [one for one in quote.content if one.clause == clause]
        last = max((number for number, one in enumerate(inside) if one.key in keys), default=len(inside))
        final = inside[max(last - 1, 0) : last + 1]
        bare = any(one.head for one in final[-1:]) or any(
            one.head and other.joined for one, other in pairwise(final)
        )
        if bare and any(one.joined for one in inside[last + 1 : last + 2]):
            return f"“{inside[last + 1].text}” belongs to what is denied"
    return ""


def altered_scope(said: Wording, quote: Wording) -> str:
    """A number, or a word on an axis, that the quote has not, or has with something else."""
    places = places_of(quote)
    for number, one in enumerate(said.words):
        if not one.axis:
            continue
        if not any(
            (other.axis, other.value) == (one.axis, one.value) for other in quote.words
        ) and not _allowed_modal(one, quote):
            return f"“{one.text}” is not in the quote"
        target = _belongs(said.words, number)
        if not target or one.axis in MODALS:
            continue
        if target.key not in places:
            if one.axis == "number":
                return f"“{target.text}” is not in the quote"
        elif not any(one.value in _values_at(quote, one.axis, place) for place in places[target.key]):
            return f"“{one.text}” belongs to something else"
    return ""


def _allowed_modal(one: Word, quote: Wording) -> bool:
    """Whether a claim may say should, may or must where the quote says it otherwise: advice for a command, never more certainty."""
    axes = {other.axis for other in quote.words}
    modals = [modal for modal in MODALS if modal in axes]
    if one.axis == "should":
        return modals != ["may"] and "will" not in modals
    if one.axis == "may":
        return "must" not in modals and bool(modals)
    return one.axis == "must" and "only" in axes


def _belongs(words: tuple[Word, ...], number: int) -> Word | None:
    """What a word on an axis belongs to: the next word that says something in its clause, or number, else the last one before it."""
    one = words[number]

    def may(other: Word) -> bool:
        return other.clause == one.clause and (not other.axis or (other.axis == "number" != one.axis))

    return next(filter(may, words[number + 1 :]), None) or next(filter(may, reversed(words[:number])), None)


def _values_at(quote: Wording, axis: str, place: Word) -> set[str]:
    """What a quote has on an axis nearest to one of its words; of numbers that follow each other, as in a range, all."""
    same = [one for one in quote.words if one.axis == axis]
    nearest = min(same, key=lambda one: abs(one.at - place.at) + (one.at > place.at))
    run = max((one.at for one in quote.content if one.at < place.at), default=-1)
    return {nearest.value} | {one.value for one in same if axis == "number" and run < one.at < place.at}


def left_out(said: Wording, quote: Wording) -> str:
    """A doubt, a limit or a condition of the quote that the claim leaves out, though it says what that belongs to."""
    keys = {one.key for one in said.words}
    axes = {one.axis for one in said.words}
    shared = {one.segment: 0 for one in quote.words}
    for one in quote.content:
        shared[one.segment] += one.key in keys
    for number, one in enumerate(quote.words):
        meant = shared[one.segment] == max(shared.values())
        if one.axis in QUALIFIERS and one.axis not in axes and one.value != "all" and meant:
            near = [
                other.key
                for other in quote.words[number + 1 :]
                if not other.axis and other.clause == one.clause
            ][:NEAR]
            if keys & set(near[:1]) or len(keys & set(near)) > 1:
                return f"it leaves out “{one.text}”"
    kinds = {kind for _, kind in said.conditions}
    for clause, kind in quote.conditions:
        if kind not in kinds and not _told(quote, clause, keys) and keys & _depending(quote, clause):
            return "it leaves out a condition"
    return ""


def _told(quote: Wording, clause: int, keys: set[str]) -> bool:
    """Whether a claim has half of what a clause says."""
    inside = [one.key in keys for one in quote.content if one.clause == clause]
    return bool(inside) and sum(inside) * 2 >= len(inside)


def _depending(quote: Wording, clause: int) -> set[str]:
    """The keys of what depends on a condition: the clause before it, or where none is, all that follows."""
    own = {one.segment for one in quote.words if one.clause == clause}
    inside = [one for one in quote.content if one.segment in own]
    if any(one.clause < clause for one in inside):
        return {one.key for one in inside if one.clause == clause - 1}
    return {one.key for one in inside if one.clause > clause}


def mixed(said: Wording, quote: Wording) -> str:
    """Words of one clause, or of a condition and what depends on it, that the quote has in different statements."""
    stretches = [
        [one for one in said.words if one.clause == clause]
        for clause in sorted({one.clause for one in said.words})
    ]
    for stretch in [list(said.words)] if said.conditions else stretches:
        words = [one for one in stretch if one.axis not in MODALS]
        homes = [
            {other.segment for other in quote.words if (other.key, other.axis) == (one.key, one.axis)}
            for one in words
        ]
        homes = [segments for segments in homes if segments]
        together = not homes or bool(set.intersection(*homes))
        # or the first words are the subject, which a pronoun stands for where the others are
        for length in range(1, min(LONGEST_SUBJECT, len(homes) - 1) + 1):
            together = together or bool(set.intersection(*homes[length:]) & quote.pointing)
        if not together:
            return "it puts together what the quote keeps apart"
    return _torn(said, quote)


def _torn(said: Wording, quote: Wording) -> str:
    """A clause that leaves one of the quote's before its end and goes on within another: both have words there that it has not."""
    keys = {one.key for one in said.words}

    def sound(start: int, end: int) -> bool:
        first, second = quote.words[start], quote.words[end]
        tail = any(one.clause == first.clause and one.key not in keys for one in quote.words[start + 1 :])
        lead = any(one.clause == second.clause and one.key not in keys for one in quote.words[:end])
        return first.clause == second.clause or not (tail and lead)

    for clause in {one.clause for one in said.words}:
        ways: dict[
            int, bool
        ] = {}  # each place in the quote where the words so far may end, and whether a sound way leads there
        for one in (one for one in said.words if one.clause == clause):
            there = [
                number
                for number, other in enumerate(quote.words)
                if (other.key, other.axis) == (one.key, one.axis)
            ]
            there = [number for number in there if quote.words[number].text == one.text] or there
            reached = {
                end: not ways or any(well and sound(start, end) for start, well in ways.items())
                for end in there
            }
            ways = reached or ways
        if ways and not any(ways.values()):
            return "it goes on with something else"
    return ""


def altered_subject(said: Wording, quote: Wording) -> str:
    """Another that does it, behind "by"; or a command made of what somebody does, so that the claim opens with the verb."""
    places = places_of(quote)
    for one, other in pairwise(said.content):
        agents = [
            next((after.key for after in quote.content if after.agent and after.at > place.at), other.key)
            for place in places.get(one.key, [])
        ]
        if other.agent and agents and other.key not in agents:
            return f"“{one.text}” is by another"
    first = next(iter(said.content), None)
    if first is None or first.at or first.clause in said.passive:
        return ""
    keys = {one.key for one in said.words}
    before = [
        [other for other in quote.content if other.at == one.at - 1 and other.key not in keys]
        for one in places.get(first.key, [])
    ]
    return f"it leaves out “{before[0][0].text}”" if before and all(before) else ""


def altered_order(said: Wording, quote: Wording) -> str:
    """Words in the reverse order where no passive or compound accounts for it; numbers so; "you" doing what is done to you."""
    places = places_of(quote)
    for one, other in pairwise(one for one in said.content if one.key in places):
        if one.clause != other.clause or one.key == other.key:
            continue
        pairs = [(first, second) for first in places[one.key] for second in places[other.key]]
        if all((one.clause in said.passive) != (first.clause in quote.passive) for first, _ in pairs):
            continue
        if all(
            second.at < first.at
            and not _compound(one, other, first, second)
            and not _adjunct(one, other, first, second, quote)
            for first, second in pairs
        ):
            return f"“{one.text}” and “{other.text}” have changed places"
    for clause, at in said.you:
        done = next((word for word in said.content if word.clause == clause and at < word.at), None)
        if (
            done
            and clause not in said.passive
            and places.get(done.key)
            and all(_to_you(place, quote) for place in places[done.key])
        ):
            return f"“{done.text}” is done to “you”"
    return _altered_numbers(said, quote)


def _compound(one: Word, other: Word, first: Word, second: Word) -> bool:
    """Whether two words in the reverse order of the quote's say the same: "workforce trends", "trends in the workforce", "a or b"."""
    if any(word.name for word in (one, other, first, second)) or (
        first.clause != second.clause and not other.joined
    ):
        return False
    if other.listed and first.listed:
        return True
    return (other.at - one.at == 1 and first.joined and not other.joined) or (
        first.at - second.at == 1 and other.joined and not first.joined
    )


def _adjunct(one: Word, other: Word, first: Word, second: Word, quote: Wording) -> bool:
    """Whether the second word in the claim stands behind a preposition here and there, so that its place is free in its statement."""
    if not (other.joined and second.joined) or other.name or second.name:
        return False
    if first.clause != second.clause:
        return second is next(word for word in quote.content if word.clause == second.clause)
    if one.joined:
        return False
    return not any(
        word.listed or word.segment != second.segment
        for word in quote.content
        if second.at < word.at <= first.at
    )


def _to_you(place: Word, quote: Wording) -> bool:
    """Whether "you" stands behind a word and not before it."""
    before = any(clause == place.clause and at < place.at for clause, at in quote.you)
    return not before and any(0 < at - place.at <= NEAR for _, at in quote.you)


def _altered_numbers(said: Wording, quote: Wording) -> str:
    theirs = [one.value for one in quote.words if one.axis == "number"]
    for one, other in pairwise(one.value for one in said.words if one.axis == "number"):
        if all(theirs.index(one) > place for place, value in enumerate(theirs) if value == other):
            return f"“{one}” and “{other}” have changed places"
    return ""
