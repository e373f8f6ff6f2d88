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
    places: Places = {}
    for word in quote.words:
        places.setdefault(word.key, []).append(word)
    return places


def altered_polarity(said: Wording, quote: Wording) -> str:
    """A word that is denied only in the claim, or only in the quote, or for more than in the quote."""
    places = places_of(quote)
    for word in said.words:
        if word.axis and word.axis not in MODALS:
            continue
        all_there = places.get(word.key, [])
        there = [other for other in all_there if other.text == word.text] or all_there
        if word.head and there and not any(other.clause in quote.denied for other in there):
            return f"“{word.text}” is not denied"
        if (
            word.clause not in said.denied
            and any(other.head for other in there)
            and all(other.clause in quote.denied for other in there)
        ):
            return f"“{word.text}” is denied"
    for clause in {word.clause for word in said.content} - said.denied:
        there = [
            other for word in said.content if word.clause == clause for other in places.get(word.key, [])
        ]
        if there and all(other.clause in quote.denied for other in there):
            return "what it says is denied"
    keys = {word.key for word in said.words}
    for clause in quote.denied:
        inside = [word for word in quote.content if word.clause == clause]
        last = max((number for number, word in enumerate(inside) if word.key in keys), default=len(inside))
        final = inside[max(last - 1, 0) : last + 1]
        bare = any(word.head and other.joined for word, other in pairwise(final))
        bare = bare or any(word.head for word in final[-1:])
        if bare and any(word.joined for word in inside[last + 1 : last + 2]):
            return f"“{inside[last + 1].text}” belongs to what is denied"
    return ""


def altered_scope(said: Wording, quote: Wording) -> str:
    """A number, or a word on an axis, that the quote has not, or has with something else."""
    places = places_of(quote)
    for number, word in enumerate(said.words):
        if not word.axis:
            continue
        said_so = any((other.axis, other.value) == (word.axis, word.value) for other in quote.words)
        if not said_so and not _allowed_modal(word, quote):
            return f"“{word.text}” is not in the quote"
        target = _belongs(said.words, number)
        if not target or word.axis in MODALS:
            continue
        if target.key not in places:
            if word.axis == "number":
                return f"“{target.text}” is not in the quote"
        elif not any(word.value in _values_at(quote, word.axis, place) for place in places[target.key]):
            return f"“{word.text}” belongs to something else"
    return ""


def _allowed_modal(word: Word, quote: Wording) -> bool:
    """Whether a claim may say should, may or must where the quote does not: advice, never more certainty."""
    axes = {other.axis for other in quote.words}
    modals = [modal for modal in MODALS if modal in axes]
    if word.axis == "should":
        return modals != ["may"] and "will" not in modals
    if word.axis == "may":
        return "must" not in modals and bool(modals)
    return word.axis == "must" and "only" in axes


def _belongs(words: tuple[Word, ...], number: int) -> Word | None:
    """What a word on an axis belongs to: the next that says something in its clause, else the last."""
    word = words[number]

    def may(other: Word) -> bool:
        return other.clause == word.clause and (not other.axis or (other.axis == "number" != word.axis))

    return next(filter(may, words[number + 1 :]), None) or next(filter(may, reversed(words[:number])), None)


def _values_at(quote: Wording, axis: str, place: Word) -> set[str]:
    """What a quote has on an axis nearest to one of its words; of numbers in a row, as in a range, all."""
    same = [word for word in quote.words if word.axis == axis]
    nearest = min(same, key=lambda word: abs(word.at - place.at) + (word.at > place.at))
    run = max((word.at for word in quote.content if word.at < place.at), default=-1)
    return {nearest.value} | {word.value for word in same if axis == "number" and run < word.at < place.at}


def left_out(said: Wording, quote: Wording) -> str:
    """A doubt, a limit or a condition of the quote that is left out, though what it belongs to is said."""
    keys = {word.key for word in said.words}
    axes = {word.axis for word in said.words}
    shared = {word.segment: 0 for word in quote.words}
    for word in quote.content:
        shared[word.segment] += word.key in keys
    for number, word in enumerate(quote.words):
        meant = shared[word.segment] == max(shared.values())
        if word.axis in QUALIFIERS and word.axis not in axes and word.value != "all" and meant:
            behind = (other for other in quote.words[number + 1 :] if other.clause == word.clause)
            near = [other.key for other in behind if not other.axis][:NEAR]
            if keys & set(near[:1]) or len(keys & set(near)) > 1:
                return f"it leaves out “{word.text}”"
    kinds = {kind for _, kind in said.conditions}
    for clause, kind in quote.conditions:
        if kind not in kinds and not _told(quote, clause, keys) and keys & _depending(quote, clause):
            return "it leaves out a condition"
    return ""


def _told(quote: Wording, clause: int, keys: set[str]) -> bool:
    """Whether a claim has half of what a clause says."""
    inside = [word.key in keys for word in quote.content if word.clause == clause]
    return bool(inside) and sum(inside) * 2 >= len(inside)


def _depending(quote: Wording, clause: int) -> set[str]:
    """The keys of what depends on a condition: the clause before it, or where none is, all that follows."""
    own = {word.segment for word in quote.words if word.clause == clause}
    inside = [word for word in quote.content if word.segment in own]
    if any(word.clause < clause for word in inside):
        return {word.key for word in inside if word.clause == clause - 1}
    return {word.key for word in inside if word.clause > clause}


