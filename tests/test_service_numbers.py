"""No door looks for numbers in what is said: a source may have as many in brackets as it likes.

And none of them looks like those of the answer.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

import anyio
import httpx
import openai
import pytest
from mcp import Client
from rich.console import Console

from index import LocalStore, update_index
from service.answering.answer import Answer
from service.answering.tuning import kept_tuning
from service.assistant import Assistant, Fixed
from service.settings import Settings
from service.terminal.printed import print_answer
from service.terminal.transcript import markdown
from service.web.api import create_app
from service.web.pages import answer_html
from tests.loopback import served
from tests.test_service_events import read_events

QUESTION = "where do I keep the contract?"
RECORDS = """Keeping Records

Sign form [2] before your last day [1].
Keep clause [1] of the contract at home. Page [3] of it names your notice [2].
"""
Shown = list[tuple[str, list[int]]]  # each sentence with the numbers that a door shows behind it


@dataclass(frozen=True, slots=True)
class Desk:
    """What answers from those records, in this process and at an address."""

    assistant: Assistant
    address: str

    def answer(self) -> Answer:
        """The answer, of which each sentence has numbers of its own."""
        return self.assistant.ask(QUESTION)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A service over an article that has numbers in brackets."""
    folder = tmp_path_factory.mktemp("records")
    (folder / "sources").mkdir()
    (folder / "sources" / "records.txt").write_text(RECORDS, encoding="utf-8")
    update_index(folder / "sources", LocalStore(folder / "index"), tuning=kept_tuning)
    with served(create_app(Settings(index=folder / "index"))) as address:
        index = LocalStore(folder / "index").open()
        yield Desk(Assistant(Fixed(index)), address)
        index.close()


def as_json(desk: Desk) -> Shown:
    """`POST /api/ask`."""
    told = httpx.post(f"{desk.address}/api/ask", json={"question": QUESTION}, timeout=60)
    return [(entry["text"], entry["citations"]) for entry in told.raise_for_status().json()["said"]]


def as_events(desk: Desk) -> Shown:
    """The same as server-sent events, by the citations that come with each sentence."""
    accept = {"accept": "text/event-stream"}
    told = httpx.post(f"{desk.address}/api/ask", json={"question": QUESTION}, headers=accept, timeout=60)
    sentences = [data for name, data in read_events(told.text) if name == "sentence"]
    return [(data["text"], [citation["number"] for citation in data["cited"]]) for data in sentences]


def chat(desk: Desk) -> Shown:
    """`POST /v1/chat/completions`: the text cut where the annotations say that numbers stand."""
    asked: Any = [{"role": "user", "content": QUESTION}]
    with openai.OpenAI(base_url=f"{desk.address}/v1", api_key="any", max_retries=0, timeout=60) as client:
        message: Any = client.chat.completions.create(model="careerqa", messages=asked).choices[0].message
    shown: Shown = []
    at = 0
    for annotation in message.annotations:
        place, number = annotation.source_citation, annotation.citation["number"]
        assert message.content[place["start_index"] : place["end_index"]] == f"[{number}]"
        shown.append((message.content[at : place["start_index"]].strip(), [number]))
        at = place["end_index"]
    assert message.content[at:].startswith("\n\nSources:")
    return shown


def streamed_chat(desk: Desk) -> Shown:
    """The same in chunks, a sentence each with its number at its end."""
    asked: Any = [{"role": "user", "content": QUESTION}]
    with openai.OpenAI(base_url=f"{desk.address}/v1", api_key="any", max_retries=0, timeout=60) as client:
        completions: Any = client.chat.completions
        chunks = list(completions.create(model="careerqa", messages=asked, stream=True))
    annotations = chunks[-1].choices[0].delta.annotations
    sentences = [chunk.choices[0].delta.content for chunk in chunks[1 : 1 + len(annotations)]]
    numbers = [annotation["citation"]["number"] for annotation in annotations]
    assert all(text.endswith(f" [{number}]") for text, number in zip(sentences, numbers, strict=True))
    return [
        (text.removesuffix(f" [{number}]").strip(), [number])
        for text, number in zip(sentences, numbers, strict=True)
    ]


def agent(desk: Desk) -> Shown:
    """The tool `ask` of the MCP server."""

    async def ask() -> Any:
        async with Client(f"{desk.address}/mcp", read_timeout_seconds=60) as client:
            return await client.call_tool("ask", {"question": QUESTION})

    return [(entry["text"], entry["citations"]) for entry in anyio.run(ask).structured_content["said"]]


def page_without_scripts(desk: Desk) -> Shown:
    """The answer in HTML, where numbers are links."""
    sentences = re.findall(r'<span class="sentence">(.*?)</span>', answer_html(desk.answer()))
    link = r'&nbsp;<a class="chip" href="#quote-(\d+)">\1</a>'
    return [(unescape(re.sub(link, "", text)), list(map(int, re.findall(link, text)))) for text in sentences]


def transcript(desk: Desk) -> Shown:
    """The conversation as Markdown, where numbers are links to the file."""
    link = r" \[\\\[(\d+)\\\]\]\(file://[^)]*/records\.txt\)"
    lines = markdown([desk.answer()], desk.assistant).splitlines()
    said = next(line for line in lines if re.search(link, line))
    texts = re.split(link.replace(r"(\d+)", r"\d+"), said)
    assert texts.pop() == ""
    plain = [re.sub(r"\\(.)", r"\1", text).strip() for text in texts]
    return [(text, [int(number)]) for text, number in zip(plain, re.findall(link, said), strict=True)]


def terminal(desk: Desk) -> Shown:
    """A terminal wide enough, where numbers open the file."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    out = Console(file=screen, width=1000, force_terminal=True, soft_wrap=True, highlight=False)
    print_answer(out, desk.assistant, desk.answer())
    said = screen.getvalue().partition("\n")[0]
    link = r"\x1b\]8;[^;]*;file://[^\x1b]*\x1b\\\[(\d+)\]\x1b\]8;;\x1b\\"
    parts = re.split(link, re.sub(r"\x1b\[[\d;]*m", "", said))  # without colours
    assert parts.pop() == ""
    return [(text.strip(), [int(number)]) for text, number in zip(parts[::2], parts[1::2], strict=True)]


DOORS = (as_json, as_events, chat, streamed_chat, agent, page_without_scripts, transcript, terminal)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_numbers_are_those_of_what_is_said(
    door: Callable[[Desk], Shown], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sentence keeps the numbers of its source as words; behind it stand those of its citations.

    Markdown has the source's as code, a terminal in round brackets: those of an answer never are.
    """
    monkeypatch.setenv("TERM", "xterm-256color")
    answer = desk.answer()
    expected = [(entry.text, list(entry.citations)) for entry in answer.said]
    assert [numbers for _, numbers in expected] == [[1], [2], [3]]
    assert all("[" in text for text, _ in expected)
    shown = door(desk)
    if door in (chat, streamed_chat, transcript):
        assert all(re.search(r"`\[\d\]`", text) and not re.search(r"(?<!`)\[", text) for text, _ in shown)
        shown = [(text.replace("`", ""), numbers) for text, numbers in shown]
    if door is terminal:
        assert not any("[" in text for text, _ in shown)
        shown = [(re.sub(r"\((\d)\)", r"[\1]", text), numbers) for text, numbers in shown]
    assert shown == expected
