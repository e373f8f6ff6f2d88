"""One file as a reader gets it."""

import pytest

from ingest import Source, SourceError


def test_text_comes_with_what_was_doubtful() -> None:
    """The text is decoded once, with a note where it is not UTF-8."""
    assert (Source("a.txt", "Café".encode()).text, Source("a.txt", b"Ask").encoding_notes) == ("Café", ())
    source = Source("a.txt", "Café hours".encode("cp1252"))
    assert source.text is source.text
    assert (source.text, source.encoding_notes) == (
        "Café hours",
        ("is not UTF-8 (byte 3); read as Windows-1252",),
    )


def test_bytes_that_are_no_text_can_be_had_all_the_same() -> None:
    """A reader of bytes asks for them; one of text is told why there is none."""
    source = Source("a.pdf", b"%PDF\x00\x01")
    assert source.data.startswith(b"%PDF")
    with pytest.raises(SourceError, match="is binary, not text"):
        _ = source.text
