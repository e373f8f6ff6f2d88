"""Time stamps: their forms, how they are read, and which sentence each belongs to."""

import pytest

from ingest import StampPlace
from ingest.timing.times import block_place, find_place, find_stamps, find_times, format_time, sentence_times

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
        pytest.param("He waits (00:01:05) and (<a", [65], id="round"),
        pytest.param("Ann (01:05): he waits.", [65], id="round-behind-a-name"),
        pytest.param(
            "He waits [(" + ANCHOR.format("00:03:41", "00:03:41") + ")].", [221], id="anchor-in-brackets"
        ),
        pytest.param("At (10:30) we met.", [], id="time-of-day"),
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
    """Where whole minutes would make a video of half a day, 01:13:00 is 73 seconds; the note counts them."""
    stamps, notes = find_stamps("a [00:12:00] b [00:40:00] c [01:13:00] d [12:05:00]")
    assert [time for _, time in stamps] == [12, 40, 73, 725]
    assert notes == ["2 time stamps read as minutes and seconds, not hours and minutes"]


def test_stamps_after_the_end_of_the_video_are_noted() -> None:
    """Where the front matter tells its length; they are kept, for it may be the length that is wrong."""
    stamps, notes = find_stamps("---\nduration: 0:40:00\n---\na [00:12:10] b [00:55:01]")
    assert [time for _, time in stamps] == [730, 3301]
    assert notes == ["1 time stamp after the end of the video (00:40:00); kept"]


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


@pytest.mark.parametrize(
    ("starts", "stamps", "carried", "times"),
    [
        pytest.param([10, 40], [(0, 5), (30, 9)], None, [5, 9], id="each-its-own"),
        pytest.param([10, 40], [(0, 5)], None, [5, 5], id="shares-the-one-before"),
        pytest.param([0, 40], [(30, 9)], 3, [3, 9], id="carried"),
        pytest.param([0, 40], [(30, 9)], None, [None, 9], id="nothing-before"),
        pytest.param([0], [], 3, [3], id="only-carried"),
        pytest.param([20], [(0, 5), (10, 9)], None, [9], id="last-of-several"),
    ],
)
def test_sentence_has_the_last_stamp_before_its_start(
    starts: list[int], stamps: list[tuple[int, int]], carried: int | None, times: list[int | None]
) -> None:
    """Where stamps precede the speech, a sentence has the last one before it, or what is carried over."""
    assert sentence_times(starts, stamps, "before", carried) == times


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        pytest.param("Ask early [00:01:00]. Then wait [00:02:00].", "behind", id="before-the-stop"),
        pytest.param("Ask early. [00:01:00] Then wait. [00:02:00]", "behind", id="after-the-stop"),
        pytest.param("[00:01:00] Ask early. [00:02:00] Then wait.", "before", id="in-front"),
        pytest.param("- [00:01:00] Ask.\n- [00:02:00] Wait.", "before", id="items"),
        pytest.param("- Ask. [00:01:00]\n- Wait. [00:02:00]", "behind", id="behind-items"),
        pytest.param("**[00:01:00]** Ask early.", "before", id="strong"),
        pytest.param("[00:01:00]\nAsk early.\n\n[00:02:00]\nWait.", "before", id="line-above"),
        pytest.param("Ask early.\n[00:01:00]\n\nWait.\n[00:02:00]", "behind", id="line-below"),
        pytest.param("Ann (00:01:00): Ask.\nBo (00:02:00): Wait.", "before", id="names"),
        pytest.param(
            "Ann (00:01:00):\nAsk.\nBo (00:02:00):\nWait.", "before", id="names-on-lines-of-their-own"
        ),
        pytest.param(
            "*   **Ask** [00:01:00]: early [00:01:10].\n*   **Wait** [00:02:00]: a week.",
            "behind",
            id="topics",
        ),
        pytest.param("## [00:01:00] When\n\nAsk.", "before", id="headings-alone"),
        pytest.param(
            "## When [00:01:00]\n\nAsk [00:01:10].", "behind", id="headings-say-nothing-of-the-text"
        ),
        pytest.param("We ask [00:01:00] and wait, some day.", "behind", id="within"),
        pytest.param("We ask\n[00:01:00], then wait.", "behind", id="wrapped-before-a-sign"),
        pytest.param("We ask [00:01:00].\n\n[00:02:00] We wait.", "behind", id="as-many-of-each"),
        pytest.param("[00:01:00] We ask [00:02:00] and wait [00:03:00]", "behind", id="both-ends"),
        pytest.param("0:00 Hello\n0:41 Pay\n12:05 Notice\n", "before", id="bare"),
        pytest.param("[00:01:00]\n\nAsk early.\n\n[00:02:00]\n\nWait.", "before", id="alone-above"),
        pytest.param("Ask early.\n\n[00:01:00]\n\nWait.\n\n[00:02:00]", "behind", id="alone-below"),
        pytest.param(
            "Hello to all. [00:01:00] We ask early. [00:02:00] We wait.", "before", id="between-sentences"
        ),
        pytest.param(
            f"Hi. [00:00:10] {'We say it. ' * 20}[00:01:00] We. [00:01:02] {'We say it. ' * 20}[00:02:00] Go. "
            f"[00:02:02] {'We say it. ' * 20}[00:03:00] End.",
            "before",
            id="speech-lasts-as-long-from-the-stamp-in-front",
        ),
        pytest.param(
            f"Hi. [00:00:10] We. [00:00:12] {'We say it. ' * 20}[00:00:14] Go. [00:01:04] {'We say it. ' * 20}"
            f"[00:01:06] End. [00:01:56] {'We say it. ' * 20}[00:01:58] Bye. [00:02:58] So.",
            "behind",
            id="speech-lasts-as-long-from-the-stamp-behind",
        ),
    ],
)
def test_place_of_the_stamps_is_seen(raw: str, place: StampPlace) -> None:
    """Lines that open or end with a stamp tell where an article's stamps stand; without evidence, behind."""
    assert find_place(raw) == place
    assert find_times(raw).place == place


