"""Whatever a client sends: each door answers it in its own shape, and nothing crashes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.feedback_questions import add_drafts, draft
from eval.questions import QuestionSetError, read_questions
from eval.runs import read_run
from index import LocalStore
from service.answering.answer import QuestionError
from service.assistant import Assistant, Fixed
from service.json_lines import LineError
from service.settings import Settings
from service.terminal.batch import answered, failed, numbered_lines
from service.web.api import EXAMPLE, create_app
from service.web.feedback_log import FeedbackError, read_feedback
from tests.conftest import Desk

FUZZED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def object_of(fields: dict[str, str]) -> str:
    """An object of JSON, of texts of JSON."""
    return "{" + ",".join(f'"{name}":{value}' for name, value in fields.items()) + "}"


# Texts of JSON that no schema has in mind.
ODD = [
    '"\\ud800"',
    "1e999",
    "-0",
    "NaN",
    "9" * 5000,
    "9" * 400,
    '"\\u0000"',
    "[" * 3000,
    '{"a":' * 3000,
    "null",
    "true",
    '"a\\nb"',
    '""',
    "[]",
    "{}",
    "0.5",
    "-1",
]
JSON = st.recursive(
    st.sampled_from(ODD),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda values: f"[{','.join(values)}]"),
        st.dictionaries(
            st.sampled_from(["question", "id", "a", "\\ud800", "role", "content"]), inner, max_size=3
        ).map(object_of),
    ),
    max_leaves=6,
)


def bodies(whole: dict[str, Any]) -> st.SearchStrategy[bytes]:
    """Bodies that are nearly right: a field or two of another kind, another field, what is no JSON at all."""
    fields = {name: json.dumps(value) for name, value in whole.items()}
    changed = st.dictionaries(st.sampled_from([*fields, "more", "\\ud800"]), JSON, max_size=2)
    nearly = changed.map(lambda change: object_of(fields | change).encode())
    return st.one_of(
        nearly,
        nearly,
        JSON.map(str.encode),
        st.binary(max_size=40),
        nearly.map(lambda body: body[: len(body) // 2]),
    )


CHAT = {
    "model": "careerqa",
    "messages": [{"role": "user", "content": "When do I ask for more money?"}],
    "stream": False,
    "stream_options": None,
    "n": 1,
    "response_format": None,
    "in": None,
}
OPINION: dict[str, Any] = {
    "question": "a",
    "history": [],
    "answer": EXAMPLE,
    "thumbs": "up",
    "comment": "",
    "id": None,
}
ASKED: dict[str, dict[str, Any]] = {"/api/ask": {"question": "a?", "history": ["b?"], "in": [], "explain": True}, "/api/questions": {"text": "a?"}, "/api/feedback": OPINION, "/v1/chat/completions": CHAT}  # fmt: skip
CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "search", "arguments": {"question": "When do I ask?", "limit": 3}},
}


@pytest.fixture(scope="module")
def client(built_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service over four small articles."""
    feedback = tmp_path_factory.mktemp("kept") / "feedback.jsonl"
    with TestClient(
        create_app(Settings(index=built_desk.root, feedback=feedback)), base_url="http://127.0.0.1:8000"
    ) as client:
        yield client


@pytest.mark.parametrize("path", ASKED)
def test_any_body_is_answered_or_refused(client: TestClient, path: str) -> None:
    """With the answer of the route, or an error in its one shape and nobody's fault but the client's."""

    @given(
        body=bodies(ASKED[path]),
        accept=st.sampled_from(["application/json", "text/event-stream", "text/html", "\xff"]),
    )
    @FUZZED
    def is_told(body: bytes, accept: str) -> None:
        told = client.post(
            path,
            content=body,
            headers={b"content-type": b"application/json", b"accept": accept.encode("latin-1")},
        )
        assert told.status_code in (200, 201, 400, 404, 413, 422)
        if told.status_code >= 400 and "event-stream" not in told.headers["content-type"]:
            assert told.json()["error"]["message"]

    is_told()


@given(body=bodies(CALL), session=st.sampled_from(["", "a", "\x7f", "9" * 500]))
@FUZZED
def test_any_message_to_mcp_is_answered_or_refused(client: TestClient, body: bytes, session: str) -> None:
    """What is no message of JSON-RPC, whatever its ids and numbers are, is an error of that protocol."""
    headers = {
        "content-type": "application/json",
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2025-06-18",
    }
    told = client.post(
        "/mcp", content=body, headers=headers | ({"mcp-session-id": session} if session else {})
    )
    assert told.status_code in (200, 202, 400, 404, 406, 413, 421)
    if told.status_code == 200:
        assert "Traceback" not in told.text


