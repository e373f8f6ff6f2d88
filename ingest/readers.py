"""The formats that are read, in the order in which they are tried."""

from collections.abc import Sequence

from ingest.article import SourceError
from ingest.caption_json import CaptionJsonReader
from ingest.plain import PlainReader
from ingest.reader import Reader
from ingest.source import Source
from ingest.subtitles import SubtitleReader
from ingest.thread import ThreadReader
from ingest.transcript import TranscriptReader
from ingest.wiki import WikiReader

READERS: tuple[Reader, ...] = (
    SubtitleReader(),
    CaptionJsonReader(),
    TranscriptReader(),
    WikiReader(),
    ThreadReader(),
    PlainReader(),
)
"""A reader of bytes that are no text stands before those of text, which refuse such a file.

Plain text takes the rest.
"""


def reader_for(source: Source, readers: Sequence[Reader] = READERS) -> Reader:
    """The first reader that recognises a file; raises `SourceError` where none does."""
    for reader in readers:
        if reader.recognises(source):
            return reader
    raise SourceError("is of no format that is read")


def reader_of(name: str, readers: Sequence[Reader] = READERS) -> Reader:
    """The reader of a format, by the name that articles keep; raises `LookupError` where there is none."""
    for reader in readers:
        if reader.name == name:
            return reader
    raise LookupError(f"no reader of the format {name!r}")