def test_times_know_their_surroundings() -> None:
    """Stamps of a stretch, and the last before a place; an article without stamps has no place of them."""
    times = find_times("Ask [00:01:00]. Wait [00:02:00].")
    assert times.within(0, 10) == ((4, 60),)
    assert times.within(4, 21) == ((4, 60),)
    assert (times.last_before(4), times.last_before(5), times.last_before(99)) == (None, 60, 120)
    assert find_times("Ask.").place is None


@pytest.mark.parametrize(
    ("raw", "place", "expected"),
    [
        pytest.param("[00:01:00] Ask. [00:02:00] Wait.", "behind", "before", id="opens"),
        pytest.param("Ask [00:01:00]. Wait [00:02:00].", "before", "behind", id="ends"),
        pytest.param("Ask. [00:02:00] Wait.", "before", "before", id="neither"),
        pytest.param("[00:01:00] Ask [00:02:00].", "behind", "behind", id="both"),
        pytest.param("[00:01:00] and ask [00:02:00], then wait.", "behind", "behind", id="goes-on"),
    ],
)
def test_block_may_differ_from_its_article(raw: str, place: StampPlace, expected: StampPlace) -> None:
    """A block that clearly opens or ends with a stamp is read by itself; any other as its article."""
    words = [at for at, sign in enumerate(raw) if sign.isalpha()]
    assert block_place(raw, find_stamps(raw)[0], words[0], words[-1], place) == expected


@pytest.mark.parametrize(("seconds", "text"), [(0, "00:00:00"), (221, "00:03:41"), (36610, "10:10:10")])
def test_time_is_written_with_hours(seconds: int, text: str) -> None:
    """A time is written as hours, minutes and seconds, two digits each."""
    assert format_time(seconds) == text
