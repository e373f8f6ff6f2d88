"""Sentence boundaries with exact offsets."""

import re

from sentencex import get_sentence_boundaries

LONGEST_SENTENCE = 700
_WIDE_BLANK = re.compile(r"[^\S\n ]")
_BREAKS = (re.compile(r"[;:]\s+|\s[–—-]\s+"), re.compile(r",\s+"), re.compile(r"\s+"))


def split_sentences(text: str, *, language: str = "en") -> list[tuple[int, int]]:
    """Offsets of the sentences of one block, without surrounding blanks.

    Together they hold all that is not blank. A stretch of more than `LONGEST_SENTENCE` characters (speech
    without punctuation) is cut at the last clause, comma or blank before the limit.
    """
    spans: list[tuple[int, int]] = []
    plain = _WIDE_BLANK.sub(" ", text)  # sentencex 1.0.32 panics on "Mr.B", a no-break space and a full stop
    for boundary in get_sentence_boundaries(language, plain):
        start, end = int(boundary["start_index"]), int(boundary["end_index"])
        while end - start > LONGEST_SENTENCE:
            cut = _last_break(text, start, start + LONGEST_SENTENCE)
            spans.append((start, cut))
            start = cut
        spans.append((start, end))
    return [span for span in (_trim(text, *span) for span in spans) if span[0] < span[1]]


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
