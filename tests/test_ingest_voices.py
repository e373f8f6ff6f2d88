"""Who asks and who answers in a thread of comments."""

import pytest

from ingest.voices import OPEN_QUESTIONS, reads_like_talk, voices


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Should I wait?", True),
        ("Thanks, that helps.", True),
        ("I appreciate it.", True),
        ("Write a thank you note.", False),
        ("Send the thank-you card.", False),
        ("Read the contract.", False),
    ],
)
def test_talk_asks_or_thanks(text: str, expected: bool) -> None:
    """A question about oneself or thanks; a thing that is named after thanks is none."""
    assert reads_like_talk(text) is expected


def test_voices_take_turns() -> None:
    """The asker is named by the reply that addresses them, the host by the reader who greets them."""
    said = [
        "I was told to wait. Should I?",
        "Ann, you should ask again.",
        "Hello Dora, I moved. Do I tell them?",
        "You should.",
    ]
    spoken = voices(said, [None] * 4, "\n".join(said))
    assert [(one.voice, one.author, one.answers) for one in spoken] == [
        ("reader", "Ann", None),
        ("reply", "Dora", 0),
        ("reader", None, None),
        ("reply", "Dora", 2),
    ]


def test_word_of_the_article_is_no_name() -> None:
    """A capitalised word with a comma that is also written in small letters addresses nobody."""
    said = ["I was told to wait. Should I?", "Generally, you should ask again."]
    assert voices(said, [None, None], "It is generally so.")[0].author is None
    assert voices(said, [None, None], "It is so.")[0].author == "Generally"


def test_header_names_its_author() -> None:
    """A name in front of a comment is the author's, and a signature where there is no such name."""
    said = ["Should I wait?\nBo", "Should I go?\n\nThanks,\nCy", "A" * 200 + "\n" + "B" * 200]
    assert [one.author for one in voices(said, ["Ann", None, None], "")] == ["Ann", "Cy", None]


def test_no_thread_has_no_voices() -> None:
    """Nothing said, nobody speaks."""
    assert voices([], [], "") == []


def test_a_reply_looks_back_only_so_far() -> None:
    """Of many questions in a row the nearest are waiting; a thread of any length is labelled in time."""
    said = ["Should I wait? I was told so. Thanks!"] * (3 * OPEN_QUESTIONS) + [
        "You should ask. You can, you need to."
    ]
    spoken = voices(said, [None] * len(said), "")
    assert spoken[-1].voice == "reply"
    assert spoken[-1].answers == len(said) - 2
