"""What one request for a very long article costs: seconds and memory of each route that shows it.

    python -m benchmarks.long_article [--megabytes 7.5] [--index DIR] [--model NAME]

Makes an article of so many megabytes and ingests it, which takes minutes; with --index, where it is kept, a
second run begins with what is there. Each route is asked in a process of its own for a place in the middle of
the article: once, and once more with the tag of the first response, as a browser asks again. Memory is how
far the process's peak rises above what it had with the index open.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from index import LocalStore

WORDS = (
    "job notice salary manager interview offer contract letter week month pay leave reference team office"
    " career search question answer people time money boss role company work"
).split()
STAMP_EVERY = 3  # seconds of speech
ROUTES = (
    "/source/long?start={at}&end={end}",
    "/api/blocks/long?start={at}&end={end}",
    "/api/articles/long",
    "/api/around/long?start={at}&end={end}",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=float, default=7.5)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--model", help="the encoder to ingest with")
    parser.add_argument("--route", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.route:
        ask(options.index, options.route)
        return
    with tempfile.TemporaryDirectory() as folder:
        index = options.index or Path(folder) / "index"
        if not index.exists():
            ingest(Path(folder), index, int(options.megabytes * 1e6), options.model)
        middle = (
            next(card for card in LocalStore(index).open().articles() if card.id == "long").characters // 2
        )
        for route in ROUTES:
            asked = route.format(at=middle, end=middle + 80)
            command = [
                sys.executable,
                "-m",
                "benchmarks.long_article",
                "--index",
                str(index),
                "--route",
                asked,
            ]
            subprocess.run(command, check=True, env={**os.environ, "CAREERQA_LOG_LEVEL": "error"})


def ingest(folder: Path, index: Path, size: int, model: str | None) -> None:
    """Write the article and a short one, and index them."""
    from index import update_index
    from service.answering.tuning import kept_tuning

    sources = folder / "sources"
    sources.mkdir()
    (sources / "long.md").write_text(article(size), encoding="utf-8")
    (sources / "short.md").write_text(
        "# Notice\n\nGive notice two weeks before you leave.\n", encoding="utf-8"
    )
    update_index(sources, LocalStore(index), model=model, tuning=kept_tuning)


def article(size: int) -> str:
    """A talk of so many characters with headings and time stamps, the same every time."""
    chosen = random.Random(5)
    blocks = ["---\ntitle: a very long talk\nvideoId: abcDEF-_123\n---\n"]
    length = seconds = 0
    while length < size:
        if len(blocks) % 40 == 1:
            blocks.append(
                f"## Part {len(blocks) // 40} on {chosen.choice(WORDS)} and {chosen.choice(WORDS)}\n"
            )
        clock = f"[{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}]"
        sentences = (" ".join(chosen.choices(WORDS, k=chosen.randint(8, 16))) for _ in range(5))
        blocks.append(" ".join(f"{sentence.capitalize()} {clock}." for sentence in sentences) + "\n")
        length += len(blocks[-1]) + 1
        seconds += STAMP_EVERY
    return "\n".join(blocks)


def ask(index: Path, route: str) -> None:
    """Ask a route twice in this process, and print what that cost."""
    from fastapi.testclient import TestClient

    from service.settings import Settings
    from service.web.api import create_app

    with TestClient(create_app(Settings(index=index))) as client:
        client.get("/health")
        before = peak()
        first, seconds = asked(client, route, {})
        again, cheap = asked(client, route, {"if-none-match": first.headers.get("etag", "")})
    print(
        f"{route:44} {first.status_code} {len(first.content) / 1e6:7.2f} MB {seconds:6.2f} s"
        f" {peak() - before:5.0f} MB more; again {again.status_code} {cheap:6.3f} s",
        flush=True,
    )


def asked(client: Any, route: str, headers: dict[str, str]) -> tuple[Any, float]:
    """A response, and the seconds of processor that it took."""
    began = time.process_time()
    response = client.get(route, headers=headers)
    return response, time.process_time() - began


def peak() -> float:
    """The most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
