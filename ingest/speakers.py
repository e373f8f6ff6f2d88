"""Who speaks in a transcript: labels such as `**Guest** (00:00:31):`, a name, a time stamp and a colon."""

import re
from dataclasses import dataclass

from ingest.times import STAMP

FEWEST_LABELS = 2
_LABEL = re.compile(
    r"[ \t]{0,4}(?:\*\*|__)?(?P<name>[^\W\d_][\w.’'-]{0,30}(?:[ \t][\w.’'&-]{1,30}){0,4}):?(?:\*\*|__)?:?"
    r"[ \t]{0,4}"
    rf"{STAMP.pattern}(?:\*\*|__)?:(?:\*\*|__)?[ \t]*"
)


@dataclass(frozen=True, slots=True)
class Label:
    """The label at the start of a line: the raw offset of its end, and the name."""

    end: int
    name: str


def find_labels(raw: str, lines: list[tuple[int, int]]) -> dict[int, Label]:
    """The labels of an article, by the start of their lines; one alone is a sentence that looks like it."""
    labels: dict[int, Label] = {}
    for start, end in lines:
        match = _LABEL.match(raw, start, end)
        if match and match["name"][0].isupper():
            labels[start] = Label(match.end(), match["name"])
    return labels if len(labels) >= FEWEST_LABELS else {}
