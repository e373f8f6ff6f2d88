"""Who asks and who answers in a thread of comments."""

import pytest

from ingest.prose.voices import OPEN_QUESTIONS, Said, reads_like_talk, signature, voices


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
    spoken = voices([Said(text) for text in said], "\n".join(said))
    assert [(one.voice, one.author, one.answers) for one in spoken] == [
        ("reader", "Ann", None),
        ("reply", "Dora", 0),
        ("reader", None, None),
        ("reply", "Dora", 2),
    ]


def test_word_of_the_article_is_no_name() -> None:
    """A capitalised word with a comma that is also written in small letters addresses nobody."""
    said = ["I was told to wait. Should I?", "Generally, you should ask again."]
    assert voices([Said(text) for text in said], "It is generally so.")[0].author is None
    assert voices([Said(text) for text in said], "It is so.")[0].author == "Generally"


def test_header_names_its_author() -> None:
    """A name in front of a comment is the author's, and a signature where there is no such name."""
    said = ["Should I wait?\nBo", "Should I go?\n\nThanks,\nCy", "A" * 200 + "\n" + "B" * 200]
    assert [one.author for one in voices([Said(said[0], "Ann"), *map(Said, said[1:])], "")] == [
        "Ann",
        "Cy",
        None,
    ]


def test_no_thread_has_no_voices() -> None:
    """Nothing said, nobody speaks."""
    assert voices([], "") == []


def test_a_reply_looks_back_only_so_far() -> None:
    """Of many questions in a row the nearest are waiting; a thread of any length is labelled in time."""
    said = ["Should I wait? I was told so. Thanks!"] * (3 * OPEN_QUESTIONS) + [
        "You should ask. You can, you need to."
    ]
    spoken = voices([Said(text) for text in said], "")
    assert spoken[-1].voice == "reply"
    assert spoken[-1].answers == len(said) - 2


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        pytest.param(Said("You should stay.", "Bo", sure=True), ("reader", "Bo"), id="advice-of-a-reader"),
        pytest.param(
            Said("You should stay.", "Editor", host=True, sure=True), ("reply", "Editor"), id="host"
        ),
        pytest.param(
            Said("That is wrong.", "Bo", to="Ann", sure=True), ("reply", "Bo"), id="marked-as-reply"
        ),
        pytest.param(
            Said("Ann, that is wrong.", "Bo", sure=True), ("reply", "Bo"), id="addresses-a-commenter"
        ),
        pytest.param(
            Said("Cy, that is wrong.", "Bo", sure=True), ("reader", "Bo"), id="addresses-nobody-here"
        ),
        pytest.param(Said("You should stay.", sure=True), ("reader", None), id="unnamed"),
    ],
)
def test_header_decides_who_speaks(second: Said, expected: tuple[str, str | None]) -> None:
    """Named comments are the readers', but for the host's and those to a commenter, whatever they advise."""
    spoken = voices([Said("I left at noon.", "Ann", sure=True), second], "")
    assert spoken[0].voice == "reader"
    assert (spoken[1].voice, spoken[1].author) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Never tell them.\n— Tom, Leeds", "Tom"),
        ("Never tell them. – Tom Ode", "Tom Ode"),
        ("Never tell them.\n\nTom", "Tom"),
        ("Never tell them – ever.", None),
        ("Never tell them.", None),
    ],
)
def test_signature_names_its_author(text: str, name: str | None) -> None:
    """A name alone on the last line, or behind a dash at the end, signs a comment."""
    assert signature(text) == name
