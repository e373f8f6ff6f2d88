"""Encodings of an ingest that is not published yet, so that a killed ingest need not encode them again."""

import sqlite3
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoding
from index.tokens import compress

Record = tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.int16], NDArray[np.int8]]


class Journal:
    """A SQLite file of encodings by key; started anew where it was kept for another encoder or is damaged."""

    def __init__(self, path: Path, encoder_digest: str) -> None:
        self._connection = _open(path, encoder_digest)

    def __contains__(self, key: str) -> bool:
        return self._connection.execute("SELECT 1 FROM encodings WHERE key = ?", (key,)).fetchone() is not None

    def add(self, key: str, encoding: Encoding, token_sentences: NDArray[np.int16]) -> None:
        """Keep one encoding; `commit` makes it last."""
        matrix = compress(encoding.tokens)
        self._connection.execute(
            "INSERT OR REPLACE INTO encodings VALUES (?, ?, ?, ?, ?)",
            (key, encoding.vector.tobytes(), encoding.ids.astype(np.int32).tobytes(), token_sentences.tobytes(), matrix.tobytes()),
        )

    def commit(self) -> None:
        """Write what was added to disk."""
        self._connection.commit()

    def read(self, key: str) -> Record:
        """Pooled vector (d,), token ids (n,), token sentences (n,), token vectors as bytes (n, d)."""
        vector, ids, sentences, matrix = self._connection.execute(
            "SELECT vector, token_ids, token_sentences, tokens FROM encodings WHERE key = ?", (key,)
        ).fetchone()
        pooled = np.frombuffer(vector, np.float32)
        tokens = np.frombuffer(matrix, np.int8).reshape(-1, len(pooled))
        return pooled, np.frombuffer(ids, np.int32), np.frombuffer(sentences, np.int16), tokens

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


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
            if owner[0] == encoder_digest and connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                return connection
        except sqlite3.DatabaseError:
            if attempt == 2:
                raise
        connection.close()
        for suffix in ("", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    raise AssertionError("a journal made anew has its owner")
