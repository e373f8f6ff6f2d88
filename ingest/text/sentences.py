"""Sentence boundaries with exact offsets."""

import re
from collections.abc import Iterator, Sequence

from sentencex import get_sentence_boundaries

from ingest.timing.speech import Border, StampUse, cut_at_stamps

LONGEST_SENTENCE = 700
WINDOW = 8000
_WIDE_BLANK = re.compile(r"[^\S\n ]")
_BREAKS = (re.compile(r"[;:]\s+|\s[–—-]\s+|[；：]"), re.compile(r",\s+|[，、،]"), re.compile(r"\s+"))


def split_sentences(
    text: str, *, language: str = "en", borders: Sequence[Border] = (), use: StampUse = "behind"
) -> list[tuple[int, int]]:
    """Offsets of the sentences of one block, without surrounding blanks.

    Together they hold all that is not blank. Where punctuation is lacking, the stamps at `borders` cut. A
    stretch of more than `LONGEST_SENTENCE` characters is cut at the last clause, comma or blank before the
    limit.
    """
    spans: list[tuple[int, int]] = []
    sentences = _boundaries(text, language)
    if borders:
        sentences = (piece for span in sentences for piece in cut_at_stamps(text, *span, borders, use=use))
    for start, end in sentences:
        while end - start > LONGEST_SENTENCE:
            cut = _last_break(text, start, start + LONGEST_SENTENCE)
            spans.append((start, cut))
            start = cut
        spans.append((start, end))
    return [span for span in (_trim(text, *span) for span in spans) if span[0] < span[1]]


def _boundaries(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Sentences as sentencex sees them, a window at a time, for its time grows with the square of the length.

    The last sentence of a window is the first of the next, unless it fills the window.
    """
    plain = _WIDE_BLANK.sub(" ", text)  # sentencex 1.0.32 panics on "Mr.B", a no-break space and a full stop
    first = 0
    while first < len(plain):
        window = plain[first : first + WINDOW]
        spans = [
            (first + int(boundary["start_index"]), first + int(boundary["end_index"]))
            for boundary in get_sentence_boundaries(language, window)
        ]
        goes_on = first + len(window) < len(plain) and len(spans) > 1
        yield from spans[: len(spans) - goes_on]
        first = spans[-1][0] if goes_on else first + len(window)


def _last_break(text: str, start: int, end: int) -> int:
    for pattern in _BREAKS:
        cuts = [
            match.end()
            for match in pattern.finditer(text, start, end)
            if match.end() - start > LONGEST_SENTENCE // 4
        ]
        if cuts:
            return cuts[-1]
    return end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