def mixed(said: Wording, quote: Wording) -> str:
    """Words of a clause, or of a condition and what depends on it, from different statements of the quote."""
    stretches = [
        [word for word in said.words if word.clause == clause]
        for clause in sorted({word.clause for word in said.words})
    ]
    for stretch in [list(said.words)] if said.conditions else stretches:
        words = [word for word in stretch if word.axis not in MODALS]
        spread = [{other.segment for other in quote.words if _same(word, other)} for word in words]
        homes = [segments for segments in spread if segments]
        together = not homes or bool(set.intersection(*homes))
        # or the first words are the subject, which a pronoun stands for where the others are
        for length in range(1, min(LONGEST_SUBJECT, len(homes) - 1) + 1):
            together = together or bool(set.intersection(*homes[length:]) & quote.pointing)
        if not together:
            return "it puts together what the quote keeps apart"
    return _torn(said, quote)


def _same(word: Word, other: Word) -> bool:
    return (other.key, other.axis) == (word.key, word.axis)


def _torn(said: Wording, quote: Wording) -> str:
    """A clause that leaves one of the quote's before its end and goes on within another.

    Both have words there that it has not.
    """
    keys = {word.key for word in said.words}

    def sound(start: int, end: int) -> bool:
        first, second = quote.words[start], quote.words[end]
        tail = any(word.clause == first.clause and word.key not in keys for word in quote.words[start + 1 :])
        lead = any(word.clause == second.clause and word.key not in keys for word in quote.words[:end])
        return first.clause == second.clause or not (tail and lead)

    for clause in {word.clause for word in said.words}:
        # each place in the quote where the words so far may end, and whether a sound way leads there
        ways: dict[int, bool] = {}
        for word in (word for word in said.words if word.clause == clause):
            same = [number for number, other in enumerate(quote.words) if _same(word, other)]
            there = [number for number in same if quote.words[number].text == word.text] or same
            reached = {
                end: not ways or any(well and sound(start, end) for start, well in ways.items())
                for end in there
            }
            ways = reached or ways
        if ways and not any(ways.values()):
            return "it goes on with something else"
    return ""


def altered_subject(said: Wording, quote: Wording) -> str:
    """Another that does it, behind "by"; or a command, the verb first, made of what somebody does."""
    places = places_of(quote)
    for word, other in pairwise(said.content):
        agents = [
            next((after.key for after in quote.content if after.agent and after.at > place.at), other.key)
            for place in places.get(word.key, [])
        ]
        if other.agent and agents and other.key not in agents:
            return f"“{word.text}” is by another"
    first = next(iter(said.content), None)
    if first is None or first.at or first.clause in said.passive:
        return ""
    keys = {word.key for word in said.words}
    before = [
        [other for other in quote.content if other.at == word.at - 1 and other.key not in keys]
        for word in places.get(first.key, [])
    ]
    return f"it leaves out “{before[0][0].text}”" if before and all(before) else ""


def altered_order(said: Wording, quote: Wording) -> str:
    """Words, or numbers, in the reverse order for no good reason; "you" doing what is done to you."""
    places = places_of(quote)
    for word, other in pairwise(word for word in said.content if word.key in places):
        if word.clause != other.clause or word.key == other.key:
            continue
        pairs = [(first, second) for first in places[word.key] for second in places[other.key]]
        if all((word.clause in said.passive) != (first.clause in quote.passive) for first, _ in pairs):
            continue
        if all(
            second.at < first.at
            and not _compound(word, other, first, second)
            and not _adjunct(word, other, first, second, quote)
            for first, second in pairs
        ):
            return f"“{word.text}” and “{other.text}” have changed places"
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


def _compound(before: Word, behind: Word, first: Word, second: Word) -> bool:
    """Whether the reverse order says the same: "workforce trends", "trends in the workforce", "a or b"."""
    if any(word.name for word in (before, behind, first, second)):
        return False
    if first.clause != second.clause and not behind.joined:
        return False
    if behind.listed and first.listed:
        return True
    return (behind.at - before.at == 1 and first.joined and not behind.joined) or (
        first.at - second.at == 1 and behind.joined and not first.joined
    )


def _adjunct(before: Word, behind: Word, first: Word, second: Word, quote: Wording) -> bool:
    """Whether the second word stands behind a preposition here and there, so that its place is free."""
    if not (behind.joined and second.joined) or behind.name or second.name:
        return False
    if first.clause != second.clause:
        return second is next(word for word in quote.content if word.clause == second.clause)
    if before.joined:
        return False
    between = [word for word in quote.content if second.at < word.at <= first.at]
    return not any(word.listed or word.segment != second.segment for word in between)


def _to_you(place: Word, quote: Wording) -> bool:
    """Whether "you" stands behind a word and not before it."""
    before = any(clause == place.clause and at < place.at for clause, at in quote.you)
    return not before and any(0 < at - place.at <= NEAR for _, at in quote.you)


def _altered_numbers(said: Wording, quote: Wording) -> str:
    theirs = [word.value for word in quote.words if word.axis == "number"]
    for word, other in pairwise(word.value for word in said.words if word.axis == "number"):
        if all(theirs.index(word) > place for place, value in enumerate(theirs) if value == other):
            return f"“{word}” and “{other}” have changed places"
    return ""
