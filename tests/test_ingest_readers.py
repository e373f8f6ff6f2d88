"""Which reader a file gets, and how it is found again."""

import pytest

from ingest import Source, SourceError, all_readers, reader_of
from ingest.articles.readers import reader_for


def test_the_readers_that_are_there() -> None:
    """Each has a name of its own; plain text stands last, for it takes every text."""
    assert [reader.name for reader in all_readers()] == [
        *("pdf", "docx", "epub", "blog export", "web page"),
        *("subtitles", "caption JSON", "transcript", "table"),
        *("wiki", "thread", "plain"),
    ]


def test_a_name_that_no_reader_has_is_told() -> None:
    """An article of a format that is not there any more is not shown as another one."""
    with pytest.raises(LookupError, match="no reader of the format 'scroll'"):
        reader_of("scroll")


def test_a_file_that_no_reader_recognises_is_refused() -> None:
    """Without a reader that takes the rest, a file of no known format is refused."""
    with pytest.raises(SourceError, match="is of no format that is read"):
        reader_for(Source("a.txt", b"Ask early."), all_readers()[9:10])
