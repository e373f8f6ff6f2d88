"""Feedback: kept by the service, safe among writers, read again line by line."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index import LocalStore
from service.assistant import Assistant, Fixed
from service.settings import Settings
from service.web.api import create_app
from service.web.feedback_log import (
    LONGEST_LINE,
    FeedbackError,
    append_feedback,
    feedback_file,
    feedback_line,
    read_feedback,
)
from service.web.terms import LONGEST_COMMENT
from tests.conftest import Desk

QUESTION = "When do I ask for more money?"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """The service over the small workplace."""
    with TestClient(create_app(Settings(index=desk.root)), base_url="http://localhost:8000") as client:
        yield client


@pytest.fixture
def opinion(desk: Desk) -> dict[str, Any]:
    """A follow-up's answer, liked."""
    history = ["what about pay?"]
    index = LocalStore(desk.root).open()
    told = json.loads(json.dumps(Assistant(Fixed(index)).ask(QUESTION, history).as_dict()))
    index.close()
    return {
        "question": QUESTION,
        "history": history,
        "answer": told,
        "thumbs": "up",
        "comment": "Just so – ☕",
    }


def lines(desk: Desk) -> list[dict[str, Any]]:
    """What was kept beside the index."""
    return [
        json.loads(line)
        for line in (desk.root.parent / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def test_feedback_is_kept_as_it_was_given(client: TestClient, desk: Desk, opinion: dict[str, Any]) -> None:
    """Each post appends one line with the whole answer object and when it came."""
    for comment in ("Just so – ☕", "line\nbreak"):
        told = client.post("/api/feedback", json={**opinion, "comment": comment})
        assert (told.status_code, told.json()["status"], told.json()["current"]) == (201, "kept", True)
    first, second = lines(desk)
    assert first.pop("received")
    assert len({first.pop("id"), second["id"]}) == 2
    assert first == opinion
    assert second["comment"] == "line\nbreak"


def test_feedback_is_changed_in_place(client: TestClient, desk: Desk, opinion: dict[str, Any]) -> None:
    """By its id: a comment after the thumb, another thumb, and none, which takes it back; it is counted once.

    Every step is a line of its own that has all of it.
    """
    other = client.post("/api/feedback", json=opinion).json()["id"]
    name = client.post("/api/feedback", json=opinion | {"comment": ""}).json()["id"]
    path = desk.root.parent / "feedback.jsonl"
    for thumbs, comment in (("up", "Just so"), ("down", "")):
        told = client.post("/api/feedback", json=opinion | {"id": name, "thumbs": thumbs, "comment": comment})
        assert (told.status_code, told.json()["id"]) == (201, name)
        found, problems = read_feedback(path)
        assert [(one.id, one.thumbs, one.comment) for one in found] == [
            (other, "up", "Just so – ☕"),
            (name, thumbs, comment),
        ]
        assert problems == []
    client.post("/api/feedback", json=opinion | {"id": name, "thumbs": None})
    assert [one.id for one in read_feedback(path)[0]] == [other]
    assert len(lines(desk)) == 5
    assert 'careerqa_feedback_total{thumbs="up"} 2.0' in client.get("/metrics").text


def test_feedback_can_be_switched_off(desk: Desk, opinion: dict[str, Any]) -> None:
    """It is refused in words, and no file is begun."""
    with TestClient(
        create_app(Settings(index=desk.root, keep_feedback=False)), base_url="http://localhost:8000"
    ) as client:
        told = client.post("/api/feedback", json=opinion)
    assert (told.status_code, told.json()["error"]) == (
        403,
        {"code": "not_allowed", "message": "feedback is switched off here; nothing was kept"},
    )
    assert not (desk.root.parent / "feedback.jsonl").exists()


def test_asking_still_writes_nothing(client: TestClient, desk: Desk) -> None:
    """The file is begun by the first feedback, not by a question."""
    client.post("/api/ask", json={"question": QUESTION})
    assert not (desk.root.parent / "feedback.jsonl").exists()


def test_an_answer_from_an_earlier_index_is_kept_too(client: TestClient, opinion: dict[str, Any]) -> None:
    """The sources may have changed since; the reply says so."""
    opinion["answer"]["index"] = "0123456789abcdef"
    told = client.post("/api/feedback", json=opinion)
    assert (told.status_code, told.json()["status"], told.json()["current"]) == (201, "kept", False)


def test_feedback_needs_no_index(tmp_path: Path, opinion: dict[str, Any]) -> None:
    """A service whose index is gone still keeps what people say."""
    with TestClient(
        create_app(Settings(index=tmp_path / "none", feedback=tmp_path / "said" / "here.jsonl")),
        base_url="http://localhost:8000",
    ) as client:
        assert client.post("/api/feedback", json=opinion).json()["current"] is False
    assert (tmp_path / "said" / "here.jsonl").read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        pytest.param({"thumbs": "sideways"}, 422, "invalid_request", id="thumbs"),
        pytest.param({"thumbs": None}, 422, "invalid_request", id="no thumbs"),
        pytest.param({"id": "mine"}, 422, "invalid_request", id="an id that is none"),
        pytest.param({"question": "?!"}, 422, "invalid_request", id="no words"),
        pytest.param({"question": "a" * 2001}, 422, "invalid_request", id="endless question"),
        pytest.param({"comment": "a" * (LONGEST_COMMENT + 1)}, 422, "invalid_request", id="endless comment"),
        pytest.param({"history": ["why?"] * 51}, 422, "invalid_request", id="endless history"),
        pytest.param({"answer": {"status": "answered"}}, 422, "invalid_request", id="no answer object"),
        pytest.param({"answer": "It is so."}, 422, "invalid_request", id="answer in words"),
        pytest.param({"stars": 5}, 422, "invalid_request", id="unknown field"),
        pytest.param({"answer": {"answer": "a" * LONGEST_LINE}}, 413, "too_large", id="endless answer"),
    ],
)
def test_what_is_no_feedback_is_refused(
    client: TestClient, desk: Desk, opinion: dict[str, Any], change: dict[str, Any], status: int, code: str
) -> None:
    """In the one shape of every error, and nothing is written."""
    if status == 413:
        change = {"answer": {**opinion["answer"], **change["answer"]}}
    told = client.post("/api/feedback", json={**opinion, **change})
    assert (told.status_code, told.json()["error"]["code"]) == (status, code)
    assert not (desk.root.parent / "feedback.jsonl").exists()


