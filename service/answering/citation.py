"""A quote and where it stands, proven against the stored source before it is shown."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from index import Hit, Snapshot
from ingest import PassageKind, Sentence, format_time, reader_of, web_address
from service.answering.compose import Chosen
from service.answering.several import Several

log = logging.getLogger(__name__)

_VIDEO = "https://www.youtube.com/watch?v="
VOICES = {"article": "", "reader": "a reader’s own words", "reply": "a reply to a reader"}


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and all that a door shows of where it stands.

    `start:end` are offsets in the article's text. `line` and `page` count from 1 in the file `path` (relative
    to the ingested folder): None where it is no text, or has no pages. `place` is title, headings and page in
    words, `speaker` whose words they are, empty where nothing is known. `url` opens the second of the video,
    or the sentence or page at the article's web address; `fragment` is what opens it there or in the file,
    behind a `#`. `date` is the day on which the article appeared, `licence` what it says of its use.
    """

    number: int
    article: str
    title: str
    section: Several[str]
    kind: PassageKind
    author: str | None
    quote: str
    start: int
    end: int
    line: int | None
    path: str
    place: str
    speaker: str
    timestamp: str | None
    seconds: int | None
    url: str | None
    page: int | None = None
    fragment: str = ""
    date: str | None = None
    licence: str | None = None

    @property
    def point(self) -> str:
        """Where in the source it stands, in words: a time, a page, a line, else what kind of source it is."""
        if self.timestamp or self.page is not None:
            return self.timestamp or f"page {self.page}"
        if self.url:
            return "video" if is_video(self.url) else "web page"
        return f"line {self.line}" if self.line is not None else "file"

    @property
    def source(self) -> str:
        """Place and speaker in one line."""
        return ", ".join(part for part in (self.place, self.speaker) if part)


def cite(index: Snapshot, chosen: Sequence[Chosen]) -> list[tuple[Chosen, Citation]]:
    """The chosen sentences with their citations, numbered from 1.

    A sentence whose quote is not what the source's characters show is dropped.
    """
    cited: list[tuple[Chosen, Citation]] = []
    articles = {name: index.article(name) for name in {entry.ranked.hit.card.id for entry in chosen}}
    for entry in chosen:
        sentence, card = entry.sentence, entry.ranked.hit.card
        stored = articles[card.id]
        if stored and reader_of(card.format).shown(stored[1], sentence.start, sentence.end) == sentence.text:
            cited.append((entry, citation_of(len(cited) + 1, entry.ranked.hit, sentence, stored[1])))
        else:
            log.error(
                "quote of %r at %d:%d is not in its source; dropped", card.id, sentence.start, sentence.end
            )
    return cited


def citation_of(number: int, hit: Hit, sentence: Sentence, text: str) -> Citation:
    """The citation of a sentence of a passage by the raw text of its article; not proven."""
    author = hit.passage.author or hit.card.author
    reader = reader_of(hit.card.format)
    page = reader.page(text, sentence.start)
    fragment = reader.fragment(text, sentence.start, sentence.end)
    return Citation(
        number=number,
        article=hit.card.id,
        title=hit.card.title,
        section=list(hit.passage.section),
        kind=hit.passage.kind,
        author=author,
        quote=sentence.text,
        start=sentence.start,
        end=sentence.end,
        line=None if reader.rendered else text.count("\n", 0, sentence.start) + 1,
        path=hit.card.path,
        place=place_of(hit) + (f", page {page}" if page is not None else ""),
        speaker=speaker_of(hit.passage.kind, author),
        timestamp=clock(sentence.seconds),
        seconds=sentence.seconds,
        url=video_url(hit.card.video, sentence.seconds) or web_url(hit.card.url, fragment),
        page=page,
        fragment=fragment,
        date=hit.card.date,
        licence=hit.card.licence,
    )


def place_of(hit: Hit) -> str:
    """Title and headings of a passage in words."""
    return " › ".join(part for part in (hit.card.title, *hit.passage.section) if part)


def speaker_of(kind: PassageKind, author: str | None) -> str:
    """Whose words they are, in words."""
    return ", ".join(part for part in (VOICES[kind], f"by {author}" if author else "") if part)


def video_url(video: str | None, seconds: int | None) -> str | None:
    """A link to a second of a YouTube video."""
    if video is None:
        return None
    return f"{_VIDEO}{quote(video)}" + (f"&t={seconds}s" if seconds is not None else "")


def is_video(url: str) -> bool:
    """Whether an address is one that `video_url` made."""
    return url.startswith(_VIDEO)


def web_url(address: str | None, fragment: str) -> str | None:
    """A link to a place in an article of the web; None for an address that is none of the web."""
    address = web_address(address)
    if address is None:
        return None
    return f"{address.partition('#')[0]}#{fragment}" if fragment else address


def clock(seconds: int | None) -> str | None:
    """`221` as `00:03:41`; None stays None."""
    return None if seconds is None else format_time(seconds)
