"""Quotes proven against their source, and all that is shown of where they stand."""

from dataclasses import replace

import pytest

from index import Snapshot
from ingest import PassageKind
from service.answering.citation import cite, clock, speaker_of, video_url, web_url
from service.answering.compose import Chosen, compose
from service.answering.tuning import Composing
from service.assistant import Assistant

QUESTION = "should I do an exit interview?"


@pytest.fixture(scope="module")
def chosen(seeds_assistant: Assistant) -> list[Chosen]:
    """The sentences of an answer."""
    ranking = seeds_assistant.lookup().understand(QUESTION)[0].ranking
    return compose(QUESTION, ranking.passages, Composing(), most_words=120)


@pytest.mark.parametrize(
    "forged", [{"text": "It is highly recommended."}, {"start": 0}, {"end": 5}], ids=["text", "start", "end"]
)
def test_a_quote_that_is_not_in_its_source_is_dropped(
    forged: dict[str, object], chosen: list[Chosen], seeds_index: Snapshot, caplog: pytest.LogCaptureFixture
) -> None:
    """A sentence changed after it was read, in its text or its place, is never shown.

    The others are numbered without it.
    """
    honest, other = chosen[0], chosen[1]
    passage = other.ranked.hit.passage
    sentences = list(passage.sentences)
    sentences[other.number] = replace(other.sentence, **forged)  # type: ignore[arg-type]
    hit = replace(other.ranked.hit, passage=replace(passage, sentences=tuple(sentences)))
    wrong = replace(other, ranked=replace(other.ranked, hit=hit))
    ((entry, citation),) = cite(seeds_index, [wrong, honest])
    assert (entry, citation.number, citation.quote) == (honest, 1, honest.sentence.text)
    assert "not in its source" in caplog.text


def test_a_citation_has_all_that_a_door_shows(chosen: list[Chosen], seeds_index: Snapshot) -> None:
    """Line, file, place in words, time and link; no door opens the article again."""
    (_, first), *others = cite(seeds_index, chosen)
    assert (first.path, first.timestamp, first.seconds) == ("000_545cee09d23d1661.txt", "00:03:36", 216)
    assert first.place.split(" › ") == [first.title, *first.section]
    assert first.section == ["Exit Interviews", "Should You Participate in an Exit Interview?"]
    assert (first.speaker, first.source) == ("", first.place)
    for citation in (first, *(citation for _, citation in others)):
        stored = seeds_index.article(citation.article)
        assert citation.line is not None
        assert stored is not None
        assert stored[1].splitlines()[citation.line - 1].count(citation.quote[:12])


@pytest.mark.parametrize(
    ("kind", "author", "speaker"),
    [
        pytest.param("article", None, "", id="nothing is known"),
        pytest.param("article", "Ann", "by Ann", id="an author"),
        pytest.param("reply", "Ann", "a reply to a reader, by Ann", id="a reply"),
        pytest.param("reader", None, "a reader’s own words", id="a reader"),
    ],
)
def test_whose_words_they_are(kind: PassageKind, author: str | None, speaker: str) -> None:
    """In words."""
    assert speaker_of(kind, author) == speaker


@pytest.mark.parametrize(
    ("video", "seconds", "url"),
    [
        pytest.param(None, 5, None, id="no video"),
        pytest.param("abc", None, "https://www.youtube.com/watch?v=abc", id="no time"),
        pytest.param("abc", 0, "https://www.youtube.com/watch?v=abc&t=0s", id="the beginning"),
    ],
)
def test_links_to_a_second_of_a_video(video: str | None, seconds: int | None, url: str | None) -> None:
    """A link exists where there is a video, and names the second where there is a time."""
    assert video_url(video, seconds) == url


@pytest.mark.parametrize(
    ("address", "fragment", "url"),
    [
        pytest.param(None, "page=3", None, id="no address"),
        pytest.param("https://a.example/b", "", "https://a.example/b", id="the whole of it"),
        pytest.param(
            "https://a.example/b", ":~:text=Ask", "https://a.example/b#:~:text=Ask", id="a sentence"
        ),
        pytest.param("http://a.example/b.pdf#top", "page=3", "http://a.example/b.pdf#page=3", id="a page"),
        pytest.param("javascript:alert(1)", ":~:text=Ask", None, id="none of the web"),
    ],
)
def test_links_to_a_place_on_the_web(address: str | None, fragment: str, url: str | None) -> None:
    """A link is one of the web; its own fragment gives way to that of the place."""
    assert web_url(address, fragment) == url


@pytest.mark.parametrize(
    ("changed", "point"),
    [
        pytest.param({}, "00:03:36", id="a time"),
        pytest.param({"timestamp": None}, "video", id="a video without a time"),
        pytest.param({"timestamp": None, "page": 3}, "page 3", id="a page"),
        pytest.param({"timestamp": None, "url": "https://a.example/b"}, "web page", id="a page of the web"),
        pytest.param({"timestamp": None, "url": None}, "line 17", id="a line"),
        pytest.param({"timestamp": None, "url": None, "line": None}, "file", id="a file that is no text"),
    ],
)
def test_where_it_stands_in_a_word(
    changed: dict[str, object], point: str, chosen: list[Chosen], seeds_index: Snapshot
) -> None:
    """The nearest that is known."""
    first = replace(cite(seeds_index, chosen)[0][1], line=17)
    assert replace(first, **changed).point == point  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seconds", "shown"), [(None, None), (0, "00:00:00"), (221, "00:03:41"), (3600, "01:00:00")]
)
def test_a_second_is_shown_as_a_time(seconds: int | None, shown: str | None) -> None:
    """Where there is one; the beginning is a time too."""
    assert clock(seconds) == shown
