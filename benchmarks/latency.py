"""Time of a cold command line, of warm questions, and to the first streamed sentence.

    python -m benchmarks.latency [--index var/index] [--runs 5]

Prints the wall time of fresh `careerqa ask` processes (median), p50, p90, p99 of warm questions in one
process, and the same of the time from a request to `careerqa serve` on loopback to the first `sentence`
event.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.load import served
from index import LocalStore
from service.assistant import Assistant, Fixed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--questions", type=Path, default=Path("eval/questions.jsonl"))
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    cold = [cold_seconds(options.index) for _ in range(options.runs + 1)][1:]
    print(
        f"cold command line, {options.runs} runs: median {statistics.median(cold):.2f} s, "
        f"{min(cold):.2f} to {max(cold):.2f} s"
    )
    questions = [
        json.loads(line)["question"] for line in options.questions.read_text(encoding="utf-8").splitlines()
    ]
    print_times("warm", warm_milliseconds(options.index, questions))
    with served(options.index, 1) as service:
        first_sentences(service.port, questions[:20])
        print_times("first sentence over HTTP", first_sentences(service.port, questions))


def print_times(name: str, times: list[float]) -> None:
    """Percentiles in milliseconds."""
    cuts = statistics.quantiles(times, n=100)
    print(
        f"{name}, {len(times)} questions: p50 {cuts[49]:.1f} ms, p90 {cuts[89]:.1f} ms, p99 {cuts[98]:.1f} ms"
    )


def cold_seconds(index: Path) -> float:
    """Wall time of one fresh process that opens the saved index and answers."""
    command = [
        sys.executable,
        "-c",
        "from service.cli import main; main()",
        "ask",
        "--index",
        str(index),
        "should I do an exit interview?",
    ]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def warm_milliseconds(index: Path, questions: list[str]) -> list[float]:
    """Wall time of each question in one process, after a round to warm up."""
    opened = LocalStore(index).open()
    for question in questions[:20]:
        Assistant(Fixed(opened)).ask(question)
    times = []
    for question in questions:
        began = time.perf_counter()
        Assistant(Fixed(opened)).ask(question)
        times.append((time.perf_counter() - began) * 1000)
    return times


def first_sentences(port: int, questions: list[str]) -> list[float]:
    """Milliseconds from each request, with a connection of its own, to its first `sentence` event."""
    times = []
    for question in questions:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        began = time.perf_counter()
        connection.request("POST", "/api/ask", json.dumps({"question": question}), headers)
        response = connection.getresponse()
        line = response.readline()
        while line.strip() != b"event: sentence":
            assert line, response.status
            line = response.readline()
        times.append((time.perf_counter() - began) * 1000)
        connection.close()
    return times


if __name__ == "__main__":
    main()
