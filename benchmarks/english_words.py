"""Writes index/english-words.txt.gz, the list of English words, from SymSpell's frequency dictionary.

pip download --no-deps symspellpy && unzip symspellpy-*.whl
python -m benchmarks.english_words symspellpy/frequency_dictionary_en_82_765.txt
"""

import argparse
import gzip
from pathlib import Path

from index.dictionary import ENGLISH


def main() -> None:
    """Read lines of a word and its frequency, write the words in the order of their bytes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("frequencies", type=Path)
    lines = parser.parse_args().frequencies.read_text(encoding="utf-8-sig").splitlines()
    words = sorted({line.split()[0].lower() for line in lines if line.split()[0].isalpha()})
    ENGLISH.write_bytes(gzip.compress("".join(f"{word}\n" for word in words).encode(), mtime=0))
    print(f"{len(words):,} words, {ENGLISH.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
