"""What /metrics counts, from every door, under names that stay."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from fastapi.testclient import TestClient
from mcp import Client
from prometheus_client.parser import text_string_to_metric_families

from index import Snapshot
from service.answering.trace import STAGES
from service.assistant import Assistant
from service.serving.metrics import REQUEST_BUCKETS, forget_dead_workers
from service.settings import Settings
from service.web.api import create_app
from tests.conftest import ROOT
from tests.processes import figures

QUESTION = "should I do an exit interview?"
DOCUMENT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| `(careerqa_\w+)` \| (\w+) \| (.*?) ?\| (.*) \|$", DOCUMENT, re.MULTILINE)


@pytest.fixture(scope="module")
def client(
    seeds_root: Path, seeds_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A service that has answered, refused, greeted, kept feedback and been asked for what it has not."""
    feedback = tmp_path_factory.mktemp("metrics") / "feedback.jsonl"
    app = create_app(Settings(index=seeds_root, feedback=feedback))
    with TestClient(app, base_url="http://localhost:8000") as client:
        for question in (QUESTION, "what is the boiling point of water on Mount Everest?", "thanks", ""):
            client.post("/api/ask", json={"question": question})
        told = seeds_assistant.ask(QUESTION).as_dict()
        client.post("/api/feedback", json={"question": QUESTION, "answer": told, "thumbs": "down"})
        for path in (
            "/api/articles/nothing",
            "/secret/place",
            "/secret/other",
            "/page/0/app.js",
            "/page/0/nothing.js",
            "/v1/models/x",
            "/mcp",
        ):
            client.get(path)
        client.request("BREW", "/")
        yield client


def families(client: TestClient) -> dict[str, Any]:
    """The metrics, read by Prometheus' own parser."""
    told = client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=")
    return {one.name: one for one in text_string_to_metric_families(told.text)}


def test_the_documented_metrics_are_those_there_are(client: TestClient) -> None:
    """Name, kind, labels and help of each are in the table of docs/operations.md, and nothing else is."""
    kinds = {"counter": "_total", "gauge": "", "histogram": ""}
    found = {}
    for family in families(client).values():
        labels = sorted({label for sample in family.samples for label in sample.labels} - {"le"})
        found[family.name + kinds[family.type]] = (
            family.type,
            ", ".join(f"`{label}`" for label in labels),
            family.documentation,
        )
    assert {name: tuple(told) for name, *told in TABLE} == found


def test_requests_are_counted_by_route_and_status(client: TestClient) -> None:
    """A path that is no route, a file of the page and a method that nobody knows add no label of their own."""
    counted = {
        tuple(one.labels.values()): one.value for one in families(client)["careerqa_http_requests"].samples
    }
    expected = {
        ("POST", "/api/ask", "200"): 3,
        ("POST", "/api/ask", "422"): 1,
        ("POST", "/api/feedback", "201"): 1,
        ("GET", "/api/articles/{article_id:path}", "404"): 1,
        ("GET", "unknown", "404"): 2,
        ("GET", "/page/{digest}/{name}", "200"): 1,
        ("GET", "/page/{digest}/{name}", "404"): 1,
        ("GET", "/v1/models/{name}", "404"): 1,
        ("GET", "/mcp", "405"): 1,
        ("other", "/", "405"): 1,
    }
    assert {key: value for key, value in counted.items() if key[1] != "/metrics"} == expected


def test_answers_and_feedback_are_counted_by_what_they_are(client: TestClient) -> None:
    """Answered, refused and small talk apart; a question that cannot be asked is none of them."""
    told = families(client)
    assert {one.labels["outcome"]: one.value for one in told["careerqa_answers"].samples} == {
        "answered": 1,
        "not_in_sources": 1,
        "small_talk": 1,
    }
    assert [(one.labels, one.value) for one in told["careerqa_feedback"].samples] == [({"thumbs": "down"}, 1)]


def test_every_stage_of_a_question_is_timed(client: TestClient) -> None:
    """Once for each question that is looked up; together they are less than its request took."""
    told = families(client)
    stages = told["careerqa_question_stage_duration_seconds"].samples
    assert {one.labels["stage"]: one.value for one in stages if one.name.endswith("_count")} == dict.fromkeys(
        STAGES, 2
    )
    spent = sum(one.value for one in stages if one.name.endswith("_sum"))
    requests = told["careerqa_http_request_duration_seconds"].samples
    assert (
        0
        < spent
        < next(
            one.value for one in requests if one.name.endswith("_sum") and one.labels["route"] == "/api/ask"
        )
    )
    bounds = {float(one.labels["le"]) for one in requests if one.name.endswith("_bucket")}
    assert bounds == {*REQUEST_BUCKETS, float("inf")}


def test_what_is_served_is_told(client: TestClient, seeds_index: Snapshot) -> None:
    """The index by its digest, its size and its age; the requests in flight are the one that asks."""
    told = families(client)
    manifest = seeds_index.manifest
    values = {
        name.removeprefix("careerqa_"): one.samples[0].value
        for name, one in told.items()
        if len(one.samples) == 1
    }
    assert told["careerqa_index_info"].samples[0].labels == {"digest": manifest.digest}
    assert (values["index_articles"], values["index_passages"]) == (manifest.articles, manifest.passages)
    assert 0 < values["index_age_seconds"] < 86400
    assert values["http_requests_in_flight"] == 1


def test_without_an_index_the_rest_is_told(tmp_path: Path) -> None:
    """So that an alert can ask for the index that is not there."""
    with TestClient(
        create_app(Settings(index=tmp_path / "nothing")), base_url="http://localhost:8000"
    ) as client:
        told = families(client)
    assert "careerqa_index_info" not in told
    assert "careerqa_build_info" in told
    assert [(one.labels, one.value) for one in told["careerqa_index_opens"].samples] == [
        ({"result": "failed"}, 1)
    ]


def test_every_door_is_counted(address: str) -> None:
    """JSON, events, chat, the page and an agent's tool are one answer each."""
    name = 'careerqa_answers_total{outcome="answered"}'
    before = figures(address).get(name, 0)

    async def agent() -> None:
        async with Client(f"{address}/mcp", read_timeout_seconds=60) as one:
            await one.call_tool("ask", {"question": QUESTION})

    chat = {"model": "careerqa", "messages": [{"role": "user", "content": QUESTION}]}
    httpx.post(f"{address}/api/ask", json={"question": QUESTION}, timeout=60)
    httpx.post(
        f"{address}/api/ask", json={"question": QUESTION}, headers={"accept": "text/event-stream"}, timeout=60
    )
    httpx.post(f"{address}/v1/chat/completions", json=chat, timeout=60)
    httpx.get(f"{address}/", params={"q": QUESTION}, timeout=60)
    anyio.run(agent)
    assert figures(address)[name] - before == 5


def test_only_what_dead_workers_said_of_the_moment_is_forgotten(tmp_path: Path) -> None:
    """What they counted stays, and so does all of the living."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    for pid in (os.getpid(), ended.pid):
        for kind in ("gauge_livesum", "counter", "histogram"):
            (tmp_path / f"{kind}_{pid}.db").touch()
    forget_dead_workers(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"{kind}_{os.getpid()}.db" for kind in ("gauge_livesum", "counter", "histogram")} | {
        f"counter_{ended.pid}.db",
        f"histogram_{ended.pid}.db",
    }
