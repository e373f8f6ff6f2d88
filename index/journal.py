"""Encodings of an ingest that is not published yet, so that a killed ingest need not make them again."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from index.manifest import IndexUnusable
from index.store import PassageEncoding, PassageTokens

_FORM = 2  # of the file; one of another form is started anew


class Journal:
    """A SQLite file of encodings by key; started anew where it was kept for another encoder or is damaged.

    Each has a checksum, without which a changed byte of a vector would pass for the vector.
    """

    def __init__(self, path: Path, encoder_digest: str) -> None:
        self._connection = _open(path, encoder_digest)

    def add(self, encodings: Mapping[str, PassageEncoding]) -> None:
        """Keep encodings, all or none of them, for good."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO encodings VALUES (?, ?, ?, ?, ?, ?)",
                (_row(key, encoding) for key, encoding in encodings.items()),
            )

    def read(self, key: str) -> PassageEncoding | None:
        """The encoding of a key; None where there is none, or a damaged one."""
        query = "SELECT vector, token_ids, token_sentences, tokens, sum FROM encodings WHERE key = ?"
        try:
            *columns, checksum = self._connection.execute(query, (key,)).fetchone() or (None,)
        except sqlite3.DatabaseError:
            return None
        if checksum is None or checksum != _checksum(key, columns):
            return None
        vector, ids, sentences, matrix = columns
        pooled = np.frombuffer(vector, np.float32)
        tokens = np.frombuffer(matrix, np.int8).reshape(-1, len(pooled))
        numbers = np.frombuffer(ids, np.int32), np.frombuffer(sentences, np.int16)
        return PassageEncoding(pooled, PassageTokens(tokens, *numbers))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def damaged_in(path: Path) -> tuple[int, str]:
    """How many encodings a journal holds, and what is wrong with it, if anything is."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        rows = connection.execute(
            "SELECT key, vector, token_ids, token_sentences, tokens, sum FROM encodings"
        )
        bad = [checksum != _checksum(key, columns) for key, *columns, checksum in rows]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return 0, str(error)
    finally:
        connection.close()
    wrong = f"{sum(bad)} of {len(bad)} encodings differ from their checksums" if any(bad) else ""
    return len(bad), wrong or ("" if found == "ok" else str(found))


def _row(key: str, encoding: PassageEncoding) -> tuple[str, bytes, bytes, bytes, bytes, str]:
    tokens = encoding.tokens
    columns = (
        encoding.vector.astype(np.float32).tobytes(),
        tokens.ids.astype(np.int32).tobytes(),
        tokens.sentences.astype(np.int16).tobytes(),
        tokens.vectors.tobytes(),
    )
    return (key, *columns, _checksum(key, columns))


def _checksum(key: object, columns: Sequence[object]) -> str:
    digest = sha256(str(key).encode())
    for column in columns:
        data = column if isinstance(column, bytes) else repr(column).encode()
        digest.update(b"%d " % len(data) + data)
    return digest.hexdigest()


def _open(path: Path, encoder_digest: str) -> sqlite3.Connection:
    owner_now = f"{encoder_digest} {_FORM}"
    if os.path.lexists(path) and not path.is_file():
        raise IndexUnusable(f"{path} is no file", "remove it")
    for attempt in (1, 2):
        connection = sqlite3.connect(path)
        try:
            connection.executescript(
                "CREATE TABLE IF NOT EXISTS owner (encoder TEXT);"
                "CREATE TABLE IF NOT EXISTS encodings"
                "(key TEXT PRIMARY KEY, vector BLOB, token_ids BLOB, token_sentences BLOB, tokens BLOB,"
                " sum TEXT)"
            )
            owner = connection.execute("SELECT encoder FROM owner").fetchone()
            if owner is None:
                connection.execute("INSERT INTO owner VALUES (?)", (owner_now,))
                connection.commit()
                return connection
            if owner[0] == owner_now and connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                return connection
        except sqlite3.DatabaseError as error:
            if attempt == 2 or isinstance(error, sqlite3.OperationalError):  # that is the disk's, not damage
                connection.close()
                raise
        connection.close()
        for suffix in ("", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    raise AssertionError("a journal made anew has its owner")
