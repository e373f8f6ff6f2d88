"""Time stamps in an article, where they stand relative to the speech, and which sentence each belongs to."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.core.article import StampPlace
from ingest.timing.stamps import Clock, clocks, clocks_within
from ingest.timing.units import in_seconds, told_length

Stamp = tuple[int, int]
"""Raw offset and seconds."""

LATEST = 60  # seconds behind the video's told end: lengths are rounded
FASTEST_SPEECH = 4.5  # words a second
CLEAR = 2  # stretches of speech, at least, that would be too fast on the other side

_LINE = re.compile(r"[^\r\n]+")
_OPENS_LINE = re.compile(
    r"[\s>*+•·–#-]*(?:\d{1,3}[.)][ \t]+)?[\s*_]*"
)  # marks of a list, a heading, emphasis
_SPEAKER = re.compile(r"[^\s:.!?][^:.!?\r\n]{0,50}:?\*{0,2}[ \t]{0,4}")
_CLOSES = re.compile(r"\s{0,4}[*_]{0,2}[.;:,!?)\]”\"]")
_NOTHING_LEFT = re.compile(r"[\s.,;:!?)\]”’\"'*_<>br/-]*")


@dataclass(frozen=True, slots=True)
class Times:
    """An article's stamps in order, whether they stand before or behind the speech, and notes on them.

    `captions` says that they part speech wherever it was on the screen, not where a thought ends.
    """

    stamps: tuple[Stamp, ...] = ()
    place: StampPlace | None = None
    notes: tuple[str, ...] = ()
    captions: bool = False
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
    return Times(tuple(stamps), find_place(raw, stamps) if stamps else None, tuple(notes))


def find_stamps(raw: str) -> tuple[list[Stamp], list[str]]:
    """All stamps of an article, and notes on those that cannot be right."""
    written = clocks(raw)
    possible = [clock for clock in written if clock.possible or clock.linked is not None]
    broken = len(written) - len(possible)
    notes = [f"{_count(broken, 'time stamp')} left out: minutes or seconds above 59"] if broken else []
    times, mended = in_seconds(raw, possible)
    if mended:
        notes.append(f"{_count(mended, 'time stamp')} read as minutes and seconds, not hours and minutes")
    length = told_length(raw)
    late = sum(length is not None and seconds > length + LATEST for seconds in times)
    if late and length is not None:
        notes.append(f"{_count(late, 'time stamp')} after the end of the video ({format_time(length)}); kept")
    backwards = [at for at in range(1, len(times)) if times[at] < times[at - 1]]
    if backwards:
        first = possible[backwards[0]].start
        notes.append(
            f"{_count(len(backwards), 'time stamp')} out of order, the first at character {first}; kept"
        )
    return [(clock.start, seconds) for clock, seconds in zip(possible, times, strict=True)], notes


def find_place(raw: str, stamps: Sequence[Stamp] | None = None) -> StampPlace:
    """Whether an article's stamps stand before or behind the speech, by the lines that open or end with one.

    One with a colon behind it stands before. One alone on its line speaks for the side on which text adjoins.
    A stamp within a line is behind what is said where a sign follows it or no sentence ends before it. A
    heading is above its text and says nothing of the others, unless there are none. Where lines say nothing,
    the rate of the speech tells (`_place_by_rate`); then whether a text's first or last line is a stamp, or
    its stamps all stand between sentences. Without evidence they stand behind.
    """
    before = behind = headings = between = 0
    rows = [match.span() for match in _LINE.finditer(raw) if not match.group().isspace()]
    lone: list[int] = []
    texts: list[int] = []
    for at, (start, end) in enumerate(rows):
        matches = clocks_within(raw, start, end)
        is_heading = raw[start:end].lstrip().startswith("#")
        if not matches or is_heading:
            headings += bool(matches)
            texts += [] if is_heading else [at]
            continue
        opens, ends = _opens(raw, start, matches), _ends(raw, end, matches)
        if opens and _is_label(raw, matches[0]):
            before += 1
        elif opens and ends and len(matches) == 1:
            lone.append(at)
            above = at > 0 and _adjoin(raw, rows[at - 1][1], start)
            below = at + 1 < len(rows) and _adjoin(raw, end, rows[at + 1][0])
            before, behind = before + (below and not above), behind + (above and not below)
        elif opens != ends:
            before, behind = before + opens, behind + ends
        elif not opens:
            inner = any(_is_behind(raw, start, match) for match in matches)
            behind, between = behind + inner, between + (not inner)
    if before != behind:
        return "before" if before > behind else "behind"
    rate = _place_by_rate(raw, find_stamps(raw)[0] if stamps is None else stamps)
    if rate is not None:
        return rate
    if lone and texts and not before:
        return "before" if lone[-1] < texts[-1] else "behind"
    return "before" if not before and (between or headings) else "behind"


def _place_by_rate(raw: str, stamps: Sequence[Stamp]) -> StampPlace | None:
    """Where stamps stand by how fast the words between two of them would have to be said; None where unclear.

    A stretch of words lasts, where stamps stand before, from the one in front of it to the one behind it;
    where they stand behind, from the one behind it to the next. Nobody says more words a second than
    `FASTEST_SPEECH`.
    """
    early = late = 0
    for at in range(len(stamps) - 2):
        (start, first), (end, second), (_, third) = stamps[at : at + 3]
        words = raw.count(" ", start, end)
        early += words > FASTEST_SPEECH * max(second - first, 1) + 4
        late += words > FASTEST_SPEECH * max(third - second, 1) + 4
    if abs(early - late) < CLEAR:
        return None
    return "before" if early < late else "behind"


def _opens(raw: str, start: int, matches: Sequence[Clock]) -> bool:
    """Whether a line opens with a stamp that belongs to what follows.

    Bare, or behind the name of who speaks.
    """
    first = matches[0]
    if first.opens:
        return True
    opening = _OPENS_LINE.match(raw, start, first.start)
    place = opening.end() if opening else start
    if place == first.start:
        return _CLOSES.match(raw, first.end) is None or _is_label(raw, first)
    in_a_list = raw[start:place].strip(" \t*_") != "" or raw[start:place].lstrip().startswith(("* ", "*\t"))
    return not in_a_list and _is_label(raw, first) and _SPEAKER.fullmatch(raw, place, first.start) is not None


def _is_label(raw: str, match: Clock) -> bool:
    """Whether a colon follows a stamp, as behind the name of who speaks."""
    return raw[match.end : match.end + 3].lstrip("*_").startswith(":")


def _ends(raw: str, end: int, matches: Sequence[Clock]) -> bool:
    return _NOTHING_LEFT.fullmatch(raw, matches[-1].end, end) is not None


def _is_behind(raw: str, start: int, match: Clock) -> bool:
    return _CLOSES.match(raw, match.end) is not None or not _sentence_ends(raw, start, match.start)


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


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
