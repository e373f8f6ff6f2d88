"""Time stamps in an article, where they stand relative to the speech, and which sentence each belongs to."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.article import StampPlace

Stamp = tuple[int, int]
"""Raw offset and seconds."""

_CLOCK = re.compile(r"(?:\b(\d{1,2}):)?\b(\d{1,3}):(\d{2})\b")
_ANCHOR = r"<a class=\"yt-timestamp\"[^<>]{0,200}>[^<>\n]{0,40}</a>"
_ROUND = r"\(\d{1,2}:\d{2}:\d{2}\)|\(\d{1,3}:\d{2}\)(?=\*{0,2}:)"  # (0:10) alone may be a time of day
STAMP = re.compile(
    rf"(?:\[(?:\d{{1,2}}:)?\d{{1,3}}:\d{{2}}\](?:\({_ANCHOR}\))?|\[?\({_ANCHOR}\)\]?|\[?{_ANCHOR}\]?|{_ROUND})"
)
_DATA = re.compile(r"data-t=\"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})\"")
MINUTES_AS_HOURS_SHARE = 0.9

_LINE = re.compile(r"[^\r\n]+")
_OPENS_LINE = re.compile(
    r"[\s>*+•·–#-]*(?:\d{1,3}[.)][ \t]+)?[\s*_]*"
)  # marks of a list, a heading, emphasis
_SPEAKER = re.compile(r"[^\s:.!?][^:.!?\r\n]{0,50}:?\*{0,2}[ \t]{0,4}")
_CLOSES = re.compile(r"\s{0,4}[*_]{0,2}[.;:,!?)\]”\"]")
_NOTHING_LEFT = re.compile(r"[\s.,;:!?)\]”’\"'*_<>br/-]*")


@dataclass(frozen=True, slots=True)
class Times:
    """An article's stamps in order, whether they stand before or behind the speech, and notes on them."""

    stamps: tuple[Stamp, ...] = ()
    place: StampPlace | None = None
    notes: tuple[str, ...] = ()
    stated: bool = False  # by a person, so that no block of the article is read otherwise

    def within(self, start: int, end: int) -> tuple[Stamp, ...]:
        """The stamps of `raw[start:end]`."""
        return self.stamps[bisect_right(self.stamps, (start, -1)) : bisect_right(self.stamps, (end, -1))]

    def last_before(self, offset: int) -> int | None:
        """Seconds of the last stamp before a place, or None."""
        at = bisect_right(self.stamps, (offset, -1)) - 1
        return self.stamps[at][1] if at >= 0 else None


def find_times(raw: str) -> Times:
    """All stamps of an article, where they stand, and what is wrong with them."""
    stamps, notes = find_stamps(raw)
    return Times(tuple(stamps), find_place(raw) if stamps else None, tuple(notes))


def find_stamps(raw: str) -> tuple[list[Stamp], list[str]]:
    """All stamps of an article, and notes on those that cannot be right.

    Some makers of articles write 1:13 as `01:13:00`. An article is read so as a whole when nearly all
    of its stamps end in `:00` and some hour is not zero; a single stamp when only that reading lies
    between its neighbours.
    """
    clocks: list[tuple[int, int, int, int]] = []
    broken = 0
    for match in STAMP.finditer(raw):
        shown = _DATA.sub("", match.group())
        clock = _CLOCK.search(shown) or _DATA.search(match.group())
        hours, minutes, seconds = (int(part or 0) for part in clock.groups()) if clock else (0, 99, 99)
        if seconds > 59 or (minutes > 59 and clock is not None and clock.group(1) is not None):
            broken += 1
        else:
            clocks.append((match.start(), hours, minutes, seconds))
    notes = [f"{_count(broken, 'time stamp')} left out: minutes or seconds above 59"] if broken else []
    times, mended = _in_seconds(clocks)
    if mended:
        notes.append(f"{_count(mended, 'time stamp')} read as minutes and seconds, not hours and minutes")
    backwards = [at for at in range(1, len(times)) if times[at] < times[at - 1]]
    if backwards:
        first = clocks[backwards[0]][0]
        notes.append(
            f"{_count(len(backwards), 'time stamp')} out of order, the first at character {first}; kept"
        )
    return [(clock[0], seconds) for clock, seconds in zip(clocks, times, strict=True)], notes


def _in_seconds(clocks: Sequence[tuple[int, int, int, int]]) -> tuple[list[int], int]:
    """Seconds of each clock (offset, hours, minutes, seconds); how many were written as hours and minutes."""
    shifted = [hours > 0 and seconds == 0 for _, hours, _, seconds in clocks]
    whole_minutes = sum(seconds == 0 for _, _, _, seconds in clocks)
    if len(clocks) >= 3 and any(shifted) and whole_minutes >= MINUTES_AS_HOURS_SHARE * len(clocks):
        return [_seconds(*clock[1:], shifted=clock[3] == 0) for clock in clocks], sum(shifted)
    times = [_seconds(*clock[1:], shifted=False) for clock in clocks]
    mended = 0
    for at in range(1, len(clocks) - 1):
        low, high, other = times[at - 1], times[at + 1], _seconds(*clocks[at][1:], shifted=True)
        if shifted[at] and not low <= times[at] <= high and low <= other <= high:
            times[at] = other
            mended += 1
    return times, mended


