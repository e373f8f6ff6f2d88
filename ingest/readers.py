"""The formats that are read, in the order in which they are tried."""

from collections.abc import Callable, Sequence

from ingest.article import SourceError
from ingest.caption_json import CaptionJsonReader
from ingest.docx import DocxReader
from ingest.epub import EpubReader
from ingest.formats import names_of_formats
from ingest.pdf import PdfReader
from ingest.plain import PlainReader
from ingest.reader import Reader, Takes
from ingest.source import Source
from ingest.subtitles import SubtitleReader
from ingest.table import TableReader
from ingest.thread import ThreadReader
from ingest.transcript import TranscriptReader
from ingest.unread import unread_bytes, unread_text
from ingest.web_page import WebPageReader
from ingest.wiki import WikiReader

READERS: tuple[Reader, ...] = (
    *(PdfReader(), DocxReader(), EpubReader()),
    *(WebPageReader(), SubtitleReader(), CaptionJsonReader(), TranscriptReader(), TableReader()),
    *(WikiReader(), ThreadReader(), PlainReader()),
)
"""Readers of bytes are asked before those of text, then those of prose; plain text takes the rest."""

_UNREAD: tuple[tuple[Takes, Callable[[Source], str | None]], ...] = (
    ("bytes", lambda _: None),
    ("text", unread_bytes),
    ("prose", unread_text),
)


def reader_for(source: Source, readers: Sequence[Reader] = READERS) -> Reader:
    """The first reader that recognises a file.

    Raises `SourceError` where none does, with what the file is and what is read: what no reader of bytes
    recognises and is no text, what no reader of text recognises and is no prose.
    """
    for takes, unread in _UNREAD:
        if what := unread(source):
            raise SourceError(f"is {what}; the formats that are read are {names_of_formats()}")
        for reader in readers:
            if reader.takes == takes and reader.recognises(source):
                return reader
    raise SourceError("is of no format that is read")


def reader_of(name: str, readers: Sequence[Reader] = READERS) -> Reader:
    """The reader of a format, by the name that articles keep; raises `LookupError` where there is none."""
    for reader in readers:
        if reader.name == name:
            return reader
    raise LookupError(f"no reader of the format {name!r}")
