"""The forms of time stamps, and what only looks like one."""

import pytest

from ingest.core.visible import without
from ingest.timing.stamps import bare_stamps, clocks, opening_clock, without_stamps


def written(raw: str) -> list[int]:
    """Seconds of the stamps of a text, as they are written."""
    return [clock.as_written if clock.linked is None else clock.linked for clock in clocks(raw)]


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        pytest.param("He waits [00:01:21.500].", [81], id="fraction"),
        pytest.param("He waits [00:01:21,5].", [81], id="comma"),
        pytest.param("He waits [01:00:05:12].", [3605], id="frames"),
        pytest.param("He waits [75:30].", [4530], id="over-59-minutes"),
        pytest.param("[00:01 - 00:05] He waits.", [1], id="range"),
        pytest.param("[00:00.000 --> 00:05.500]  He waits.", [0], id="whisper"),
        pytest.param("(00:01:00 - 00:02:00) He waits.", [60], id="round-range"),
        pytest.param("[1:13](https://youtu.be/abc?t=73) He waits.", [73], id="link"),
        pytest.param("[1:13](https://youtu.be/abc?t=1m14s) He waits.", [74], id="the-link-decides"),
        pytest.param("([1:13](https://example.org/v#t=73)) He waits.", [73], id="link-in-brackets"),
        pytest.param("[1:13](#) He waits.", [73], id="link-without-a-time"),
        pytest.param('<a href="https://youtu.be/abc?t=73">1:13</a> He waits.', [73], id="html-link"),
        pytest.param("0:00 Hello\n0:41 Pay\n12:05 Notice\n", [0, 41, 725], id="bare"),
        pytest.param("0:00 - Hello\n0:41 – Pay\n12:05 | Notice\n", [0, 41, 725], id="bare-with-a-sign"),
        pytest.param("* 0:00 Hello\n* **0:41** Pay\n", [0, 41], id="bare-in-a-list"),
        pytest.param("0:00hello\n0:04and so on\n0:09we go\n", [0, 4, 9], id="glued-as-a-page-copies-it"),
        pytest.param("0:05\nwe say\n0:09\nand go\n", [5, 9], id="on-lines-of-their-own"),
        pytest.param("## 0:00 Hello\n\nSo.\n\n## 3:12 Pay\n\nYes.\n", [0, 192], id="in-headings"),
        pytest.param("00:02:30 Ask.\n\n[00:03:00] Wait.\n", [150, 180], id="hours-beside-a-sure-one"),
        pytest.param("Ann Lee  0:05\nSo?\nBo  1:02:03\nNo.\nAnn Lee  1:03:00\nWhy?\n", [5, 3723, 3780], id="names"),
        pytest.param("(0:05) We say.\n(1:31) We go.\n(2:07) We end.\n", [5, 91, 127], id="round"),
        pytest.param("Say it (1:31). Then go (12:07). Then end (27:40).", [91, 727, 1660], id="round-behind"),
        pytest.param("62:10 We say.\n71:31 We go.\n75:07 We end.\n", [3730, 4291, 4507], id="beyond-a-day"),
        pytest.param("---\nvideo_id: abcdefghijk\n---\n7:42 We say.\n8:03 We go.\n9:11 End.\n", [462, 483, 551], id="of-a-video"),
    ],
)  # fmt: skip
def test_a_stamp_is_found_in_each_form(raw: str, seconds: list[int]) -> None:
    """In brackets, links, ranges, with fractions; bare ones where several rise like the times of a video."""
    assert written(raw) == seconds


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("We meet at 9:30 and leave at 10:45.", id="time-of-day"),
        pytest.param("9:30 is when the day begins.\nWe like it.", id="at-a-lines-start"),
        pytest.param("9:00 Doors\n9:30 Talks\n10:15 Coffee\n11:00 Panel\n", id="plan"),
        pytest.param("7:42 Leave home\n8:03 Train\n9:11 Work\n", id="timetable"),
        pytest.param("0:30 am Night bus\n1:10 am Night bus\n2:20 am Night bus\n", id="am"),
        pytest.param("9:05 Uhr Beginn\n9:41 Uhr Pause\n10:02 Uhr Ende\n", id="uhr"),
        pytest.param("John 3:16 says so, and Luke 6:31 (see 6:32).", id="verses"),
        pytest.param("3:16 For so it was.\n3:17 For not so.\n3:18 He that is.\n3:19 And this.\n", id="verses-in-lines"),
        pytest.param("The score was 2:1, the ratio 4:10 (or 10:25).", id="ratio"),
        pytest.param("We met (10:30) and parted (11:15).", id="round-times-of-day"),
        pytest.param("It was 12:30:05 on the log.\n", id="log"),
        pytest.param("5:00 then 3:00 then 1:00\n4:10 a\n2:07 b\n1:03 c\n", id="falling"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_stamp_is_none(raw: str) -> None:
    """Times of day, plans, verses, scores and ratios are text."""
    assert clocks(raw) == ()


def test_a_time_of_day_stays_text_among_stamps() -> None:
    """A sure stamp makes no stamps of the clocks in the sentences."""
    raw = "[00:01:00] We meet at 9:30.\n\n[00:12:00] Come (10:30) to John 3:16.\n"
    assert written(raw) == [60, 720]


def test_a_bare_stamp_takes_the_sign_behind_it() -> None:
    """The dash between a stamp and its text is no text."""
    raw = "0:00 - Hello\n0:41 – Pay\n"
    assert [raw[clock.end :].partition("\n")[0] for clock in clocks(raw)] == ["Hello", "Pay"]
    assert [raw[start:end] for start, end in bare_stamps(raw, 0, len(raw))] == ["0:00 - ", "0:41 – "]


def test_a_line_opens_with_a_stamp_behind_its_marks() -> None:
    """Of a list, a heading or emphasis."""
    raw = "- **[00:01:00]** Ask.\nAsk [00:02:00].\n"
    first, second = opening_clock(raw, 0, 21), opening_clock(raw, 22, len(raw))
    assert first is not None
    assert first.as_written == 60
    assert second is None


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("Ask early [00:01:00]. Wait [00:02:00].", "Ask early. Wait."),
        ("[00:01:00] Ask early. [00:02:00] Wait.", "Ask early. Wait."),
        ("Ask at 9:30.", "Ask at 9:30."),
    ],
)
def test_stamps_are_not_seen(raw: str, seen: str) -> None:
    """Neither are the blanks in front of them."""
    shown = without_stamps(raw, 0, len(raw), without(raw, 0, len(raw)))
    assert shown.text == seen
    assert "".join(raw[at] for at in shown.offsets) == seen
