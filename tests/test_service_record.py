"""Each request has an id and one line in the log."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.serving.logs import JsonLines
from service.settings import Settings
from service.web.api import create_app
from tests.conftest import Desk

QUESTION = "When do I ask for more money?"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the service logs in JSON, debugging included."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("service")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def requests(lines: io.StringIO) -> list[dict[str, Any]]:
    """The lines about requests."""
    return [line for line in map(json.loads, lines.getvalue().splitlines()) if line["message"] == "request"]


@pytest.fixture
def client(built_desk: Desk, tmp_path: Path) -> Iterator[TestClient]:
    """The service over the small workplace and with a route that fails."""
    app = create_app(Settings(index=built_desk.root, feedback=tmp_path / "feedback.jsonl"))
    app.add_api_route("/crash", lambda: 1 / 0)
    with TestClient(app, base_url="http://localhost:8000") as client:
        yield client


@pytest.mark.parametrize(
    "given", ["abc-1.2:3_4", "x" * 64, pytest.param("", id="none"), "x" * 65, "two words", 'quo"te', "naïve"]
)
def test_a_request_id_is_taken_over_where_it_is_sane(
    client: TestClient, lines: io.StringIO, given: str
) -> None:
    """Else it is made; either way it is in the response and in the log."""
    told = client.get("/api/articles", headers={b"x-request-id": given.encode()})
    identity = told.headers["x-request-id"]
    assert (identity == given) == (given in ("abc-1.2:3_4", "x" * 64))
    assert [line["request_id"] for line in requests(lines)] == [identity]
    if identity != given:
        assert len(identity) == 32


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        pytest.param("GET", "/nothing", None, 404, id="no route"),
        pytest.param("POST", "/api/ask", {"question": ""}, 422, id="bad question"),
        pytest.param(
            "POST",
            "/v1/chat/completions",
            {"model": "other", "messages": [{"role": "user", "content": "x"}]},
            404,
            id="chat",
        ),
        pytest.param("GET", "/crash", None, 500, id="crash"),
        pytest.param("DELETE", "/api/ask", None, 405, id="wrong method"),
    ],
)
def test_errors_carry_the_id_too(
    client: TestClient, lines: io.StringIO, method: str, path: str, body: Any, status: int
) -> None:
    """Whoever reports one can name it."""
    told = client.request(method, path, json=body, headers={"x-request-id": "mine"})
    assert (told.status_code, told.headers["x-request-id"]) == (status, "mine")
    assert [(line["status"], line["request_id"]) for line in requests(lines)] == [(status, "mine")]


def test_a_line_tells_what_became_of_a_question_but_not_the_question(
    client: TestClient, lines: io.StringIO
) -> None:
    """Method, route, status, time, outcome, confidence, index; nothing that was asked or answered."""
    told = client.post("/api/ask", json={"question": QUESTION, "history": ["what about pay?"]}).json()
    (line,) = requests(lines)
    assert (line["method"], line["route"], line["status"]) == ("POST", "/api/ask", 200)
    assert (line["answer"], line["confidence"], line["index"]) == (
        told["status"],
        told["confidence"],
        told["index"],
    )
    assert line["ms"] > 0
    assert set(line) == {
        "time", "level", "pid", "logger", "message", "method", "route", "status", "ms", "answer", "confidence", "index", "request_id",
    }  # fmt: skip
    assert "money" not in lines.getvalue()
    assert "pay" not in lines.getvalue()


def test_questions_are_logged_where_that_is_wanted(built_desk: Desk, lines: io.StringIO) -> None:
    """With CAREERQA_LOG_QUESTIONS."""
    with TestClient(
        create_app(Settings(index=built_desk.root, log_questions=True)), base_url="http://localhost:8000"
    ) as client:
        client.post("/api/ask", json={"question": QUESTION})
        client.get("/", params={"q": "thanks"})
    assert [line["question"] for line in requests(lines)] == [QUESTION, "thanks"]


def test_an_error_that_nobody_expected_is_logged_with_its_traceback(
    client: TestClient, lines: io.StringIO
) -> None:
    """Once, under the id of the request."""
    client.get("/crash", headers={"x-request-id": "mine"})
    failed = [json.loads(line) for line in lines.getvalue().splitlines() if "traceback" in line]
    assert [(one["level"], one["request_id"]) for one in failed] == [("error", "mine")]
    assert "ZeroDivisionError: division by zero" in failed[0]["traceback"]


def test_a_stream_is_logged_once_at_its_end(client: TestClient, lines: io.StringIO) -> None:
    """With the status and the outcome of its answer."""
    with client.stream(
        "POST", "/api/ask", json={"question": QUESTION}, headers={"accept": "text/event-stream"}
    ) as told:
        told.read()
    assert [
        (line["status"], line["route"], "answer" in line, "whole" in line) for line in requests(lines)
    ] == [(200, "/api/ask", True, False)]


@pytest.mark.parametrize("path", ["/health", "/ready", "/metrics"])
def test_what_machines_ask_often_is_logged_for_debugging_only(
    client: TestClient, lines: io.StringIO, path: str
) -> None:
    """Otherwise the log would hold little else."""
    client.get(path)
    client.get("/api/articles")
    assert [line["level"] for line in requests(lines)] == ["debug", "info"]
