"""Time stamps: their forms, how they are read, and which sentence each belongs to."""

import pytest

from ingest.times import find_stamps, format_time, sentence_times

ANCHOR = '<a class="yt-timestamp" data-t="{0}">{1}</a>'


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        pytest.param("He waits [00:03:41].", [221], id="hours"),
        pytest.param("He waits [03:41].", [221], id="minutes"),
        pytest.param("He waits [1:02:03].", [3723], id="one-digit-hour"),
        pytest.param("He waits [75:10].", [4510], id="more-than-an-hour-in-minutes"),
        pytest.param("He waits " + ANCHOR.format("00:03:41", "[00:03:41]") + ".", [221], id="anchor"),
        pytest.param("He waits " + ANCHOR.format("00:03:41", "") + ".", [221], id="anchor-without-text"),
        pytest.param(
            "He waits [[00:03:41](" + ANCHOR.format("00:03:41", "00:03:41") + ")].",
            [221],
            id="link-with-anchor",
        ),
        pytest.param(
            "He waits [00:01:05], [00:01:09], and goes [00:02:00].", [65, 69, 120], id="commas-between"
        ),
        pytest.param("See [12] and [a:bc] and 10:30 and [10:3].", [], id="no-stamps"),
    ],
)
def test_stamp_is_found_in_each_form(raw: str, seconds: list[int]) -> None:
    """Brackets and anchors are stamps, with or without hours; other brackets and bare clock times are not."""
    stamps, notes = find_stamps(raw)
    assert [time for _, time in stamps] == seconds
    assert notes == []


def test_stamp_has_its_place() -> None:
    """A stamp's offset is where it stands in the raw text."""
    raw = "First one [00:00:10]. Then two [00:00:20]."
    assert [raw[at : at + 10] for at, _ in find_stamps(raw)[0]] == ["[00:00:10]", "[00:00:20]"]


def test_minutes_written_as_hours_are_read_as_minutes() -> None:
    """Where nearly all stamps end in :00 and some hour is not zero, 01:13:00 is 73 seconds."""
    stamps, notes = find_stamps("a [00:12:00] b [00:40:00] c [01:13:00] d [02:05:00]")
    assert [time for _, time in stamps] == [12, 40, 73, 125]
    assert notes == ["2 time stamps read as minutes and seconds, not hours and minutes"]


def test_single_stamp_is_mended_between_its_neighbours() -> None:
    """One stamp that fits only as minutes and seconds is read so; the rest stay as they are."""
    stamps, notes = find_stamps("a [00:01:07] b [01:20:00] c [00:01:31] d [00:02:03]")
    assert [time for _, time in stamps] == [67, 80, 91, 123]
    assert notes == ["1 time stamp read as minutes and seconds, not hours and minutes"]


def test_long_video_keeps_its_hours() -> None:
    """Stamps with an hour stay hours where their seconds vary."""
    stamps, notes = find_stamps("a [00:59:58] b [01:00:00] c [01:00:41] d [01:13:00]")
    assert [time for _, time in stamps] == [3598, 3600, 3641, 4380]
    assert notes == []


@pytest.mark.parametrize(
    ("raw", "kept", "note"),
    [
        pytest.param(
            "a [00:00:75] b [00:01:00]",
            [60],
            "1 time stamp left out: minutes or seconds above 59",
            id="seconds",
        ),
        pytest.param(
            "a [00:70:00] b [00:99:99]",
            [],
            "2 time stamps left out: minutes or seconds above 59",
            id="minutes",
        ),
        pytest.param(
            "a [00:02:01] b [00:01:02]",
            [121, 62],
            "1 time stamp out of order, the first at character 15; kept",
            id="order",
        ),
    ],
)
def test_wrong_stamp_is_noted(raw: str, kept: list[int], note: str) -> None:
    """A stamp that cannot be is left out, one out of order is kept, and the note counts them."""
    stamps, notes = find_stamps(raw)
    assert [time for _, time in stamps] == kept
    assert notes == [note]


@pytest.mark.parametrize(
    ("starts", "stamps", "times"),
    [
        pytest.param([0, 20], [(10, 5), (30, 9)], [5, 9], id="each-its-own"),
        pytest.param([0, 20, 40], [(50, 9)], [9, 9, 9], id="shares-the-next"),
        pytest.param([0, 20, 40], [(10, 5)], [5, 5, 5], id="behind-the-last"),
        pytest.param([0, 20], [(5, 3), (10, 5), (30, 9)], [3, 9], id="first-of-several"),
        pytest.param([12], [(0, 7)], [7], id="before-the-sentence"),
        pytest.param([0, 20], [], [None, None], id="none"),
        pytest.param([], [], [], id="no-sentence"),
    ],
)
def test_sentence_has_the_first_stamp_behind_its_start(
    starts: list[int], stamps: list[tuple[int, int]], times: list[int | None]
) -> None:
    """A stamp follows its claim.

    A sentence without one shares the next one's, behind the last the last one's.
    """
    assert sentence_times(starts, stamps) == times


@pytest.mark.parametrize(("seconds", "text"), [(0, "00:00:00"), (221, "00:03:41"), (36610, "10:10:10")])
def test_time_is_written_with_hours(seconds: int, text: str) -> None:
    """A time is written as hours, minutes and seconds, two digits each."""
    assert format_time(seconds) == text
