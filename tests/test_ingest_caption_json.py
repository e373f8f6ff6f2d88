"""The reader of captions in JSON, whoever wrote it."""

import json
from collections.abc import Callable

import pytest

from ingest import Article, SourceError

Read = Callable[..., Article]
TOLD = [(None, 5, "We ask early & often."), (None, 73, "Then we wait.")]


def told(article: Article) -> list[tuple[str | None, int | None, str]]:
    """Speaker, second and words of each sentence."""
    return [(one.author, line.seconds, line.text) for one in article.passages for line in one.sentences]


@pytest.mark.parametrize(
    "loaded",
    [
        pytest.param({"wireMagic": "pb3", "events": [{"tStartMs": 0, "id": 1}, {"tStartMs": 5000, "dDurationMs": 2000, "segs": [{"utf8": "We ask", "tOffsetMs": 0}, {"utf8": " early", "tOffsetMs": 300}]}, {"tStartMs": 6900, "aAppend": 1, "segs": [{"utf8": "\n"}]}, {"tStartMs": 7000, "segs": [{"utf8": "& often."}]}, {"tStartMs": 73200, "segs": [{"utf8": "Then we wait."}]}]}, id="json3"),
        pytest.param([{"text": "We ask early &amp; often.", "start": 5.04, "duration": 3.2}, {"text": "Then we\nwait.", "start": 73.9, "duration": 2}], id="youtube-transcript-api"),
        pytest.param({"video_id": "AbCdEfGhI01", "language": "English", "snippets": [{"text": "We ask early & often.", "start": 5.04, "duration": 3.2}, {"text": "Then we wait.", "start": 73.9, "duration": 2}]}, id="fetched-transcript"),
        pytest.param({"text": "We ask early & often. Then we wait.", "language": "en", "segments": [{"id": 0, "seek": 0, "start": 5.0, "end": 8.2, "text": " We ask early & often.", "tokens": [1, 2], "words": [{"word": " We", "start": 5.0, "end": 5.3}]}, {"id": 1, "start": 73.0, "end": 75.0, "text": " Then we wait."}]}, id="whisper"),
        pytest.param({"result": {"language": "en"}, "transcription": [{"timestamps": {"from": "00:00:05,040", "to": "00:00:08,000"}, "offsets": {"from": 5040, "to": 8000}, "text": " We ask early & often."}, {"timestamps": {"from": "00:01:13,900", "to": "00:01:15,000"}, "offsets": {"from": 73900, "to": 75000}, "text": " Then we wait."}]}, id="whisper.cpp"),
        pytest.param({"version": "1.0.0", "segments": [{"startTime": 5.0, "endTime": 8, "body": "We ask early & often."}, {"startTime": 73, "endTime": 75, "body": "Then we wait."}]}, id="podcast"),
        pytest.param({"id": "x", "utterances": [{"start": 5040, "end": 8000, "text": "We ask early & often."}, {"start": 73900, "end": 75000, "text": "Then we wait."}]}, id="milliseconds-by-the-rate"),
        pytest.param([{"time": "0:05", "text": "We ask early & often."}, {"time": "1:13", "text": "Then we wait."}], id="clocks"),
    ],
)  # fmt: skip
def test_captions_are_found_in_json(read: Read, loaded: object) -> None:
    """Texts and times, by whichever names and units."""
    article = read(json.dumps(loaded), path="talk.json")
    assert (article.format, article.title, article.stamps) == ("caption JSON", "talk", "before")
    assert told(article) == TOLD


def test_speakers_title_and_video_are_kept(read: Read) -> None:
    """Where the file tells them."""
    loaded = {
        "title": "On pay",
        "videoId": "AbCdEfGhI01",
        "segments": [
            {"speaker": "Ann", "start": 5.5, "end": 7.0, "text": "We ask <early>."},
            {"speaker": "Bo", "start": 8.0, "end": 9.0, "text": "Why?"},
        ],
    }
    article = read(json.dumps(loaded), path="talk.json")
    assert (article.title, article.video) == ("On pay", "AbCdEfGhI01")
    assert told(article) == [("Ann", 5, "We ask <early>."), ("Bo", 8, "Why?")]


def test_captions_that_are_cut_run_on(read: Read) -> None:
    """A sentence over two texts is one, with the first one's time."""
    loaded = {"events": [{"tStartMs": 5000, "segs": [{"utf8": "A clause "}]}, {"tStartMs": 73000, "segs": [{"utf8": "must be paid"}]}]}  # fmt: skip
    assert told(read(json.dumps(loaded), path="talk.json3")) == [(None, 5, "A clause must be paid")]


def test_the_article_is_a_rendering(read: Read) -> None:
    """Offsets count in it; it is WebVTT."""
    article = read(json.dumps([{"text": "We ask.", "start": 5.25, "duration": 2}]), path="talk.json")
    assert article.text == "WEBVTT\n\n00:00:05.250 --> 00:00:07.250\nWe ask.\n"


@pytest.mark.parametrize(
    "text",
    [
        '{"nodes": [{"id": "1", "text": "A card.", "x": 0}]}',
        '[{"question": "Why?", "answer": "So."}]',
        '[{"text": "A message.", "timestamp": 1700000000}]',
        '[{"text": "A message.", "start": "2024-05-01T10:00:00"}]',
        "[00:00:01] We ask.",
        '{"segments": [{"text": "cut o',
        "[" * 5000,
        "{}",
    ],
    ids=["canvas", "questions", "chat", "dates", "transcript", "broken", "deep", "empty"],
)
def test_other_json_holds_no_captions(read: Read, text: str) -> None:
    """Whoever reads it, not this reader."""
    try:
        article = read(text, path="a.json")
    except SourceError:
        return
    assert article.format != "caption JSON"
