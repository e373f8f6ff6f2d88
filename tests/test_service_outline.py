"""A long article comes in parts, of which each is made alone, and once for whoever has it."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
from fastapi.testclient import TestClient

from index import LocalSnapshot, LocalStore, Snapshot
from ingest import reader_of
from service.settings import Settings
from service.web.api import LONGEST_PIECE, create_app
from service.web.blocks import article_blocks
from service.web.body import body_spans
from service.web.outline import LONG, LONG_AT_ONCE, MOST_BLOCKS, MOST_CHARACTERS, Outlines, OutlinesBusyError
from service.web.site import read
from tests.conftest import Desk

WORDS = "Tell your manager on the {} day, and say on day {} that you will leave. "
ARTICLES = {
    "talk.md": "---\ntitle: a talk\nvideoId: abcDEF-_123\n---\n\n"
    + "\n\n".join(
        f"## Day {day}\n\n**{WORDS.format(day, day)}** [00:{day // 60:02d}:{day % 60:02d}]\n\n*   {WORDS.format(day, 1) * 4}"
        for day in range(400)
    ),
    "breathless.txt": "Leaving\n\n" + "".join(WORDS.format(day, day) for day in range(1900)),
    "lines.md": "# Lines\n\n" + "\n\n".join(f"- Say {day}." for day in range(3 * MOST_BLOCKS)),
    "wordless.txt": "Leaving\n\nGo early.\n\n" + "x" * 3 * MOST_CHARACTERS + "\n\nGo late.\n",
}


@pytest.fixture(scope="module")
def index(built_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Long articles of several shapes."""
    desk = built_desk.copy(tmp_path_factory.mktemp("long"))
    for path, text in ARTICLES.items():
        desk.write(path, text)
    desk.ingest()
    index = LocalStore(desk.root).open()
    yield index
    index.close()


@pytest.fixture(scope="module")
def client(index: Snapshot) -> Iterator[TestClient]:
    """The service over them."""
    assert isinstance(index, LocalSnapshot)
    with TestClient(
        create_app(Settings(index=index.folder.parent.parent)), base_url="http://localhost:8000"
    ) as client:
        yield client


def names() -> list[str]:
    """The ids of the articles."""
    return [path.partition(".")[0] for path in ARTICLES]


def shown(blocks: list[Any]) -> str:
    """What is read in blocks, without blanks, which a cut may take."""
    return "".join("".join(piece.text for piece in block.pieces) for block in blocks).replace(" ", "")


@pytest.mark.parametrize("name", names())
def test_the_parts_together_are_the_article(index: Snapshot, name: str) -> None:
    """Nothing is lost, doubled or read otherwise; none is longer than a part may be."""
    article = index.source(name)
    assert article is not None
    reader = reader_of(article.format)
    card = next(card for card in index.articles() if card.id == name)
    whole = article_blocks(
        article.text, body_spans(article.text, article.spans, card), reader=reader, passages=article.passages
    )
    first = read(index, name, 0, 0)
    parts = [read(index, name, 0, 0, number) for number in range(first.parts)]
    assert first.parts > 2
    assert shown([block for part in parts for block in part.blocks]) == shown(whole)
    assert max(len(part.blocks) for part in parts) <= MOST_BLOCKS
    assert max(len(shown(part.blocks)) for part in parts) <= MOST_CHARACTERS


