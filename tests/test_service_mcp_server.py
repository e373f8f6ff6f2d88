"""The MCP server, spoken to by the official client.

Over standard input and output, over HTTP, and in the same process.
"""

import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from mcp import Client, MCPError, StdioServerParameters

from index import LocalStore, Snapshot
from service.answering.parted import REFUSAL
from service.assistant import Assistant
from service.protocols.mcp_server import create_server
from service.protocols.plain_text import with_sources
from service.serving.live import NOTHING_SERVED, LiveIndex
from service.settings import Settings
from service.web.api import create_app
from tests.conftest import ROOT
from tests.fences import unfenced

QUESTION = "should I do an exit interview?"
ARTICLE = "000_545cee09d23d1661"


def talk(server: Any, conversation: Callable[[Client], Awaitable[Any]], **options: Any) -> Any:
    """Connect, talk, and close."""

    async def run() -> Any:
        with anyio.fail_after(120):
            async with Client(server, read_timeout_seconds=60, **options) as client:
                return await conversation(client)

    return anyio.run(run)


def process(root: Path) -> StdioServerParameters:
    """The command line as an agent starts it."""
    words = ["-c", "from service.cli import main; main()", "mcp"]
    paths = os.environ.get("PYTHONPATH", str(ROOT))
    environment = {**os.environ, "CAREERQA_INDEX": str(root), "PYTHONPATH": paths}  # the same arithmetic
    return StdioServerParameters(command=sys.executable, args=words, env=environment, cwd=ROOT)


@pytest.mark.parametrize(
    ("over_http", "mode"),
    [
        pytest.param(False, "auto", id="standard input and output"),
        pytest.param(True, "auto", id="HTTP"),
        pytest.param(True, "legacy", id="HTTP, with the older handshake"),
    ],
)
def test_an_agent_asks_and_reads_on(
    over_http: bool,
    mode: str,
    address: str,
    seeds_root: Path,
    seeds_index: Snapshot,
    seeds_assistant: Assistant,
) -> None:
    """One session: the tools, an answer, the text around its first quotation, the article as a resource."""
    answer = seeds_assistant.ask(QUESTION)
    cited = answer.citations[0]
    article = seeds_index.article(cited.article)
    assert article is not None

    async def session(client: Client) -> None:
        assert [tool.name for tool in (await client.list_tools()).tools] == [
            "ask",
            "search_passages",
            "read_source",
        ]
        told = await client.call_tool("ask", {"question": QUESTION})
        assert (told.is_error, unfenced(told.content[0].text)) == (False, with_sources(answer))  # type: ignore[union-attr]
        assert told.structured_content is not None
        assert told.structured_content | {"took_ms": 0, "related": []} == json.loads(
            json.dumps(answer.as_dict())
        ) | {
            "took_ms": 0,
            "related": [],
        }
        read = await client.call_tool(
            "read_source", {"article": cited.article, "start": cited.start - 50, "end": cited.end + 50}
        )
        assert unfenced(read.content[0].text) == article[1][cited.start - 50 : cited.end + 50]  # type: ignore[union-attr]
        listed = (await client.list_resources()).resources
        assert [(one.name, one.title) for one in listed] == [
            (card.id, card.title) for card in seeds_index.articles()
        ]
        whole = await client.read_resource(f"careerqa://article/{cited.article}")
        assert whole.contents[0].text == article[1]  # type: ignore[union-attr]

    talk(f"{address}/mcp" if over_http else process(seeds_root), session, mode=mode)


@pytest.fixture(scope="module")
def server(seeds_root: Path) -> Any:
    """The server itself, to be spoken to in this process."""
    return create_server(Assistant(LiveIndex(LocalStore(seeds_root))))


def call(server: Any, tool: str, arguments: dict[str, Any]) -> Any:
    """What a tool says."""
    return talk(server, lambda client: client.call_tool(tool, arguments))


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        pytest.param(
            "ask", {"question": QUESTION, "history": None, "within": None}, id="optional ones of ask"
        ),
        pytest.param("ask", {"question": QUESTION, "more": "x", "history": []}, id="one that there is not"),
        pytest.param("search_passages", {"query": QUESTION, "within": None, "k": 3}, id="of search"),
        pytest.param("read_source", {"article": ARTICLE, "start": None, "end": None}, id="of reading"),
        pytest.param("read_source", {"article": ARTICLE, "start": "0", "end": "20000"}, id="numbers as text"),
    ],
)
def test_what_is_null_counts_as_absent(tool: str, arguments: dict[str, Any], server: Any) -> None:
    """As clients send what their user left empty; what is not known is passed over."""
    plain: dict[str, Any] = {
        name: arguments[name] for name in ("question", "query", "article") if name in arguments
    }
    told, meant = call(server, tool, arguments), call(server, tool, plain)
    assert not told.is_error
    assert unfenced(told.content[0].text) == unfenced(meant.content[0].text)


