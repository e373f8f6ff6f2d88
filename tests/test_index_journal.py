"""Encodings that outlive a killed ingest."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.encoder import Encoding, normalised
from index.journal import Journal
from index.tokens import SCALE

TOKENS = normalised(np.arange(12, dtype=np.float32).reshape(3, 4))
ENCODING = Encoding(TOKENS[0], TOKENS, np.array([5, 6, 7], np.int32), np.array([[0, 1], [1, 2], [2, 3]], np.int32))
SENTENCES = np.array([-1, 0, 1], np.int16)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with the encoding of one key, closed."""
    journal = Journal(tmp_path / "journal.sqlite", "encoder-1")
    journal.add("key", ENCODING, SENTENCES)
    journal.commit()
    journal.close()
    return tmp_path / "journal.sqlite"


def test_encoding_is_read_as_it_was_added(path: Path) -> None:
    """A journal opened again has what was committed, the token vectors as whole bytes."""
    journal = Journal(path, "encoder-1")
    assert "key" in journal
    assert "other" not in journal
    vector, ids, sentences, matrix = journal.read("key")
    journal.close()
    assert np.array_equal(vector, ENCODING.vector)
    assert ids.tolist() == [5, 6, 7]
    assert sentences.tolist() == [-1, 0, 1]
    assert np.abs(matrix / SCALE - TOKENS).max() <= 0.5 / SCALE + 1e-6


def test_text_without_tokens_is_kept(path: Path) -> None:
    """An encoding of nothing but special tokens has an empty matrix of the right width."""
    journal = Journal(path, "encoder-1")
    empty = Encoding(TOKENS[0], TOKENS[:0], np.zeros(0, np.int32), np.zeros((0, 2), np.int32))
    journal.add("empty", empty, np.zeros(0, np.int16))
    assert journal.read("empty")[3].shape == (0, 4)
    journal.close()


def test_what_was_not_committed_is_gone(path: Path) -> None:
    """An ingest that is killed between commits loses the last batch only."""
    journal = Journal(path, "encoder-1")
    journal.add("later", ENCODING, SENTENCES)
    journal.close()
    journal = Journal(path, "encoder-1")
    assert "key" in journal
    assert "later" not in journal
    journal.close()


def test_other_encoder_starts_anew(path: Path) -> None:
    """Encodings of another encoder are of no use."""
    journal = Journal(path, "encoder-2")
    assert "key" not in journal
    journal.add("new", ENCODING, SENTENCES)
    journal.commit()
    journal.close()
    journal = Journal(path, "encoder-2")
    assert "new" in journal
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
    "damage", [damage_head, cut_in_half, blank_the_middle, blank_the_end, lambda _: b"", lambda _: b"no database at all"],
    ids=["head", "half", "middle", "end", "empty", "text"],
)  # fmt: skip
def test_damaged_journal_starts_anew(path: Path, damage: Callable[[bytes], bytes]) -> None:
    """A damaged file costs an encoding, never an ingest."""
    path.write_bytes(damage(path.read_bytes()))
    journal = Journal(path, "encoder-1")
    if "key" in journal:
        journal.read("key")
    journal.add("new", ENCODING, SENTENCES)
    journal.commit()
    assert "new" in journal
    journal.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
