"""What files cost that tempt a reader to take long: processor seconds at each length, the slowest first.

python -m benchmarks.slow_files [LENGTH ...]
"""

import argparse
import json
import os
import time
from contextlib import suppress

import charset_normalizer
import docx
import langchain_text_splitters
import markdown_it
import pypdfium2
import trafilatura
import yaml

from ingest import Source, SourceError, read_article
from ingest.text.languages import _NAMES, ENGLISH, identifier
from tests import test_ingest_linear
from tests.adversarial import adversarial_files

LENGTHS = [50_000, 100_000, 200_000]
LOADED = (charset_normalizer, docx, langchain_text_splitters, markdown_it, pypdfium2, trafilatura, yaml)


def main() -> None:
    """Read each in a process of its own, all libraries loaded, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("length", type=int, nargs="*", default=LENGTHS)
    identifier((*_NAMES, ENGLISH))
    read_article(Source("warm.md", b"# A\n\n# B\n\nIt says so. " * 100), article_id="warm")
    taken: dict[str, list[float]] = {}
    for length in parser.parse_args().length:
        files = adversarial_files(length)
        if length == test_ingest_linear.LENGTH:
            files = test_ingest_linear.files()
        for name, (path, data) in files.items():
            taken.setdefault(name.removesuffix(f", {path}"), []).append(seconds(path, data))
    for name, each in sorted(taken.items(), key=lambda row: -max(row[1])):
        print("  ".join(f"{took:6.3f}" for took in each), name)


def seconds(path: str, data: bytes) -> float:
    """Processor time of reading one file."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        began = time.process_time()
        with suppress(SourceError):
            read_article(Source(path, data), article_id="a")
        os.write(writing, json.dumps(time.process_time() - began).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        took = float(json.load(told))
    os.waitpid(child, 0)
    return took


if __name__ == "__main__":
    main()
