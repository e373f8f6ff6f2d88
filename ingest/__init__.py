"""Source files in, articles with passages and exact offsets out. Imports nothing of the other stages."""

from ingest.article import Article, Passage, PassageKind, Sentence, SourceError, Span
from ingest.folder import READER_VERSION, Skipped, SourceFile, read_source, scan_folder
from ingest.markup import shown_text
from ingest.passages import Chunking
from ingest.times import format_time

__all__ = [
    "READER_VERSION",
    "Article",
    "Chunking",
    "Passage",
    "PassageKind",
    "Sentence",
    "Skipped",
    "SourceError",
    "SourceFile",
    "Span",
    "format_time",
    "read_source",
    "scan_folder",
    "shown_text",
]
