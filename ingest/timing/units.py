"""What the numbers of stamps mean: whether hours and minutes were written for minutes and seconds.

Some makers of articles write 1:13 as `01:13:00`. The numbers that decide were read off 10,515 articles with
stamps (docs/decisions/2026-11-30-times.md): chapters of a long video that are rounded to whole minutes look
the same, and are far more common than a first look says.
"""

import re
from collections.abc import Sequence

from ingest.timing.stamps import Clock

WHOLE_MINUTES = 0.9  # of the stamps, at least, where they were shifted
WHOLE_BEYOND = 0.7  # of them, where the video would be too long else
MOST_ROUNDED = 0.6  # multiples of five minutes among them; a fifth by chance, all in rounded chapters
FASTEST_SPEECH = 4.5  # words a second; 999 of 1,000 articles have fewer than their video's length allows
LONGEST_VIDEO = 6 * 3600  # seconds; beyond that, stamps of whole minutes were never hours
FEWEST_DENSE = 10  # different stamps, with so many words between them at most: no chapters stand so close
MOST_WORDS_BETWEEN = 40
SHORTEST_NUMBER = 600  # below that, a length without a unit may be minutes
_FIELDS = re.compile(
    r"^(?:video_?|audio_?|total_?)?(?P<field>duration|length|runtime)(?P<unit>_?(?:s|sec|seconds|min|minutes))?"
    r"[ \t]*:[ \t]*[\"']?(?P<value>[^\r\n\"']{1,40})",
    re.MULTILINE | re.IGNORECASE,
)
_HEAD = re.compile(r"\ufeff?\s*---[ \t]*\r?\n(?:[^\r\n]*\r?\n){0,400}?(?:---|\.\.\.)[ \t]*(?=\r?\n|\Z)")
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:\.\d+)?")
_WORDS = re.compile(
    r"(?:pt)?(?:(?P<h>\d+(?:\.\d+)?)\s?h(?:ours?|rs?)?)?[\s,]*(?:and\s)?(?:(?P<m>\d+(?:\.\d+)?)\s?m(?:in(?:ute)?s?)?)?"
    r"[\s,]*(?:and\s)?(?:(?P<s>\d+(?:\.\d+)?)\s?s(?:ec(?:ond)?s?)?)?",
    re.IGNORECASE,
)
_HOURS_IN_TITLE = re.compile(r"\b(?:\w+[ -])?hours?\b|\b\d{1,2}\s?h(?:rs?)?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(r"<[^<>]{1,300}>")
_TITLE = re.compile(r"^(?:title:|#[ \t])(?P<title>[^\r\n]{1,300})", re.MULTILINE)


def told_length(raw: str) -> int | None:
    """Seconds that the front matter tells the video has; None where it tells none, or not clearly."""
    head = _HEAD.match(raw)
    best = None
    for field in _FIELDS.finditer(raw, 0, head.end() if head else 0):
        seconds = _length(field["value"].strip(), (field["unit"] or "").strip("_").lower())
        best = best or seconds
    return best or None


def _length(value: str, unit: str) -> int | None:
    if clock := _CLOCK.fullmatch(value):
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    if re.fullmatch(r"\d{1,7}(?:\.\d{1,9})?", value):
        number = float(value)
        if unit:
            return int(number * (60 if unit.startswith("m") else 1))
        return int(number) if number >= SHORTEST_NUMBER else None
    words = _WORDS.fullmatch(value)
    if words is None or not any(words.groups()):
        return None
    return int(float(words["h"] or 0) * 3600 + float(words["m"] or 0) * 60 + float(words["s"] or 0))


def in_seconds(raw: str, clocks: Sequence[Clock]) -> tuple[list[int], int]:
    """Seconds of each clock, and how many of them were written as hours and minutes.

    All are read so where that is clear (`_are_shifted`); a single one where only that reading lies between
    its neighbours. What a link says is never repaired.
    """
    length = told_length(raw)
    shifted = [_may_be_shifted(clock) for clock in clocks]
    times = [clock.as_written if clock.linked is None else clock.linked for clock in clocks]
    if _are_shifted(raw, clocks, length):
        return [
            _shifted(clock)
            if clock.seconds == 0 and clock.hours is not None and clock.linked is None
            else time
            for clock, time in zip(clocks, times, strict=True)
        ], sum(shifted)
    mended = 0
    for at in range(1, len(clocks) - 1):
        low, high, other = times[at - 1], times[at + 1], _shifted(clocks[at])
        if shifted[at] and not low <= times[at] <= high and low <= other <= high:
            times[at] = other
            mended += 1
    return times, mended


def _are_shifted(raw: str, clocks: Sequence[Clock], length: int | None) -> bool:
    """Whether it is clear that an article's stamps are minutes and seconds, written as hours and minutes.

    Nearly all are whole minutes and some hour is not zero. The video's length, where it is told, decides.
    Else they are not read so if they are rounded to five minutes or the title speaks of hours; and only if
    the video would be longer than any is, or if stamps stand as close as those of chapters never do and
    somebody could say the article's words in the time.
    """
    if len(clocks) < 3 or not any(map(_may_be_shifted, clocks)):
        return False
    last = max(clock.as_written for clock in clocks)
    share = WHOLE_BEYOND if last >= LONGEST_VIDEO else WHOLE_MINUTES
    if sum(clock.seconds == 0 for clock in clocks) < share * len(clocks):
        return False
    shifted_last = max(_shifted(clock) if clock.seconds == 0 else clock.as_written for clock in clocks)
    if length is not None:
        return last > length + 60 and shifted_last <= length + 1
    title = _TITLE.search(raw)
    if title and _HOURS_IN_TITLE.search(title["title"]):
        return False
    if sum(clock.minutes % 5 == 0 for clock in clocks) > MOST_ROUNDED * len(clocks):
        return False
    if last >= LONGEST_VIDEO:
        return True
    words = sum(1 for _ in _WORD.finditer(_TAG.sub("", raw)))
    sayable = words <= FASTEST_SPEECH * max(_shifted(clock) for clock in clocks)
    different = len({clock.as_written for clock in clocks})
    return sayable and different >= FEWEST_DENSE and words <= MOST_WORDS_BETWEEN * len(clocks)


def _may_be_shifted(clock: Clock) -> bool:
    return bool(clock.hours) and clock.seconds == 0 and clock.linked is None


def _shifted(clock: Clock) -> int:
    return (clock.hours or 0) * 60 + clock.minutes
