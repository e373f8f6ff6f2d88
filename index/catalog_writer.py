"""The catalog of a generation in the making. Nobody else reads it before it is published."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog, StoredEncoding
from index.spelling import words_of
from ingest import Article, Passage

_SCHEMA = """
CREATE TABLE articles (id TEXT PRIMARY KEY, path TEXT NOT NULL, sha256 TEXT NOT NULL, format TEXT NOT NULL,
    title TEXT NOT NULL, channel TEXT, author TEXT, video TEXT, spans TEXT NOT NULL, notes TEXT NOT NULL,
    text TEXT NOT NULL, url TEXT, date TEXT, stamps TEXT, licence TEXT, text_sha256 TEXT NOT NULL);
CREATE TABLE encodings (key TEXT PRIMARY KEY, vector BLOB NOT NULL, token_ids BLOB NOT NULL,
    token_sentences BLOB NOT NULL, segment TEXT NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL);
CREATE TABLE passages (row INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL REFERENCES articles(id),
    start INTEGER NOT NULL, end INTEGER NOT NULL, section TEXT NOT NULL, kind TEXT NOT NULL, author TEXT,
    question TEXT, key TEXT NOT NULL REFERENCES encodings(key));
CREATE INDEX passages_article ON passages(article);
CREATE INDEX passages_key ON passages(key);
CREATE TABLE sentences (passage INTEGER NOT NULL REFERENCES passages(row), number INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL, block INTEGER NOT NULL, role TEXT NOT NULL, seconds INTEGER,
    text TEXT NOT NULL, PRIMARY KEY (passage, number)) WITHOUT ROWID;
CREATE TABLE token_counts (token INTEGER PRIMARY KEY, passages INTEGER NOT NULL);
CREATE TABLE word_counts (word TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
"""


class CatalogWriter(Catalog):
    """A connection to a catalog file, to write; changes are made inside the caller's transaction."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        super().__init__(path, "rwc" if create else "rw")
        # a generation that is killed is dropped, and what is published is written to disk then
        self.connection.executescript("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;")
        if create:
            self.connection.executescript(_SCHEMA)

    def add_encoding(self, key: str, vector: NDArray[np.float32], stored: StoredEncoding) -> None:
        """Keep one text's encoding; its token vectors are in the segment already."""
        self.connection.execute(
            "INSERT INTO encodings VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                vector.astype(np.float32).tobytes(),
                stored.token_ids.astype(np.int32).tobytes(),
                stored.token_sentences.astype(np.int16).tobytes(),
                stored.segment,
                stored.first,
                stored.count,
            ),
        )

    def add_article(
        self, article: Article, keys: Sequence[str], token_ids: Sequence[NDArray[np.int32]]
    ) -> list[int]:
        """Insert an article; `keys` name its passages' encodings, `token_ids` are what these hold.

        Returns the passages' rows.
        """
        spans = json.dumps([[span.start, span.end, span.kind] for span in article.spans])
        self.connection.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(article.id, article.path, article.sha256, article.format, article.title, article.channel),
                *(article.author, article.video, spans, json.dumps(article.notes), article.text),
                *(article.url, article.date, article.stamps, article.licence),
                sha256(article.text.encode()).hexdigest(),
            ),
        )
        rows = [self._add_passage(passage, key) for passage, key in zip(article.passages, keys, strict=True)]
        self._count(article.passages, token_ids, 1)
        return rows

    def _add_passage(self, passage: Passage, key: str) -> int:
        row = self.connection.execute(
            "INSERT INTO passages (article, start, end, section, kind, author, question, key) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(passage.article, passage.start, passage.end, json.dumps(passage.section)),
                *(passage.kind, passage.author, passage.question, key),
            ),
        ).lastrowid
        assert row is not None  # an INSERT always has one
        self.connection.executemany(
            "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (row, number, part.start, part.end, part.block, part.role, part.seconds, part.text)
                for number, part in enumerate(passage.sentences)
            ),
        )
        return row

    def remove_article(self, article_id: str) -> list[int]:
        """Delete an article with all that is its own but encodings; returns the rows its passages had."""
        rows = self.rows_of(article_id)
        passages = self.passages(rows)
        stored = self.encodings(rows)
        self._count([passages[row] for row in rows], [stored[row].token_ids for row in rows], -1)
        self.connection.executemany("DELETE FROM sentences WHERE passage = ?", ((row,) for row in rows))
        self.connection.execute("DELETE FROM passages WHERE article = ?", (article_id,))
        self.connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        return rows

    def drop_unused(self) -> None:
        """Delete encodings that no passage has and counts that fell to nothing."""
        self.connection.execute("DELETE FROM encodings WHERE key NOT IN (SELECT key FROM passages)")
        self.connection.execute("DELETE FROM token_counts WHERE passages <= 0")
        self.connection.execute("DELETE FROM word_counts WHERE passages <= 0")

    def _count(self, passages: Iterable[Passage], token_ids: Iterable[NDArray[np.int32]], step: int) -> None:
        """Add (1) or take away (-1) what these passages count for their tokens and words."""
        tokens: Counter[int] = Counter()
        for ids in token_ids:
            tokens.update(np.unique(ids).tolist())
        words: Counter[str] = Counter()
        for passage in passages:
            words.update(set(words_of(" ".join((*passage.section, passage.text)))))
        for table, column, counts in (("token_counts", "token", tokens), ("word_counts", "word", words)):
            self.connection.executemany(
                f"INSERT INTO {table} VALUES (?, ?) "  # noqa: S608 - constant names
                f"ON CONFLICT ({column}) DO UPDATE SET passages = passages + excluded.passages",
                [(counted, step * count) for counted, count in counts.items()],
            )
