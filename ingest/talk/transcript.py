"""Reader of transcripts: stamps or names with stamps at the start of the lines, and speech behind or below.

As podcasts publish them, as meeting tools and Whisper write them, as they are copied from a video's page.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from ingest.core.source import Source
from ingest.talk.cues import Cue, Stretch, Talk, TalkReader, blocks_of, ends_sentence, paragraphs_of
from ingest.talk.subtitles import NOISE, named_by_file
from ingest.text.blocks import Draft, blank_between, lines
from ingest.text.front_matter import read_front_matter, video_above
from ingest.text.speakers import Label, find_labels
from ingest.timing.speech import LONG_PAUSE, SLOWEST_SPEECH
from ingest.timing.stamps import clocks, clocks_within, opening_clock
from ingest.timing.times import find_stamps

TIMED = 1 / 3  # of the lines, at least, that open with a stamp or a name and a stamp
FEWEST_TIMED = 2
FEWEST_CAPTIONS = 3  # lines of captions that make a transcript of what else is an article
MOST_CAPTION_WORDS = 20  # of a cue, on average
UNENDED = 0.5  # of the cues, at least, that no sign of a sentence's end closes, where they are captions
LONGEST_TITLE = 100
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+")
_SPOKEN_TIME = re.compile(r"(?:\d{1,2} hours?)?,? ?(?:\d{1,2} minutes?)?,? ?(?:\d{1,2} seconds?)?")
_LIST = re.compile(r"[ \t]*(?:[*+-]|\d{1,3}[.)])[ \t]")


class TranscriptReader(TalkReader):
    """A transcript in plain text or Markdown; offsets count in the file's own text."""

    name = "transcript"

    def recognises(self, source: Source) -> bool:
        """By the lines that open with stamps; of what has Markdown's marks, captions alone."""
        return is_transcript(source.text)

    def read(self, source: Source) -> Draft:
        """Never refuses."""
        raw = source.text
        talk = self.talk(raw)
        front = read_front_matter(raw)
        video, note = front.video()
        title, named = named_by_file(source.path)
        heading = next(
            (raw[start:end].lstrip("# \t").strip() for start, end, level in talk.headings if level == 1), None
        )
        return Draft(
            text=raw,
            title=front.first("title") or heading or title,
            blocks=blocks_of(raw, talk),
            channel=front.first("channel"),
            author=front.author,
            video=video or named or video_above(raw, front.end),
            url=front.url,
            date=front.date,
            licence=front.licence,
            notes=(*front.notes, *([note] if note else [])),
        )

    def talk(self, raw: str) -> Talk:
        """The cues of the text."""
        return transcript_talk(raw)


def is_transcript(raw: str) -> bool:
    """Whether a third of a text's lines open with a stamp; in an article, whether these are captions."""
    from ingest.prose.wiki import is_wiki  # only ingest needs it

    if len(clocks(raw)) < FEWEST_TIMED:
        return False
    rows = lines(raw, read_front_matter(raw).end, len(raw))
    labels = find_labels(raw, rows)
    timed = [row for row in rows if row[0] in labels or opening_clock(raw, *row)]
    if len(timed) < FEWEST_TIMED or len(timed) < TIMED * len(rows):
        return False
    spoken = "\n".join(raw[labels[start].end if start in labels else start : end] for start, end in rows)
    if not read_front_matter(raw).end and not is_wiki(spoken):
        return True
    listed = any(_LIST.match(raw, *row) for row in timed)
    return len(timed) >= FEWEST_CAPTIONS and not listed and transcript_talk(raw).captions


@lru_cache(maxsize=8)
def transcript_talk(raw: str) -> Talk:
    """The cues of a transcript in paragraphs; captions run on, other stamps open a paragraph each."""
    body = read_front_matter(raw).end
    rows = lines(raw, body, len(raw))
    stamps, notes = find_stamps(raw)
    headings = [
        (start, end, len(match[1])) for start, end in rows if (match := _HEADING.match(raw, start, end))
    ]
    titled = _title(raw, rows, {at for at, _ in stamps})
    if titled and not headings:
        headings = [(*titled, 1)]
    more = [piece for start, end, _ in headings for piece in _unstamped(raw, start, end)]
    seconds = dict(stamps)
    cues = _cues(raw, rows, seconds, {start for start, _, _ in headings})
    captions = _are_captions(raw, cues)
    cues = [
        replace(cue, opens=cue.opens or before is None or (_slow if captions else _opens)(raw, before, cue))
        for before, cue in zip([None, *cues], cues, strict=False)
    ]
    of_headings = [
        (clock.start, seconds[clock.start])
        for start, end, _ in headings
        for clock in clocks_within(raw, start, end)
        if clock.start in seconds
    ]
    return Talk(
        tuple(paragraphs_of(raw, cues)),
        tuple(headings),
        tuple(notes),
        captions,
        tuple(more),
        tuple(of_headings),
    )


