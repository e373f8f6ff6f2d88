"""What a format needs to be read: an object with a few methods, of which there is one for each format."""

from dataclasses import dataclass
from typing import Literal, Protocol

from ingest.core.source import Source
from ingest.core.visible import Visible, folds, mark_end, without
from ingest.text.blocks import Draft
from ingest.timing.times import Times

Takes = Literal["bytes", "text", "prose"]


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark that opens a block as a page shows it: where it ends, a heading's level (0.

    Not told), whether it is a bullet.
    """

    end: int
    level: int = 0
    bullet: bool = False


class Reader(Protocol):
    """Reads one format.

    `name` is kept as `Article.format`, by which `reader_of` finds the reader again when a passage is shown.
    `media_type` is what the text of its articles is. A reader need only say what it recognises and read it;
    what is shown and which times there are follow, where it says nothing else, as for plain text: everything,
    and none.

    `takes` says what it looks at: `bytes`, the `text` that they are, or any text at all, as `prose`; what is
    of a format that is not read is told before a reader of text, and of prose, is asked. The text of what is
    `rendered` is not the file's, so that its lines are not counted.
    """

    name: str
    media_type: str = "text/plain"
    takes: Takes = "text"
    rendered: bool = False

    def recognises(self, source: Source) -> bool:
        """Whether a file is of this format; asked only of files that no reader before it recognised."""
        ...

    def read(self, source: Source) -> Draft:
        """The file as blocks of a text; raises `SourceError` with the reason where it cannot be read."""
        ...

    def visible(self, raw: str, start: int, end: int, *, prefix: bool = True) -> Visible:
        """What is seen of `raw[start:end]` and where it stands.

        With `prefix` the stretch is a whole block, whose opening mark (of a list, a heading) is left out;
        without, a part of one.
        """
        position = mark_end(raw, start, end) if prefix else start
        return without(raw, position, end, folds(raw, position, end))

    def shown(self, raw: str, start: int, end: int) -> str:
        """What is seen of a stretch within a block: the text that a quote must equal."""
        return self.visible(raw, start, end, prefix=False).text

    def mark(self, raw: str, start: int, end: int) -> Mark:  # noqa: ARG002 - plain text has no marks to look for
        """The mark that opens the block `raw[start:end]`; what it stands for is shown in its place."""
        return Mark(start)

    def times(self, raw: str) -> Times:  # noqa: ARG002 - plain text has no stamps to look for
        """The time stamps of an article's text, and whether they stand before or behind what is said."""
        return Times()

    def page(self, raw: str, start: int) -> int | None:  # noqa: ARG002 - plain text has no pages
        """The number of the page, from 1, on which a place stands; None where there are none."""
        return None

    def fragment(self, raw: str, start: int, end: int) -> str:  # noqa: ARG002 - a text is opened as a whole
        """What opens the file, or its address, at a stretch, behind a `#`; empty where nothing does."""
        return ""
