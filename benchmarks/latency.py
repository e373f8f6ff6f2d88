"""Time of a cold command line and of warm questions.

    python -m benchmarks.latency [--index var/index] [--runs 5]

Prints the wall time of fresh `careerqa ask` processes (median) and p50, p90, p99 of warm questions.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from index import Index
from service.answering.answer import answer


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--questions", type=Path, default=Path("eval/questions.jsonl"))
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    cold = [cold_seconds(options.index) for _ in range(options.runs + 1)][1:]
    print(f"cold command line, {options.runs} runs: median {statistics.median(cold):.2f} s, {min(cold):.2f} to {max(cold):.2f} s")
    warm = warm_milliseconds(options.index, options.questions)
    cuts = statistics.quantiles(warm, n=100)
    print(f"warm, {len(warm)} questions: p50 {cuts[49]:.1f} ms, p90 {cuts[89]:.1f} ms, p99 {cuts[98]:.1f} ms")


def cold_seconds(index: Path) -> float:
    """Wall time of one fresh process that opens the saved index and answers."""
    command = [sys.executable, "-c", "from service.cli import main; main()", "ask", "--index", str(index), "should I do an exit interview?"]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def warm_milliseconds(index: Path, questions: Path) -> list[float]:
    """Wall time of each question of a set in one process, after a round to warm up."""
    opened = Index.open(index)
    asked = [json.loads(line)["question"] for line in questions.read_text(encoding="utf-8").splitlines()]
    for question in asked[:20]:
        answer(opened, question)
    times = []
    for question in asked:
        began = time.perf_counter()
        answer(opened, question)
        times.append((time.perf_counter() - began) * 1000)
    return times


if __name__ == "__main__":
    main()
