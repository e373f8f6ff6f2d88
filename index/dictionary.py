"""The words of English, however rare: what is among them is no misspelling.

They are those of SymSpell's frequency dictionary (docs/decisions/2026-11-30-spelling-dictionary.md), sorted,
one in a line, written by `python -m benchmarks.english_words`.
"""

import gzip
import zlib
from bisect import bisect_left
from functools import cache
from pathlib import Path

from index.manifest import IndexUnusable

ENGLISH = Path(__file__).with_name("english-words.txt.gz")
_FEWEST = 4  # letters of a plural


def is_english(word: str) -> bool:
    """Whether a word in lower case is listed, or the plural of one that is."""
    return _listed(word) or (len(word) >= _FEWEST and any(map(_listed, _singulars(word))))


def _singulars(word: str) -> list[str]:
    return [
        word.removesuffix(ending) + instead
        for ending, instead in (("s", ""), ("es", ""), ("ies", "y"))
        if word.endswith(ending)
    ]


def _listed(word: str) -> bool:
    text = _text()
    wanted = word.encode()
    place = bisect_left(range(len(text)), wanted, key=lambda at: _line_at(text, at))
    return place < len(text) and _line_at(text, place) == wanted


def _line_at(text: bytes, at: int) -> bytes:
    """The line that a place is in, or that ends there."""
    return text[text.rfind(b"\n", 0, at) + 1 : text.find(b"\n", at)]


@cache
def _text() -> bytes:
    """All words; searched as they are, since a set of them takes ten times as long to make.

    Raises `IndexUnusable` where the file is damaged, which it says itself.
    """
    try:
        return gzip.decompress(ENGLISH.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise IndexUnusable(f"{ENGLISH} is damaged", "install careerqa again") from error
