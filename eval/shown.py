"""The words that an article shows, and where in its raw text they stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eval.questions import normalised
from ingest import Reader, Span

_WORD = re.compile(r"\w+")
_SHOWN = ("text", "heading")  # page furniture and metadata are never quoted


@dataclass(frozen=True, slots=True)
class Shown:
    """An article's words, `normalised`, in a row, and each word's raw offsets."""

    words: str
    offsets: tuple[tuple[int, int], ...]

    def find(self, quotation: str) -> list[tuple[int, int]]:
        """Raw offsets of each place where the quotation's words stand in a row."""
        wanted = normalised(quotation)
        count = wanted.count(" ") + 1
        row = f" {self.words} "
        places: list[tuple[int, int]] = []
        at = row.find(f" {wanted} ") if wanted else -1
        while at >= 0:
            first = row.count(" ", 0, at)
            places.append((self.offsets[first][0], self.offsets[first + count - 1][1]))
            at = row.find(f" {wanted} ", at + 1)
        return places


def shown_words(raw: str, spans: Sequence[Span], reader: Reader) -> Shown:
    """The words of an article's headings and text, without markup and time stamps."""
    words: list[str] = []
    offsets: list[tuple[int, int]] = []
    for span in spans:
        if span.kind not in _SHOWN:
            continue
        seen = reader.visible(raw, span.start, span.end)
        for match in _WORD.finditer(seen.text):
            for word in normalised(
                match.group()
            ).split():  # in lower case, a few letters become several words
                words.append(word)
                offsets.append((seen.offsets[match.start()], seen.offsets[match.end() - 1] + 1))
    return Shown(" ".join(words), tuple(offsets))
