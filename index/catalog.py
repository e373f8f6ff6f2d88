"""The catalog: articles, passages, sentences and their encodings in one SQLite file. It is the truth of an index.

Vectors and words can be rebuilt from it without encoding again.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.spelling import words_of
from ingest import Article, Passage, Sentence, Span

_SCHEMA = """
CREATE TABLE articles (id TEXT PRIMARY KEY, path TEXT NOT NULL, sha256 TEXT NOT NULL, format TEXT NOT NULL, title TEXT NOT NULL,
    channel TEXT, author TEXT, video TEXT, spans TEXT NOT NULL, notes TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE encodings (key TEXT PRIMARY KEY, vector BLOB NOT NULL, token_ids BLOB NOT NULL, token_sentences BLOB NOT NULL,
    segment TEXT NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL);
CREATE TABLE passages (row INTEGER PRIMARY KEY AUTOINCREMENT, article TEXT NOT NULL REFERENCES articles(id), start INTEGER NOT NULL,
    end INTEGER NOT NULL, section TEXT NOT NULL, kind TEXT NOT NULL, author TEXT, question TEXT,
    key TEXT NOT NULL REFERENCES encodings(key));
CREATE INDEX passages_article ON passages(article);
CREATE INDEX passages_key ON passages(key);
CREATE TABLE sentences (passage INTEGER NOT NULL REFERENCES passages(row), number INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, block INTEGER NOT NULL, role TEXT NOT NULL, seconds INTEGER, text TEXT NOT NULL,
    PRIMARY KEY (passage, number)) WITHOUT ROWID;
CREATE TABLE token_counts (token INTEGER PRIMARY KEY, passages INTEGER NOT NULL);
CREATE TABLE word_counts (word TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article without its text and passages. `path` is relative to the ingested folder."""

    id: str
    title: str
    path: str
    format: str
    channel: str | None
    author: str | None
    video: str | None
    characters: int
    passages: int


@dataclass(frozen=True, slots=True)
class StoredEncoding:
    """Where a passage's token vectors are, and what each token is: vocabulary number, sentence (-1: context)."""

    segment: str
    first: int
    count: int
    token_ids: NDArray[np.int32]
    token_sentences: NDArray[np.int16]


class Catalog:
    """A connection to one catalog file."""

    def __init__(self, path: Path, *, create: bool = False, writable: bool = False) -> None:
        mode = "rwc" if create else "rw" if writable else "ro&immutable=1"
        self.connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
        if create:
            self.connection.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    # reading

    def digests(self) -> dict[str, tuple[str, str]]:
        """Path and sha256 of every article's file, by article id."""
        return {row[0]: (row[1], row[2]) for row in self.connection.execute("SELECT id, path, sha256 FROM articles")}

    def articles(self) -> list[ArticleCard]:
        """All articles, by id."""
        return list(self._cards("", ()))

    def article(self, article_id: str) -> tuple[ArticleCard, str, list[Span]] | None:
        """One article's card, raw text and spans, or None."""
        card = next(self._cards("WHERE articles.id = ?", (article_id,)), None)
        if card is None:
            return None
        text, spans = self.connection.execute("SELECT text, spans FROM articles WHERE id = ?", (article_id,)).fetchone()
        return card, text, [Span(*span) for span in json.loads(spans)]

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Passages with their sentences, by row."""
        marks = ",".join("?" * len(rows))
        sentences: dict[int, list[Sentence]] = {row: [] for row in rows}
        for row, *fields in self.connection.execute(
            f"SELECT passage, start, end, text, block, role, seconds FROM sentences WHERE passage IN ({marks}) ORDER BY passage, number",  # noqa: S608 - only question marks
            rows,
        ):
            sentences[row].append(Sentence(*fields))
        found: dict[int, Passage] = {}
        for row, article, start, end, section, kind, author, question in self.connection.execute(
            f"SELECT row, article, start, end, section, kind, author, question FROM passages WHERE row IN ({marks})",  # noqa: S608 - only question marks
            rows,
        ):
            found[row] = Passage(article, start, end, tuple(json.loads(section)), kind, author, tuple(sentences[row]), question)
        return found

    def rows_of(self, article_id: str) -> list[int]:
        """Rows of an article's passages, in the article's order."""
        return [row for (row,) in self.connection.execute("SELECT row FROM passages WHERE article = ? ORDER BY start", (article_id,))]

    def rows(self) -> list[int]:
        """Rows of all passages."""
        return [row for (row,) in self.connection.execute("SELECT row FROM passages ORDER BY row")]

    def encodings(self, rows: Sequence[int]) -> dict[int, StoredEncoding]:
        """Token records of passages, by row."""
        marks = ",".join("?" * len(rows))
        query = (
            "SELECT row, segment, first, count, token_ids, token_sentences FROM passages JOIN encodings USING (key) "  # noqa: S608 - only question marks
            f"WHERE row IN ({marks})"
        )
        return {
            row: StoredEncoding(segment, first, count, np.frombuffer(ids, np.int32), np.frombuffer(sentences, np.int16))
            for row, segment, first, count, ids, sentences in self.connection.execute(query, rows)
        }

    def token_counts(self) -> dict[int, int]:
        """In how many passages each vocabulary number occurs."""
        return dict(self.connection.execute("SELECT token, passages FROM token_counts"))

    def word_counts(self) -> dict[str, int]:
        """In how many passages, headings included, each word occurs."""
        return dict(self.connection.execute("SELECT word, passages FROM word_counts"))

    def known_keys(self) -> set[str]:
        """Keys of all stored encodings."""
        return {key for (key,) in self.connection.execute("SELECT key FROM encodings")}

    def vectors(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """Pooled vectors (n, d) of passages, in the order of `rows`."""
        query = "SELECT vector FROM passages JOIN encodings USING (key) WHERE row = ?"
        return np.stack([np.frombuffer(self.connection.execute(query, (row,)).fetchone()[0], np.float32) for row in rows])

    def count(self, table: str) -> int:
        """Number of rows in a table."""
        return int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - callers name the table

    def segments(self) -> set[str]:
        """Segment files that some encoding lies in."""
        return {segment for (segment,) in self.connection.execute("SELECT DISTINCT segment FROM encodings")}

    # writing, inside the caller's transaction

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

    def add_article(self, article: Article, keys: Sequence[str]) -> list[int]:
        """Insert an article with its passages, whose encodings `keys` name; returns the passages' rows."""
        spans = json.dumps([[span.start, span.end, span.kind] for span in article.spans])
        fields = (article.id, article.path, article.sha256, article.format, article.title, article.channel, article.author)
        self.connection.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*fields, article.video, spans, json.dumps(article.notes), article.text),
        )
        rows: list[int] = []
        for passage, key in zip(article.passages, keys, strict=True):
            row = self.connection.execute(
                "INSERT INTO passages (article, start, end, section, kind, author, question, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (article.id, passage.start, passage.end, json.dumps(passage.section), passage.kind, passage.author, passage.question, key),
            ).lastrowid
            assert row is not None  # an INSERT always has one
            self.connection.executemany(
                "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                ((row, at, one.start, one.end, one.block, one.role, one.seconds, one.text) for at, one in enumerate(passage.sentences)),
            )
            rows.append(row)
        self._count(rows, 1)
        return rows

    def remove_article(self, article_id: str) -> list[int]:
        """Delete an article with all that belongs to it; returns the rows its passages had."""
        rows = self.rows_of(article_id)
        self._count(rows, -1)
        for row in rows:
            self.connection.execute("DELETE FROM sentences WHERE passage = ?", (row,))
        self.connection.execute("DELETE FROM passages WHERE article = ?", (article_id,))
        self.connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
        return rows

    def drop_unused(self) -> None:
        """Delete encodings that no passage has and counts that fell to nothing."""
        self.connection.execute("DELETE FROM encodings WHERE key NOT IN (SELECT key FROM passages)")
        self.connection.execute("DELETE FROM token_counts WHERE passages <= 0")
        self.connection.execute("DELETE FROM word_counts WHERE passages <= 0")

    def _count(self, rows: Sequence[int], step: int) -> None:
        """Add (1) or take away (-1) what these passages count for their tokens and words."""
        tokens: Counter[int] = Counter()
        for stored in self.encodings(rows).values():
            tokens.update(np.unique(stored.token_ids).tolist())
        words: Counter[str] = Counter()
        for passage in self.passages(rows).values():
            words.update(set(words_of(" ".join((*passage.section, passage.text)))))
        for table, column, counts in (("token_counts", "token", tokens), ("word_counts", "word", words)):
            self.connection.executemany(
                f"INSERT INTO {table} VALUES (?, ?) "  # noqa: S608 - constant names
                f"ON CONFLICT ({column}) DO UPDATE SET passages = passages + excluded.passages",
                [(one, step * count) for one, count in counts.items()],
            )

    def _cards(self, where: str, values: tuple[Any, ...]) -> Iterator[ArticleCard]:
        query = (
            "SELECT articles.id, title, path, format, channel, articles.author, video, length(text), count(row) "  # noqa: S608 - constant text
            f"FROM articles LEFT JOIN passages ON article = articles.id {where} GROUP BY articles.id ORDER BY articles.id"
        )
        for row in self.connection.execute(query, values):
            yield ArticleCard(*row)
