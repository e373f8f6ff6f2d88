"""Errors as the HTTP door tells them: one shape, an event where those were asked for, OpenAI's below /v1."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from index import IndexUnusable
from service.answering.answer import AnswerOverdue, QuestionError
from service.protocols.events import EVENTS
from service.settings import Settings
from service.web.api import create_app
from service.web.feedback_log import FeedbackError
from service.web.problems import busy, tell_errors
from tests.conftest import Desk
from tests.test_service_events import read_events

RAISED: dict[str, Exception] = {
    "gone": HTTPException(404, "there is no article 'x'"),
    "teapot": HTTPException(418, "no coffee"),
    "empty": QuestionError("the question is empty"),
    "unusable": IndexUnusable("no index: run careerqa ingest"),
    "overdue": AnswerOverdue("it took longer than 10 s"),
    "full": FeedbackError("/secret/feedback.jsonl is full"),
}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """An app whose routes raise what is named last in their path."""
    app = FastAPI()
    tell_errors(app)

    def fail(name: str) -> None:
        raise RAISED[name]

    def count(number: int) -> int:
        return number

    app.add_api_route("/api/number", count)
    app.add_api_route("/api/ask", lambda: fail("empty"), methods=["POST"])
    for prefix in ("/api", "/v1"):
        app.add_api_route(prefix + "/fail/{name}", fail)
    app.add_api_route("/busy", busy)
    with TestClient(app, base_url="http://localhost:8000") as client:
        yield client


@pytest.mark.parametrize(
    ("name", "status", "code", "message"),
    [
        ("gone", 404, "not_found", "there is no article 'x'"),
        ("teapot", 418, "http_418", "no coffee"),
        ("empty", 422, "invalid_request", "the question is empty"),
        ("unusable", 503, "no_index", "no index: run careerqa ingest"),
        ("overdue", 503, "overdue", "it took longer than 10 s"),
        ("full", 507, "not_kept", "the feedback cannot be kept; the service's log says why"),
    ],
)
def test_every_error_has_one_shape(
    client: TestClient, name: str, status: int, code: str, message: str
) -> None:
    """A word for programs and a sentence for people; no path of this machine goes out."""
    told = client.get(f"/api/fail/{name}")
    assert (told.status_code, told.json()) == (status, {"error": {"code": code, "message": message}})


@pytest.mark.parametrize(
    ("name", "status", "error"),
    [
        pytest.param("gone", 404, {"type": "invalid_request_error", "code": "unknown_url"}, id="unknown"),
        pytest.param(
            "empty", 400, {"type": "invalid_request_error", "param": "messages"}, id="422 is 400 there"
        ),
        pytest.param("unusable", 503, {"type": "server_error", "code": "no_index"}, id="no index"),
        pytest.param("overdue", 503, {"type": "server_error", "code": "overdue"}, id="overdue"),
    ],
)
def test_below_v1_it_is_the_shape_of_openai(
    client: TestClient, name: str, status: int, error: dict[str, Any]
) -> None:
    """With its types, so that its clients raise what their callers expect."""
    told = client.get(f"/v1/fail/{name}")
    expected = {"message": str(RAISED[name]), "param": None, "code": None, **error}
    if name == "gone":
        expected["message"] = "there is no article 'x'"
    assert (told.status_code, told.json()) == (status, {"error": expected})


def test_where_events_were_asked_for_it_is_one(client: TestClient) -> None:
    """With the same status, so that a client need not read events to know that it failed."""
    told = client.post("/api/ask", headers={"accept": EVENTS})
    error = {"error": {"code": "invalid_request", "message": "the question is empty"}}
    assert (told.status_code, read_events(told.text)) == (422, [("error", error)])
    assert client.post("/api/ask").json() == error


@pytest.mark.parametrize(
    ("query", "message"), [("", "number: Field required"), ("?number=x", "number: Input should be")]
)
def test_what_is_wrong_with_a_request_is_named(client: TestClient, query: str, message: str) -> None:
    """The first thing, with the name of the field."""
    told = client.get(f"/api/number{query}")
    assert (told.status_code, told.json()["error"]["code"]) == (422, "invalid_request")
    assert told.json()["error"]["message"].startswith(message)


def test_a_client_that_comes_too_often_is_told_when_to_come_again(client: TestClient) -> None:
    """In a header, as programs read it, and in words."""
    told = client.get("/busy")
    assert (told.status_code, told.headers["retry-after"], told.json()["error"]["code"]) == (503, "1", "busy")


def spoilt(desk: Desk, how: str) -> Settings:
    """The settings of a service that something is wrong with."""
    if how == "no index":
        return Settings(index=desk.root / "nowhere")
    if how == "damaged index":
        for path in (desk.root / "generations").rglob("*.sqlite*"):
            path.write_bytes(path.read_bytes()[:-100] + bytes(100))
    return Settings(index=desk.root, feedback=desk.root)  # a folder, which cannot be written as a file


@pytest.mark.parametrize("how", ["no index", "damaged index", "unwritable feedback"])
def test_no_error_names_a_path_of_the_machine(how: str, desk: Desk) -> None:
    """Not of what is really wrong with files here, in any door."""
    question = "When do I ask for more money?"
    with TestClient(create_app(spoilt(desk, how)), base_url="http://localhost:8000") as client:
        told = client.post("/api/ask", json={"question": question}).json()
        said = [
            client.get("/ready"),
            client.get("/", params={"q": question}),
            client.get("/source/pay"),
            client.get("/api/articles"),
            client.get("/api/sources"),
            client.post("/api/ask", json={"question": question}),
            client.post("/api/ask", json={"question": question}, headers={"accept": EVENTS}),
            client.post(
                "/v1/chat/completions",
                json={"model": "careerqa", "messages": [{"role": "user", "content": question}]},
            ),
            client.post("/api/feedback", json={"question": question, "thumbs": "up", "answer": told}),
        ]
    wrong = [one.status_code for one in said if one.status_code >= 500]
    assert wrong == [507] if how == "unwritable feedback" else len(wrong) >= 6, wrong
    for one in said:
        for hidden in (str(desk.root), desk.root.name + "/", str(desk.root.parent)):
            assert hidden not in one.text, one.url
