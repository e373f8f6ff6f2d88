"""Whether stamps are hours and minutes or minutes and seconds."""

import pytest

from ingest.timing.stamps import clocks
from ingest.timing.units import in_seconds, told_length


def times(raw: str) -> tuple[list[int], int]:
    """Seconds of a text's stamps, and how many were repaired."""
    return in_seconds(raw, clocks(raw))


WORDS = "so it goes on and on with a word or two more "
DENSE = [3, 9, 14, 22, 31, 38, 47, 56, 61, 73, 82, 94]


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        pytest.param("a [00:07:00] b [00:23:00] c [01:04:00] d [01:52:00]", [420, 1380, 3840, 6720], id="minutes"),
        pytest.param("a [00:05:00] b [00:20:00] c [01:30:00] d [01:55:00]", [300, 1200, 5400, 6900], id="five-minutes"),
        pytest.param("a [00:05:00] b [01:30:00] c [08:40:00] d [09:55:00]", [300, 5400, 31200, 35700], id="ten-hours"),
        pytest.param(
            "".join(f"{WORDS * 9}[{at // 60:02d}:{at % 60:02d}:00]. " for at in DENSE),
            [at * 60 for at in DENSE],
            id="more-words-than-could-be-said",
        ),
        pytest.param(
            "---\ntitle: Our 2-hour webinar\n---\n"
            + "".join(f"{WORDS}[{at // 60:02d}:{at % 60:02d}:00]. " for at in DENSE),
            [at * 60 for at in DENSE],
            id="title-speaks-of-hours",
        ),
        pytest.param(
            "---\nduration: 2:10:00\n---\n"
            + "".join(f"{WORDS}[{at // 60:02d}:{at % 60:02d}:00]. " for at in DENSE),
            [at * 60 for at in DENSE],
            id="the-length-is-told",
        ),
        pytest.param("a [00:59:58] b [01:00:00] c [01:00:41] d [01:13:00]", [3598, 3600, 3641, 4380], id="seconds"),
    ],
)  # fmt: skip
def test_rounded_chapters_stay_what_they_are(raw: str, seconds: list[int]) -> None:
    """Whole minutes alone are no evidence that hours stand for minutes."""
    assert times(raw) == (seconds, 0)


@pytest.mark.parametrize(
    ("raw", "seconds", "mended"),
    [
        pytest.param("a [00:12:00] b [03:41:00] c [11:13:00] d [22:07:00]", [12, 221, 673, 1327], 3, id="a-day-long"),
        pytest.param(
            "a [08:55:00] b [09:21:00] c [55:19:00] d [59:09:00] e [01:03:47]",
            [535, 561, 3319, 3549, 3827],
            4,
            id="true-hours-at-the-end",
        ),
        pytest.param(
            "---\nduration: 130\nlength: 2:10\n---\na [00:12:00] b [01:13:00] c [02:05:00]",
            [12, 73, 125],
            2,
            id="the-length-is-told",
        ),
        pytest.param(
            "".join(f"{WORDS}[{at // 60:02d}:{at % 60:02d}:00]. " for at in DENSE), DENSE, 4, id="too-close-for-chapters"
        ),
        pytest.param("a [00:01:07] b [01:20:00] c [00:01:31] d [00:02:03]", [67, 80, 91, 123], 1, id="one"),
    ],
)  # fmt: skip
def test_clear_evidence_repairs(raw: str, seconds: list[int], mended: int) -> None:
    """A video that nobody makes, a told length, stamps a dozen words apart, a single one out of its place."""
    assert times(raw) == (seconds, mended)


def test_what_a_link_says_is_never_repaired() -> None:
    """The second of a link's address is exact."""
    raw = "a [00:12:00] b [03:41:00](https://youtu.be/a?t=221) c [11:13:00] d [22:07:00]"
    assert times(raw) == ([12, 221, 673, 1327], 2)


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ("duration_seconds: 4191.0\nduration: '1:09:51'", 4191),
        ("duration: '1:09:51'", 4191),
        ("length: PT1H9M51S", 4191),
        ("length: 2h 5min", 7500),
        ("duration: 1.5 hours", 5400),
        ("duration: 90 minutes", 5400),
        ("duration_minutes: 90", 5400),
        ("duration: 5400", 5400),
        ("duration: 90", None),
        ("duration: 0", None),
        ("duration: long", None),
        ("title: 2 hours", None),
    ],
)
def test_the_length_of_the_video_is_told_above(fields: str, seconds: int | None) -> None:
    """In the front matter, as seconds, a clock or words; a small number without a unit is not clear."""
    assert told_length(f"---\n{fields}\n---\nText.\n") == seconds
    assert told_length(f"{fields}\n") is None
