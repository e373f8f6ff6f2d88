"""The running service: signals, workers, an index that changes, more requests than it takes on."""

import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from index import LocalStore
from index.manifest import read_manifest
from service.serving.live import NOTHING_SERVED
from service.settings import Settings
from tests.chat_endpoint import serving
from tests.conftest import ROOT, Desk
from tests.processes import BODY, COMMAND, HALF, QUESTION, Running, end_request, figures, running, wait_until
from tests.test_service_events import read_events

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def two(built_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Two workers over the small workplace, for tests that leave them as they are."""
    folder = tmp_path_factory.mktemp("two")
    with running(
        built_desk.root, folder / "log", workers=2, feedback=str(folder / "feedback.jsonl")
    ) as service:
        yield service


def refuses(service: Running) -> bool:
    """Whether nothing listens any more."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", service.port)) != 0


def ask(address: str) -> dict[str, Any]:
    """An answer, on a connection of its own, so that any worker may give it."""
    told: dict[str, Any] = (
        httpx.post(f"{address}/api/ask", json={"question": QUESTION}, timeout=30).raise_for_status().json()
    )
    return told


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
@pytest.mark.parametrize("interrupted", [False, True], ids=["SIGTERM", "Ctrl-C"])
@pytest.mark.parametrize("workers", [1, 2])
def test_it_stops_when_what_it_has_begun_is_answered(
    built_desk: Desk, tmp_path: Path, workers: int, interrupted: bool, accept: str
) -> None:
    """Told to stop it takes no connection any more, answers the request that it is reading, whole.

    And exits with code 0.
    """
    with running(built_desk.root, tmp_path / "log", workers=workers) as service:
        begun = service.begin_request(accept)
        wait_until(
            lambda: figures(service.address)["careerqa_http_requests_in_flight"] == 2
        )  # it, and the one that asks
        if interrupted:
            service.interrupt()
        else:
            service.process.terminate()
        wait_until(lambda: refuses(service))
        assert service.process.poll() is None
        status, body = end_request(begun)
        assert service.process.wait(timeout=30) == 0
        assert {line["level"] for line in service.lines()} == {"info"}
    found = json.loads(body) if accept == "application/json" else dict(read_events(body))["answer"]
    assert (status, found["question"]) == (200, QUESTION)


def test_a_request_that_never_ends_does_not_keep_it_from_stopping(built_desk: Desk, tmp_path: Path) -> None:
    """After the time that is set it stops all the same."""
    with running(built_desk.root, tmp_path / "log", stop_seconds="1") as service:
        begun = service.begin_request()
        wait_until(lambda: figures(service.address)["careerqa_http_requests_in_flight"] == 2)
        service.process.terminate()
        assert service.process.wait(timeout=30) == 0
        begun.close()


def test_an_address_has_only_so_many_connections(built_desk: Desk, tmp_path: Path) -> None:
    """One more than is set is closed; with the others gone it is answered."""
    with running(built_desk.root, tmp_path / "log", most_connections="2") as service, ExitStack() as held:
        for _ in range(2):
            held.enter_context(socket.create_connection(("127.0.0.1", service.port)))
        one_more = held.enter_context(socket.create_connection(("127.0.0.1", service.port), timeout=30))
        with suppress(ConnectionError):
            assert one_more.recv(1) == b""
        held.close()
        wait_until(lambda: not refuses_requests(service))
        assert [line["level"] for line in service.lines() if "no more are taken" in line["message"]][:1] == [
            "warning"
        ]


def refuses_requests(service: Running) -> bool:
    """Whether a request is not answered."""
    try:
        return httpx.get(f"{service.address}/health").status_code != 200
    except httpx.TransportError:
        return True


@pytest.mark.parametrize("workers", [1, 2])
def test_before_it_stops_it_says_so_where_readiness_is_asked(
    built_desk: Desk, tmp_path: Path, workers: int
) -> None:
    """For the time that is set, /ready is 503, so that nobody sends more.

    And what comes is answered all the same.
    """
    with running(built_desk.root, tmp_path / "log", workers=workers, drain_seconds="3") as service:
        service.process.terminate()
        wait_until(lambda: httpx.get(f"{service.address}/ready", timeout=30).status_code == 503)
        assert ask(service.address)["question"] == QUESTION
        assert service.process.wait(timeout=30) == 0
        assert refuses(service)


def answers(told: dict[str, float]) -> float:
    """How many answers the metrics count."""
    return sum(value for name, value in told.items() if name.startswith("careerqa_answers_total"))


