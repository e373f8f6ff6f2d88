"""Rolling captions, in which each cue shows again what the one before said."""

from collections.abc import Callable, Sequence

import pytest

from ingest import Article

Read = Callable[..., Article]
LINES = ["you hand in the notice", "on paper and not by", "chat because a chat", "can be lost"]


def said(article: Article) -> str:
    """All that is said."""
    return " ".join(line.text for passage in article.passages for line in passage.sentences)


def cue(start: float, end: float, *lines: str) -> str:
    """A cue of WebVTT."""
    return f"00:00:{start:06.3f} --> 00:00:{end:06.3f} align:start position:0%\n" + "\n".join(lines) + "\n\n"


def tagged(line: str, start: float) -> str:
    """A line with the times of its words, as YouTube writes it."""
    first, *rest = line.split()
    return first + "".join(
        f"<00:00:{start + 0.3 * at:06.3f}><c> {word}</c>" for at, word in enumerate(rest, 1)
    )


def youtube(lines: Sequence[str] = LINES) -> str:
    """Two lines a cue, the upper one said before; between two cues a blink with what is said already."""
    text, before = "WEBVTT\nKind: captions\n\n", " "
    for at, line in enumerate(lines):
        start = 2.0 * at
        text += cue(start, start + 1.99, before, tagged(line, start)) + cue(
            start + 1.99, start + 2.0, line, " "
        )
        before = line
    return text


def converted() -> str:
    """The same as SubRip, without tags."""
    text, before = "", ""
    for at, line in enumerate(LINES):
        text += f"{2 * at + 1}\n00:00:{2 * at:02d},000 --> 00:00:{2 * at + 1:02d},990\n{before}\n{line}\n\n"
        text += f"{2 * at + 2}\n00:00:{2 * at + 1:02d},990 --> 00:00:{2 * at + 2:02d},000\n{line}\n\n"
        before = line
    return text


def growing() -> str:
    """Live captions: each cue shows the line from its beginning, with one more word."""
    words = " ".join(LINES).split()
    return "WEBVTT\n\n" + "".join(cue(at, at + 1, " ".join(words[: at + 1])) for at in range(len(words)))


@pytest.mark.parametrize("text", [youtube(), converted(), growing()], ids=["youtube", "converted", "growing"])
def test_each_word_is_read_once(read: Read, text: str) -> None:
    """Whatever rolls, no word is lost and none is twice."""
    assert said(read(text, path="talk.vtt")) == " ".join(LINES)


def test_a_word_has_the_time_of_the_cue_in_which_it_is_new(read: Read) -> None:
    """Not of the one that shows it again."""
    article = read(youtube([line.replace("chat", "chat.", 1) for line in LINES]), path="talk.vtt")
    assert [(one.seconds, one.text) for one in article.passages[0].sentences] == [
        (0, "you hand in the notice on paper and not by chat."),
        (4, "because a chat can be lost"),
    ]


def test_what_is_said_twice_stays_twice(read: Read) -> None:
    """A speaker who repeats a line is no rolling caption."""
    lines = ["No.", "No.", "We said no.", "And we meant it.", "So we left.", "We left."]
    text = "WEBVTT\n\n" + "".join(cue(at, at + 1, line) for at, line in enumerate(lines))
    assert said(read(text, path="talk.vtt")) == " ".join(lines)
