"""Speech in cues: what captions and stamped transcripts have in common.

A cue is what is said from one time on, as stretches of the text that it stands in. Cues are joined into
paragraphs in which sentences run on; whatever is no speech (timing lines, numbers, tags, words that a rolling
caption repeats) lies between the stretches and is not shown. So every offset counts in the text itself.
"""

import html
import re
from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

from ingest.core.visible import Visible, without
from ingest.text.blocks import Block, lines
from ingest.text.reader import Reader
from ingest.timing.times import Times

FULL_PARAGRAPH = 400  # characters; from here on the next sentence's end, pause or change of cue ends it
LONGEST_PARAGRAPH = 2000
PAUSE = 2.5  # seconds of silence that end a paragraph of speech without punctuation
LONG_PAUSE = 10  # seconds that end any
WORDS_PER_SENTENCE = 50  # of speech with punctuation, at most
ENDS = ".!?…。！？♪"
_CLOSERS = " \t\r\n”’\"')]»"
_BREAK = re.compile(r"[\r\n]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cue:
    """Speech from `start` seconds on, to `end` where that is told.

    `at` is the offset of its stamp, None where it has none of its own; `stretches` are its words; `name` is
    where its speaker is named, if there. `opens` says that a paragraph begins with it in any case.
    """

    at: int | None
    start: float
    end: float | None
    stretches: tuple[Stretch, ...]
    speaker: str | None = None
    name: Stretch | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Talk:
    """A text in cues: paragraphs of them, headings with their levels, notes, and what is shown of the text.

    `more` are stretches that are shown besides speech, such as headings; `marks` are their stamps.
    """

    paragraphs: tuple[tuple[Cue, ...], ...]
    headings: tuple[tuple[int, int, int], ...] = ()
    notes: tuple[str, ...] = ()
    captions: bool = True
    more: tuple[Stretch, ...] = ()
    marks: tuple[tuple[int, int], ...] = ()

    def shown(self, text: str) -> tuple[Stretch, ...]:
        """The stretches of the text that are seen, in order; a blank between two lines is one of them."""
        found = [*self.more]
        for paragraph in self.paragraphs:
            if paragraph[0].name:
                found.append(paragraph[0].name)
            stretches = [stretch for cue in paragraph for stretch in cue.stretches]
            for (start, end), (following, _) in pairwise([*stretches, (stretches[-1][1], 0)]):
                found.append((start, end))
                if gap := _BREAK.search(text, end, following):
                    found.append((gap.start(), gap.start() + 1))
        return tuple(sorted(found))

    @property
    def stamps(self) -> tuple[tuple[int, int], ...]:
        """Offset and second of each cue."""
        cues = (cue for paragraph in self.paragraphs for cue in paragraph)
        return tuple(sorted((*self.marks, *((cue.at, int(cue.start)) for cue in cues if cue.at is not None))))


class TalkReader(Reader):
    """Reads a format of cues: `talk` says what they are, all else follows."""

    @abstractmethod
    def talk(self, raw: str) -> Talk:
        """The cues of an article's text."""

    def visible(self, raw: str, start: int, end: int, *, prefix: bool = True) -> Visible:  # noqa: ARG002
        """Speech, and the names and headings above it; of an entity the sign that it stands for."""
        shown = without(raw, start, end, _cuts(self._shown(raw), start, end))
        if "&" not in shown.text:
            return shown
        return Visible("".join(map(partial(_sign, raw), shown.text, shown.offsets)), shown.offsets)

    def times(self, raw: str) -> Times:
        """A stamp for each cue, in front of it."""
        talk = self.talk(raw)
        stamps = talk.stamps
        return Times(stamps, "before" if stamps else None, talk.notes, talk.captions)

    @lru_cache(maxsize=8)  # noqa: B019 - readers are few and live as long as the program
    def _shown(self, raw: str) -> tuple[Stretch, ...]:
        return self.talk(raw).shown(raw)


def blocks_of(text: str, talk: Talk) -> tuple[Block, ...]:
    """A block for each paragraph and heading; what lies between is metadata, its speaker's that follows."""
    blocks: list[Block] = []
    spans: list[tuple[int, int, Block]] = [
        (start, end, Block(start, end, "heading", level=level)) for start, end, level in talk.headings
    ]
    for paragraph in talk.paragraphs:
        start, end = paragraph[0].stretches[0][0], paragraph[-1].stretches[-1][1]
        spans.append((start, end, Block(start, end, "paragraph", author=paragraph[0].speaker)))
    position = 0
    for start, end, block in sorted(spans, key=lambda span: span[0]):
        blocks += [Block(*line, "metadata", author=block.author) for line in lines(text, position, start)]
        blocks.append(block)
        position = end
    author = blocks[-1].author if blocks else None
    return (*blocks, *(Block(*line, "metadata", author=author) for line in lines(text, position, len(text))))


def paragraphs_of(text: str, cues: Sequence[Cue]) -> Iterator[tuple[Cue, ...]]:
    """Cues in paragraphs: one speaker each, of some hundred characters, cut between sentences."""
    said = [text[start:end] for cue in cues for start, end in cue.stretches]
    ended = sum(piece.count(sign) for piece in said for sign in ENDS)
    punctuated = ended * WORDS_PER_SENTENCE >= sum(len(piece.split()) for piece in said)
    pause = LONG_PAUSE if punctuated else PAUSE
    paragraph: list[Cue] = []
    length = 0
    for before, cue in pairwise((None, *(cue for cue in cues if cue.stretches))):
        assert cue is not None  # only the first of a pair is
        if before is not None and paragraph and _parts(text, before, cue, length, pause):
            yield tuple(paragraph)
            paragraph, length = [], 0
        paragraph.append(cue)
        length += sum(end - start for start, end in cue.stretches)
    if paragraph:
        yield tuple(paragraph)


def ends_sentence(text: str, cue: Cue) -> bool:
    """Whether a cue's words close with the sign of a sentence's end."""
    start, end = cue.stretches[-1]
    return text[max(start, end - 8) : end].rstrip(_CLOSERS).endswith(tuple(ENDS))


def _parts(text: str, before: Cue, cue: Cue, length: int, pause: float) -> bool:
    """Whether a paragraph of `length` characters, whose last cue is `before`, ends in front of `cue`."""
    if cue.opens or before.speaker != cue.speaker or length >= LONGEST_PARAGRAPH:
        return True
    if ends_sentence(text, before):
        return length >= FULL_PARAGRAPH
    return before.end is not None and cue.start - before.end >= pause


def _sign(raw: str, sign: str, offset: int) -> str:
    entity = _ENTITY.match(raw, offset) if sign == "&" else None
    if entity is None:
        return sign
    meant = html.unescape(entity.group())
    return (" " if meant.isspace() else meant) if len(meant) == 1 else sign


def _cuts(shown: Sequence[Stretch], start: int, end: int) -> Iterator[Stretch]:
    """What lies between the stretches that are shown, within `start:end`."""
    position = start
    for at in range(max(bisect_right(shown, (start, 2**62)) - 1, 0), len(shown)):
        first, last = shown[at]
        if first >= end:
            break
        if last <= position:
            continue
        if first > position:
            yield position, first
        position = last
    if position < end:
        yield position, end