def test_a_worker_that_dies_is_replaced(built_desk: Desk, tmp_path: Path) -> None:
    """The others answer meanwhile; what it counted stays counted, what it was answering is not."""
    with running(built_desk.root, tmp_path / "log", workers=2) as service:
        for _ in range(6):
            ask(service.address)
        begun = service.begin_request()
        wait_until(lambda: figures(service.address)["careerqa_http_requests_in_flight"] == 2)
        first, second = service.workers()
        for worker in (first, second):  # one of them has the request
            os.kill(worker, signal.SIGKILL)
            wait_until(lambda: len(service.workers()) == (3 if worker == first else 4))  # noqa: B023 - called here
            ask(service.address)
        # An answer is counted after it is sent, maybe by another worker than the one that tells.
        wait_until(lambda: answers(figures(service.address)) == 8)
        told = figures(service.address)
        begun.close()
        assert told["careerqa_http_requests_in_flight"] == 1
        assert not {first, second} & set(service.workers()[2:])


def test_workers_end_with_the_process_that_started_them(built_desk: Desk, tmp_path: Path) -> None:
    """Also where that is killed and can tell them nothing."""
    with running(built_desk.root, tmp_path / "log", workers=2) as service:
        service.process.kill()
        wait_until(lambda: refuses(service))


def test_any_worker_tells_the_figures_of_all(two: Running) -> None:
    """Requests on connections of their own reach both.

    Every /metrics counts them all, and each worker's opening of the index.
    """
    before = figures(two.address)
    for _ in range(20):
        ask(two.address)
    name = 'careerqa_http_requests_total{method="POST",route="/api/ask",status="200"}'
    for _ in range(6):
        told = figures(two.address)
        assert told[name] - before.get(name, 0) == 20
        assert told['careerqa_index_opens_total{result="opened"}'] == 2
    assert {line["pid"] for line in two.lines() if line["message"] == "request"} == set(two.workers())


