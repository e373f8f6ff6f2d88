"""The forms in which a time of a video is written, and which clocks of a text are such stamps.

In square brackets, in a link to the video's second, or with hours in round brackets a clock is a stamp
wherever it stands. A bare clock, or minutes and seconds in round brackets, may be a time of day, a verse or a
score: these are stamps only where several of them rise like the times of a video (`_are_times`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ingest.core.visible import Visible

CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,;]\d{1,3}|:\d{2})?"  # a fraction, or the frames of an editor
_HOURS = r"\d{1,2}:\d{2}:\d{2}(?:[.,;:]\d{1,3})?"
_UNTIL = r"(?:[ \t]?(?:-->|->|→|–|—|-|to)[ \t]?"
_RANGE = rf"{CLOCK}{_UNTIL}{CLOCK})?"
_ANCHOR = (
    r"(?:<a class=\"yt-timestamp\"[^<>]{0,200}>[^<>\n]{0,40}</a>"
    rf"|<a[ \t][^<>]{{0,300}}[?&#;](?:t|start)=\d[^<>]{{0,100}}>[\[(]?{CLOCK}[\])]?</a>)"
)
_ADDRESS = r"\([^()\s]{1,500}\)"
_ROUND = rf"\({_HOURS}{_UNTIL}{_HOURS})?\)|\({CLOCK}\)(?=\*{{0,2}}:)"
STAMP = re.compile(
    rf"(?:\(\[{_RANGE}\]{_ADDRESS}\)|\[[ \t]?{_RANGE}[ \t]?\](?:\({_ANCHOR}\)|{_ADDRESS})?"
    rf"|\[?\({_ANCHOR}\)\]?|\[?{_ANCHOR}\]?|{_ROUND})"
)
_NUMBERS = re.compile(r"(?:\b(\d{1,2}):)?\b(\d{1,3}):(\d{2})\b")
_DATA = re.compile(r"data-t=\"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})\"")
_IN_ADDRESS = re.compile(
    r"[?&#;](?:t|start|time_continue)=(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,6})s?)?(?![\w])"
)
_OF_DAY = (
    r"(?![ \t]?(?:[ap]\.?m\b|[AP]\.?M\b|[Uu]hr\b|o[’']?clock\b|h\b|hrs?\b|noon\b|GMT\b|UTC\b|[CE][SE]?T\b))"
)
_LINE = re.compile(
    r"^[ \t]{0,8}(?:>[ \t]?){0,3}(?:#{1,6}[ \t]+|[*+•·–-][ \t]+|\d{1,3}[.)][ \t]+)?(?:\*\*|__|\*)?"
    rf"(?P<stamp>(?P<round>\()?{_RANGE}(?(round)\)))(?![\d:.,;!?%)])(?P<of_day>{_OF_DAY})?(?:\*\*|__|\*)?"
    r"(?:(?=[ \t]*(?:[\r\n]|\Z))|[ \t]{0,4}[-–—:|][ \t]+|[ \t]+|(?=[^\W\d_]))",
    re.MULTILINE,
)
_NAMED = re.compile(  # on a line of its own, behind who speaks
    r"^[ \t]{0,4}(?:\*\*|__)?\[?[^\W\d_][\w.’'-]{0,30}(?:[ \t][\w.’'&-]{1,30}){0,4}\]?:?(?:\*\*|__)?"
    rf"[ \t]{{1,20}}(?:[|–—-][ \t]{{1,4}})?(?P<stamp>\(?{CLOCK}\)?)(?P<of_day>{_OF_DAY})?:?"
    r"(?=[ \t]*(?:[\r\n]|\Z))",
    re.MULTILINE,
)
_SHORT_ROUND = re.compile(r"\((?P<stamp>\d{1,3}:\d{2}(?:[.,]\d{1,3})?)\)")
_FRONT_MATTER = re.compile(
    r"\ufeff?\s*---[ \t]*\r?\n(?:[^\r\n]*\r?\n){0,400}?(?:---|\.\.\.)[ \t]*(?=\r?\n|\Z)"
)
_OF_A_VIDEO = re.compile(r"^(?:video_?id|youtube\w*|duration\w*|video)[ \t]*:", re.MULTILINE | re.IGNORECASE)
FEWEST_BARE = 3
EARLY = 120  # seconds: before that the first stamp of nearly every transcript or list of chapters stands
SOME = 0.3  # of the clocks, at least, that are no multiples of five minutes or seconds
MOST_RISE = 0.8


@dataclass(frozen=True, slots=True)
class Clock:
    """A stamp as it is written: raw offsets, its numbers, and what a link says besides.

    `hours` is None where only minutes and seconds are told. `opens` says that it is bare at a line's start;
    the sign behind it that parts it from the text is its own.
    """

    start: int
    end: int
    hours: int | None
    minutes: int
    seconds: int
    linked: int | None = None
    opens: bool = False

    @property
    def as_written(self) -> int:
        """Seconds, read as hours, minutes and seconds."""
        return (self.hours or 0) * 3600 + self.minutes * 60 + self.seconds

    @property
    def possible(self) -> bool:
        """Whether minutes and seconds are below 60, minutes only where hours are told."""
        return self.seconds < 60 and (self.hours is None or self.minutes < 60)


@lru_cache(maxsize=8)
def clocks(raw: str) -> tuple[Clock, ...]:
    """The stamps of a text in order."""
    sure = [_clock(match, match.start(), match.end()) for match in STAMP.finditer(raw)]
    starts = [clock.start for clock in sure]
    front = _FRONT_MATTER.match(raw)
    body = front.end() if front else 0
    known = bool(sure) or (front is not None and _OF_A_VIDEO.search(raw, 0, body) is not None)
    found = list(sure)
    for pattern in (_LINE, _NAMED, _SHORT_ROUND):
        matches = [
            match
            for match in pattern.finditer(raw, body)
            if match.groupdict(default="of day").get("of_day") != "of day" and not _taken(match, sure, starts)
        ]
        bare = [
            _clock(match, match.start("stamp"), match.end(), opens=True)
            if pattern is _LINE
            else _clock(match, *(match.span("stamp") if pattern is _NAMED else match.span()))
            for match in matches
        ]
        long = [clock for clock in bare if clock.hours is not None]
        fewest = FEWEST_BARE if pattern is _SHORT_ROUND else 2
        if len(bare) >= fewest and _are_times(bare, known=known or len(long) >= 2):
            found += bare
        elif len(long) + len(sure) >= 2:
            found += long
    found.sort(key=lambda clock: clock.start)
    return tuple(_apart(found))


def bare_stamps(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stamps of a stretch that `STAMP` alone does not tell, as offsets."""
    for clock in _within(raw, start, end):
        if clock.opens or STAMP.match(raw, clock.start) is None:
            yield clock.start, min(clock.end, end)


