"""A service that is broken in one way or another tells no visitor where anything is on its machine."""

import json
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index import LocalStore
from index.manifest import MANIFEST, checksums
from service.serving.live import NOTHING_SERVED
from service.settings import Settings
from service.web.api import create_app
from tests.conftest import Desk

HERE = "http://127.0.0.1:8000"  # MCP refuses other names of this machine
HTML = {"accept": "text/html"}
EVENTS = {"accept": "text/event-stream"}
ASK = {"question": "when do I ask for more pay?"}
CHAT = {"model": "careerqa", "messages": [{"role": "user", "content": "when do I ask for more pay?"}]}
CALL = {
    "jsonrpc": "2.0", "id": 1, "method": "tools/call",
    "params": {"name": "ask", "arguments": {"question": "when do I ask for more pay?"}},
}  # fmt: skip
MCP = {"accept": "application/json, text/event-stream"}
REQUESTS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/", {}),
    ("GET", "/?q=when+do+I+ask%3F", {"headers": HTML}),
    ("GET", "/sources", {"headers": HTML}),
    ("GET", "/help", {"headers": HTML}),
    ("GET", "/source/pay", {"headers": HTML}),
    ("GET", "/nothing", {"headers": HTML}),
    ("GET", "/health", {}),
    ("GET", "/ready", {}),
    ("GET", "/metrics", {}),
    ("GET", "/api/articles", {}),
    ("GET", "/api/articles/pay", {}),
    ("GET", "/api/collections", {}),
    ("GET", "/api/examples", {}),
    ("GET", "/api/blocks/pay", {}),
    ("POST", "/api/ask", {"json": ASK}),
    ("POST", "/api/ask", {"json": ASK, "headers": EVENTS}),
    ("POST", "/v1/chat/completions", {"json": CHAT}),
    ("GET", "/v1/models", {}),
    ("POST", "/mcp", {"json": CALL, "headers": MCP}),
]


def generation(root: Path) -> Path:
    """The folder of the published generation."""
    return LocalStore(root).current()


def older(root: Path) -> None:
    """As a program before this one wrote it."""
    _edit(root, format=1)


def other_readers(root: Path) -> None:
    """As read by other readers."""
    _edit(root, reader=1)


def other_tuning(root: Path) -> None:
    """With numbers of another version, and whole."""
    _write_anew(generation(root) / "tuning.json", '{"weights": 1}')
    _edit(root, files=checksums(generation(root)))


def _edit(root: Path, **fields: object) -> None:
    path = generation(root) / MANIFEST
    told = json.loads(path.read_text(encoding="utf-8"))
    _write_anew(path, json.dumps(told | fields))


def damaged(root: Path) -> None:
    """A file cut short."""
    path = generation(root) / "vectors.faiss"
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[:-1])


def a_folder_for_a_file(root: Path) -> None:
    """What cannot be read, whoever asks."""
    (root / "CURRENT").unlink()
    (root / "CURRENT").mkdir()


BREAK: dict[str, Callable[[Path], object]] = {
    "no folder": shutil.rmtree,
    "an empty folder": lambda root: (root / "CURRENT").unlink(),
    "an older format": older,
    "other readers": other_readers,
    "another tuning": other_tuning,
    "a damaged file": damaged,
    "a missing file": lambda root: (generation(root) / "catalog.sqlite").unlink(),
    "a damaged manifest": lambda root: _write_anew(generation(root) / MANIFEST, "{"),
    "no generation": lambda root: shutil.rmtree(generation(root)),
    "a folder for a file": a_folder_for_a_file,
}


def _write_anew(path: Path, text: str) -> None:
    path.unlink()  # it is shared with the index that it was linked from
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("state", BREAK)
def test_what_is_broken_is_told_in_the_log_alone(
    state: str, built_desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Every address: the visitor reads that whoever runs the service must act, who reads there what to run."""
    root = Path(shutil.copytree(built_desk.root, tmp_path / "secret" / "index", copy_function=os.link))
    BREAK[state](root)
    with caplog.at_level(logging.INFO), TestClient(create_app(Settings(index=root)), base_url=HERE) as client:
        for method, path, how in REQUESTS:
            told = client.request(method, path, **how)
            assert "secret" not in told.text, (method, path)
            assert "careerqa ingest" not in told.text, (method, path)
            assert told.status_code in (200, 404, 503), (method, path)
        assert client.get("/ready").json()["error"] == {"code": "no_index", "message": NOTHING_SERVED}
    assert "run careerqa ingest " in caplog.text
    assert f"--index {root}" in caplog.text


def test_feedback_that_cannot_be_kept_is_told_without_its_file(built_desk: Desk, tmp_path: Path) -> None:
    """A folder stands where the file should."""
    secret = tmp_path / "secret"
    secret.mkdir()
    with TestClient(
        create_app(Settings(index=built_desk.root, feedback=secret)), base_url="http://localhost:8000"
    ) as client:
        answer = client.post("/api/ask", json=ASK).json()
        told = client.post("/api/feedback", json={**ASK, "answer": answer, "thumbs": "up"})
    assert told.status_code == 507
    assert "secret" not in told.text


def test_a_whole_service_names_no_place_of_its_machine(built_desk: Desk) -> None:
    """Neither where its index is nor where its sources were read from."""
    with TestClient(create_app(Settings(index=built_desk.root)), base_url=HERE) as client:
        places = {str(built_desk.root), LocalStore(built_desk.root).open().manifest.sources}
        for method, path, how in REQUESTS:
            text = client.request(method, path, **how).text
            assert not [place for place in places if place in text], (method, path)
