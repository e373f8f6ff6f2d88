"""Where speech without punctuation is cut: at the time stamps that stand in it.

Captions know no full stops, and a quotation of a minute's speech helps nobody.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Literal

StampUse = Literal["captions", "before", "behind"]
"""What stamps in a text are: marks of captions, of a thought that begins, or of one that ends."""

FEWEST_WORDS, MOST_WORDS = 10, 25  # of a piece, where the stamps allow it
LONGEST_UNCUT = 30  # words; a sentence of so many needs no cut
WORDS_PER_SIGN = 20  # of speech with punctuation, at most
SLOWEST_SPEECH = 0.5  # words a second: below that stamps mark thoughts, not speech
LONG_PAUSE = 15  # seconds between two stamps that can mark thoughts
_SIGN = re.compile(r"[.,;:!?…—–。，、！？]")
_NAMES_I = re.compile(r"I\b")
Border = tuple[int, int]
"""Where a stamp stands, as an offset into the text that is seen, and its seconds."""


def cut_at_stamps(
    text: str, start: int, end: int, borders: Sequence[Border], *, use: StampUse
) -> Iterator[tuple[int, int]]:
    """A sentence, in pieces where punctuation is lacking; `borders` are the stamps of its block.

    A long run of words without signs is cut at stamps into pieces of some 10 to 25 words. Stamps that are not
    of captions mark thoughts besides: each ends one that no sign ends, if a capital follows or, where stamps
    open thoughts, if the words before are too few to have filled the time.
    """
    inner = borders[bisect_right(borders, (start, 2**31)) : bisect_left(borders, (end, -1))]
    if not inner:
        yield start, end
        return
    if use != "captions":
        ends = [at for at, seconds in inner if _ends_a_thought(text, at, seconds, borders, use)]
        for first, last in zip([start, *ends], [*ends, end], strict=True):
            yield from _cut(text, first, last, [at for at, _ in inner if first < at < last])
    else:
        yield from _cut(text, start, end, [at for at, _ in inner])


def _ends_a_thought(text: str, at: int, seconds: int, borders: Sequence[Border], use: StampUse) -> bool:
    before, after = text[max(at - 8, 0) : at].rstrip(), text[at : at + 8].lstrip()
    if not before or not after or _SIGN.match(before[-1]) or not after[0].isalnum():
        return False
    if after[0].isupper() and not _NAMES_I.match(after):
        return True
    number = bisect_left(borders, (at, -1))
    if number == 0 or use == "behind":
        return False
    earlier, since = borders[number - 1]
    words = len(text[earlier:at].split())
    return seconds - since >= LONG_PAUSE and words < SLOWEST_SPEECH * (seconds - since)


def _cut(text: str, start: int, end: int, cuts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """A stretch in pieces, at some of the cuts, if it is long and has few signs."""
    words = len(text[start:end].split())
    if words <= LONGEST_UNCUT or len(_SIGN.findall(text, start, end)) * WORDS_PER_SIGN > words:
        yield start, end
        return
    left, piece = words, 0
    bounds = [*cuts, end]
    first = start
    for cut, following in zip(cuts, bounds[1:], strict=True):
        piece = len(text[first:cut].split())
        longer = piece + len(text[cut:following].split())
        if piece >= FEWEST_WORDS and left - piece >= FEWEST_WORDS and longer > MOST_WORDS:
            yield first, cut
            first, left = cut, left - piece
    yield first, end
