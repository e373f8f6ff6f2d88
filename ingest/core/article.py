"""What ingest emits: an article as spans of its raw text, cut into sentences and passages.

Every offset counts characters (code points) of the article's raw text, which is never altered.
"""

from dataclasses import dataclass
from typing import Literal

SpanKind = Literal["text", "heading", "boilerplate", "metadata"]
PassageKind = Literal["article", "reader", "reply"]
StampPlace = Literal["before", "behind"]
SentenceRole = Literal["prose", "item", "lead", "example"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of raw text and what it is; an article's spans rise and cover all that is not blank."""

    start: int
    end: int
    kind: SpanKind


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that answers quote.

    `text` is the raw characters `start:end` without markup and time stamps. `block` numbers the
    paragraph or list item within the article. A `lead` introduces the items that follow it; an
    `example` is part of a letter template. `seconds` is the time of the sentence in the video.
    """

    start: int
    end: int
    text: str
    block: int
    role: SentenceRole
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences under one heading: the unit that search ranks.

    `start:end` are raw offsets from its first block to its last. `question` is what it answers, a
    reader's comment or what another speaker asked just before, as text; it is context for ranking and never
    quoted from here.
    """

    article: str
    start: int
    end: int
    section: tuple[str, ...]
    kind: PassageKind
    author: str | None
    sentences: tuple[Sentence, ...]
    question: str | None = None

    @property
    def id(self) -> str:
        """Deterministic and readable: the article's id and the passage's offset."""
        return f"{self.article}:{self.start}"

    @property
    def lines(self) -> tuple[str, ...]:
        """The sentences' texts, each closed with a full stop where the source closes it behind a stamp."""
        return tuple(
            f"{sentence.text}." if sentence.role != "item" and sentence.text[-1:].isalnum() else sentence.text
            for sentence in self.sentences
        )

    @property
    def text(self) -> str:
        """The passage as a reader sees it: sentences of a block in a line, blocks on lines of their own."""
        parts: list[str] = []
        for before, sentence, line in zip((None, *self.sentences), self.sentences, self.lines, strict=False):
            if before is not None:
                parts.append(" " if before.block == sentence.block else "\n")
            parts.append(line)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Article:
    """One source file, read. `notes` are one-line warnings about the file, for the person who ingests it.

    `stamps` says whether its time stamps stand before or behind what is said; None where it has none.
    `url` is its web address, `date` the day on which it appeared, as `2021-03-04`, `licence` under what it
    may be used, in the source's own words.
    """

    id: str
    path: str
    sha256: str
    format: str
    title: str
    text: str
    channel: str | None
    author: str | None
    video: str | None
    spans: tuple[Span, ...]
    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()
    stamps: StampPlace | None = None
    url: str | None = None
    date: str | None = None
    licence: str | None = None


class SourceError(ValueError):
    """A file that cannot be taken in; the message names it and says what is wrong."""