@pytest.mark.parametrize(
    "path",
    [
        "/api/articles/{}",
        "/api/blocks/{}",
        "/api/around/{}",
        "/source/{}",
        "/v1/models/{}",
        "/page/{}",
        "/?q={}",
        "/sources?page={}",
        "/api/blocks/pay?start={}",
    ],
)
def test_any_address_is_answered_or_refused(client: TestClient, path: str) -> None:
    """With dots, slashes, signs that are none and numbers that are too large."""

    @given(
        part=st.one_of(
            st.sampled_from(
                [
                    "../../etc/passwd",
                    "%00",
                    "%ff",
                    "%2e%2e%2f",
                    "9" * 400,
                    "-1",
                    "1e9",
                    "%ed%a0%80",
                    "a" * 3000,
                    "%0d%0aX: y",
                ]
            ),
            st.text(max_size=20),
        )
    )
    @FUZZED
    def is_told(part: str) -> None:
        quoted = (
            part if part.startswith("%") else part.encode("utf-8", "replace").decode().replace("#", "%23")
        )
        try:
            told = client.get(path.format(quoted))
        except httpx2.InvalidURL:  # refused by the client itself
            return
        assert told.status_code < 500
        assert not any("\n" in value for value in told.headers.values())

    is_told()


LINE = {"question": "When do I ask for more money?", "history": ["a?"], "in": [], "id": 7}


@given(bodies(LINE))
@FUZZED
def test_any_line_of_a_batch_is_answered_or_refused(built_desk: Desk, line: bytes) -> None:
    """Its answer, or its number and the reason, is a line of JSON."""
    index = LocalStore(built_desk.root).open()
    for number, text in numbered_lines(line.decode("utf-8", "replace")):
        try:
            told = answered(Assistant(Fixed(index)), text, (), explain=False)
        except (LineError, QuestionError) as error:
            told = failed(number, text, error)
            assert len(told["error"].splitlines()) == 1
        assert len(json.dumps(told).splitlines()) == 1
    index.close()


QUESTION = {
    "id": "a",
    "kind": "b",
    "question": "c?",
    "history": [],
    "gold": [{"article": "d", "quotes": ["e"], "stamps": ["00:00:01"]}],
}


@given(bodies(QUESTION), bodies({"id": "a", **EXAMPLE}))
@FUZZED
def test_any_file_of_an_evaluation_is_read_or_refused(tmp_path: Path, question: bytes, answer: bytes) -> None:
    """A set of questions, and a run of them; what is wrong is one line that names the file and the line."""
    (tmp_path / "a.jsonl").write_bytes(
        json.dumps(QUESTION).encode() + b"\n" + question.replace(b'"a"', b'"b"')
    )
    (tmp_path / "run.jsonl").write_bytes(answer)
    for reading in (
        lambda: read_questions(tmp_path / "a.jsonl"),
        lambda: read_run(tmp_path / "run.jsonl", []),
    ):
        try:
            read: list[Any] = reading()
        except QuestionSetError as error:
            reason = str(error)
        else:
            assert isinstance(read, list)
            continue
        assert len(reason.splitlines()) == 1
        assert reason.encode()


@given(st.lists(bodies({"received": "2026-11-30T10:00:00+00:00", "id": "0" * 32, **OPINION}), max_size=3))
@FUZZED
def test_any_feedback_is_read_or_named(tmp_path: Path, lines: list[bytes]) -> None:
    """Lines that are no feedback are named, each in a line; the others become questions."""
    (tmp_path / "feedback.jsonl").write_bytes(b"\n".join(lines))
    (tmp_path / "drafts.jsonl").unlink(missing_ok=True)
    try:
        kept, problems = read_feedback(tmp_path / "feedback.jsonl")
    except FeedbackError as error:
        problems, kept = [str(error)], []
    assert all(len(problem.splitlines()) == 1 and problem.encode() for problem in problems)
    add_drafts(map(draft, kept), tmp_path / "drafts.jsonl")
    if kept:
        assert read_questions(tmp_path / "drafts.jsonl")
