"""Who speaks in a transcript: labels such as `**Guest** (00:00:31):`, a name, a time stamp and a colon."""

import re
from dataclasses import dataclass

from ingest.times import STAMP

FEWEST_LABELS = 2
_PARTICLES = ("de", "del", "der", "di", "la", "van", "von")
_LABEL = re.compile(
    r"[ \t]{0,4}(?:\*\*|__)?(?P<name>|[^\W\d_][\w.’'-]{0,30}(?:[ \t][\w.’'&-]{1,30}){0,4}):?(?:\*\*|__)?:?"
    r"[ \t]{0,4}"
    rf"{STAMP.pattern}(?:\*\*|__)?:(?:\*\*|__)?[ \t]*"
)


@dataclass(frozen=True, slots=True)
class Label:
    """The label at the start of a line.

    The raw offset of its end, and the name, None where the same speaker goes on.
    """

    end: int
    name: str | None


def find_labels(raw: str, lines: list[tuple[int, int]]) -> dict[int, Label]:
    """The labels of an article, by the start of their lines; one alone is a sentence that looks like it."""
    labels: dict[int, Label] = {}
    for start, end in lines:
        match = _LABEL.match(raw, start, end)
        if match and _is_name(match["name"]):
            labels[start] = Label(match.end(), match["name"] or None)
    return labels if len(labels) >= FEWEST_LABELS else {}


def _is_name(text: str) -> bool:
    """Whether each word has a capital, as a name's have; `The plan includes [00:01:00]:` opens a list."""
    return all(not word[0].islower() or word in _PARTICLES for word in text.split())
