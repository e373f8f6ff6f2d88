"""Every cited quote against its source, by other means than the service's own check."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from eval.shown import shown_words
from index import Snapshot
from ingest import reader_of

_ANCHOR = r"<a class=\"yt-timestamp\"[^>]*>[\s\[\]\d:]*</a>"
_STAMP = rf"(?:\[?\({_ANCHOR}\)\]?|{_ANCHOR}|\[(?:\d+:)?\d+:\d\d\]|\(\d+:\d\d:\d\d\))"
_STAMPS = re.compile(rf"\s*{_STAMP}(?:,?\s*{_STAMP})*")
_MARKS = re.compile(
    r"<!--(?:(?!-->).)*-->|%%(?:(?!%%).)*%%|"  # what the writer hid
    r"\[\[(?:[^\[\]|]*\|)?\s*|\s*\]\]"  # a wiki link, each side by itself, for a quote may end inside one
    r"|!\[[^\]]*\]\([^)]*\)|\[(?=[^\[\]]+(?:\]\([^)\s]+\)|$))|(?<=\S)\]\([^)\s]+\)"  # image, web link
    r"|</?[A-Za-z][^<>]*>"
    r"|\*\*+|__|`|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)"
)


def check_quotes(index: Snapshot, answers: Iterable[Mapping[str, Any]]) -> list[str]:
    """One line for each citation whose quote its article's raw characters `start:end` do not show.

    Markup and stamps are stripped here by other means than the service's own check, and blanks count as one.
    A quote without offsets, of another system, must stand in its article by its words.
    """
    return [
        f"{answer['question']!r} [{citation.get('number', place)}]: {citation['article']} {fault}"
        for answer in answers
        for place, citation in enumerate(answer.get("citations", []), start=1)
        if (fault := _fault(index, citation))
    ]


def _fault(index: Snapshot, citation: Mapping[str, Any]) -> str | None:
    stored = index.article(citation["article"])
    if stored is None:
        return "is not in the index"
    card, text, spans = stored
    reader = reader_of(card.format)
    start, end, quote = citation.get("start"), citation.get("end"), citation["quote"]
    if not isinstance(start, int) or not isinstance(end, int):
        return None if shown_words(text, spans, reader).find(quote) else f"does not hold {quote!r}"
    if not 0 <= start < end <= len(text):
        return f"has no characters {start}:{end}"
    raw = text[start:end]
    shown = strip_markup(raw) if reader.media_type == "text/markdown" else raw
    return (
        None if _collapsed(shown) == _collapsed(quote) else f"reads {raw!r} at {start}:{end}, not {quote!r}"
    )


def strip_markup(raw: str) -> str:
    """Wiki text without its time stamps, tags, marks of emphasis and link targets."""
    return _MARKS.sub("", _STAMPS.sub("", raw))


def _collapsed(text: str) -> str:
    return " ".join(text.split())
