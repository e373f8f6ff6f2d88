"""The page as it is served: its files, its headers, an answer and a source without JavaScript.

What it asks for.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from markupsafe import escape

from index import Snapshot
from service.answering.said import Said
from service.assistant import Assistant
from service.settings import Settings
from service.web.api import create_app
from service.web.assets import FOLDER, Assets
from service.web.blocks import Piece, ShownBlock
from service.web.pages import answer_html, source_address, source_html
from tests.processes import wait_until

QUESTION = "should I do an exit interview?"
LARGEST = 80 * 1024  # bytes of all files of the page, compressed
BAD = '<i onclick="x">'
ELSEWHERE = {"https://www.youtube-nocookie.com", "https://www.youtube.com", "http://www.w3.org"}


@pytest.fixture(scope="module")
def client(seeds_root: Path) -> Iterator[TestClient]:
    """The service over the seeds, started."""
    with TestClient(create_app(Settings(index=seeds_root))) as client:
        yield client


def named_files(client: TestClient) -> list[str]:
    """The addresses of the files that the page names, and those that only /help names."""
    shown = client.get("/").text + client.get("/help").text
    return [f"/{name}" for name in dict.fromkeys(re.findall(r'(?:href|src)="\./(page/[^"]+)"', shown))]


def test_the_pages_files_are_small() -> None:
    """All of them together take at most 80 KB compressed."""
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in FOLDER.iterdir()) <= LARGEST


def test_files_are_compressed_and_kept_for_good(client: TestClient) -> None:
    """The page names every file by an address that changes with them.

    So that a browser need not ask again.
    """
    files = named_files(client)
    assert {Path(file).name for file in files} == {path.name for path in FOLDER.iterdir()}
    for file in files:
        told = client.get(file, headers={"accept-encoding": "gzip"})
        assert (told.status_code, told.headers["cache-control"]) == (
            200,
            "public, max-age=31536000, immutable",
        )
        assert told.headers.get("content-encoding") == ("gzip" if len(told.content) >= 600 else None)
        assert (
            told.content
            == (FOLDER / Path(file).name).read_bytes()
            == client.get(file, headers={"accept-encoding": ""}).content
        )
    kinds = {Path(file).suffix: client.get(file).headers["content-type"].partition(";")[0] for file in files}
    assert kinds == {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def test_a_file_of_another_version_is_asked_for_again(client: TestClient) -> None:
    """A page that was loaded before an update gets the newer file.

    Which is not kept under the old address.
    """
    assert client.get("/page/0123456789ab/app.js").headers["cache-control"] == "no-cache"


def test_a_change_in_a_file_changes_the_address(tmp_path: Path) -> None:
    """The digest in the addresses is that of all files."""
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert Assets(tmp_path).base == Assets().base
    (tmp_path / "dom.js").write_text("", encoding="utf-8")
    assert Assets(tmp_path).base != Assets().base


@pytest.mark.parametrize("path", ["/", f"/?q={QUESTION}", "/source/000_545cee09d23d1661", "/page/-/app.js"])
def test_what_a_browser_has_is_not_sent_again(client: TestClient, path: str) -> None:
    """With the tag of what it has it gets an empty answer, with the same security headers."""

    def asked_twice() -> tuple[httpx.Response, httpx.Response]:
        first = client.get(path)
        return first, client.get(path, headers={"if-none-match": first.headers["etag"]})

    wait_until(lambda: asked_twice()[1].status_code == 304)  # questions to go on with are found meanwhile
    first, again = asked_twice()
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert client.get(path, headers={"if-none-match": 'W/"other"'}).status_code == 200
    for told in (first, again):
        assert told.headers["x-content-type-options"] == "nosniff"
        assert told.headers["referrer-policy"] == "same-origin"
        assert "default-src 'none'" in told.headers["content-security-policy"]


def test_nothing_but_the_video_may_come_from_elsewhere(client: TestClient) -> None:
    """The policy names one other host, for frames.

    No file names any but that and where a link leads, or writes markup.
    """
    policy = client.get("/").headers["content-security-policy"]
    assert re.findall(r"https?://[^;\s]+", policy) == ["https://www.youtube-nocookie.com"]
    assert "unsafe" not in policy
    for path in FOLDER.iterdir():
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"https?://[\w.-]+", text)) <= ELSEWHERE
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(", text)


def test_an_answer_needs_no_javascript(client: TestClient, seeds_assistant: Assistant) -> None:
    """`/` is a form; with `?q=` it holds the answer, its quotes.

    Links to the second of the video and to the places.
    """
    assert 'name="q"' in client.get("/").text
    page = client.get("/", params={"q": QUESTION}).text
    for cited in seeds_assistant.ask(QUESTION).citations:
        assert f'id="quote-{cited.number}"' in page
        assert cited.url is None or cited.url.replace("&", "&amp;") in page
        source = client.get(source_address(cited)).text
        marked = "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", source))
        without_stamps = re.sub(r' <a class="stamp".*?</a>', "", marked)
        assert unescape(without_stamps) == cited.quote
        assert source.count('id="quote"') == 1
    items = re.findall("<li>(<span.*?)</li>", page)
    assert [item.count('class="sentence"') for item in items][:2] == [2, 1]
    assert "Minimal gain" in items[1]


def test_without_javascript_no_language_model_is_asked(seeds_root: Path) -> None:
    """Every browser loads this page first, and those with scripts ask again: then the model is asked."""
    settings = Settings(index=seeds_root, llm_base_url="http://127.0.0.1:1/v1", llm_model="small")
    with TestClient(create_app(settings)) as client:
        asked = client.post("/api/ask", json={"question": QUESTION}).json()
        page = client.get("/", params={"q": QUESTION})
    assert asked["note"].startswith("The language model was not used")
    assert page.status_code == 200
    assert "language model" not in page.text
    assert unescape(page.text).count(asked["citations"][0]["quote"]) == 2


def test_what_is_not_answered_needs_no_javascript(client: TestClient) -> None:
    """A refusal says so in words and links to the nearest passages; a part without an answer is named."""
    refused = client.get("/", params={"q": "how do I explain a two year gap on my resume?"}).text
    assert all(words in refused for words in ("Not in the sources", "Nearest passages", "/source/"))
    partly = client.get("/", params={"q": f"{QUESTION[:-1]} and what is the capital of France?"}).text
    assert all(
        words in partly
        for words in ("Partly answered", '<h3 class="own head">What is the capital of France?</h3>')
    )


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><b>exit interview</b>"]
)
def test_the_page_escapes_what_is_asked(client: TestClient, text: str) -> None:
    """A question is text on the page, never markup, in its title too."""
    page = client.get("/", params={"q": text})
    assert page.status_code == 200
    assert text not in page.text
    assert "onerror" not in page.text or "&lt;img" in page.text


def test_the_page_escapes_what_is_quoted(seeds_index: Snapshot, seeds_assistant: Assistant) -> None:
    """Sources are text on the page, never markup, in an answer, in a refusal and where they stand whole."""
    answer = seeds_assistant.ask(QUESTION)
    place: dict[str, Any] = {"title": BAD, "section": [BAD], "article": BAD, "place": BAD, "speaker": BAD}
    cited = replace(answer.citations[0], quote=BAD, author=BAD, url=BAD, **place)
    shown = replace(answer.passages[0], text=BAD, **place)
    said = [Said(BAD), Said(BAD, (1,)), Said(BAD, (1,), item=1)]
    told = replace(answer, said=said, citations=[cited], related=[BAD], standalone_question=BAD)
    refused = replace(
        answer, said=[Said(BAD)], status="not_in_sources", citations=[], passages=[shown], related=[BAD]
    )
    card = replace(seeds_index.articles()[0], title=BAD, video=BAD)
    source = source_html(
        card, [ShownBlock("text", 0, [Piece(BAD), Piece(BAD, marked=True), Piece(BAD, seconds=5)])]
    )
    for html in (answer_html(told), answer_html(refused), source):
        assert "<i" not in html
        assert escape(BAD) in html


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        pytest.param("/?q=%3F%3F", 422, "the question is empty", id="a question without words"),
        pytest.param("/source/nothing", 404, "there is no article", id="no such article"),
    ],
)
def test_the_page_says_what_is_wrong(client: TestClient, path: str, status: int, said: str) -> None:
    """What cannot be shown is told on the page, not as JSON."""
    told = client.get(path)
    assert (told.status_code, told.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert said in told.text


def test_examples_are_found_in_the_background(address: str, seeds_assistant: Assistant) -> None:
    """The route names the index they hold for, and says when all are found; each is surely answered."""
    wait_until(lambda: httpx.get(f"{address}/api/examples").json()["whole"])
    told = httpx.get(f"{address}/api/examples").json()
    assert told["index"] == seeds_assistant.opened.get().manifest.digest
    answers = [seeds_assistant.ask(question) for question in told["questions"]]
    assert len(answers) > 2
    assert {answer.sureness and answer.sureness.degree for answer in answers} == {"sure"}


def test_what_stands_around_a_quote_is_told(client: TestClient, seeds_index: Snapshot) -> None:
    """The sentences before and after, in the source's order; no article of that name is one error."""
    card = seeds_index.articles()[0]
    told = client.get(f"/api/around/{card.id}", params={"start": 2358, "end": 2393}).json()
    assert told["before"][-1].endswith("withholding a paycheck, if you decline")
    assert told["after"][0].startswith("Minimal gain")
    far = client.get(f"/api/around/{card.id}", params={"start": 10**30, "end": 10**30})
    assert (far.status_code, far.json()) == (200, {"before": [], "after": []})
    assert client.get("/api/around/nothing").status_code == 404


