"""The HTTP door: answers, articles, health, the one error shape."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from index import Snapshot
from ingest import reader_of
from service.answering.answer import Answer
from service.assistant import Assistant
from service.serving.live import NOTHING_SERVED
from service.settings import Settings
from service.web.api import EXAMPLE, create_app
from service.web.limits import LONGEST_BODY
from tests.test_service_events import read_events

QUESTION = "should I do an exit interview?"


@pytest.fixture(scope="module")
def client(seeds_root: Path) -> Iterator[TestClient]:
    """The service over the seeds, started."""
    with TestClient(create_app(Settings(index=seeds_root))) as client:
        yield client


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"question": QUESTION}, id="plain"),
        pytest.param({"question": "are they mandatory?", "history": [QUESTION]}, id="follow-up"),
        pytest.param({"question": QUESTION, "explain": True}, id="explained"),
        pytest.param({"question": "  café ☕\nwhat?  "}, id="blanks and other alphabets"),
    ],
)
def test_ask_says_what_the_assistant_says(
    client: TestClient, seeds_assistant: Assistant, body: dict[str, Any]
) -> None:
    """The door gives the answer object as it is; the time differs, and what was found meanwhile to be offered."""
    told = client.post("/api/ask", json=body)
    expected = seeds_assistant.ask(
        body["question"], body.get("history", ()), explain=body.get("explain", False)
    )
    assert told.status_code == 200
    assert told.json() | {"took_ms": 0, "related": []} == json.loads(json.dumps(expected.as_dict())) | {
        "took_ms": 0,
        "related": [],
    }


def test_a_quote_is_found_in_the_article_it_opens(client: TestClient) -> None:
    """A page can highlight a quote: the article's characters `start:end` show it, inside one of the spans."""
    citations = client.post("/api/ask", json={"question": QUESTION}).json()["citations"]
    assert citations
    for cited in citations:
        article = client.get(f"/api/articles/{cited['article']}").json()
        assert (
            reader_of(article["format"]).shown(article["text"], cited["start"], cited["end"])
            == cited["quote"]
        )
        assert any(
            span["start"] <= cited["start"] and cited["end"] <= span["end"] for span in article["spans"]
        )


def test_articles_are_listed_as_cards(client: TestClient, seeds_index: Snapshot) -> None:
    """Each card has the same fields as the article itself, which adds text and spans."""
    cards = client.get("/api/articles").json()
    assert [card["id"] for card in cards] == [card.id for card in seeds_index.articles()]
    one = client.get(f"/api/articles/{cards[0]['id']}").json()
    assert {name: one[name] for name in cards[0]} == cards[0]
    assert set(one) - set(cards[0]) == {"text", "spans", "start", "next"}
    assert (one["start"], one["next"], len(one["text"])) == (0, None, one["characters"])
    assert set(one["spans"][0]) == {"start", "end", "kind"}


def test_ready_says_what_is_served(client: TestClient, seeds_index: Snapshot) -> None:
    """Readiness names the index; health needs none."""
    manifest = seeds_index.manifest
    expected = {
        "status": "ready",
        "index": manifest.digest,
        "articles": manifest.articles,
        "passages": manifest.passages,
    }
    assert client.get("/ready").json() == expected
    assert client.get("/health").json() == {"status": "ok"}


BAD_BODIES: dict[str, Any] = {
    "empty question": {"question": ""},
    "blank question": {"question": " \n\t"},
    "nothing to look up": {"question": "?!…"},
    "question too long": {"question": "a" * 2001},
    "no question": {"history": []},
    "question not text": {"question": 5},
    "history too long": {"question": "why?", "history": ["what?"] * 51},
    "turn too long": {"question": "why?", "history": ["a" * 2001]},
    "history not a list": {"question": "why?", "history": "what?"},
    "explain not a choice": {"question": "why?", "explain": "perhaps"},
    "unknown field": {"question": "why?", "histroy": []},
    "not an object": ["why?"],
}


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        *(
            pytest.param(("POST", "/api/ask", {"json": body}), 422, "invalid_request", id=name)
            for name, body in BAD_BODIES.items()
        ),
        pytest.param(("POST", "/api/ask", {"content": b"{"}), 422, "invalid_request", id="not JSON"),
        pytest.param(
            ("POST", "/api/ask", {"content": b'{"question": "\\ud800 why?"}'}),
            422,
            "invalid_request",
            id="half a character",
        ),
        pytest.param(
            ("POST", "/api/ask", {"content": b'{"question": "\xff"}'}), 400, "http_400", id="not UTF-8"
        ),
        pytest.param(
            ("POST", "/api/ask", {"content": b"x" * (LONGEST_BODY + 1)}), 413, "too_large", id="body too long"
        ),
        pytest.param(("GET", "/api/ask", {}), 405, "method_not_allowed", id="asked with GET"),
        pytest.param(("DELETE", "/api/articles", {}), 405, "method_not_allowed", id="articles deleted"),
        pytest.param(("GET", "/api/articles/no/such", {}), 404, "not_found", id="no such article"),
        pytest.param(("GET", "/nowhere", {}), 404, "not_found", id="no such address"),
        pytest.param(("GET", "/page/-/nothing.js", {}), 404, "not_found", id="no such file"),
        pytest.param(("GET", "/page/-/..%2fapi.py", {}), 404, "not_found", id="outside the page's folder"),
    ],
)
def test_every_refusal_has_one_shape(
    client: TestClient, request_: tuple[str, str, dict[str, Any]], status: int, code: str
) -> None:
    """A bad request gets a word for programs and a sentence for people, and nothing else."""
    method, path, content = request_
    told = client.request(method, path, headers={"content-type": "application/json"}, **content)
    assert (told.status_code, told.headers["content-type"]) == (status, "application/json")
    assert told.json() == {"error": {"code": code, "message": told.json()["error"]["message"]}}
    assert told.json()["error"]["message"].strip()


