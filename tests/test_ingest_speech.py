"""Cuts of unpunctuated speech at its stamps."""

import pytest

from ingest.text.sentences import split_sentences
from ingest.timing.speech import StampUse

CAPTIONS = [
    "so today we talk about",
    "the first call with a",
    "recruiter and what you say",
    "when they ask for your",
]


def joined(pieces: list[str], seconds: list[int]) -> tuple[str, list[tuple[int, int]]]:
    """A text of pieces and where each begins, with its seconds."""
    text, borders = "", []
    for piece, at in zip(pieces, seconds, strict=True):
        borders.append((len(text), at))
        text += piece + " "
    return text.rstrip(), borders


def split(pieces: list[str], seconds: list[int], use: StampUse) -> list[str]:
    """The sentences of a text of pieces."""
    text, borders = joined(pieces, seconds)
    return [text[start:end] for start, end in split_sentences(text, borders=borders, use=use)]


def test_captions_without_punctuation_are_cut_at_cues() -> None:
    """Pieces of 10 to 30 words that begin where a cue begins, and nothing is lost."""
    pieces = CAPTIONS * 6
    told = split(pieces, [3 * at for at in range(len(pieces))], "captions")
    assert " ".join(told) == " ".join(pieces)
    assert all(10 <= len(one.split()) <= 30 for one in told)
    assert all(any(one.startswith(piece) for piece in CAPTIONS) for one in told)


def test_a_short_run_of_captions_stays_whole() -> None:
    """A sentence of up to 30 words is no burden."""
    assert split(CAPTIONS, [0, 3, 6, 9], "captions") == [" ".join(CAPTIONS)]


def test_punctuated_captions_are_cut_at_their_sentences() -> None:
    """However long a sentence with commas is, cues do not cut it."""
    pieces = ["We ask early, and", "then, when they say", "no, we wait.", "That is all."]
    assert split(pieces * 4, list(range(16)), "captions") == ["We ask early, and then, when they say no, we wait.", "That is all."] * 4  # fmt: skip


@pytest.mark.parametrize(
    ("pieces", "seconds", "use", "told"),
    [
        pytest.param(
            ["Welcome back", "Today we talk of pay", "Never name yours first"],
            [5, 40, 90],
            "before",
            ["Welcome back", "Today we talk of pay", "Never name yours first"],
            id="capitals",
        ),
        pytest.param(
            ["welcome back", "today we talk of pay", "never name yours first"],
            [5, 40, 90],
            "before",
            ["welcome back", "today we talk of pay", "never name yours first"],
            id="too-few-words-for-the-time",
        ),
        pytest.param(
            ["welcome back to the channel", "today we talk of pay"],
            [5, 8],
            "before",
            ["welcome back to the channel today we talk of pay"],
            id="speech-runs-on",
        ),
        pytest.param(["Ask early", "Then wait"], [40, 90], "behind", ["Ask early", "Then wait"], id="behind"),
        pytest.param(
            ["It is an old finding", "and shows itself late"],
            [400, 90],
            "behind",
            ["It is an old finding and shows itself late"],
            id="behind-within-a-sentence",
        ),
        pytest.param(["So he said", "I know"], [5, 8], "before", ["So he said I know"], id="I-is-no-capital"),
        pytest.param(["We ask,", "Ann says."], [5, 90], "before", ["We ask, Ann says."], id="a-sign-runs-on"),
    ],
)
def test_a_stamp_ends_a_thought_that_no_sign_ends(
    pieces: list[str], seconds: list[int], use: StampUse, told: list[str]
) -> None:
    """If a capital follows, or if the words before could not have filled the time."""
    assert split(pieces, seconds, use) == told
