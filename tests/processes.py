"""`careerqa serve` as a process of its own, for tests that need signals, several workers or its log."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx

COMMAND = [sys.executable, "-c", "from service.cli import main; main()"]
QUESTION = "When do I ask for more money?"
BODY = json.dumps({"question": QUESTION}).encode()
HALF = len(BODY) // 2


@dataclass(frozen=True, slots=True)
class Running:
    """A service that runs, where it listens and what it logs."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def address(self) -> str:
        """Its address for clients."""
        return f"http://127.0.0.1:{self.port}"

    def lines(self) -> list[dict[str, Any]]:
        """The log so far; a line that is no JSON object fails."""
        return [
            json.loads(line)
            for line in self.log.read_text(encoding="utf-8").splitlines(keepends=True)
            if line.endswith("\n")
        ]

    def workers(self) -> list[int]:
        """The ids of the processes that have started to answer, oldest first.

        The last of them may have ended.
        """
        return [line["pid"] for line in self.lines() if line["message"] == "Application startup complete."]

    def interrupt(self) -> None:
        """Ctrl-C, which reaches all of its processes at once."""
        os.killpg(self.process.pid, signal.SIGINT)

    def begin_request(self, accept: str = "application/json") -> HTTPConnection:
        """Half of a question, on a connection of its own: the service is reading it until the rest comes."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest("POST", "/api/ask")
        for name, value in {
            "accept": accept,
            "content-type": "application/json",
            "content-length": str(len(BODY)),
        }.items():
            connection.putheader(name, value)
        connection.endheaders(BODY[:HALF])
        return connection


def end_request(connection: HTTPConnection) -> tuple[int, str]:
    """Send the rest of the question; the status and body of what comes back."""
    connection.send(BODY[HALF:])
    response = connection.getresponse()
    told = response.status, response.read().decode()
    connection.close()
    return told


@contextmanager
def running(root: Path, log: Path, *, workers: int = 1, **settings: str) -> Iterator[Running]:
    """The service over an index on a free port; it has no longer than half a minute to start or to stop."""
    environment = {**os.environ, "CAREERQA_LOG": "json", "OMP_NUM_THREADS": "1"}
    environment |= {f"CAREERQA_{name.upper()}": value for name, value in settings.items()}
    command = [*COMMAND, "serve", "--index", str(root), "--port", "0", "--workers", str(workers)]
    with log.open("w") as file:
        process = subprocess.Popen(command, stderr=file, env=environment, start_new_session=True)
    try:
        wait_until(
            lambda: (
                process.poll() is not None or log.read_text().count("Application startup complete") == workers
            )
        )
        listening = re.search(r"listening on http://[\d.]+:(\d+)", log.read_text())
        assert listening, log.read_text()
        yield Running(process, int(listening[1]), log)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def wait_until(true: Callable[[], object]) -> None:
    """Wait for what comes about in another process or thread; half a minute is more than enough."""
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def figures(address: str) -> dict[str, float]:
    """What /metrics says, by name and labels."""
    text = httpx.get(f"{address}/metrics", timeout=30).raise_for_status().text
    return {
        name: float(value)
        for name, _, value in (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    }