def find_place(raw: str) -> StampPlace:
    """Whether an article's stamps stand before or behind the speech, by the lines that open or end with one.

    One with a colon behind it stands before. One alone on its line speaks for the side on which text adjoins.
    A stamp within a line is behind what is said where a sign follows it or no sentence ends before it. A
    heading is above its text and says nothing of the others, unless there are none. Without evidence they
    stand behind.
    """
    before = behind = headings = 0
    rows = [match.span() for match in _LINE.finditer(raw)]
    for at, (start, end) in enumerate(rows):
        matches = list(STAMP.finditer(raw, start, end))
        if not matches:
            continue
        if raw[start:end].lstrip().startswith("#"):
            headings += 1
            continue
        opens, ends = _opens(raw, start, matches), _ends(raw, end, matches)
        if opens and _is_label(raw, matches[0]):
            before += 1
        elif opens and ends and len(matches) == 1:
            above = at > 0 and _adjoin(raw, rows[at - 1][1], start)
            below = at + 1 < len(rows) and _adjoin(raw, end, rows[at + 1][0])
            before, behind = before + (below and not above), behind + (above and not below)
        elif opens != ends:
            before, behind = before + opens, behind + ends
        elif not opens:
            behind += any(_is_behind(raw, start, match) for match in matches)
    return "before" if before > behind or (headings and not before and not behind) else "behind"


def _opens(raw: str, start: int, matches: Sequence[re.Match[str]]) -> bool:
    """Whether a line opens with a stamp that belongs to what follows.

    Bare, or behind the name of who speaks.
    """
    first = matches[0]
    opening = _OPENS_LINE.match(raw, start, first.start())
    place = opening.end() if opening else start
    if place == first.start():
        return _CLOSES.match(raw, first.end()) is None or _is_label(raw, first)
    in_a_list = raw[start:place].strip(" \t*_") != "" or raw[start:place].lstrip().startswith(("* ", "*\t"))
    return (
        not in_a_list and _is_label(raw, first) and _SPEAKER.fullmatch(raw, place, first.start()) is not None
    )


def _is_label(raw: str, match: re.Match[str]) -> bool:
    """Whether a colon follows a stamp, as behind the name of who speaks."""
    return raw[match.end() : match.end() + 3].lstrip("*_").startswith(":")


def _ends(raw: str, end: int, matches: Sequence[re.Match[str]]) -> bool:
    return _NOTHING_LEFT.fullmatch(raw, matches[-1].end(), end) is not None


def _is_behind(raw: str, start: int, match: re.Match[str]) -> bool:
    return _CLOSES.match(raw, match.end()) is not None or not _sentence_ends(raw, start, match.start())


def _sentence_ends(raw: str, start: int, offset: int) -> bool:
    """Whether what stands before `offset`, from `start` on, closes with the sign of a sentence's end."""
    return raw[max(start, offset - 8) : offset].rstrip(" \t,*_”\"')").endswith((".", "!", "?", ":"))


def _adjoin(raw: str, end: int, start: int) -> bool:
    return raw[end:start] in ("\n", "\r\n", "\r")


def block_place(raw: str, stamps: Sequence[Stamp], first: int, last: int, place: StampPlace) -> StampPlace:
    """Where the stamps of a block stand, whose text reaches from `first` to `last`.

    A block that opens with a stamp and does not end with one, or the other way round, is read by itself.
    """
    opens, ends = stamps[0][0] < first, stamps[-1][0] >= last
    if opens == ends:
        return place
    if ends:
        return "behind"
    inner = (offset for offset, _ in stamps if offset >= first)
    return "before" if all(_sentence_ends(raw, first, offset) for offset in inner) else place


def sentence_times(
    starts: Sequence[int], stamps: Sequence[Stamp], place: StampPlace = "behind", carried: int | None = None
) -> list[int | None]:
    """Seconds of each sentence of one block, by where the sentences start and the block's stamps stand.

    Behind what is said: a sentence has the first stamp behind its start; one without a stamp shares the next
    one's, and behind the last stamp of the block the last. Before it: a sentence has the last stamp before
    its start, and before the first stamp of the block the seconds `carried` over from what was said before.
    """
    if place == "before":
        before = [bisect_right(stamps, (start, -1)) - 1 for start in starts]
        return [stamps[at][1] if at >= 0 else carried for at in before]
    own: list[int | None] = [None] * len(starts)
    for offset, seconds in stamps:
        at = max(bisect_right(starts, offset) - 1, 0)
        if own and own[at] is None:
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