class _Scan:
    """The cue in the making, as the lines of a transcript are gone through."""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self.speaker: str | None = None
        self.opens = True
        self._at: int | None = None
        self._seconds = 0
        self._name: Stretch | None = None
        self._said: list[Stretch] = []

    @property
    def said(self) -> list[Stretch]:
        """What the cue says up to here."""
        return self._said

    def add(self, stretches: Sequence[Stretch]) -> None:
        """More of what is said."""
        self._said += stretches

    def end(self) -> None:
        """The cue is complete; what follows has its time, unless it gets its own."""
        if self._said:
            cue = Cue(self._at, self._seconds, None, tuple(self._said), self.speaker, self._name, self.opens)
            self.cues.append(cue)
            self._at, self._name, self._said, self.opens = None, None, [], False

    def stamp(self, at: int, seconds: int) -> None:
        """A time from which on is said what follows."""
        self.end()
        self._at, self._seconds = at, seconds

    def label(self, name: str | None, place: Stretch | None) -> None:
        """Who says what follows; None where the same speaker goes on."""
        self.end()
        self.opens = self.opens or (name is not None and name != self.speaker)
        self.speaker = name or self.speaker
        self._name = place

    def heading(self) -> None:
        """A heading: nobody's words, and a paragraph begins below it."""
        self.end()
        self.speaker, self.opens = None, True


def _cues(
    raw: str, rows: Sequence[Stretch], seconds: Mapping[int, int], headings: Container[int]
) -> list[Cue]:
    """A cue for each stamp in the lines, with the lines below it up to the next."""
    labels = find_labels(raw, [row for row in rows if row[0] not in headings])
    scan, last, alone = _Scan(), 0, False
    for start, end in rows:
        if start in headings:
            scan.heading()
            continue
        label, clock = labels.get(start), opening_clock(raw, start, end)
        if label:
            clock = next(iter(clocks_within(raw, start, label.end)), None)
            scan.label(label.name, _name(raw, start, label))
        elif not clock and scan.said and blank_between(raw, last, start) and _ends(raw, scan.said):
            scan.end()
            scan.opens = True
        if clock and clock.start in seconds:
            scan.stamp(clock.start, seconds[clock.start])
        position = label.end if label else clock.end if clock else start
        told_again = (clock or alone) and _SPOKEN_TIME.fullmatch(raw[position:end].strip())
        alone, last = bool(clock) and not raw[position:end].strip(), end
        if told_again:
            continue
        for inner in clocks_within(raw, position, end):
            scan.add(_trimmed(raw, position, inner.start))
            if inner.start in seconds:
                scan.stamp(inner.start, seconds[inner.start])
            position = inner.end
        scan.add(_trimmed(raw, position, end))
    scan.end()
    return scan.cues


def _trimmed(raw: str, start: int, end: int) -> list[Stretch]:
    piece = raw[start:end]
    if not piece.strip(" \t*_-–—|:").strip() or NOISE.fullmatch(piece):
        return []
    left = len(piece) - len(piece.lstrip())
    return [(start + left, start + len(piece.rstrip()))]


def _name(raw: str, start: int, label: Label) -> Stretch | None:
    at = raw.find(label.name, start, label.end) if label.name else -1
    return (at, at + len(label.name)) if label.name and at >= 0 else None


def _ends(raw: str, pending: Sequence[Stretch]) -> bool:
    return ends_sentence(raw, Cue(None, 0, None, tuple(pending)))


def _title(raw: str, rows: Sequence[Stretch], stamps: set[int]) -> Stretch | None:
    """The first line, if it is short, ends like no sentence and speech begins below it."""
    if not rows or not stamps:
        return None
    start, end = rows[0]
    short = end - start <= LONGEST_TITLE and raw[start:end].rstrip()[-1] not in ".!?,;:"
    return rows[0] if short and end < min(stamps) and not opening_clock(raw, start, end) else None


def _unstamped(raw: str, start: int, end: int) -> Iterator[Stretch]:
    """A heading without its mark and stamps."""
    mark = _HEADING.match(raw, start, end)
    position = mark.end() if mark else start
    for clock in clocks_within(raw, position, end):
        yield from _trimmed(raw, position, clock.start)
        position = clock.end
    yield from _trimmed(raw, position, end)


def _are_captions(raw: str, cues: Sequence[Cue]) -> bool:
    """Whether cues are short and run on: few end as a sentence does, and few begin with a capital."""
    timed = [cue for cue in cues if cue.at is not None]
    if len(timed) < FEWEST_TIMED:
        return False
    words = sum(len(raw[start:end].split()) for cue in timed for start, end in cue.stretches)
    unended = sum(not ends_sentence(raw, cue) for cue in timed)
    capital = sum(raw[cue.stretches[0][0]].isupper() for cue in timed)
    apart = sum(_slow(raw, before, cue) for before, cue in pairwise(timed))
    return (
        words <= MOST_CAPTION_WORDS * len(timed)
        and unended >= UNENDED * len(timed)
        and capital <= (1 - UNENDED / 2) * len(timed)
        and 2 * apart <= len(timed)
    )


def _opens(raw: str, before: Cue, cue: Cue) -> bool:
    """Whether a cue that is none of captions begins a paragraph: unless a sentence goes on in it."""
    if cue.at is None or ends_sentence(raw, before):
        return cue.at is not None
    return not raw[cue.stretches[0][0]].islower() or _slow(raw, before, cue)


def _slow(raw: str, before: Cue, cue: Cue) -> bool:
    """Whether a cue's words are too few to have filled the time up to the next."""
    gap = cue.start - before.start
    words = sum(len(raw[start:end].split()) for start, end in before.stretches)
    return gap >= LONG_PAUSE and words < SLOWEST_SPEECH * gap
