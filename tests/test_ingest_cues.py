"""Cues, joined into sentences: each sentence's second lies within a cue that it begins in."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import Article, Sentence, SourceError
from tests.test_ingest_article import GENERATED, assert_sound

Read = Callable[..., Article]
NOUNS = "contract salary notice manager recruiter offer band bonus reference letter interview office".split()
VERBS = "asks writes reads signs keeps names shows wants holds sends".split()
FILES = 10


@dataclass(frozen=True)
class Said:
    """A cue as it was made: from when to when, and its words."""

    start: float
    end: float
    text: str


def speech(seed: int, *, punctuated: bool) -> list[Said]:
    """Cues of three to nine words of random sentences; a word is never twice, so that its cue is known."""
    draw = random.Random(seed)
    words: list[str] = []
    while len(words) < 240:
        count = draw.randint(4, 16)
        sentence = [f"{draw.choice(NOUNS if at % 2 else VERBS)}{len(words) + at}" for at in range(count)]
        if punctuated:
            sentence[0], sentence[-1] = sentence[0].capitalize(), sentence[-1] + draw.choice(".?!")
        words += sentence
    cues: list[Said] = []
    now = draw.uniform(0, 9)
    while words:
        count = min(draw.randint(3, 9), len(words))
        end = now + count / draw.uniform(2, 3.5)
        cues.append(Said(round(now, 3), round(end, 3), " ".join(words[:count])))
        words, now = words[count:], end + draw.choice([0, 0, 0, 0.2, 4])
    return cues


def clock(seconds: float, sign: str = ".") -> str:
    """`1:02` as subtitles write it."""
    thousandths = round(seconds * 1000)
    return f"{thousandths // 3600000:02d}:{thousandths // 60000 % 60:02d}:{thousandths // 1000 % 60:02d}{sign}{thousandths % 1000:03d}"


def srt(cues: Sequence[Said]) -> str:
    """As SubRip."""
    return "".join(
        f"{number}\n{clock(cue.start, ',')} --> {clock(cue.end, ',')}\n{cue.text}\n\n"
        for number, cue in enumerate(cues, 1)
    )


def sbv(cues: Sequence[Said]) -> str:
    """As YouTube's own form."""
    return "".join(f"{clock(cue.start)},{clock(cue.end)}\n{cue.text}\n\n" for cue in cues)


def rolling(cues: Sequence[Said]) -> str:
    """As YouTube's WebVTT: the line before above each line."""
    text, before = "WEBVTT\n\n", " "
    for cue in cues:
        first, *rest = cue.text.split()
        tagged = first + "".join(f"<{clock(cue.start)}><c> {word}</c>" for word in rest)
        text += f"{clock(cue.start)} --> {clock(cue.end)} align:start\n{before}\n{tagged}\n\n"
        text += f"{clock(cue.end)} --> {clock(cue.end)} align:start\n{cue.text}\n \n\n"
        before = cue.text
    return text


def json3(cues: Sequence[Said]) -> str:
    """As YouTube's JSON."""
    events = [
        {"tStartMs": round(cue.start * 1000), "dDurationMs": round((cue.end - cue.start) * 1000), "segs": [{"utf8": cue.text + " "}]}
        for cue in cues
    ]  # fmt: skip
    return json.dumps({"events": events})


def whisper(cues: Sequence[Said]) -> str:
    """As Whisper's JSON."""
    return json.dumps(
        {"segments": [{"start": cue.start, "end": cue.end, "text": " " + cue.text} for cue in cues]}
    )


def copied(cues: Sequence[Said]) -> str:
    """As it is copied from the page: a stamp alone, then text."""
    return "".join(f"{int(cue.start) // 60}:{int(cue.start) % 60:02d}\n{cue.text}\n" for cue in cues)


def stamped(cues: Sequence[Said]) -> str:
    """A stamp in front of each line."""
    return "".join(f"[{clock(cue.start)[:8]}] {cue.text}\n" for cue in cues)


FORMS = {
    "srt": srt,
    "sbv": sbv,
    "vtt": rolling,
    "json3": json3,
    "json": whisper,
    "txt": copied,
    "text": stamped,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("punctuated", [True, False], ids=["punctuated", "unpunctuated"])
def test_200_sentences_have_a_second_of_their_own_cue(read: Read, form: str, punctuated: bool) -> None:
    """Drawn by seed: the cited second is the one in which the cue of the sentence's first word begins."""
    drawn: list[tuple[Sentence, list[Said]]] = []
    for seed in range(FILES):
        cues = speech(seed, punctuated=punctuated)
        article = read(FORMS[form](cues), path=f"talk.{form}")
        assert_sound(article)
        sentences = [line for passage in article.passages for line in passage.sentences]
        assert " ".join(line.text for line in sentences).split() == " ".join(cue.text for cue in cues).split()
        drawn += [(line, cues) for line in sentences]
    assert all(3 <= len(line.text.split()) <= 34 for line, _ in drawn if not punctuated)
    drawn = random.Random(13).sample(drawn, min(200, len(drawn)))
    assert len(drawn) >= 80
    for line, cues in drawn:
        own = next(cue for cue in cues if line.text.split()[0] in cue.text.split())
        assert line.seconds == int(own.start), line.text


@pytest.mark.parametrize("form", FORMS)
def test_a_long_talk_has_paragraphs(read: Read, form: str) -> None:
    """Of some hundred characters, which end with sentences."""
    article = read(FORMS[form](speech(3, punctuated=True)), path=f"talk.{form}")
    texts = [article.text[span.start : span.end] for span in article.spans if span.kind == "text"]
    assert len(texts) > 1
    assert all(line.text[-1] in ".?!" for passage in article.passages for line in passage.sentences)


PIECES = [
    *("WEBVTT", "NOTE a", "STYLE", "1", "2", "", " ", "[Music]", "Ann: so?", "Ann  0:05", "0:05", "12:07", "0:31 go", "# 0:40 On"),
    *("00:00:01,000 --> 00:00:02,000", "00:03.000 --> 00:04.000 align:start", "0:00:05.000,0:00:06.000", "00:xx --> 00:07"),
    *("we ask", "we ask early.", "<v Ann>so</v> it", "a<00:00:05.400><c> zero</c>", "it&#39;s &amp; so", ">> who", "{\\an8}up", "[00:01:02] Bo: No."),
    *("Bo (00:01:10): and [00:01:12] on", "[0:50 - 0:55] so", "---", "- item", "\ufeff", "\u2028x", "<", "&"),
]  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", "\n", "\n", "\n\n", "\r\n", "\r", " "])), max_size=24),
    st.sampled_from(["a.srt", "a.vtt", "a.txt", "a.json"]),
)  # fmt: skip
@GENERATED
def test_whatever_mixture_is_read_soundly(read: Read, lines: list[tuple[str, str]], name: str) -> None:
    """Cues, stamps, labels, tags and blanks in any order: read without a loss, or refused in one line."""
    try:
        article = read("".join(line + sign for line, sign in lines), path=name)
    except SourceError as error:
        reason = str(error)
    else:
        assert_sound(article)
        return
    assert reason
    assert "\n" not in reason
