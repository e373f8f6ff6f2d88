"""A quote and where it stands, proven against the stored source before it is shown."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from index import Hit, Index
from ingest import PassageKind, Sentence, format_time, reader_of
from service.answering.compose import Chosen

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands: raw offsets, time in the video, a link that opens it.

    Quotes of one item of a list that the answer introduces have the same number as `item`, which says nothing else; others have None.
    """

    number: int
    article: str
    title: str
    section: list[str]
    kind: PassageKind
    author: str | None
    quote: str
    item: int | None
    start: int
    end: int
    timestamp: str | None
    seconds: int | None
    url: str | None

    @property
    def place(self) -> str:
        """Title and section path, and whose words they are if not the article's."""
        return ", ".join(part for part in (" › ".join(part for part in (self.title, *self.section) if part), self.speaker) if part)

    @property
    def speaker(self) -> str:
        """Whose words they are; empty for the article's own."""
        return {"article": "", "reader": "a reader", "reply": f"reply by {self.author}" if self.author else "a reply"}[self.kind]


def cite(index: Index, chosen: Sequence[Chosen]) -> list[tuple[Citation, bool]]:
    """Numbered citations of the chosen sentences, and whether each only repeats what is cited before it.

    One whose quote is not what the source's characters show is dropped.
    """
    kept: list[tuple[Citation, bool]] = []
    articles = {name: index.article(name) for name in {one.ranked.hit.card.id for one in chosen}}
    introduced = {one.ranked.hit.row for one in chosen if one.sentence.role == "lead"}
    for one in chosen:
        sentence, card = one.sentence, one.ranked.hit.card
        found = articles[card.id]
        if found and reader_of(card.format).shown(found[1], sentence.start, sentence.end) == sentence.text:
            item = sentence.block if sentence.role == "item" and one.ranked.hit.row in introduced else None
            kept.append((citation_of(len(kept) + 1, one.ranked.hit, sentence, item), one.repeats and bool(kept)))
        else:
            log.error("quote of %s at %d:%d is not in its source; dropped", card.id, sentence.start, sentence.end)
    return kept


def video_url(video: str | None, seconds: int | None) -> str | None:
    """A link to a second of a YouTube video."""
    if video is None:
        return None
    return f"https://www.youtube.com/watch?v={video}" + (f"&t={seconds}s" if seconds is not None else "")


def citation_of(number: int, hit: Hit, sentence: Sentence, item: int | None = None) -> Citation:
    """The citation of a sentence of a found passage; not proven."""
    return Citation(
        number=number,
        article=hit.card.id,
        title=hit.card.title,
        section=list(hit.passage.section),
        kind=hit.passage.kind,
        author=hit.passage.author or hit.card.author,
        quote=sentence.text,
        item=item,
        start=sentence.start,
        end=sentence.end,
        timestamp=clock(sentence.seconds),
        seconds=sentence.seconds,
        url=video_url(hit.card.video, sentence.seconds),
    )


def clock(seconds: int | None) -> str | None:
    """`221` as `00:03:41`; None stays None."""
    return None if seconds is None else format_time(seconds)
