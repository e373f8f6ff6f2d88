"""Throughput and latency of `careerqa serve` while its index changes under it.

    python -m benchmarks.load [--index var/index] [--workers 1 2] [--clients 8] [--seconds 10]
                              [--publish-every 2]

Each number of workers gets a service of its own over a copy of the index (hard links), and as many clients,
each on one connection that it keeps, ask the set's questions one after the other. Meanwhile copies of the
index are published under other digests. First the clients ask without that, for comparison. An error is every
answer but status 200, and every lost connection.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from threading import Event, Thread

from index import LocalStore, Store
from index.store import Part


@dataclass
class Tally:
    """What the clients saw: milliseconds of each answer, what went wrong, the indexes that answered."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    indexes: set[str] = field(default_factory=set)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--questions", type=Path, default=Path("eval/questions.jsonl"))
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--publish-every", type=float, default=2)
    options = parser.parse_args()
    questions = [
        json.loads(line)["question"] for line in options.questions.read_text(encoding="utf-8").splitlines()
    ]
    print("workers  index       questions/s  p50 ms  p99 ms  max ms  errors  indexes seen")
    for workers in options.workers:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(shutil.copytree(options.index, Path(folder) / "index", copy_function=os.link))
            with served(root, workers) as service:
                port = service.port
                ask_for(port, questions, options.clients, 2)  # warm up
                still = ask_for(port, questions, options.clients, options.seconds)
                with published(root, options.publish_every):
                    changing = ask_for(port, questions, options.clients, options.seconds)
            for name, tally in (("unchanged", still), ("changing", changing)):
                cuts = statistics.quantiles(tally.times, n=100)
                rate = len(tally.times) / options.seconds
                seen = f"{len(tally.errors):7}  {len(tally.indexes)}"
                print(
                    f"{workers:7}  {name:10} {rate:12.1f} {cuts[49]:7.1f} {cuts[98]:7.1f} "
                    f"{max(tally.times):7.1f} {seen}",
                    *tally.errors[:3],
                )


@dataclass(frozen=True)
class Service:
    """A service that runs: the process that was started, where it listens, its log."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path


@contextmanager
def served(root: Path, workers: int) -> Iterator[Service]:
    """The service over an index, until it is told to stop."""
    command = [
        sys.executable,
        "-c",
        "from service.cli import main; main()",
        "serve",
        "--index",
        str(root),
        "--port",
        "0",
    ]
    environment = {**os.environ, "CAREERQA_LOG": "json"}
    with tempfile.NamedTemporaryFile("w") as log:
        server = subprocess.Popen([*command, "--workers", str(workers)], stderr=log, env=environment)
        try:
            yield Service(server, started(server, Path(log.name), workers), Path(log.name))
        finally:
            server.terminate()
            server.wait(30)


def started(server: subprocess.Popen[bytes], log: Path, workers: int) -> int:
    """The port, when all workers are ready."""
    while server.poll() is None:
        said = log.read_text(encoding="utf-8")
        if said.count("Application startup complete") == workers:
            listening = re.search(r"listening on http://[^:]+:(\d+)", said)
            assert listening, said
            return int(listening[1])
        time.sleep(0.1)
    raise SystemExit(f"the service did not start: {log.read_text(encoding='utf-8')}")


@contextmanager
def published(root: Path, every: float) -> Iterator[None]:
    """Copies of the index, one after the other the current one."""
    stop = Event()

    def publish() -> None:
        for number in count():
            if stop.wait(every):
                return
            publish_again(LocalStore(root), f"copy-{number}")

    publisher = Thread(target=publish)
    publisher.start()
    try:
        yield
    finally:
        stop.set()
        publisher.join()


def publish_again(store: Store, digest: str) -> None:
    """Publish the articles of the current index as another one, under another digest."""
    tuning = store.open().tuning
    with store.writer() as writer:
        manifest = writer.previous()
        assert manifest is not None  # there is an index to copy
        writer.begin(manifest.encoder["digest"], inherit=True)
        for name, part in manifest.parts.items():
            writer.add_part(Part(name, part, lambda _: None))  # is there, so need not be exported
        writer.publish(replace(manifest, digest=digest), tuning)


def ask_for(port: int, questions: list[str], clients: int, seconds: float) -> Tally:
    """Ask from so many connections for so long."""
    tally, until = Tally(), time.perf_counter() + seconds
    threads = [
        Thread(target=ask, args=(port, questions, number * len(questions) // clients, until, tally))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def ask(port: int, questions: list[str], first: int, until: float, tally: Tally) -> None:
    """Ask the questions in turn, beginning at one of them, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for number in count(first):
        if time.perf_counter() > until:
            break
        body = json.dumps({"question": questions[number % len(questions)]})
        began = time.perf_counter()
        try:
            connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            told = response.read()
        except (OSError, http.client.HTTPException) as error:
            tally.errors.append(repr(error))
            connection.close()
            continue
        tally.times.append((time.perf_counter() - began) * 1000)
        if response.status == 200:
            tally.indexes.add(json.loads(told)["index"])
        else:
            tally.errors.append(f"{response.status} {told.decode()}")
    connection.close()


if __name__ == "__main__":
    main()
