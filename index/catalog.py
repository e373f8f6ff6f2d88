"""The catalog: articles, passages, sentences and their encodings in one SQLite file.

It is the truth of an index: vectors and words can be rebuilt from it without encoding again. What an ingest
writes is in `index.catalog_writer`.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.manifest import IndexDamaged
from index.store import ArticleCard
from ingest import Article, Passage, Sentence, Span

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class StoredEncoding:
    """Where a passage's token vectors are, and what each token is: vocabulary and sentence number."""

    segment: str
    first: int
    count: int
    token_ids: NDArray[np.int32]
    token_sentences: NDArray[np.int16]


class Catalog:
    """A connection to one catalog file, to read.

    Where SQLite finds the file `damaged`, this is told as `IndexDamaged`, then and to whoever reads after it:
    what it keeps in memory of such a file is not to be trusted either.
    """

    def __init__(self, path: Path, mode: str = "ro&immutable=1") -> None:
        address = f"{path.absolute().as_uri()}?mode={mode}"
        self.damaged = False
        self.connection = sqlite3.connect(address, uri=True, check_same_thread=False)

    def _rows(self, query: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """The rows of a query, each as it is taken."""
        if self.damaged:
            raise IndexDamaged("the catalog of the index is damaged")
        try:
            yield from self.connection.execute(query, values)
        except sqlite3.ProgrammingError:  # such as a catalog that was closed
            raise
        except sqlite3.DatabaseError as error:
            self.damaged = True
            raise IndexDamaged(f"the catalog of the index is damaged ({error})") from error

    def _row(self, query: str, values: Sequence[object]) -> Any:
        """The first row of a query, or None."""
        return next(self._rows(query, values), None)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def digests(self) -> dict[str, tuple[str, str]]:
        """Path and sha256 of every article's file, by article id."""
        rows = self._rows("SELECT id, path, sha256 FROM articles")
        return {article_id: (path, digest) for article_id, path, digest in rows}

    def articles(self) -> list[ArticleCard]:
        """All articles, by id."""
        return list(self._cards("", ()))

    def texts(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Id, text and notes of every article, by id, one after the other."""
        rows = self._rows("SELECT id, text, notes FROM articles ORDER BY id")
        for article_id, text, notes in rows:
            yield article_id, text, tuple(json.loads(notes))

    def headings(self) -> dict[str, list[str]]:
        """The headings above the article's own passages, by article id, each once, in the article's order."""
        found: dict[str, dict[str, None]] = {}
        query = (
            "SELECT article, section FROM passages WHERE kind = 'article' "
            "GROUP BY article, section ORDER BY article, min(start)"
        )
        for article_id, section in self._rows(query):
            found.setdefault(article_id, {}).update(dict.fromkeys(json.loads(section)))
        return {article_id: list(headings) for article_id, headings in found.items()}

    def article(self, article_id: str) -> tuple[ArticleCard, str, list[Span]] | None:
        """One article's card, raw text and spans, or None."""
        card = next(self._cards("WHERE articles.id = ?", (article_id,)), None)
        if card is None:
            return None
        query = "SELECT text, spans FROM articles WHERE id = ?"
        text, spans = self._row(query, (article_id,))
        return card, text, [Span(*span) for span in json.loads(spans)]

    def source(self, article_id: str) -> Article | None:
        """One article as it was read, or None."""
        query = "SELECT sha256, notes, stamps FROM articles WHERE id = ?"
        found = self.article(article_id)
        if found is None:
            return None
        card, text, spans = found
        rows = self.rows_of(article_id)
        passages = self.passages(rows)
        digest, notes, stamps = self._row(query, (article_id,))
        return Article(
            id=card.id,
            path=card.path,
            sha256=digest,
            format=card.format,
            title=card.title,
            text=text,
            channel=card.channel,
            author=card.author,
            video=card.video,
            spans=tuple(spans),
            passages=tuple(passages[row] for row in rows),
            notes=tuple(json.loads(notes)),
            stamps=stamps,
            url=card.url,
            date=card.date,
            licence=card.licence,
        )

    def passages(self, rows: Sequence[int]) -> dict[int, Passage]:
        """Passages with their sentences, by row."""
        wanted = (json.dumps(list(rows)),)
        sentences: dict[int, list[Sentence]] = {row: [] for row in rows}
        for row, *fields in self._rows(
            "SELECT passage, start, end, text, block, role, seconds FROM sentences "
            "WHERE passage IN (SELECT value FROM json_each(?)) ORDER BY passage, number",
            wanted,
        ):
            sentences[row].append(Sentence(*fields))
        passages: dict[int, Passage] = {}
        for row, article, start, end, section, kind, author, question in self._rows(
            "SELECT row, article, start, end, section, kind, author, question FROM passages "
            "WHERE row IN (SELECT value FROM json_each(?))",
            wanted,
        ):
            path = tuple(json.loads(section))
            passages[row] = Passage(article, start, end, path, kind, author, tuple(sentences[row]), question)
        return passages

    def rows_of(self, article_id: str) -> list[int]:
        """Rows of an article's passages, in the article's order."""
        query = "SELECT row FROM passages WHERE article = ? ORDER BY start, row"
        return [row for (row,) in self._rows(query, (article_id,))]

    def keys_of(self, article_id: str) -> list[str]:
        """The keys of an article's passages, in the article's order."""
        query = "SELECT key FROM passages WHERE article = ? ORDER BY start, row"
        return [key for (key,) in self._rows(query, (article_id,))]

    def text_sha256(self, article_id: str) -> str:
        """The sha256 that an article's text had when it was read."""
        query = "SELECT text_sha256 FROM articles WHERE id = ?"
        return str(self._row(query, (article_id,))[0])

    def rows_in(self, article_id: str, start: int, end: int) -> list[int]:
        """Rows of an article's passages that have some of its characters `start:end`, in its order."""
        query = "SELECT row FROM passages WHERE article = ? AND end > ? AND start < ? ORDER BY start"
        return [row for (row,) in self._rows(query, (article_id, start, end))]

    def rows(self) -> list[int]:
        """Rows of all passages."""
        return [row for (row,) in self._rows("SELECT row FROM passages ORDER BY row")]

    def batches(self) -> Iterator[list[int]]:
        """Rows of all passages, some at a time, so that what is read of them stays small."""
        rows = self.rows()
        for first in range(0, len(rows), ROWS_AT_ONCE):
            yield rows[first : first + ROWS_AT_ONCE]

    def encodings(self, rows: Sequence[int]) -> dict[int, StoredEncoding]:
        """Token records of passages, by row."""
        query = (
            "SELECT row, segment, first, count, token_ids, token_sentences "
            "FROM passages JOIN encodings USING (key) WHERE row IN (SELECT value FROM json_each(?))"
        )
        wanted = (json.dumps(list(rows)),)
        return {row: _stored(*fields) for row, *fields in self._rows(query, wanted)}

    def encoding(self, key: str) -> tuple[NDArray[np.float32], StoredEncoding] | None:
        """Pooled vector (d,) and token record of a key, or None."""
        query = (
            "SELECT vector, segment, first, count, token_ids, token_sentences FROM encodings WHERE key = ?"
        )
        fields = self._row(query, (key,))
        return (np.frombuffer(fields[0], np.float32), _stored(*fields[1:])) if fields else None

    def token_counts(self) -> dict[int, int]:
        """In how many passages each vocabulary number occurs."""
        return dict(self._rows("SELECT token, passages FROM token_counts"))

    def word_counts(self) -> dict[str, int]:
        """In how many passages, headings included, each word occurs."""
        return dict(self._rows("SELECT word, passages FROM word_counts"))

    def vectors(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """Pooled vectors (n, d) of passages, in the order of `rows`."""
        query = "SELECT vector FROM passages JOIN encodings USING (key) WHERE row = ?"
        blobs = (self._row(query, (row,))[0] for row in rows)
        return np.stack([np.frombuffer(blob, np.float32) for blob in blobs])

    def count(self, table: str) -> int:
        """Number of rows in a table."""
        query = f"SELECT count(*) FROM {table}"  # noqa: S608 - callers name the table
        return int(self._row(query, ())[0])

    def segments(self) -> set[str]:
        """Segment files that some encoding lies in."""
        return {segment for (segment,) in self._rows("SELECT DISTINCT segment FROM encodings")}

    def _cards(self, where: str, values: tuple[Any, ...]) -> Iterator[ArticleCard]:
        query = (
            "SELECT articles.id, title, path, format, channel, articles.author, video, "  # noqa: S608 - constant
            "length(text), count(row), url, date, licence "
            f"FROM articles LEFT JOIN passages ON article = articles.id {where} "
            "GROUP BY articles.id ORDER BY articles.id"
        )
        for row in self._rows(query, values):
            yield ArticleCard(*row)


def _stored(segment: str, first: int, count: int, ids: bytes, sentences: bytes) -> StoredEncoding:
    return StoredEncoding(
        segment, first, count, np.frombuffer(ids, np.int32), np.frombuffer(sentences, np.int16)
    )
