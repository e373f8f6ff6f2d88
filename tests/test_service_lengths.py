"""However long what is asked or drafted is: each door takes so much of it, and no pattern makes that slow."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.answering.answer import LONGEST_HISTORY, LONGEST_QUESTION
from service.protocols.openai_request import ChatRequest
from service.settings import Settings
from service.web.api import create_app
from service.web.limits import LONGEST_BODY
from tests.adversarial import TEXTS
from tests.conftest import ROOT, Desk
from tests.test_ingest_linear import UNITS

QUESTION = "When do I ask for more money?"
LONG = "a" * (LONGEST_QUESTION + 1)
# What patterns over questions and drafts look for.
OF_QUESTIONS = {
    "questions in one": "And why is it so? ",
    "joints": "and also, or ",
    "turns": "User: why?\nAssistant: so. ",
    "marks": "It is [1][2]. ",
    "ranges": "1-2 to 3 or 4, ",
    "conditions": "if unless when it is, ",
    "negations": "not never no ",
    "pronouns": "they it this ",
    "abbreviated": "a.b.c. ",
}
BOUND = 4  # seconds of processor time for a text; all take below one
READ = """
import json, resource, sys, time
from pathlib import Path
from index import LocalStore
from service.answering.answer import LONGEST_HISTORY
from service.assistant import Assistant, Fixed
from service.phrasing.draft import drafted_sentences
from service.phrasing.judge import WordsJudge

assistant = Assistant(Fixed(LocalStore(Path(sys.argv[1])).open()))
bound = int(sys.argv[2])

class Quote:
    section = ("Headings",)
    def __init__(self, quote):
        self.quote = quote

def ask(text):
    assistant.ask(text)
    assistant.ask("And them?", [text] * LONGEST_HISTORY)

def judge(text):
    judge, quotes = WordsJudge(), {1: Quote("Ask in spring, when the budgets are open."), 2: Quote(text[:2000])}
    for number in (1, 2):
        for drafted in drafted_sentences(f"{text} [{number}]"):
            judge.judge(drafted, quotes)

ask("When do I ask for more money?")
judge("Ask in spring.")
for name, kind, text in json.load(sys.stdin):
    print(name, flush=True)
    soft = int(time.process_time()) + 1 + bound
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))
    {"question": ask, "draft": judge}[kind](text)
print("all", flush=True)
"""


@pytest.fixture(scope="module")
def client(built_desk: Desk) -> Iterator[TestClient]:
    """The service over four small articles."""
    with TestClient(create_app(Settings(index=built_desk.root)), base_url="http://localhost:8000") as client:
        yield client


def chat(*asked: str) -> dict[str, Any]:
    """A request of OpenAI's chat protocol."""
    return {"model": "careerqa", "messages": [{"role": "user", "content": text} for text in asked]}


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        pytest.param("POST", "/api/ask", {"json": {"question": LONG}}, 422, id="question"),
        pytest.param(
            "POST",
            "/api/ask",
            {"json": {"question": QUESTION, "history": ["why?"] * (LONGEST_HISTORY + 1)}},
            422,
            id="history",
        ),
        pytest.param("POST", "/api/ask", {"json": {"question": QUESTION, "history": [LONG]}}, 422, id="turn"),
        pytest.param("POST", "/v1/chat/completions", {"json": chat(LONG)}, 400, id="question, OpenAI"),
        pytest.param("GET", "/", {"params": {"q": LONG}}, 422, id="question, page"),
        pytest.param("POST", "/api/ask", {"content": b"x" * (LONGEST_BODY + 1)}, 413, id="body"),
        pytest.param("POST", "/mcp", {"content": b"x" * (LONGEST_BODY + 1)}, 413, id="body, MCP"),
    ],
)
def test_what_is_longer_than_is_read_is_refused(
    method: str, path: str, content: dict[str, Any], status: int, client: TestClient
) -> None:
    """By every door of HTTP with an error of its own."""
    assert client.request(method, path, **content).status_code == status


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param({"question": LONG}, id="question"),
        pytest.param({"question": QUESTION, "history": ["why?"] * (LONGEST_HISTORY + 1)}, id="history"),
        pytest.param({"question": QUESTION, "history": [LONG]}, id="turn"),
    ],
)
def test_an_agent_is_told_what_is_too_long(arguments: dict[str, Any], client: TestClient) -> None:
    """As the error of its call."""
    told = client.post(
        "/mcp",
        json={
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "ask", "arguments": arguments},
        },
        headers={"accept": "application/json, text/event-stream", "mcp-protocol-version": "2025-06-18"},
    )
    assert told.status_code == 200
    assert '"isError":true' in told.text.replace(" ", "")
    assert "at most" in told.text


def test_of_a_long_conversation_of_openais_protocol_no_more_is_read() -> None:
    """Its clients send all of it, so the last turns count and long ones do not."""
    asked = [f"why {number}?" for number in range(LONGEST_HISTORY + 1)]
    request = ChatRequest.model_validate(chat(*asked, LONG, QUESTION))
    assert request.history == asked[1:]


def test_no_question_and_no_draft_makes_a_pattern_slow(built_desk: Desk) -> None:
    """What readers' patterns are tempted by, as long as a question, turns before one, and a draft may be.

    A text that takes more than the bound ends the process, and is the last that it names.
    """
    units = UNITS | {name: unit for name, (_, unit) in TEXTS.items()} | OF_QUESTIONS
    texts = [
        (f"{name}, {kind}", kind, ("Why so " + unit * length)[:length])
        for name, unit in units.items()
        for kind, length in (("question", LONGEST_QUESTION), ("draft", 4000))
    ]
    done = subprocess.run(
        [sys.executable, "-c", READ, str(built_desk.root), str(BOUND)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )
    assert done.stdout.splitlines()[-1:] == ["all"], (done.stdout[-200:], done.stderr[-2000:])
