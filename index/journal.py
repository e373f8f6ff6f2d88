"""Encodings of an ingest that is not published yet, so that a killed ingest need not make them again."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from index.store import PassageEncoding, PassageTokens


class Journal:
    """A SQLite file of encodings by key; started anew where it was kept for another encoder or is damaged."""

    def __init__(self, path: Path, encoder_digest: str) -> None:
        self._connection = _open(path, encoder_digest)

    def add(self, encodings: Mapping[str, PassageEncoding]) -> None:
        """Keep encodings, all or none of them, for good."""
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO encodings VALUES (?, ?, ?, ?, ?)",
                ((key, *_columns(encoding)) for key, encoding in encodings.items()),
            )

    def read(self, key: str) -> PassageEncoding | None:
        """The encoding of a key, or None."""
        query = "SELECT vector, token_ids, token_sentences, tokens FROM encodings WHERE key = ?"
        columns = self._connection.execute(query, (key,)).fetchone()
        if columns is None:
            return None
        vector, ids, sentences, matrix = columns
        pooled = np.frombuffer(vector, np.float32)
        tokens = np.frombuffer(matrix, np.int8).reshape(-1, len(pooled))
        numbers = np.frombuffer(ids, np.int32), np.frombuffer(sentences, np.int16)
        return PassageEncoding(pooled, PassageTokens(tokens, *numbers))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _columns(encoding: PassageEncoding) -> tuple[bytes, bytes, bytes, bytes]:
    tokens = encoding.tokens
    return (
        encoding.vector.astype(np.float32).tobytes(),
        tokens.ids.astype(np.int32).tobytes(),
        tokens.sentences.astype(np.int16).tobytes(),
        tokens.vectors.tobytes(),
    )


def _open(path: Path, encoder_digest: str) -> sqlite3.Connection:
    for attempt in (1, 2):
        connection = sqlite3.connect(path)
        try:
            connection.executescript(
                "CREATE TABLE IF NOT EXISTS owner (encoder TEXT);"
                "CREATE TABLE IF NOT EXISTS encodings"
                "(key TEXT PRIMARY KEY, vector BLOB, token_ids BLOB, token_sentences BLOB, tokens BLOB)"
            )
            owner = connection.execute("SELECT encoder FROM owner").fetchone()
            if owner is None:
                connection.execute("INSERT INTO owner VALUES (?)", (encoder_digest,))
                connection.commit()
                return connection
            if (
                owner[0] == encoder_digest
                and connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            ):
                return connection
        except sqlite3.DatabaseError as error:
            if attempt == 2 or isinstance(error, sqlite3.OperationalError):  # that is the disk's, not damage
                connection.close()
                raise
        connection.close()
        for suffix in ("", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    raise AssertionError("a journal made anew has its owner")