def test_what_is_needed_must_not_be_null(server: Any) -> None:
    """The model is told which argument it is."""
    told = call(server, "ask", {"question": None})
    assert told.is_error
    assert "question" in told.content[0].text


def refused(server: Any, request: Callable[[Client], Awaitable[Any]]) -> str:
    """The message of the error that the client raises.

    Raised within the session, else it comes wrapped in a group.
    """

    async def session(client: Client) -> str:
        with pytest.raises(MCPError) as told:
            await request(client)
        return told.value.message

    return str(talk(server, session))


def test_the_tools_say_what_they_are_for(server: Any) -> None:
    """A description that begins with a sentence, one for every argument, a schema of what comes back.

    And no claim to change anything.
    """
    for tool in talk(server, lambda client: client.list_tools()).tools:
        assert tool.description.splitlines()[0].endswith(".")
        assert "\n    " not in tool.description
        assert all(one["description"] for one in tool.input_schema["properties"].values())
        assert tool.output_schema["properties"]
        assert tool.annotations.read_only_hint is True


def test_a_follow_up_and_a_refusal(server: Any) -> None:
    """History is understood, and what the sources do not hold is said so, which is no error."""
    told = call(server, "ask", {"question": "are they mandatory?", "history": [QUESTION]})
    assert told.structured_content["standalone_question"] == f"are they mandatory? ({QUESTION})"
    told = call(server, "ask", {"question": "how do I explain a two year gap on my resume?"})
    assert (told.is_error, unfenced(told.content[0].text), told.structured_content["status"]) == (
        False,
        REFUSAL,
        "not_in_sources",
    )


def test_a_search_shows_the_nearest_passages(server: Any, seeds_assistant: Assistant) -> None:
    """The passages that an answer shows, with whose words they are and the places that read_source takes."""
    told = call(server, "search_passages", {"query": "exit interview"})
    expected = seeds_assistant.ask("exit interview").passages
    assert [one["text"] for one in told.structured_content["passages"]] == [one.text for one in expected]
    where, quoted, *_ = unfenced(told.content[0].text).replace("\\", "").splitlines()
    assert where.endswith(
        f"({expected[0].kind}, {expected[0].article} {expected[0].start}:{expected[0].end})"
    )
    assert quoted == f"> {expected[0].text.splitlines()[0]}"
    assert call(server, "search_passages", {"query": "thanks"}).structured_content["passages"] == []


@pytest.mark.parametrize(
    ("arguments", "start", "end"),
    [
        pytest.param({}, 0, 20_000, id="from the beginning, as much as comes at once"),
        pytest.param({"start": 20_000}, 20_000, 40_000, id="on from there"),
        pytest.param({"start": 10, "end": 20}, 10, 20, id="a stretch"),
        pytest.param({"start": 20, "end": 10}, 20, 20, id="an end before the start"),
        pytest.param({"start": 10**9}, None, None, id="behind the end"),
    ],
)
def test_a_source_is_read_in_stretches(
    arguments: dict[str, int], start: int | None, end: int | None, server: Any, seeds_index: Snapshot
) -> None:
    """What came and how much there is can be told from the result."""
    longest = max(seeds_index.articles(), key=lambda card: card.characters)
    found = seeds_index.article(longest.id)
    assert found is not None
    text = found[1]
    start, end = (len(text) if place is None else min(place, len(text)) for place in (start, end))
    told = call(server, "read_source", {"article": longest.id, **arguments}).structured_content
    assert told == {
        "article": longest.id,
        "title": longest.title,
        "start": start,
        "end": end,
        "characters": len(text),
        "text": text[start:end],
    }


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        pytest.param("ask", {"question": "?!"}, "the question is empty", id="empty question"),
        pytest.param("ask", {"question": "a" * 2001}, "at most 2000", id="question too long"),
        pytest.param("ask", {}, "Field required", id="no question"),
        pytest.param("ask", {"question": QUESTION, "history": [5]}, "history.0", id="history not text"),
        pytest.param(
            "ask", {"question": QUESTION, "history": ["why?"] * 51}, "at most 50 items", id="history too long"
        ),
        pytest.param("search_passages", {"query": ""}, "the question is empty", id="empty query"),
        pytest.param(
            "read_source", {"article": "../seeds"}, "there is no article '../seeds'", id="no such article"
        ),
        pytest.param(
            "read_source",
            {"article": ARTICLE, "start": -1},
            "greater than or equal to 0",
            id="a place before the text",
        ),
    ],
)
def test_a_wrong_call_says_what_is_wrong(
    tool: str, arguments: dict[str, Any], message: str, server: Any
) -> None:
    """The model reads it and can do better; nothing is raised."""
    told = call(server, tool, arguments)
    assert told.is_error is True
    assert message in told.content[0].text


