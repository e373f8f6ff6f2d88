"""Source files in, articles with passages and exact offsets out. Imports nothing of the other stages."""

from ingest.article import Article, Passage, PassageKind, Sentence, SourceError, Span, StampPlace
from ingest.folder import READER_VERSION, read_article, read_source, scan_folder
from ingest.folders import Folders, collection_of, scan_sources, sources_of
from ingest.passages import Chunking
from ingest.reader import Mark, Reader
from ingest.readers import READERS, reader_of
from ingest.source import Source
from ingest.source_file import Noted, Skipped, SourceFile
from ingest.times import Times, format_time
from ingest.visible import Visible
from ingest.watch import changes, changes_of

__all__ = [
    "READERS",
    "READER_VERSION",
    "Article",
    "Chunking",
    "Folders",
    "Mark",
    "Noted",
    "Passage",
    "PassageKind",
    "Reader",
    "Sentence",
    "Skipped",
    "Source",
    "SourceError",
    "SourceFile",
    "Span",
    "StampPlace",
    "Times",
    "Visible",
    "changes",
    "changes_of",
    "collection_of",
    "format_time",
    "read_article",
    "read_source",
    "reader_of",
    "scan_folder",
    "scan_sources",
    "sources_of",
]