def test_blocks_come_with_the_articles_card(client: TestClient, seeds_index: Snapshot) -> None:
    """All that is read of an article, with what is marked; without an article of that name, one error."""
    card = seeds_index.articles()[0]
    told = client.get(f"/api/blocks/{card.id}", params={"start": 2233, "end": 2345}).json()
    assert told["card"] == asdict(card)
    assert [piece["text"] for block in told["blocks"] for piece in block["pieces"] if piece["marked"]] == [
        "Companies cannot force you to participate or take adverse action, such as withholding a paycheck, if you decline"
    ]
    assert client.get("/api/blocks/nothing").status_code == 404
    for name in ("start", "end"):
        assert client.get(f"/api/blocks/{card.id}", params={name: 10**30}).status_code == 200
    assert client.get(f"/api/blocks/{card.id}", params={"part": 10**30}).status_code == 404
    assert client.get(f"/api/blocks/{card.id}", params={"start": -1}).status_code == 422


def test_the_choice_of_collections_is_there_where_there_are_several(
    client: TestClient, collected_root: Path
) -> None:
    """Not over sources without folders; of those with, by name, with what the address chooses."""
    assert 'id="within"' not in client.get("/").text
    with TestClient(create_app(Settings(index=collected_root))) as other:
        assert re.findall(r'name="in" value="(\w+)"( checked)?', other.get("/?in=talks").text) == [
            ("advice", ""),
            ("talks", " checked"),
        ]
        assert 'id="within"' in other.get("/source/talks/000_545cee09d23d1661").text
