"""Reader of captions in JSON: YouTube's json3, `youtube-transcript-api`, Whisper, podcasts and their like.

All of them hold a list of objects that each have a text and a time; what the fields are called differs. JSON
is nothing to quote from, so the article's text is a rendering, as WebVTT, in which all offsets count.
"""

import html
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.core.article import SourceError
from ingest.core.signs import one_line, whole_signs
from ingest.core.source import Source
from ingest.talk.cues import Talk, TalkReader, blocks_of
from ingest.talk.subtitles import named_by_file, subtitle_talk
from ingest.text.blocks import Draft
from ingest.text.front_matter import VIDEO_ID

SUFFIXES = (".json", ".json3")
DEEPEST = 6  # objects within objects, in which the list is looked for
SLOWEST_SPEECH = 0.05  # words a second: below, whole numbers are milliseconds
LONG_IN_SECONDS = 20_000  # more than five hours
LONGEST_TIME = 360_000  # seconds; no video has more
LARGEST_NUMBER = 10**12  # a time in whatever unit
_TEXTS = ("text", "body", "utf8", "transcript", "content", "sentence", "line")
_STARTS = (
    "start",
    "startTime",
    "start_time",
    "startMs",
    "start_ms",
    "tStartMs",
    "from",
    "begin",
    "offset",
    "timestamp",
    "time",
)
_ENDS = ("end", "endTime", "end_time", "endMs", "end_ms", "to", "stop")
_LENGTHS = ("duration", "dur", "dDurationMs", "durationMs")
_SPEAKERS = ("speaker", "speaker_name", "speakerName", "speaker_label", "name")
_TITLES = ("title", "videoTitle", "video_title", "name")
_VIDEOS = ("video_id", "videoId")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6}))?")


@dataclass(frozen=True, slots=True)
class _Said:
    """One object of the list: its text, its time as it is written, and who says it."""

    text: str
    start: float
    end: float | None
    speaker: str | None
    whole: bool


class CaptionJsonReader(TalkReader):
    """Captions in JSON, rendered as WebVTT."""

    name = "caption JSON"
    rendered = True
    media_type = "text/vtt"

    def recognises(self, source: Source) -> bool:
        """By the list of timed texts in it."""
        if source.data[:1] not in b"[{ \t\r\n\xef" and not source.path.lower().endswith(SUFFIXES):
            return False
        return bool(_in_seconds(_said(_loaded(source.text))))

    def read(self, source: Source) -> Draft:
        """Raises `SourceError` where nothing is said in it."""
        loaded = _loaded(source.text)
        text = _rendered(_in_seconds(_said(loaded)))
        talk = self.talk(text)
        if not talk.paragraphs:
            raise SourceError("holds captions without words")
        title, video = named_by_file(source.path)
        top = loaded if isinstance(loaded, Mapping) else {}
        told = _field(top, _VIDEOS, str)
        return Draft(
            text=text,
            title=_field(top, _TITLES, str) or title,
            blocks=blocks_of(text, talk),
            video=told if told and VIDEO_ID.fullmatch(told) else video,
            channel=_field(top, ("channel", "channelName", "uploader"), str),
        )

    def talk(self, raw: str) -> Talk:
        """The cues of the rendering."""
        return subtitle_talk(raw)


@lru_cache(maxsize=2)
def _loaded(text: str) -> object:
    """What a JSON text holds; None where it is none."""
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _said(loaded: object) -> list[_Said]:
    """The list of timed texts with the most words, wherever it stands; empty where there is none."""
    best: list[_Said] = []
    for found in _lists(loaded, DEEPEST):
        said = [one for entry in found for one in _entry(entry)]
        if said and 2 * len(said) >= len(found) and _length(said) > _length(best):
            best = said
    return best


def _length(said: Sequence[_Said]) -> int:
    return sum(len(one.text) for one in said)