def test_a_crash_has_the_same_shape(seeds_root: Path) -> None:
    """What nobody foresaw is told in the same shape and says nothing of the inside."""
    app = create_app(Settings(index=seeds_root))
    app.add_api_route("/crash", lambda: 1 / 0)
    told = TestClient(app, raise_server_exceptions=False).get("/crash")
    assert (told.status_code, told.json()["error"]["code"]) == (500, "internal_error")
    assert "division" not in told.text


def test_without_an_index_it_starts_and_waits_for_one(seeds_root: Path, tmp_path: Path) -> None:
    """Every door says who can mend it, until an index is there; then the same process answers."""
    root = tmp_path / "index"
    with TestClient(create_app(Settings(index=root))) as client:
        assert client.get("/health").status_code == client.get("/").status_code == 200
        for told in (
            client.get("/ready"),
            client.get("/api/articles"),
            client.post("/api/ask", json={"question": QUESTION}),
        ):
            assert told.status_code == 503
            assert told.json() == {"error": {"code": "no_index", "message": NOTHING_SERVED}}
        page = client.get("/", params={"q": QUESTION})
        assert (page.status_code, NOTHING_SERVED in page.text) == (503, True)
        shutil.copytree(seeds_root, root)
        assert client.get("/ready").status_code == 200


def test_an_answer_that_takes_too_long_is_told(seeds_root: Path) -> None:
    """By every door in its own shape, as 503; what is no answer is not concerned."""
    said = "the answer took longer than 1e-09 seconds"
    with TestClient(create_app(Settings(index=seeds_root, answer_seconds=1e-9))) as client:
        told = client.post("/api/ask", json={"question": QUESTION})
        events = client.post("/api/ask", json={"question": QUESTION}, headers={"accept": "text/event-stream"})
        asked = {"model": "careerqa", "messages": [{"role": "user", "content": QUESTION}]}
        chat = client.post("/v1/chat/completions", json=asked)
        page = client.get("/", params={"q": QUESTION})
        assert client.get("/ready").status_code == 200
    assert {answer.status_code for answer in (told, events, chat, page)} == {503}
    assert told.json() == {"error": {"code": "overdue", "message": said}}
    assert read_events(events.text) == [("error", told.json())]
    assert chat.json()["error"] == {"message": said, "type": "server_error", "param": None, "code": "overdue"}
    assert said in page.text


def test_the_example_is_an_answer(client: TestClient) -> None:
    """The documented example has every field that an answer always has, and is in the schema."""
    assert set(EXAMPLE) == {one.name for one in fields(Answer)} - {
        "threshold",
        "explanation",
        "model",
        "note",
        "within",
        "parts",
    }
    TypeAdapter(Answer).validate_json(json.dumps(EXAMPLE), strict=True)
    told = client.get("/openapi.json").json()["paths"]["/api/ask"]["post"]["responses"]["200"]
    assert told["content"]["application/json"]["example"]["answer"] == EXAMPLE["answer"]


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, seeds_root: Path) -> None:
    """Variables with the prefix set what is served and where; without them there are defaults."""
    for name in ("INDEX", "FEEDBACK", "HOST", "PORT"):
        monkeypatch.delenv(f"CAREERQA_{name}", raising=False)
    assert Settings() == Settings(index=Path("var/index"), host="127.0.0.1", port=8000)
    monkeypatch.setenv("CAREERQA_INDEX", str(seeds_root))
    monkeypatch.setenv("CAREERQA_PORT", "9")
    assert Settings().port == 9
    with TestClient(create_app(Settings())) as client:
        assert client.get("/ready").status_code == 200


@pytest.mark.parametrize(
    ("set_to", "key"),
    [
        pytest.param(None, None, id="unset"),
        pytest.param("", None, id="empty"),
        pytest.param("k", "k", id="set"),
    ],
)
def test_the_key_is_kept_from_logs(
    set_to: str | None, key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty variable is no key; one that is set is not shown where the settings are."""
    monkeypatch.delenv("CAREERQA_API_KEY", raising=False)
    if set_to is not None:
        monkeypatch.setenv("CAREERQA_API_KEY", set_to)
    assert Settings().key() == key
    assert "'k'" not in repr(Settings())
