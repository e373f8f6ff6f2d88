"""Many clients for minutes, an index replaced under them, slow and silent connections beside.

    pip install locust          # the tool that plays the clients; in an environment of its own it is fine
    python -m benchmarks.stress [--index var/index] [--workers 2] [--clients 64] [--seconds 300]
                                [--publish-every 20] [--slow 16] [--locust locust]

The clients are those of benchmarks/stress_users.py. An error is every answer but 2xx, 429 and 503, and every
lost connection. Memory is the proportional set size of all processes of the service, read every second; the
mean of the last fifth is compared with that of the second fifth, when every client has begun. Beside the
clients, so many connections send a request's body one byte a second, and as many send nothing at all; each is
opened anew when the service has closed it. Nothing leaves this machine.
"""

import argparse
import csv
import os
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from benchmarks.load import Service, published, served

SLOW_BODY = (
    b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 999\r\n\r\n"
)
SHOWN = ("Name", "Request Count", "Failure Count", "Requests/s", "50%", "99%", "100%")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--questions", type=Path, default=Path("eval/questions.jsonl"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--publish-every", type=float, default=20)
    parser.add_argument("--slow", type=int, default=16)
    parser.add_argument("--locust", default="locust", help="the command")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(options.index, Path(folder) / "index"))
        with served(root, options.workers) as service:
            memory: list[tuple[float, float]] = []
            ended: Counter[str] = Counter()
            with (
                published(root, options.publish_every),
                beside(lambda stop: watch_memory(service, memory, stop)),
                beside(*[lambda stop: hold(service.port, SLOW_BODY, ended, stop)] * options.slow),
                beside(*[lambda stop: hold(service.port, b"", ended, stop)] * options.slow),
            ):
                play(options, service.port, Path(folder) / "locust")
            log = service.log.read_text(encoding="utf-8")
        tables(Path(folder) / "locust_stats.csv", Path(folder) / "locust_failures.csv")
        print(f"connections that the service closed: {dict(ended)}")
        print(f"lines of the log that tell of an error: {log.count('ERROR') + log.count('Traceback')}")
        flat(memory, options.seconds)


def play(options: argparse.Namespace, port: int, prefix: Path) -> None:
    """The clients, all begun within ten seconds, until the time is over."""
    users = Path(__file__).with_name("stress_users.py")
    command = [options.locust, "--headless", "--only-summary", "--loglevel", "WARNING", "--locustfile", users]
    command += ["--host", f"http://127.0.0.1:{port}", "--csv", prefix]
    command += ["--users", str(options.clients), "--spawn-rate", str(max(1, options.clients / 10))]
    command += ["--run-time", f"{options.seconds}s", "--stop-timeout", "30"]
    environment = {**os.environ, "CAREERQA_QUESTIONS": str(options.questions.resolve())}
    subprocess.run(
        command, env=environment, check=False, stdout=subprocess.DEVNULL, timeout=options.seconds + 120
    )


@contextmanager
def beside(*work: Callable[[Event], None]) -> Iterator[None]:
    """Threads that work meanwhile, each until it is told to stop."""
    stop = Event()
    threads = [Thread(target=one, args=(stop,)) for one in work]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def hold(port: int, first: bytes, ended: Counter[str], stop: Event) -> None:
    """Connections, one after the other: what they send first, then a byte a second, or nothing at all."""
    kind = "slow body" if first else "silent"
    while not stop.is_set():
        began = time.monotonic()
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(first)
                while not stop.is_set():
                    if first:
                        connection.sendall(b" ")
                    try:
                        if not connection.recv(1000):
                            break
                    except TimeoutError:
                        continue
                else:
                    return
        except OSError:
            stop.wait(1)
        ended[f"{kind}, after {round(time.monotonic() - began, -1):.0f} s"] += 1


def watch_memory(service: Service, seen: list[tuple[float, float]], stop: Event) -> None:
    """Megabytes of the service, every second."""
    began = time.monotonic()
    while not stop.wait(1):
        seen.append(
            (time.monotonic() - began, sum(proportional(process) for process in family(service.process.pid)))
        )


def family(process: int) -> list[int]:
    """A process and those it started."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(one for child in children for one in family(int(child)))]


def proportional(process: int) -> float:
    """Megabytes of a process, what it shares with others in parts; 0 for one that has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def tables(stats: Path, failures: Path) -> None:
    """Requests, failures, rate and milliseconds, by what was asked."""
    with stats.open(newline="") as file:
        rows = [[row[name] for name in SHOWN] for row in csv.DictReader(file)]
    with failures.open(newline="") as file:
        failed = [list(row.values()) for row in csv.DictReader(file)]
    print_rows([("what", "requests", "failed", "a second", "p50 ms", "p99 ms", "max ms"), *rows])
    for row in failed:
        print("failed:", *row)


def print_rows(rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as they must be, numbers short."""
    for name, *numbers in rows:
        told = [
            number if not number.replace(".", "").isdigit() else f"{float(number):.4g}" for number in numbers
        ]
        print(f"{name:30}", *(f"{number:>9}" for number in told))


def flat(memory: Sequence[tuple[float, float]], seconds: int) -> None:
    """Print whether memory grew: its means in the second and in the last fifth, and the most there was."""

    def mean(first: float, last: float) -> float:
        return statistics.mean(size for at, size in memory if first * seconds <= at < last * seconds)

    early, late = mean(0.2, 0.4), mean(0.8, 1.0)
    most = max(size for _, size in memory)
    print(f"memory: {early:.0f} MB, at the end {late:.0f} MB ({late / early - 1:+.1%}), most {most:.0f} MB")


if __name__ == "__main__":
    main()
