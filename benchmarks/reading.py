"""Read every file of a folder: what was skipped and why, what became of its characters, what took longest.

python -m benchmarks.reading FOLDER
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from ingest import Article, Skipped, SourceError, SourceFile, read_source, scan_folder

SLOWEST = 3


def main() -> None:
    """Read and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    formats, characters, skipped, notes = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    sentences = timed = 0
    seconds: list[tuple[float, str]] = []
    for file in scan_folder(folder):
        if isinstance(file, Skipped):
            skipped[file.reason] += 1
        if not isinstance(file, SourceFile):
            continue
        began = time.process_time()
        try:
            article = read_source(file)
        except SourceError as error:
            skipped[str(error)] += 1
            continue
        seconds.append((time.process_time() - began, file.path))
        formats[article.format] += 1
        characters += counted(article)
        notes.update(note.partition(" ")[2] for note in article.notes)
        own = [sentence for passage in article.passages for sentence in passage.sentences]
        sentences += len(own)
        timed += sum(sentence.seconds is not None for sentence in own)
    print(f"{sum(formats.values())} read: {', '.join(f'{n} {name}' for name, n in formats.most_common())}")
    for reason, count in skipped.most_common():
        print(f"{count} skipped: {reason}")
    everything = sum(characters.values())
    print(", ".join(f"{name} {100 * count / everything:.2f} %" for name, count in characters.most_common()))
    print(f"{sentences} sentences, {timed} of them timed")
    for note, count in notes.most_common(10):
        print(f"{count} noted: {note}")
    for took, path in sorted(seconds, reverse=True)[:SLOWEST]:
        print(f"{took:.2f} s: {path}")
    print(f"{sum(took for took, _ in seconds):.1f} s of processor time in all")


def counted(article: Article) -> Counter[str]:
    """How many characters that are not blank belong to spans of each kind, or to none."""
    found = Counter[str]()
    position = 0
    for span in article.spans:
        found["in no span"] += inked(article.text[position : span.start])
        found[span.kind] += inked(article.text[span.start : span.end])
        position = span.end
    found["in no span"] += inked(article.text[position:])
    return found


def inked(text: str) -> int:
    """Characters that are not blank."""
    return len("".join(text.split()))


if __name__ == "__main__":
    main()
