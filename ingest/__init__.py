"""Source files in, articles with passages and exact offsets out. Imports nothing of the other stages."""

from ingest.articles.chunking import Chunking
from ingest.articles.formats import FORMATS, names_of_formats
from ingest.articles.readers import all_readers, reader_for, reader_of
from ingest.core.article import Article, Passage, PassageKind, Sentence, SourceError, Span, StampPlace
from ingest.core.signs import whole_signs
from ingest.core.source import Source
from ingest.core.visible import Visible
from ingest.files.folder import READER_VERSION, read_article, read_source, scan_folder
from ingest.files.folders import Folders, collection_of, paths_of, scan_sources, sources_of
from ingest.files.source_file import LARGEST_FILE, Noted, Skipped, SourceFile, is_archive, no_folder
from ingest.files.watch import changes, changes_of
from ingest.text.reader import Mark, Reader
from ingest.timing.times import Times, format_time

__all__ = [
    "FORMATS",
    "LARGEST_FILE",
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
    "all_readers",
    "changes",
    "changes_of",
    "collection_of",
    "format_time",
    "is_archive",
    "names_of_formats",
    "no_folder",
    "paths_of",
    "read_article",
    "read_source",
    "reader_for",
    "reader_of",
    "scan_folder",
    "scan_sources",
    "sources_of",
    "whole_signs",
]
