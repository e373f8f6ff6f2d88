"""Who speaks in a transcript: labels such as `**Guest** (00:00:31):`, a name beside a time stamp."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.timing.stamps import Clock, clocks_within

FEWEST_LABELS = 2
FEW_SPEAKERS = 3  # who need not speak twice to be one
LONGEST_SPEAKER = 60
_PARTICLES = ("de", "del", "der", "di", "la", "van", "von")
_NO_NAMES = frozenset(
    "answer chapter conclusion example fact intro introduction note notes outro part question quote section"
    " source step summary tip tips topic update warning".split()
)
_NAME = r"[^\W\d_][\w.’'-]{0,30}(?:[ \t][\w.’'&()-]{1,30}){0,4}"
_BEFORE = re.compile(
    rf"[ \t]{{0,4}}(?:\*\*|__)?\[?(?P<name>|{_NAME})\]?(?P<colon>:?)(?:\*\*|__)?(?P<late>:?)"
    r"[ \t]{0,20}(?:[|–—-][ \t]{1,4})?"
)
_BEHIND = re.compile(r"(?:\*\*|__)?[ \t]{0,4}(?P<colon>:?)(?:\*\*|__)?[ \t]*")
_NAMED = re.compile(
    rf"[ \t]{{0,4}}(?:[-–—|][ \t]{{1,4}})?(?:>>[ \t]?)?(?:\*\*|__)?(?P<name>{_NAME})"
    r"(?P<colon>:?)(?:\*\*|__)?(?P<late>:?)(?:[ \t]+|$)"
)


@dataclass(frozen=True, slots=True)
class Label:
    """The label at the start of a line.

    The raw offset of its end, and the name, None where the same speaker goes on.
    """

    end: int
    name: str | None


@dataclass(frozen=True, slots=True)
class _Form:
    """A label as it stands, and how much it needs to count.

    `sure` has name, stamp and colon; another counts only among others, if the names come again or if what is
    said follows.
    """

    label: Label
    sure: bool
    alone: bool = False


def find_labels(raw: str, lines: list[tuple[int, int]]) -> dict[int, Label]:
    """The labels of an article, by the start of their lines; one alone is a sentence that looks like it.

    `Name (stamp):`, `[stamp] Name:`, a name and a stamp on a line of their own, and a name with a colon below
    a stamp that is alone on its line.
    """
    forms: dict[int, _Form] = {}
    lone = False
    for start, end in lines:
        found = clocks_within(raw, start, end)
        form = _form(raw, start, end, found[0]) if found else _below(raw, start, end) if lone else None
        if form:
            forms[start] = form
        lone = (
            bool(found)
            and not raw[found[0].end : end].strip()
            and not raw[start : found[0].start].strip(" \t*_>")
        )
    followed = {
        start: following not in forms or not forms[following].alone
        for (start, _), (following, _) in zip(lines, [*lines[1:], (-1, -1)], strict=False)
    }
    labels = {
        start: form.label for start, form in forms.items() if form.sure or not form.alone or followed[start]
    }
    named = speakers(label.name for label in labels.values() if label.name)
    labels = {
        start: label
        for start, label in labels.items()
        if label.name is None or forms[start].sure or label.name in named
    }
    return labels if len(labels) >= FEWEST_LABELS and any(label.name for label in labels.values()) else {}


def speakers(names: Iterable[str]) -> frozenset[str]:
    """Which names in front of what is said are speakers': those that come again, or all if they are few."""
    count = Counter(names)
    return frozenset(name for name, times in count.items() if times > 1 or len(count) <= FEW_SPEAKERS)


def spoken_name(raw: str, start: int, end: int) -> Label | None:
    """The name with a colon that a stretch opens with, `Ann Lee: So?`, if it can be one."""
    match = _NAMED.match(raw, start, end)
    if match is None or not (match["colon"] or match["late"]) or not is_name(match["name"]):
        return None
    return Label(match.end(), match["name"])


def _form(raw: str, start: int, end: int, clock: Clock) -> _Form | None:
    """A line with a stamp, read as a label."""
    before = _BEFORE.fullmatch(raw, start, clock.start)
    behind = _BEHIND.match(raw, clock.end, end)
    if before is None or behind is None:
        return None
    name, at_end = before["name"], behind.end() >= end
    colon = bool(behind["colon"]) or raw[clock.start : clock.end].rstrip().endswith(":")
    if name and not is_name(name):
        return None
    if colon:
        return _Form(Label(behind.end(), name or None), sure=True)
    if name and (at_end or before["colon"] or before["late"]):
        return _Form(Label(behind.end(), name), sure=False, alone=at_end)
    if not name and (label := spoken_name(raw, clock.end, end)):
        return _Form(label, sure=False)
    return None


def _below(raw: str, start: int, end: int) -> _Form | None:
    label = spoken_name(raw, start, end)
    return _Form(label, sure=False) if label else None


def is_name(text: str) -> bool:
    """Whether each word has a capital, as a name's have; `The plan includes [00:01:00]:` opens a list.

    `Note` and its like are none, nor is what has a number in it, except `Speaker 1`.
    """
    words = text.split()
    return (
        0 < len(text) <= LONGEST_SPEAKER
        and words[0].lower() not in _NO_NAMES
        and all(not word[0].islower() or word in _PARTICLES for word in words)
        and not (len(words) > 2 and any(map(str.isdigit, words)))
    )