def _lists(value: object, depth: int) -> Iterator[Sequence[Mapping[str, object]]]:
    """The lists of objects in a value, the outermost first."""
    if depth == 0:
        return
    if isinstance(value, list):
        objects = [entry for entry in value if isinstance(entry, Mapping)]
        if objects and 2 * len(objects) >= len(value):
            yield objects
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for part in inner:
        if isinstance(part, (Mapping, list)):
            yield from _lists(part, depth - 1)


def _entry(entry: Mapping[str, object]) -> Iterator[_Said]:
    """A timed text; none where the object is something else, such as a line break of json3."""
    text = _field(entry, _TEXTS, str)
    segments = entry.get("segs")
    if isinstance(segments, list):
        text = "".join(
            part.get("utf8", "")
            for part in segments
            if isinstance(part, Mapping) and isinstance(part.get("utf8", ""), str)
        )
    times = [
        entry,
        *(part for key in ("offsets", "timestamps") if isinstance(part := entry.get(key), Mapping)),
    ]
    for holder in times[1:] + times[:1]:
        start = _time(holder, _STARTS)
        if start is not None:
            break
    if text is None or start is None:
        return
    end, length = _time(holder, _ENDS), _time(entry, _LENGTHS)
    seconds, whole = start
    until = end[0] if end else seconds + length[0] if length else None
    yield _Said(
        " ".join(whole_signs(html.unescape(text)).replace("&", "&amp;").split()),
        seconds,
        until,
        _field(entry, _SPEAKERS, str),
        whole,
    )


def _field(entry: Mapping[str, object], names: Sequence[str], kind: type[str]) -> str | None:
    """The first field of these names that is text, as a line."""
    told = (one_line(whole_signs(value)) for name in names if isinstance(value := entry.get(name), kind))
    return next(filter(None, told), None)


def _time(entry: Mapping[str, object], names: Sequence[str]) -> tuple[float, bool] | None:
    """A time as seconds, and whether it is a whole number whose unit is not told."""
    for name in names:
        value = entry.get(name)
        if isinstance(value, str):
            if clock := _CLOCK.fullmatch(value.strip()):
                hours, minutes, seconds = (int(part or 0) for part in clock.groups()[:3])
                return hours * 3600 + minutes * 60 + seconds + float(f"0.{clock[4] or 0}"), False
            if not re.fullmatch(r"\d{1,10}(?:\.\d{1,9})?s?", value.strip()):
                continue
            value = float(value.strip().rstrip("s")) if "." in value or "s" in value else int(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < LARGEST_NUMBER:
            milliseconds = name.lower().endswith("ms")
            return (value / 1000 if milliseconds else value), isinstance(value, int) and not milliseconds
    return None


def _in_seconds(said: Sequence[_Said]) -> list[_Said]:
    """The texts in order, with times that were milliseconds, as the rate of the speech tells, as seconds."""
    ordered = sorted(said, key=lambda one: one.start)
    last = max((one.end or one.start for one in ordered), default=0)
    words = sum(len(one.text.split()) for one in ordered)
    if (
        ordered
        and all(one.whole for one in ordered)
        and words < SLOWEST_SPEECH * last
        and last >= LONG_IN_SECONDS
    ):
        ordered = [
            _Said(
                one.text,
                one.start / 1000,
                None if one.end is None else one.end / 1000,
                one.speaker,
                whole=False,
            )
            for one in ordered
        ]
    return [one for one in ordered if one.text and one.start < LONGEST_TIME]


def _rendered(said: Sequence[_Said]) -> str:
    """The texts as WebVTT; a cue whose end is not told ends with the next one's start."""
    cues = ["WEBVTT\n"]
    for at, one in enumerate(said):
        following = said[at + 1].start if at + 1 < len(said) else one.start
        end = max(one.start, min(following if one.end is None else one.end, LONGEST_TIME))
        voice = f"<v {re.sub(r'[<>]', '', one.speaker)}>" if one.speaker else ""
        cues.append(f"{_written(one.start)} --> {_written(end)}\n{voice}{one.text}\n")
    return "\n".join(cues)


def _written(seconds: float) -> str:
    thousandths = math.floor(seconds * 1000 + 0.5)
    whole = thousandths // 1000
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{thousandths % 1000:03d}"