def test_a_number_that_is_none_is_refused(client: TestClient, opinion: dict[str, Any]) -> None:
    """What no JSON reader could read again is not kept."""
    opinion["answer"]["confidence"] = float("nan")
    told = client.post(
        "/api/feedback", content=json.dumps(opinion), headers={"content-type": "application/json"}
    )
    assert (told.status_code, told.json()["error"]["code"]) == (422, "invalid_request")


def test_a_file_that_cannot_be_written_is_told(desk: Desk, opinion: dict[str, Any]) -> None:
    """The reply names no path; the service goes on."""
    with TestClient(
        create_app(Settings(index=desk.root, feedback=desk.root)), base_url="http://localhost:8000"
    ) as client:
        told = client.post("/api/feedback", json=opinion)
        assert (told.status_code, told.json()["error"]["code"]) == (507, "not_kept")
        assert str(desk.root) not in told.text
        assert client.get("/ready").status_code == 200


def test_many_writers_lose_and_mix_nothing(tmp_path: Path) -> None:
    """Threads of several processes append lines of many lengths; each line is found whole, once."""
    path = tmp_path / "feedback.jsonl"
    program = (
        "import sys; from concurrent.futures import ThreadPoolExecutor; from pathlib import Path\n"
        "from service.web.feedback_log import append_feedback, feedback_line\n"
        "with ThreadPoolExecutor(4) as pool:\n"
        "    for n in range(50):\n"
        "        line = feedback_line({'id': f'{sys.argv[2]}-{n}', 'x': 'y' * 500 * n})\n"
        "        pool.submit(append_feedback, Path(sys.argv[1]), line, most=2**30, seconds=60)\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", program, str(path), str(number)], cwd=ROOT)
        for number in range(3)
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    ids = [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert sorted(ids) == sorted(f"{number}-{n}" for number in range(3) for n in range(50))


def test_a_line_that_was_cut_off_costs_no_other(tmp_path: Path) -> None:
    """After a write that a full disk or a power cut stopped, the next line begins anew."""
    path = tmp_path / "feedback.jsonl"
    path.write_bytes(b'{"question": "wh')
    append_feedback(path, feedback_line({"id": 2}), most=LONGEST_LINE)
    assert path.read_bytes() == b'{"question": "wh\n{"id": 2}\n'


def test_a_full_file_takes_no_more(tmp_path: Path) -> None:
    """Nobody can fill the disk with opinions."""
    path = tmp_path / "feedback.jsonl"
    append_feedback(path, b'{"id": 1}\n', most=20)
    append_feedback(path, b'{"id": 2}\n', most=20)
    with ThreadPoolExecutor(1) as pool, pytest.raises(FeedbackError, match="is full: move it away"):
        pool.submit(append_feedback, path, b"\n", most=20).result()
    assert path.stat().st_size == 20


def test_only_the_owner_may_read_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """From its creation on, whatever the process leaves to others; an older file is closed, and that is said."""
    path = tmp_path / "feedback.jsonl"
    before = os.umask(0)
    try:
        append_feedback(path, b'{"id": 1}\n', most=100)
    finally:
        os.umask(before)
    assert (path.stat().st_mode & 0o777, caplog.messages) == (0o600, [])
    path.chmod(0o664)
    append_feedback(path, b'{"id": 2}\n', most=100)
    assert path.stat().st_mode & 0o777 == 0o600
    assert caplog.messages == [f"{path} had the mode 664; others could read it, now only its owner can"]


def test_a_file_that_somebody_locked_stalls_nobody(
    client: TestClient, desk: Desk, opinion: dict[str, Any]
) -> None:
    """Feedback is told to come again, whoever asks is answered meanwhile, and later it is kept."""
    path = desk.root.parent / "feedback.jsonl"
    with path.open("ab") as file, ThreadPoolExecutor(30) as pool:
        fcntl.flock(file, fcntl.LOCK_EX)
        posts = [pool.submit(client.post, "/api/feedback", json=opinion) for _ in range(30)]
        asked = client.post("/api/ask", json={"question": QUESTION})
        told = [post.result() for post in posts]
        assert asked.status_code == 200
        assert {(one.status_code, one.json()["error"]["code"]) for one in told} == {(503, "busy")}
        assert told[0].headers["retry-after"] == "1"
        assert path.stat().st_size == 0
    assert client.post("/api/feedback", json=opinion).status_code == 201


def test_the_whole_of_what_is_kept_is_bounded(desk: Desk, opinion: dict[str, Any]) -> None:
    """By a setting; then feedback is refused in a line."""
    path = desk.root.parent / "feedback.jsonl"
    path.write_bytes(b" " * 2**20)
    with TestClient(
        create_app(Settings(index=desk.root, most_feedback_mb=1)), base_url="http://localhost:8000"
    ) as client:
        told = client.post("/api/feedback", json=opinion)
    assert (told.status_code, told.json()["error"]["code"]) == (507, "not_kept")
    assert path.stat().st_size == 2**20


def test_what_was_kept_is_read_again(client: TestClient, desk: Desk, opinion: dict[str, Any]) -> None:
    """Questions, thumbs and citations come back; what an answer may hold besides is passed over."""
    client.post("/api/feedback", json=opinion)
    found, problems = read_feedback(desk.root.parent / "feedback.jsonl")
    assert problems == []
    assert [(one.question, one.history, one.thumbs, one.comment) for one in found] == [
        (QUESTION, ("what about pay?",), "up", "Just so – ☕")
    ]
    assert [one.quote for one in found[0].answer.citations] == [
        one["quote"] for one in opinion["answer"]["citations"]
    ]


GOOD: dict[str, Any] = {
    "question": "why?",
    "history": [],
    "thumbs": "down",
    "answer": {"status": "not_in_sources", "standalone_question": "why?", "citations": []},
}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param(b"{", "Invalid JSON", id="cut off"),
        pytest.param(b'{"question": "\xff"}', "Invalid JSON", id="not UTF-8"),
        pytest.param(b"[]", "", id="not an object"),
        pytest.param({**GOOD, "thumbs": "sideways"}, "thumbs: Input should be 'up' or 'down'", id="thumbs"),
        pytest.param({**GOOD, "question": "?"}, "question: it has no words", id="no words"),
        pytest.param({"question": "why?"}, "history: Field required", id="fields lacking"),
        pytest.param(
            {**GOOD, "answer": {**GOOD["answer"], "citations": [{"quote": "a"}]}},
            "answer.citations.0.article",
            id="no article",
        ),
    ],
)
def test_a_line_that_is_no_feedback_is_named(
    line: bytes | dict[str, Any], problem: str, tmp_path: Path
) -> None:
    """File, line and what is wrong; the lines around it are read."""
    path = tmp_path / "feedback.jsonl"
    bad = line if isinstance(line, bytes) else json.dumps(line).encode()
    path.write_bytes(b"\n".join([json.dumps(GOOD).encode(), b"", bad, json.dumps(GOOD).encode()]))
    found, problems = read_feedback(path)
    assert len(found) == 2
    assert len(problems) == 1
    assert problems[0].startswith(f"{path}:3: ")
    assert problem in problems[0]


def test_where_feedback_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the index, or where a variable says."""
    assert feedback_file(Path("var/index"), None) == Path("var/feedback.jsonl")
    monkeypatch.setenv("CAREERQA_FEEDBACK", "elsewhere.jsonl")
    assert feedback_file(Path("var/index"), Settings().feedback) == Path("elsewhere.jsonl")
    with pytest.raises(FeedbackError, match=r"elsewhere\.jsonl cannot be read: No such file"):
        read_feedback(Path("elsewhere.jsonl"))