@pytest.mark.parametrize("name", names())
def test_a_quote_is_whole_in_the_part_that_opens(index: Snapshot, name: str) -> None:
    """For sentences all over the article, what is marked, without stamps, is the sentence."""
    article = index.source(name)
    assert article is not None
    sentences = [sentence for passage in article.passages for sentence in passage.sentences]
    for sentence in [*sentences[:: max(len(sentences) // 40, 1)], sentences[-1]]:
        if len(sentence.text) > MOST_CHARACTERS:
            continue
        blocks = read(index, name, sentence.start, sentence.end).blocks
        pieces = [
            piece for block in blocks for piece in block.pieces if piece.marked and piece.seconds is None
        ]
        assert "".join(piece.text for piece in pieces) == sentence.text


def test_a_short_article_has_one_part(index: Snapshot) -> None:
    """And is shown as ever."""
    whole = read(index, "pay", 0, 0)
    assert (whole.part, whole.parts) == (0, 1)
    assert [block.text for block in whole.blocks][:2] == ["How to Ask for More Money", ARTICLE_OF_PAY]


ARTICLE_OF_PAY = "Find out what others earn before you name a number."


@pytest.mark.parametrize("path", ["/api/blocks/talk", "/source/talk", "/api/articles/talk"])
def test_what_one_has_is_not_made_again(client: TestClient, path: str) -> None:
    """By its tag, which another part, another stretch and another article do not share."""
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    others = [f"{path}?part=1", f"{path}?start=9&end=20", f"{path}?from=10", path.replace("talk", "lines")]
    tags = {client.get(other).headers["etag"] for other in others}
    assert len(tags - {first.headers["etag"]}) >= 2
    assert client.get(path.replace("talk", "none")).status_code == 404


def test_what_is_sent_is_packed_only_when_asked_for(client: TestClient) -> None:
    """And never what is small already."""
    for path, encodings in (("/api/blocks/talk", ["gzip", None]), ("/api/blocks/holidays", [None, None])):
        plain = client.get(path, headers={"accept-encoding": "identity"})
        packed = client.get(path, headers={"accept-encoding": "gzip"})
        assert [packed.headers.get("content-encoding"), plain.headers.get("content-encoding")] == encodings
        assert packed.json() == plain.json()


def test_a_part_that_is_not_there_is_told(client: TestClient) -> None:
    """As what is no part is."""
    told = client.get("/api/blocks/talk", params={"part": 99})
    assert (told.status_code, told.json()["error"]["code"]) == (404, "not_found")
    assert client.get("/api/blocks/talk", params={"part": -1}).status_code == 422
    assert client.get("/source/talk", params={"part": 99}).status_code == 404


def test_the_raw_text_comes_in_pieces(client: TestClient, index: Snapshot) -> None:
    """Joined, they are the text; each has the spans that have some of it, counted in the whole."""
    stored = index.article("wordless")
    assert stored is not None
    _, text, spans = stored
    found, asked = "", 0
    while True:
        piece = client.get("/api/articles/wordless", params={"from": asked}).json()
        assert (piece["start"], len(piece["text"]) <= LONGEST_PIECE) == (asked, True)
        assert {span["start"] for span in piece["spans"]} <= {span.start for span in spans}
        found += piece["text"]
        if piece["next"] is None:
            break
        asked = piece["next"]
    assert found == text
    assert client.get("/api/articles/wordless", params={"from": 10**9}).json()["text"] == ""


def test_without_javascript_one_goes_from_part_to_part(client: TestClient, index: Snapshot) -> None:
    """By links, forth and back; the part of a quote says which it is."""
    seen = []
    page = client.get("/source/talk").text
    while following := re.search(r'<a href="([^"]+)" rel="next">', page):
        seen.append(following[1])
        page = client.get(urljoin("http://localhost:8000/source/talk", unescape(following[1]))).text
    assert len(seen) == read(index, "talk", 0, 0).parts - 1
    assert 'rel="prev"' in page
    assert f"Part {len(seen) + 1} of {len(seen) + 1}" in page


def test_only_so_many_long_articles_are_opened_at_once(index: Snapshot) -> None:
    """Each takes memory; one more is told to come again, a short one is not."""
    outlines = Outlines()
    held = [outlines._long.acquire() for _ in range(LONG_AT_ONCE)]
    assert all(held)
    card, text, spans = index.article("pay") or pytest.fail("it is there")
    with pytest.raises(OutlinesBusyError, match="try again"):
        outlines.of(index, card, text + "x" * LONG, spans)
    assert outlines.of(index, card, text, spans).parts == 1