def test_feedback_from_several_workers_is_whole(two: Running) -> None:
    """Sent by many at once, each is a line of its own."""
    told = ask(two.address)

    def give(number: int) -> int:
        opinion = {"question": QUESTION, "answer": told, "thumbs": "up", "comment": f"{number} " + "x" * 1900}
        return httpx.post(f"{two.address}/api/feedback", json=opinion, timeout=30).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(give, range(60))) == {201}
    kept = [
        json.loads(line)
        for line in (two.log.parent / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert sorted(int(one["comment"].split()[0]) for one in kept) == list(range(60))
    assert figures(two.address)['careerqa_feedback_total{thumbs="up"}'] == 60


def test_no_request_is_dropped_while_ingests_publish(desk: Desk, tmp_path: Path) -> None:
    """Several clients ask two workers throughout.

    Each answer comes from one of the indexes, at last from the newest.
    """
    digests = {read_manifest(LocalStore(desk.root).current()).digest}
    ended = Event()

    def keep_asking(address: str) -> set[str]:
        seen = set()
        with httpx.Client(timeout=30) as client:
            while not ended.is_set():
                told = client.post(f"{address}/api/ask", json={"question": QUESTION})
                assert told.status_code == 200
                seen.add(told.json()["index"])
        return seen

    with running(desk.root, tmp_path / "log", workers=2) as service, ThreadPoolExecutor(4) as pool:
        clients = [pool.submit(keep_asking, service.address) for _ in range(4)]
        try:
            for number in range(4):
                desk.write(
                    "pay.txt", f"How to Ask for More Money\n\nAsk in spring, and ask {number + 2} times.\n"
                )
                desk.ingest()
                digests.add(newest := read_manifest(LocalStore(desk.root).current()).digest)
            wait_until(lambda: {ask(service.address)["index"] for _ in range(6)} == {newest})
        finally:
            ended.set()
        seen = set().union(*(one.result() for one in clients))
    assert newest in seen
    assert seen <= digests
    assert len(digests) == 5


def test_more_than_it_takes_on_is_told_to_come_again(built_desk: Desk, tmp_path: Path) -> None:
    """What it has begun is answered; health, readiness and figures are told all the same."""
    with serving() as endpoint, ExitStack() as all_of:
        service = all_of.enter_context(
            running(
                built_desk.root,
                tmp_path / "log",
                most_requests="2",
                llm_base_url=endpoint.base_url("held"),
                llm_model="small",
            )
        )
        pool = all_of.enter_context(ThreadPoolExecutor(2))
        begun = [pool.submit(ask, service.address) for _ in range(2)]
        wait_until(lambda: figures(service.address)["careerqa_http_requests_in_flight"] == 3)
        told = httpx.post(f"{service.address}/api/ask", json={"question": QUESTION}, timeout=30)
        assert (told.status_code, told.headers["retry-after"], told.json()["error"]["code"]) == (
            503,
            "1",
            "busy",
        )
        spoken = httpx.get(f"{service.address}/v1/models", timeout=30)
        assert (spoken.status_code, spoken.json()["error"]["code"]) == (503, "busy")
        for path in ("/health", "/ready"):
            assert httpx.get(f"{service.address}{path}", timeout=30).status_code == 200
        endpoint.ended.set()
        assert [one.result()["question"] for one in begun] == [QUESTION, QUESTION]
        assert ask(service.address)["question"] == QUESTION


def test_what_is_on_its_way_takes_no_place(built_desk: Desk, tmp_path: Path) -> None:
    """Others are answered with one place for all, though requests are begun that do not come."""
    with running(built_desk.root, tmp_path / "log", most_requests="1") as service:
        begun = [service.begin_request() for _ in range(3)]
        wait_until(lambda: figures(service.address)["careerqa_http_requests_in_flight"] == 4)
        assert ask(service.address)["question"] == QUESTION
        assert [end_request(one)[0] for one in begun] == [200] * 3


def test_a_client_that_leaves_makes_no_traceback(built_desk: Desk, tmp_path: Path) -> None:
    """Neither before its question is read nor while the answer is sent.

    The log has a line for each and no error.
    """
    with running(built_desk.root, tmp_path / "log") as service:
        service.begin_request().close()
        for accept in ("application/json", "text/event-stream"):
            left = service.begin_request(accept)
            wait_until(lambda: figures(service.address)["careerqa_http_requests_in_flight"] == 2)
            left.send(BODY[HALF:])
            left.close()
        wait_until(lambda: sum(line.get("method") == "POST" for line in service.lines()) == 3)
        assert {line["level"] for line in service.lines()} == {"info"}


def test_health_asks_the_running_service(two: Running, tmp_path: Path) -> None:
    """One line and exit code 0 where it is ready, 1 where it is not or nothing answers."""
    for port, code, line in (
        (two.port, 0, "ready: index "),
        (
            1,
            1,
            "careerqa: nothing answers at 127.0.0.1:1 (Connection refused): careerqa serve starts the service",
        ),
    ):
        environment = {**os.environ, "CAREERQA_PORT": str(port)}
        done = subprocess.run(
            [*COMMAND, "health"],
            capture_output=True,
            text=True,
            env=environment,
            timeout=60,
            cwd=ROOT,
            check=False,
        )
        assert (done.returncode, (done.stdout + done.stderr).startswith(line)) == (code, True)
    with running(tmp_path / "nothing", tmp_path / "log") as service:
        environment = {**os.environ, "CAREERQA_PORT": str(service.port)}
        done = subprocess.run(
            [*COMMAND, "health"],
            capture_output=True,
            text=True,
            env=environment,
            timeout=60,
            cwd=ROOT,
            check=False,
        )
        assert (done.returncode, NOTHING_SERVED in done.stderr) == (1, True)


def test_the_documented_settings_are_taken() -> None:
    """Each variable in the table of docs/operations.md is one of the settings.

    And a default that stands there is its default.
    """
    document = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    defaults = dict(re.findall(r"^\| `CAREERQA_(\w+)` \| (.*?) \|", document, re.MULTILINE))
    assert len(defaults) > 10
    assert {name.lower() for name in defaults} <= set(Settings.model_fields)
    plain = {
        name.lower(): default.strip("`")
        for name, default in defaults.items()
        if re.fullmatch("`[^`]*`", default)
    }
    assert Settings(**plain) == Settings()


@pytest.mark.parametrize(
    ("settings", "words", "code", "message"),
    [
        pytest.param(
            {}, ["--port", "TAKEN"], 1, "is taken: careerqa serve --port 0 takes a free one", id="port in use"
        ),
        pytest.param(
            {"CAREERQA_WORKERS": "none"},
            [],
            2,
            "CAREERQA_WORKERS: Input should be a valid integer",
            id="no number of workers",
        ),
        pytest.param(
            {"CAREERQA_LOG": "xml"},
            [],
            2,
            "CAREERQA_LOG: Input should be 'json' or 'text'",
            id="no form of log",
        ),
        pytest.param(
            {"CAREERQA_HOST": "no such host"},
            [],
            1,
            "no such host is no address of this machine: ",
            id="no host",
        ),
    ],
)
def test_what_cannot_be_served_is_one_line(
    two: Running, settings: dict[str, str], words: list[str], code: int, message: str
) -> None:
    """1 where it fails, 2 for wrong use; no traceback."""
    words = [str(two.port) if word == "TAKEN" else word for word in words]
    environment = {**os.environ, **settings}
    done = subprocess.run(
        [*COMMAND, "serve", *words],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (code, 1)
    assert message in done.stderr
