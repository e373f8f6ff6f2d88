"""The formats that are read, in the order in which they are tried."""

from collections.abc import Callable, Sequence

from ingest.articles.unread import unread_bytes, unread_text
from ingest.core.article import SourceError
from ingest.core.source import Source
from ingest.documents.blog_export import BlogExportReader
from ingest.documents.docx import DocxReader
from ingest.documents.epub import EpubReader
from ingest.documents.pdf import PdfReader
from ingest.documents.table import TableReader
from ingest.documents.web_page import WebPageReader
from ingest.prose.plain import PlainReader
from ingest.prose.thread import ThreadReader
from ingest.prose.wiki import WikiReader
from ingest.talk.caption_json import CaptionJsonReader
from ingest.talk.subtitles import SubtitleReader
from ingest.talk.transcript import TranscriptReader
from ingest.text.reader import Reader, Takes

READERS: tuple[Reader, ...] = (
    *(PdfReader(), DocxReader(), EpubReader(), BlogExportReader()),
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

    Raises `SourceError` where none does, with what the file is: what no reader of bytes
    recognises and is no text, what no reader of text recognises and is no prose.
    """
    for takes, unread in _UNREAD:
        if what := unread(source):
            raise SourceError(f"is {what}")
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
