"""Lists of wrong entries and objects of very many fields: refused at the first fault, in few words."""

import json
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import ValidationError

from service.protocols import mcp_server
from service.protocols.mcp_tools import tools
from service.protocols.openai_request import ChatRequest
from service.settings import Settings
from service.web.api import EXAMPLE, Ask, Given, Opinion, create_app
from service.web.changes import Changed, Removal
from service.web.feedback_log import LONGEST_LINE
from service.web.few_keys import MOST_KEYS
from service.web.pasted import Pasted
from tests.conftest import Desk

WRONG: list[Any] = [{}] * 500_000
KEYS = dict.fromkeys(map(str, range(150_000)), 0)
FEW = 10_000  # bytes of an answer that refuses
CHAT = {"model": "careerqa", "messages": [{"role": "user", "content": "pay?"}]}
THUMB = {"question": "pay?", "thumbs": "up", "answer": EXAMPLE}
BODIES = [
    pytest.param("/api/ask", {"question": "pay?", "in": WRONG}, id="ask-in"),
    pytest.param("/api/ask", {"question": "pay?", "history": WRONG}, id="ask-history"),
    pytest.param("/api/ask", {"question": "pay?", **KEYS}, id="ask-fields"),
    pytest.param("/api/ask", {"question": "pay?", "x" * 10**6: 1}, id="ask-long-field"),
    pytest.param("/api/questions", WRONG, id="questions"),
    pytest.param("/api/questions", {"text": "pay?", **KEYS}, id="questions-fields"),
    pytest.param("/api/sources/remove", {"files": WRONG}, id="remove"),
    pytest.param("/api/sources/update", {"added": WRONG}, id="update-added"),
    pytest.param("/api/sources/update", {"removed": WRONG}, id="update-removed"),
    pytest.param("/api/sources/update", KEYS, id="update-fields"),
    pytest.param("/v1/chat/completions", CHAT | {"messages": WRONG}, id="messages"),
    pytest.param("/v1/chat/completions", CHAT | {"in": WRONG}, id="chat-in"),
    pytest.param("/v1/chat/completions", CHAT | {"modalities": WRONG}, id="modalities"),
    pytest.param("/v1/chat/completions", CHAT | {"tools": WRONG}, id="tools"),
    pytest.param(
        "/v1/chat/completions", CHAT | {"messages": [{"role": "user", "content": WRONG}]}, id="parts"
    ),
    pytest.param(
        "/v1/chat/completions", CHAT | {"response_format": {"type": WRONG[:100_000]}}, id="response-format"
    ),
]


@pytest.fixture(scope="module")
def client(built_desk: Desk) -> Iterator[TestClient]:
    """A service that lets itself be changed."""
    settings = Settings(index=built_desk.root, sources=(str(built_desk.sources),), allow_changes=True)
    with TestClient(
        create_app(settings), base_url="http://localhost:8000", client=("127.0.0.1", 1)
    ) as client:
        client.headers.update({"X-CareerQA": "change", "Content-Type": "application/json"})
        yield client


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_two_megabytes_of_wrong_entries_are_answered_in_few_words(
    client: TestClient, path: str, body: Any
) -> None:
    """Each is legal JSON below the limit of a body; the answer names one fault."""
    told = client.post(path, content=json.dumps(body, separators=(",", ":")))
    assert told.status_code == (400 if path.startswith("/v1/") else 422)
    assert told.json()["error"]["message"]
    assert len(told.content) < FEW


def test_every_array_that_comes_in_has_an_end(client: TestClient) -> None:
    """In the description of each request's body, whatever it refers to."""
    described = client.get("/openapi.json").json()
    arrays: dict[str, Any] = {}

    def walk(schema: Any, where: str, seen: tuple[str, ...]) -> None:
        if isinstance(schema, list):
            for number, one in enumerate(schema):
                walk(one, f"{where}/{number}", seen)
        elif isinstance(schema, dict):
            reference = schema.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                name = reference.rpartition("/")[2]
                walk(described["components"]["schemas"][name], f"{where}/{name}", (*seen, reference))
            if schema.get("type") == "array":
                arrays[where] = schema.get("maxItems")
            for name, one in schema.items():
                walk(one, f"{where}/{name}", seen)

    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            walk(operation.get("requestBody"), f"{method} {path}", ())
    assert len(arrays) > 15
    assert [where for where, most in arrays.items() if not most] == []


@pytest.mark.parametrize(
    ("model", "body"),
    [
        pytest.param(Ask, {"question": "pay?", "in": [{}] * 200}, id="in"),
        pytest.param(Ask, {"question": "pay?", "history": [{}] * 50}, id="history"),
        pytest.param(Opinion, THUMB | {"history": [{}] * 50}, id="opinion"),
        pytest.param(Removal, {"files": [{}] * 10_000}, id="files"),
        pytest.param(Changed, {"added": [{}] * 10_000}, id="added"),
        pytest.param(ChatRequest, CHAT | {"messages": [{}] * 10_000}, id="messages"),
        pytest.param(ChatRequest, CHAT | {"in": [{}] * 200}, id="chat-in"),
        pytest.param(ChatRequest, CHAT | {"modalities": [{}] * 1000}, id="modalities"),
        pytest.param(Pasted, {"text": "pay?", **KEYS}, id="fields"),
        pytest.param(Ask, {"question": "pay?", **KEYS}, id="fields-of-a-question"),
    ],
)
def test_only_the_first_wrong_entry_is_an_error(model: Any, body: Any) -> None:
    """Of a list of allowed length, and of an object's fields."""
    with pytest.raises(ValidationError) as told:
        model.model_validate(body)
    assert told.value.error_count() == 1


