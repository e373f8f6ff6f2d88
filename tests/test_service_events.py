"""POST /api/ask as server-sent events."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.protocols.events import wants_events
from service.serving.live import NOTHING_SERVED
from service.settings import Settings
from service.web.api import create_app

QUESTION = "should I do an exit interview?"
EVENTS = {"accept": "text/event-stream"}


@pytest.fixture(scope="module")
def client(seeds_root: Path) -> Iterator[TestClient]:
    """The service over the seeds, started."""
    with TestClient(create_app(Settings(index=seeds_root)), base_url="http://localhost:8000") as client:
        yield client


def read_events(text: str) -> list[tuple[str, Any]]:
    """Name and data of each event; every event here has both, in one line each."""
    blocks = [
        dict(line.split(": ", 1) for line in block.split("\n"))
        for block in text.removesuffix("\n\n").split("\n\n")
    ]
    return [(block["event"], json.loads(block["data"])) for block in blocks]


@pytest.mark.parametrize(
    "question", [QUESTION, "what is the boiling point of water on Mount Everest?", "thanks"]
)
def test_an_answer_is_told_sentence_by_sentence(question: str, client: TestClient) -> None:
    """What was understood, each piece of what is said with its citations, the object as without events."""
    told = client.post("/api/ask", json={"question": question}, headers=EVENTS)
    assert (told.status_code, told.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    whole = client.post("/api/ask", json={"question": question}).json()
    (first, resolved), *sentences, (last, answer) = read_events(told.text)
    assert (first, {name for name, _ in sentences}, last) == ("resolved", {"sentence"}, "answer")
    told_first = ("question", "standalone_question", "status", "index", "sureness")
    assert resolved == {name: whole[name] for name in told_first if name in whole}
    cited = [sentence.pop("cited") for _, sentence in sentences]
    assert [sentence for _, sentence in sentences] == whole["said"]
    assert [[citation["number"] for citation in group] for group in cited] == [
        entry["citations"] for entry in whole["said"]
    ]
    assert [citation for group in cited for citation in group] == whole["citations"]
    assert answer | {"took_ms": 0, "related": []} == whole | {"took_ms": 0, "related": []}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({"question": ""}, 422, "invalid_request", id="empty question"),
        pytest.param({"questoin": "why?"}, 422, "invalid_request", id="unknown field"),
    ],
)
def test_a_failure_is_one_error_event(
    body: dict[str, str], status: int, code: str, client: TestClient
) -> None:
    """The status is that of the JSON form, and so is the data."""
    told = client.post("/api/ask", json=body, headers=EVENTS)
    plain = client.post("/api/ask", json=body)
    assert (told.status_code, plain.status_code) == (status, status)
    assert read_events(told.text) == [("error", plain.json())]
    assert plain.json()["error"]["code"] == code


def test_without_an_index_the_error_event_says_who_can_mend_it(tmp_path: Path) -> None:
    """Status 503, as in JSON; other addresses tell errors in JSON whatever is accepted."""
    with TestClient(create_app(Settings(index=tmp_path)), base_url="http://localhost:8000") as client:
        told = client.post("/api/ask", json={"question": QUESTION}, headers=EVENTS)
        assert (told.status_code, [name for name, _ in read_events(told.text)]) == (503, ["error"])
        assert NOTHING_SERVED in told.text
        assert client.get("/ready", headers=EVENTS).json()["error"]["code"] == "no_index"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        pytest.param(None, False, id="nothing said"),
        pytest.param("*/*", False, id="anything"),
        pytest.param("application/json", False, id="json"),
        pytest.param("text/event-stream", True, id="events"),
        pytest.param("application/json, Text/Event-Stream;q=0.9", True, id="one of two, with a weight"),
        pytest.param("text/event-streams", False, id="another word"),
    ],
)
def test_events_are_sent_to_who_asks_for_them(accept: str | None, wanted: bool) -> None:
    """Only a client that names the media type gets them."""
    assert wants_events(accept) is wanted
