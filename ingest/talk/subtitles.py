"""Reader of subtitles: WebVTT (`.vtt`), SubRip (`.srt`), YouTube's `.sbv`.

Lines are read one by one, and what is broken costs no more than itself: numbers and headers may lack, blank
lines may stand within a cue. docs/decisions/2026-11-30-times.md says why no library does this.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import PurePosixPath

from ingest.core.article import SourceError
from ingest.core.source import Source
from ingest.talk.cues import Cue, Stretch, Talk, TalkReader, blocks_of, paragraphs_of
from ingest.talk.rolling import unrolled
from ingest.text.blocks import Draft
from ingest.text.speakers import speakers, spoken_name

SUFFIXES = (".vtt", ".srt", ".sbv")
NAMED = 0.1  # of the cues that open with a name and a colon, at least, where these are speakers
_CLOCK = r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
_SETTINGS = r"(?:[ \t]+[A-Za-z]\w{0,20}:[^\s]{1,60})*[ \t]*"
_TIMING = re.compile(
    rf"[ \t]*(?P<start>{_CLOCK})[ \t]*(?:-{{1,3}}[ \t]?>|[–—]>|→)[ \t]*(?P<end>{_CLOCK}){_SETTINGS}"
)
_TIMING_OF_SBV = re.compile(
    r"[ \t]*(?P<start>\d{1,4}(?::\d{1,2}){2}\.\d{1,3}),(?P<end>\d{1,4}(?::\d{1,2}){2}\.\d{1,3})[ \t]*"
)
_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n|\Z)")
_NOT_SPEECH = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)")
_TAG = re.compile(
    r"</?(?:c|v|i|b|u|s|ruby|rt|lang|font|span|br)(?:[ .\t/][^<>\n]{0,200})?>|<\d{1,3}:[\d:.]{3,12}>"
    r"|\{\\[^{}\n]{0,80}\}|(?<!\S)(?:>>+|&gt;&gt;)[ \t]?|[\u200b\u200e\u200f\ufeff]"
    r"|(?<=&)(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});",  # of an entity, whose `&` stands for its sign
    re.IGNORECASE,
)
_VOICE = re.compile(r"<v(?:\.[\w.-]{1,60})?[ \t]+(?P<name>[^<>\n]{1,80})>", re.IGNORECASE)
_TURN = re.compile(r"[ \t]*(?:>>|&gt;&gt;)")
NOISE = re.compile(r"[ \t]*(?:[\[(][^\W\d_][\w ',.-]{0,30}[\])]|♪+|[-–—*.]+)[ \t]*")
_VIDEO = re.compile(r"[ _]?\[(?P<id>[\w-]{11})\]$")
_LANGUAGE = re.compile(r"\.(?:[a-z]{2,3})(?:[-_][A-Za-z]{2,8}){0,2}$")


class SubtitleReader(TalkReader):
    """Subtitles in cues, rolling captions without their repetitions; offsets count in the file's own text."""

    name = "subtitles"

    def recognises(self, source: Source) -> bool:
        """By timing lines; of a file that is named as subtitles are, by an arrow of one."""
        named = source.path.lower().endswith(SUFFIXES)
        return (named and "-->" in source.text) or _has_timings(source.text)

    def read(self, source: Source) -> Draft:
        """Raises `SourceError` where no cue has a time that can be read."""
        text = source.text
        talk = self.talk(text)
        if not talk.paragraphs:
            raise SourceError("holds no cue with a time that can be read, as subtitles have")
        title, video = named_by_file(source.path)
        return Draft(text=text, title=title, blocks=blocks_of(text, talk), video=video)

    def talk(self, raw: str) -> Talk:
        """The cues of the text."""
        return subtitle_talk(raw)


def named_by_file(path: str) -> tuple[str, str | None]:
    """Title and video of a file that is named as downloaders name them: `Title [AbCdEfGhI01].en.vtt`."""
    stem = PurePosixPath(path).stem
    stem = _LANGUAGE.sub("", stem) or stem
    video = _VIDEO.search(stem)
    title = stem[: video.start()] if video else stem
    return re.sub(r"[_\s]+", " ", title).strip() or stem, video["id"] if video else None


@lru_cache(maxsize=8)
def subtitle_talk(text: str) -> Talk:
    """The cues of subtitles in paragraphs."""
    rows, broken = _rows(text)
    cues = unrolled(text, _named(text, list(_cues(text, rows))))
    notes = [
        f"{broken} timing line{'' if broken == 1 else 's'} cannot be read; what is said there is kept"
    ] * (broken > 0)
    return Talk(tuple(paragraphs_of(text, cues)), notes=tuple(notes))


@dataclass(slots=True)
class _Row:
    """A cue as it stands: the offset of its timing line, its times, and its lines."""

    at: int
    start: float
    end: float
    lines: list[Stretch]


