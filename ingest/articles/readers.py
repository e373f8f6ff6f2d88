"""The formats that are read, in the order in which they are tried; each is loaded where it is needed."""

from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module

from ingest.core.article import SourceError
from ingest.core.source import Source
from ingest.text.reader import Reader, Takes

# By the name that articles keep. Readers of bytes are asked before those of text, then those of prose; plain
# text takes the rest.
_READERS = {
    "pdf": ("ingest.documents.pdf", "PdfReader"),
    "docx": ("ingest.documents.docx", "DocxReader"),
    "epub": ("ingest.documents.epub", "EpubReader"),
    "blog export": ("ingest.documents.blog_export", "BlogExportReader"),
    "web page": ("ingest.documents.web_page", "WebPageReader"),
    "subtitles": ("ingest.talk.subtitles", "SubtitleReader"),
    "caption JSON": ("ingest.talk.caption_json", "CaptionJsonReader"),
    "transcript": ("ingest.talk.transcript", "TranscriptReader"),
    "table": ("ingest.documents.table", "TableReader"),
    "wiki": ("ingest.prose.wiki", "WikiReader"),
    "thread": ("ingest.prose.plain_readers", "ThreadReader"),
    "plain": ("ingest.prose.plain_readers", "PlainReader"),
}


@cache
def reader_of(name: str) -> Reader:
    """The reader of a format, by the name that articles keep; raises `LookupError` where there is none."""
    if name not in _READERS:
        raise LookupError(f"no reader of the format {name!r}")
    module, reader = _READERS[name]
    found: Reader = getattr(import_module(module), reader)()
    return found


def all_readers() -> tuple[Reader, ...]:
    """The readers of all formats, in the order in which they are tried."""
    return tuple(map(reader_of, _READERS))


def reader_for(source: Source, readers: Sequence[Reader] | None = None) -> Reader:
    """The first reader that recognises a file, of all where none are given.

    Raises `SourceError` where none does, with what the file is: what no reader of bytes
    recognises and is no text, what no reader of text recognises and is no prose.
    """
    from ingest.articles.unread import unread_bytes, unread_text  # only ingest needs them

    unread: tuple[tuple[Takes, Callable[[Source], str | None]], ...] = (
        ("bytes", lambda _: None),
        ("text", unread_bytes),
        ("prose", unread_text),
    )
    for takes, what_it_is in unread:
        if what := what_it_is(source):
            raise SourceError(f"is {what}")
        for reader in all_readers() if readers is None else readers:
            if reader.takes == takes and reader.recognises(source):
                return reader
    raise SourceError("is of no format that is read")
