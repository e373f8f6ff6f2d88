"""Time stamps in an article, and which sentence of the article each belongs to."""

import re
from bisect import bisect_right
from collections.abc import Sequence

_CLOCK = re.compile(r"(?:\b(\d{1,2}):)?\b(\d{1,3}):(\d{2})\b")
_ANCHOR = r"<a class=\"yt-timestamp\"[^<>]{0,200}>[^<>\n]{0,40}</a>"
STAMP = re.compile(rf"(?:\[(?:\d{{1,2}}:)?\d{{1,3}}:\d{{2}}\](?:\({_ANCHOR}\))?|\[?{_ANCHOR}\]?)")
_DATA = re.compile(r"data-t=\"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})\"")
MINUTES_AS_HOURS_SHARE = 0.9


def find_stamps(raw: str) -> tuple[list[tuple[int, int]], list[str]]:
    """All stamps of an article as (raw offset, seconds), and notes on those that cannot be right.

    Some makers of articles write 1:13 as `01:13:00`. An article is read so as a whole when nearly all
    of its stamps end in `:00` and some hour is not zero; a single stamp when only that reading lies
    between its neighbours.
    """
    found: list[tuple[int, int, int, int]] = []
    broken = 0
    for match in STAMP.finditer(raw):
        shown = _DATA.sub("", match.group())
        clock = _CLOCK.search(shown) or _DATA.search(match.group())
        hours, minutes, seconds = (int(part or 0) for part in clock.groups()) if clock else (0, 99, 99)
        if seconds > 59 or (minutes > 59 and clock is not None and clock.group(1) is not None):
            broken += 1
        else:
            found.append((match.start(), hours, minutes, seconds))
    notes = [f"{_count(broken, 'time stamp')} left out: minutes or seconds above 59"] if broken else []
    shifted = [stamp for stamp in found if stamp[1] > 0 and stamp[3] == 0]
    whole = len(found) >= 3 and bool(shifted) and sum(stamp[3] == 0 for stamp in found) >= MINUTES_AS_HOURS_SHARE * len(found)
    times = [_seconds(*stamp[1:], shifted=whole and stamp[3] == 0) for stamp in found]
    mended = len(shifted) if whole else 0
    for at in () if whole else range(1, len(found) - 1):
        low, high, other = times[at - 1], times[at + 1], _seconds(*found[at][1:], shifted=True)
        if found[at] in shifted and not low <= times[at] <= high and low <= other <= high:
            times[at] = other
            mended += 1
    if mended:
        notes.append(f"{_count(mended, 'time stamp')} read as minutes and seconds, not hours and minutes")
    backwards = [at for at in range(1, len(times)) if times[at] < times[at - 1]]
    if backwards:
        notes.append(f"{_count(len(backwards), 'time stamp')} out of order, the first at character {found[backwards[0]][0]}; kept")
    return [(stamp[0], seconds) for stamp, seconds in zip(found, times, strict=True)], notes


def sentence_times(starts: Sequence[int], stamps: Sequence[tuple[int, int]]) -> list[int | None]:
    """Seconds of each sentence of one block, by where the sentences start and the block's stamps stand.

    A stamp follows the claim it belongs to, so a sentence has the first stamp behind its start; one
    without a stamp shares the next one's, and behind the last stamp of the block the last.
    """
    own: list[int | None] = [None] * len(starts)
    for offset, seconds in stamps:
        at = max(bisect_right(starts, offset) - 1, 0)
        if own[at] is None:
            own[at] = seconds
    times = list(own)
    for at in range(len(times) - 2, -1, -1):
        times[at] = times[at] if times[at] is not None else times[at + 1]
    last = stamps[-1][1] if stamps else None
    return [seconds if seconds is not None else last for seconds in times]


def format_time(seconds: int) -> str:
    """`221` as `00:03:41`."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _seconds(hours: int, minutes: int, seconds: int, *, shifted: bool) -> int:
    return hours * 60 + minutes if shifted else hours * 3600 + minutes * 60 + seconds


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
