"""Rolling captions: a cue shows again what the one before said; each word is kept once, where it is new."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.talk.cues import Cue, Stretch

ROLLING = 1 / 3  # of the cues that begin with words of the one before, at least
FEWEST_ROLLING = 2
MOST_WORDS = 400  # of a cue; a longer one is no caption
MOST_LINES = 12
LONGEST_GAP = 10.0  # seconds between two cues of which the second repeats the first
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Words:
    """A cue's words in small letters, where each begins, and which of them open a line."""

    words: tuple[str, ...] = ()
    starts: tuple[int, ...] = ()
    lines: frozenset[int] = frozenset()


def unrolled(text: str, cues: list[Cue]) -> list[Cue]:
    """The cues, without repetitions if they roll: if a third of them begin with words of the one before."""
    shown = [_words(text, cue.stretches) for cue in cues]
    again = [0] * len(cues)
    for at in range(1, len(cues)):
        end = cues[at - 1].end
        if end is None or cues[at].start - end <= LONGEST_GAP:
            again[at] = _repeated(shown[at - 1], shown[at])
    count = sum(words > 0 for words in again)
    if count < FEWEST_ROLLING or count < ROLLING * (len(cues) - 1):
        return cues
    return [
        replace(cue, stretches=tuple(_behind(cue.stretches, words.starts[repeated]))) if repeated else cue
        for cue, words, repeated in zip(cues, shown, again, strict=True)
        if repeated < len(words.words)
    ]


def _words(text: str, stretches: Sequence[Stretch]) -> _Words:
    """The words of a cue; tags within a word do not part it."""
    pieces: list[str] = []
    offsets: list[int] = []
    for before, stretch in pairwise((None, *stretches)):
        assert stretch is not None  # only the first of a pair is
        if before is not None and any(sign in text[before[1] : stretch[0]] for sign in "\r\n"):
            pieces.append("\n")
            offsets.append(stretch[0])
        pieces.append(text[slice(*stretch)])
        offsets.extend(range(*stretch))
    joined = "".join(pieces)
    matches = list(_WORD.finditer(joined))
    if len(matches) > MOST_WORDS:
        return _Words()
    ends = [0, *(match.end() for match in matches)]
    return _Words(
        tuple(match.group().lower() for match in matches),
        tuple(offsets[match.start()] for match in matches),
        frozenset(
            at for at, match in enumerate(matches) if at == 0 or "\n" in joined[ends[at] : match.start()]
        ),
    )


def _repeated(before: _Words, after: _Words) -> int:
    """How many words end the first cue and open the second: whole lines of both, or all of the first."""
    lines = after.lines if len(after.lines) <= MOST_LINES else ()
    ends: set[int] = {*lines, len(after.words), len(before.words)} - {0}
    for count in sorted(ends, reverse=True):
        if count > min(len(before.words), len(after.words)):
            continue
        whole = count == len(before.words) or len(before.words) - count in before.lines
        if whole and before.words[len(before.words) - count :] == after.words[:count]:
            return count
    return 0


def _behind(stretches: Sequence[Stretch], offset: int) -> Iterator[Stretch]:
    """What of the stretches stands from an offset on."""
    for start, end in stretches:
        if end > offset:
            yield max(start, offset), end