def _has_timings(text: str) -> bool:
    """Whether a text, whatever its name, is subtitles: two timing lines or more, a sixth of its lines."""
    if text.lstrip("\ufeff").startswith("WEBVTT"):
        return True
    rows = [match.span(1) for match in _LINE.finditer(text) if match[1].strip()]
    if not any(_timing(text, *row) for row in rows[:40]):
        return False
    timings = sum(_timing(text, *row) is not None for row in rows)
    return timings >= 2 and timings * 6 >= len(rows)


def _timing(text: str, start: int, end: int) -> re.Match[str] | None:
    return _TIMING_OF_SBV.fullmatch(text, start, end) or _TIMING.match(text, start, end)


def _rows(text: str) -> tuple[list[_Row], int]:
    """The cues with their lines, and how many timing lines cannot be read.

    What stands before the first is a header. Lines below a timing line that cannot be read belong to the cue
    before.
    """
    rows: list[_Row] = []
    broken = 0
    spans = [match.span(1) for match in _LINE.finditer(text)]
    web = text.lstrip("\ufeff").startswith("WEBVTT")
    blank, skipped = True, False
    for (start, end), following in zip(spans, [*spans[1:], (len(text), len(text))], strict=True):
        line = text[start:end]
        if not line.strip():
            blank, skipped = blank or not line, skipped and bool(line)
            continue
        timing = _timing(text, start, end)
        first, last = (_seconds(timing["start"]), _seconds(timing["end"])) if timing else (None, None)
        if timing and first is not None and last is not None:
            rows.append(_Row(start, first, last, [(timing.end(), end)] if timing.end() < end else []))
            skipped = False
        elif "-->" in line and any(map(str.isdigit, line)):
            broken += 1
        elif web and blank and _NOT_SPEECH.match(line):
            skipped = True
        elif rows and not skipped and not _is_number(text, line, following, web=web and blank):
            rows[-1].lines.append((start, end))
        blank = False
    return rows, broken


def _is_number(text: str, line: str, following: Stretch, *, web: bool) -> bool:
    """Whether a line is the number or, in WebVTT, the name of the cue whose timing line follows."""
    return (line.strip().isdigit() or web) and "-->" in text[following[0] : following[1]]


def _seconds(clock: str) -> float | None:
    """Seconds of a time as subtitles write it; None where minutes or seconds are above 59."""
    whole, _, fraction = clock.replace(",", ".").partition(".")
    parts = [int(part) for part in whole.split(":")]
    if any(part > 59 for part in parts[-2:]):
        return None
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + part
    return seconds + float(f"0.{fraction or 0}")


def _cues(text: str, rows: Sequence[_Row]) -> Iterator[Cue]:
    """A cue for each row, or each of the speakers in it; without tags and mere noise such as `[Music]`."""
    for row in rows:
        turns: list[tuple[Cue, list[Stretch]]] = []
        speaker: str | None = None
        for start, end in row.lines:
            voice = _VOICE.search(text, start, end)
            if voice:
                speaker = voice["name"].strip()
            said = list(_speech(text, start, end))
            if not said:
                continue
            turn = _TURN.match(text, start, end) is not None
            if turn or not turns or turns[-1][0].speaker != speaker:
                name = voice.span("name") if voice else None
                at = start if turns else row.at
                turns.append((Cue(at, row.start, row.end, (), speaker, name, opens=turn), []))
            turns[-1][1].extend(said)
        for cue, stretches in turns:
            yield replace(cue, stretches=tuple(stretches))


def _speech(text: str, start: int, end: int) -> Iterator[Stretch]:
    """The stretches of a line that are said."""
    pieces: list[Stretch] = []
    position = start
    for tag in _TAG.finditer(text, start, end):
        pieces.append((position, tag.start()))
        position = tag.end()
    pieces.append((position, end))
    said = "".join(text[first:last] for first, last in pieces)
    if not said.strip() or NOISE.fullmatch(said):
        return
    full = [(first, last) for first, last in pieces if text[first:last].strip()]
    begin = full[0][0] + len(text[slice(*full[0])]) - len(text[slice(*full[0])].lstrip())
    finish = full[-1][0] + len(text[slice(*full[-1])].rstrip())
    for first, last in pieces:  # a blank between two tags parts words, too
        if first < last and begin < last and first < finish:
            yield max(first, begin), min(last, finish)


def _named(text: str, cues: list[Cue]) -> list[Cue]:
    """Cues with the speakers that names in front of them tell, `Ann Lee: So?`, where there are such."""
    labels = {at: label for at, cue in enumerate(cues) if (label := spoken_name(text, *cue.stretches[0]))}
    names = speakers(label.name for label in labels.values() if label.name)
    if len(labels) < 2 or len(labels) < NAMED * len(cues) or any(cue.speaker for cue in cues):
        return cues
    named: list[Cue] = []
    speaker: str | None = None
    for at, cue in enumerate(cues):
        label = labels.get(at)
        if label and label.name in names and label.end < cue.stretches[0][1]:
            start, end = cue.stretches[0]
            speaker = label.name
            name = (start, start + len(text[start : label.end].rstrip().rstrip(":")))
            cue = replace(cue, stretches=((label.end, end), *cue.stretches[1:]), name=name)
        named.append(replace(cue, speaker=speaker))
    return named