@pytest.mark.parametrize(
    "name", ["citations", "passages", "said", "related", "unanswered", "within", "parts"]
)
def test_an_answer_that_comes_back_is_read_to_its_first_fault(name: str) -> None:
    """Few errors for a list of a thousand wrong entries; the message names the first."""
    with pytest.raises(ValueError, match=rf"{name}\.0") as told:
        Given.answer_of(EXAMPLE | {name: [{}] * 1000})
    cause = told.value.__cause__
    assert isinstance(cause, ValidationError)
    assert cause.error_count() < 25
    with pytest.raises(ValueError, match="an object has 150000 fields; at most 1000 are taken"):
        Given.answer_of(EXAMPLE | {name: [KEYS]})


def test_an_answer_that_comes_back_has_lists_of_a_length() -> None:
    """A thousand entries are read, one more is not."""
    assert len(Given.answer_of(EXAMPLE | {"related": ["pay?"] * 1000}).related) == 1000
    with pytest.raises(ValueError, match=r"related: .* at most 1000 items"):
        Given.answer_of(EXAMPLE | {"related": ["pay?"] * 1001})


def test_feedback_is_refused_before_it_is_read_where_no_more_is_kept(client: TestClient) -> None:
    """By its bytes; what is as long as may be kept is read, and its fault told."""
    body = json.dumps(THUMB | {"answer": EXAMPLE | {"citations": [{}] * 2000}}).encode()
    read = client.post("/api/feedback", content=body.ljust(LONGEST_LINE))
    assert (read.status_code, len(read.content) < FEW) == (422, True)
    assert "citations" in read.json()["error"]["message"]
    longer = client.post("/api/feedback", content=body.ljust(LONGEST_LINE + 1))
    assert longer.status_code == 413
    assert longer.json()["error"]["message"] == f"the body is longer than {LONGEST_LINE} bytes"


def test_many_fields_are_counted_and_not_named() -> None:
    """One more than may be."""
    body = {"question": "pay?", **dict.fromkeys(map(str, range(MOST_KEYS)), 0)}
    with pytest.raises(ValidationError, match="an object has 101 fields; at most 100 are taken"):
        Ask.model_validate(body)


def test_a_tool_tells_what_is_wrong_in_few_words(client: TestClient) -> None:
    """Of lists of wrong entries, and of a name that is very long."""
    for name, arguments in (
        ("ask", {"question": "pay?", "history": WRONG}),
        ("ask", {"question": "pay?", "within": WRONG}),
        ("read_source", {"article": "x" * 10**6}),
    ):
        call = {"name": name, "arguments": arguments}
        asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        told = client.post(
            "/mcp",
            content=json.dumps(asked, separators=(",", ":")),
            headers={"accept": "application/json, text/event-stream", "content-type": "application/json"},
        )
        result = told.json()["result"]
        assert result["isError"] is True
        assert 0 < len(result["content"][0]["text"]) <= mcp_server.LONGEST_TOLD
        assert len(told.content) < FEW


def test_a_tool_stops_at_the_first_wrong_entry(client: TestClient) -> None:
    """So that the error itself is small, not only what is told of it."""
    (ask, *_) = tools(client.app.state.running.assistant)  # type: ignore[attr-defined]
    for name, many in (("history", 50), ("within", 200)):
        with pytest.raises(ToolError, match="1 validation error") as told:
            anyio.run(ask.run, {"question": "pay?", name: [{}] * many}, Context())
        assert len(str(told.value)) < 1000


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        pytest.param(["\ud800"], "\ufffd", id="half-a-sign"),
        pytest.param(["k" * 10**5], "k" * 40, id="long"),
        pytest.param([f"kind{number:04}" for number in range(900)], "kind0009", id="many"),
        pytest.param([[[]]], "list", id="no-word"),
    ],
)
def test_odd_kinds_of_parts_are_named_in_few_words(client: TestClient, kinds: list[Any], told: str) -> None:
    """Beside a text that is read: ten of them, each in 40 characters, as whole signs."""
    parts = [{"type": "text", "text": "When do I ask for more money?"}, *({"type": kind} for kind in kinds)]
    chat = {"model": "careerqa", "messages": [{"role": "user", "content": parts}]}
    answer = client.post("/v1/chat/completions", content=json.dumps(chat))
    assert answer.status_code == 200
    note = answer.json()["careerqa"]["note"]
    assert note.endswith(f"{told}.")
    assert len(note) < 500