def without_stamps(raw: str, start: int, end: int, shown: Visible) -> Visible:
    """What is seen of `raw[start:end]`, without its stamps and the blanks in front of them."""
    found = clocks_within(raw, start, end)
    if not found:
        return shown
    kept: list[int] = []
    first = 0
    for clock in found:
        last = max(bisect_left(shown.offsets, clock.start), first)
        kept += range(first, first + len(shown.text[first:last].rstrip(" \t")))
        first = max(bisect_left(shown.offsets, clock.end), last)
        if not kept:
            first += len(shown.text[first:]) - len(shown.text[first:].lstrip(" \t"))
    kept += range(first, len(shown.text))
    return Visible("".join(shown.text[at] for at in kept), tuple(shown.offsets[at] for at in kept))


def opening_clock(raw: str, start: int, end: int) -> Clock | None:
    """The stamp that a line opens with, behind marks of a list, a heading or emphasis."""
    first = next(_within(raw, start, end), None)
    return first if first and not raw[start : first.start].strip(" \t>*_#+•·–-") else None


def clocks_within(raw: str, start: int, end: int) -> tuple[Clock, ...]:
    """The stamps that begin in a stretch."""
    return tuple(_within(raw, start, end))


def _within(raw: str, start: int, end: int) -> Iterator[Clock]:
    found = clocks(raw)
    for at in range(bisect_left(_starts(raw), start) if found else 0, len(found)):
        if found[at].start >= end:
            return
        yield found[at]


@lru_cache(maxsize=8)
def _starts(raw: str) -> tuple[int, ...]:
    return tuple(clock.start for clock in clocks(raw))


def _clock(match: re.Match[str], start: int, end: int, *, opens: bool = False) -> Clock:
    text = match.group()
    numbers = _NUMBERS.search(_DATA.sub("", text)) or _DATA.search(text)
    hours, minutes, seconds = numbers.groups() if numbers else (None, "99", "99")
    address = _IN_ADDRESS.search(text)
    linked = None
    if address and any(address.groups()):
        of_address = [int(part or 0) for part in address.groups()]
        linked = of_address[0] * 3600 + of_address[1] * 60 + of_address[2]
    return Clock(start, end, None if hours is None else int(hours), int(minutes), int(seconds), linked, opens)


def _taken(match: re.Match[str], sure: Sequence[Clock], starts: Sequence[int]) -> bool:
    """Whether a stamp that is sure already overlaps."""
    at = bisect_left(starts, match.end())
    return at > 0 and sure[at - 1].end > match.start("stamp") - 1


def _apart(found: Sequence[Clock]) -> Iterator[Clock]:
    end = -1
    for clock in found:
        if clock.start >= end:
            yield clock
            end = clock.end


def _are_times(bare: Sequence[Clock], *, known: bool) -> bool:
    """Whether bare clocks, two or more, are times of a video.

    They rise; the first is early, or one is later than a day has hours, or the text is known to be of a
    video; and not all are multiples of five, as the hours of a day in a plan are, unless they begin at the
    video's start.
    """
    times = [clock.as_written for clock in bare]
    if sum(not clock.possible for clock in bare) > len(bare) // 20:
        return False
    steps = [later - earlier for earlier, later in pairwise(times)]
    rising = sum(step >= 0 for step in steps) >= MOST_RISE * len(steps)
    counted = len(steps) > 2 and all(step == 1 for step in steps)  # verses
    if not rising or (counted and times[0] > 0):
        return False
    uneven = sum(clock.seconds % 5 > 0 for clock in bare) >= SOME * len(bare)
    beyond_a_day = any(clock.minutes >= 24 or clock.hours is not None for clock in bare)
    if len(bare) < FEWEST_BARE:
        return times[0] < 60 or (known and (uneven or beyond_a_day))
    return times[0] < 60 or ((uneven or beyond_a_day) and (known or beyond_a_day or times[0] < EARLY))
