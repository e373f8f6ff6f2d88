"""Encodings that outlive a killed ingest."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index import IndexUnusable
from index.journal import Journal, damaged_in
from index.store import PassageEncoding, PassageTokens

VECTORS = np.arange(12, dtype=np.int8).reshape(3, 4)
TOKENS = PassageTokens(VECTORS, np.array([5, 6, 7], np.int32), np.array([-1, 0, 1], np.int16))
ENCODING = PassageEncoding(np.array([1, 0, 0, 0], np.float32), TOKENS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with the encoding of one key, closed."""
    journal = Journal(tmp_path / "journal.sqlite", "encoder-1")
    journal.add({"key": ENCODING})
    journal.close()
    return tmp_path / "journal.sqlite"


def test_encoding_is_read_as_it_was_added(path: Path) -> None:
    """A journal opened again has what was added."""
    journal = Journal(path, "encoder-1")
    assert journal.read("other") is None
    encoding = journal.read("key")
    journal.close()
    assert encoding is not None
    assert np.array_equal(encoding.vector, ENCODING.vector)
    assert np.array_equal(encoding.tokens.vectors, VECTORS)
    assert encoding.tokens.ids.tolist() == [5, 6, 7]
    assert encoding.tokens.sentences.tolist() == [-1, 0, 1]
    assert encoding.tokens.unit == TOKENS.unit


def test_text_without_tokens_is_kept(path: Path) -> None:
    """An encoding of nothing but special tokens has an empty matrix of the right width."""
    journal = Journal(path, "encoder-1")
    none = PassageTokens(VECTORS[:0], np.zeros(0, np.int32), np.zeros(0, np.int16))
    journal.add({"empty": PassageEncoding(ENCODING.vector, none)})
    encoding = journal.read("empty")
    assert encoding is not None
    assert encoding.tokens.vectors.shape == (0, 4)
    journal.close()


def test_half_a_step_is_none(path: Path) -> None:
    """Encodings that are added together are kept together: what fails half way leaves nothing."""
    journal = Journal(path, "encoder-1")
    bad = PassageEncoding(ENCODING.vector, None)  # type: ignore[arg-type]  # it cannot be written
    with pytest.raises(AttributeError):
        journal.add({"later": ENCODING, "bad": bad})
    journal.close()
    journal = Journal(path, "encoder-1")
    assert journal.read("key") is not None
    assert journal.read("later") is None
    journal.close()


def test_other_encoder_starts_anew(path: Path) -> None:
    """Encodings of another encoder are of no use."""
    journal = Journal(path, "encoder-2")
    assert journal.read("key") is None
    journal.add({"new": ENCODING})
    journal.close()
    journal = Journal(path, "encoder-2")
    assert journal.read("new") is not None
    journal.close()


def damage_head(data: bytes) -> bytes:
    """Garbage where the header was."""
    return b"garbage." * 4 + data[32:]


def cut_in_half(data: bytes) -> bytes:
    """The first half."""
    return data[: len(data) // 2]


def blank_the_middle(data: bytes) -> bytes:
    """A page of zeros behind the header."""
    return data[:4096] + bytes(4096) + data[8192:]


def blank_the_end(data: bytes) -> bytes:
    """A last page of zeros."""
    return data[:-4096] + bytes(4096)


@pytest.mark.parametrize(
    "damage",
    [
        damage_head,
        cut_in_half,
        blank_the_middle,
        blank_the_end,
        lambda _: b"",
        lambda _: b"no database at all",
    ],
    ids=["head", "half", "middle", "end", "empty", "text"],
)
def test_damaged_journal_starts_anew(path: Path, damage: Callable[[bytes], bytes]) -> None:
    """A damaged file costs an encoding, never an ingest."""
    path.write_bytes(damage(path.read_bytes()))
    journal = Journal(path, "encoder-1")
    journal.read("key")
    journal.add({"new": ENCODING})
    assert journal.read("new") is not None
    journal.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_changed_byte_of_a_vector_is_noticed(path: Path) -> None:
    """SQLite has no checksums: the encoding is made again, and the others are kept."""
    journal = Journal(path, "encoder-1")
    journal.add({"other": PassageEncoding(np.array([0, 0, 1, 0], np.float32), TOKENS)})
    journal.close()
    assert damaged_in(path) == (2, "")
    whole = ENCODING.vector.tobytes()
    data = path.read_bytes()
    assert data.count(whole) == 1
    path.write_bytes(data.replace(whole, np.array([1, 0, 0.5, 0], np.float32).tobytes()))
    journal = Journal(path, "encoder-1")
    assert journal.read("key") is None
    assert journal.read("other") is not None
    journal.close()
    assert damaged_in(path) == (2, "1 of 2 encodings differ from their checksums")


def test_what_is_no_file_is_refused(path: Path) -> None:
    """In one line that says what to do."""
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(IndexUnusable, match=r"journal\.sqlite is no file: remove it"):
        Journal(path, "encoder-1")