def test_without_an_index_every_call_says_who_can_mend_it(tmp_path: Path) -> None:
    """Tools and resources alike."""
    server = create_server(Assistant(LiveIndex(LocalStore(tmp_path))))
    assert NOTHING_SERVED in call(server, "ask", {"question": QUESTION}).content[0].text
    for request in (
        lambda client: client.list_resources(),
        lambda client: client.read_resource(f"careerqa://article/{ARTICLE}"),
    ):
        assert NOTHING_SERVED in refused(server, request)


def test_an_answer_that_takes_too_long_is_told(seeds_root: Path) -> None:
    """As what went wrong with the call, so that the model can say it."""
    told = call(
        create_server(Assistant(LiveIndex(LocalStore(seeds_root)), seconds=1e-9)),
        "ask",
        {"question": QUESTION},
    )
    assert told.is_error is True
    assert "the answer took longer than 1e-09 seconds" in told.content[0].text


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        pytest.param(
            lambda client: client.call_tool("advise", {}), "there is no tool 'advise'", id="no such tool"
        ),
        pytest.param(
            lambda client: client.read_resource("careerqa://article/none"),
            "there is no resource",
            id="no such article",
        ),
        pytest.param(
            lambda client: client.read_resource("file:///etc/passwd"), "there is no resource", id="not ours"
        ),
    ],
)
def test_what_is_not_there_is_an_error_of_the_protocol(
    request_: Callable[[Client], Awaitable[Any]], message: str, server: Any
) -> None:
    """It is raised by the client."""
    assert message in refused(server, request_)


def test_resources_come_in_pages(server: Any, seeds_index: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tens of thousands of articles are listed page by page, each once, and the last page says that it is."""
    monkeypatch.setattr("service.protocols.mcp_server.PAGE_SIZE", 3)

    async def all_pages(client: Client) -> list[list[str]]:
        pages: list[list[str]] = []
        cursor = None
        while not pages or cursor:
            page = await client.list_resources(cursor=cursor)
            pages.append([one.name for one in page.resources])
            cursor = page.next_cursor
        return pages

    ids = [card.id for card in seeds_index.articles()]
    assert talk(server, all_pages) == [ids[:3], ids[3:]]


@pytest.mark.parametrize(
    ("host", "named", "status"),
    [
        pytest.param("127.0.0.1", "127.0.0.1:8000", 200, id="this machine"),
        pytest.param("127.0.0.1", "rebound.example:8000", 421, id="another name for this machine"),
        pytest.param("0.0.0.0", "careerqa.example", 200, id="a service for others"),
    ],
)
def test_a_page_elsewhere_cannot_reach_a_local_server(
    host: str, named: str, status: int, seeds_root: Path
) -> None:
    """A server on loopback answers only requests that name loopback."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {
        "host": named,
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2025-06-18",
    }
    with TestClient(create_app(Settings(index=seeds_root, host=host))) as client:
        assert client.post("/mcp", json=body, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        pytest.param(("GET", {}), 405, "method_not_allowed", id="waits for events"),
        pytest.param(("DELETE", {}), 405, "method_not_allowed", id="ends a session"),
        pytest.param(
            ("POST", {"content": (b"x" * 2**20 for _ in range(3))}), 413, "too_large", id="body too long"
        ),
    ],
)
def test_what_nobody_can_use_is_refused(
    request_: tuple[str, dict[str, Any]], status: int, code: str, seeds_root: Path
) -> None:
    """There are no sessions and no events to wait for; a body has the same limit as at every door."""
    method, content = request_
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    with TestClient(create_app(Settings(index=seeds_root)), base_url="http://localhost:8000") as client:
        told = client.request(method, "/mcp", headers=headers, **content)
    assert (told.status_code, told.json()["error"]["code"]) == (status, code)
