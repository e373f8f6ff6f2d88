"""Faults of a question set that only its sources show.

Gold that is not there, gold that is ambiguous, what is asked twice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.questions import Gold, Question, normalised
from eval.shown import Shown, shown_words
from index import Snapshot
from ingest import format_time, reader_of

KINDS = (
    "direct",
    "reworded",
    "list",
    "yesno",
    "thread",
    "followup",
    "typo",
    "keywords",
    "where",
    "several",
    "near",
    "far",
)
FEWEST = 5  # questions of a kind, below which its figures say little
STAMPS_NEAR = 3  # stamps before and behind a quotation that may be its own

Stamps = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault and where: a question's id, or None for the set as a whole.

    An error makes the figures wrong, a warning may.
    """

    id: str | None
    level: Literal["error", "warning"]
    message: str

    def __str__(self) -> str:
        """`error: q1: what is wrong`."""
        return ": ".join(part for part in (self.level, self.id, self.message) if part)


def check(index: Snapshot, questions: Sequence[Question]) -> list[Finding]:
    """All findings, by question in the set's order, then those of the set as a whole."""
    marked = [entry for question in questions for entry in (*question.gold, *question.ok)]
    named = {entry.article for entry in marked}
    quotations = {normalised(quote) for entry in marked for quote in entry.quotes}
    articles: dict[str, tuple[Shown, Stamps]] = {}
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for card in index.articles():
        stored = index.article(card.id)
        if stored is None:
            continue
        reader = reader_of(card.format)
        shown = shown_words(stored[1], stored[2], reader)
        row = f" {shown.words} "
        for quotation in quotations:
            if f" {quotation} " in row:
                holders[quotation].append(card.id)
        if card.id in named:  # the others are read and forgotten, for there may be many
            articles[card.id] = shown, reader.times(stored[1]).stamps
    findings: list[Finding] = []
    first: dict[tuple[str, ...], str] = {}
    for question in questions:
        asked = tuple(map(normalised, (*question.history, question.question)))
        if first.setdefault(asked, question.id) != question.id:
            findings.append(Finding(question.id, "error", f"asks the same as {first[asked]}"))
        if question.ok and not question.gold:
            findings.append(Finding(question.id, "warning", "has ok, but no gold: it counts as unanswerable"))
        for field, entries in (("gold", question.gold), ("ok", question.ok)):
            for entry in entries:
                if entry.article not in articles:
                    message = f"{field} names article {entry.article!r}, which is not in the index"
                    findings.append(Finding(question.id, "error", message))
                else:
                    shown, stamps = articles[entry.article]
                    faults = (*_quote_faults(entry, shown, holders), *_stamp_faults(entry, shown, stamps))
                    findings += (Finding(question.id, *fault) for fault in faults)
    return [*findings, *(Finding(None, "warning", message) for message in _kind_faults(questions))]


Fault = tuple[Literal["error", "warning"], str]


def _quote_faults(gold: Gold, shown: Shown, holders: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    for quote in gold.quotes:
        own = len(shown.find(quote))
        if not own:
            yield "error", f"quotation {_short(quote)} is not in {gold.article}"
        elif own > 1:
            yield "warning", f"quotation {_short(quote)} stands {own} times in {gold.article}"
        others = [name for name in holders.get(normalised(quote), []) if name != gold.article]
        if others:
            yield "warning", f"quotation {_short(quote)} is also in {', '.join(others)}"


def _stamp_faults(gold: Gold, shown: Shown, stamps: Stamps) -> Iterator[Fault]:
    """Stamps that the article does not have, or that stand near none of the quotations."""
    places = [place for quote in gold.quotes for place in shown.find(quote)]
    for seconds in gold.stamps:
        held = [number for number, (_, time) in enumerate(stamps) if time == seconds]
        if not held:
            yield "error", f"stamp {format_time(seconds)} is not in {gold.article}"
        elif places and not any(number in _near(place, stamps) for number in held for place in places):
            yield (
                "warning",
                f"stamp {format_time(seconds)} of {gold.article} stands near none of the quotations",
            )


def _near(place: tuple[int, int], stamps: Stamps) -> range:
    """Numbers of the stamps in a place, and of those next to it."""
    before = sum(offset < place[0] for offset, _ in stamps)
    until = sum(offset < place[1] for offset, _ in stamps)
    return range(before - STAMPS_NEAR, until + STAMPS_NEAR)


def _kind_faults(questions: Sequence[Question]) -> Iterator[str]:
    count = Counter(question.kind for question in questions)
    for kind in KINDS:
        if kind not in count:
            yield f"no question is of kind {kind}"
    for kind, number in count.items():
        if kind not in KINDS:
            yield f"kind {kind} is none of {', '.join(KINDS)}"
        if number < FEWEST:
            yield f"kind {kind} has {number} question{'' if number == 1 else 's'}; its figures say little"


def _short(quote: str) -> str:
    return repr(quote if len(quote) <= 80 else f"{quote[:79]}…")
