"""Of an article what is there to be read: without its front matter, of which the card tells what a person wants."""

from collections.abc import Sequence
from itertools import takewhile

from index import ArticleCard
from ingest import Span, one_line

_FENCES = {"---": ("---", "..."), "+++": ("+++",), "{": ("}",)}


def body_spans(text: str, spans: Sequence[Span], card: ArticleCard) -> Sequence[Span]:
    """The spans without fenced front matter, and without lines above the text that say what the card says."""
    top = list(takewhile(lambda span: span.kind == "metadata", spans))
    told = {
        one_line(value) for value in (card.title, card.author, card.channel, card.date, card.url) if value
    }
    fenced = _fenced([text[span.start : span.end].strip("\ufeff \t\r\n") for span in top])
    kept = [span for span in top[fenced:] if one_line(_value(text[span.start : span.end])) not in told]
    return [*kept, *spans[len(top) :]]


def _fenced(lines: Sequence[str]) -> int:
    """How many lines are front matter from its opening fence to its closing one."""
    opening = next((number for number, line in enumerate(lines) if line), 0)
    if not lines or lines[opening] not in _FENCES:
        return 0
    closings = _FENCES[lines[opening]]
    ends = [number for number, line in enumerate(lines) if number > opening and line in closings]
    return ends[0] + 1 if ends else 0


def _value(line: str) -> str:
    """What stands behind the colon of `Key: value`, without quotation marks and the brackets of a link."""
    return line.partition(":")[2].replace("<br/>", "").strip(" \t\r\n\"'[]")
