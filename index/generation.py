"""A generation of an index folder in the making: what changes is written as it comes, the rest taken over."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from index.catalog import StoredEncoding
from index.catalog_writer import CatalogWriter
from index.context import passage_context
from index.inheritance import Inheritance
from index.local import CATALOG, TOKENS, VECTORS, WORDS
from index.rebuilding import rebuild_words
from index.store import PassageEncoding, PassageTokens
from index.tokens import SegmentWriter, TokenVectors
from index.vectors import Vectors
from index.words import WordsWriter, keeps_deleted
from ingest import Article, collection_of


class Generation:
    """The files of a generation, open to write, with the articles of the published one or with none.

    Its pooled vectors are held in memory, four bytes a component; all else is on disk.
    """

    def __init__(self, folder: Path, source: Inheritance | None) -> None:
        self.folder = folder
        self._vectors: Vectors | None = None
        self._inherited: TokenVectors | None = None
        (folder / TOKENS).mkdir()
        if source:
            source.take(WORDS, folder)
            source.take(TOKENS, folder)
            shutil.copyfile(source.published / CATALOG, folder / CATALOG)  # it is changed in place
            self._vectors = Vectors.load(source.published / VECTORS)
            self._inherited = TokenVectors(folder / TOKENS, self._vectors.dimensions)
        self._catalog = CatalogWriter(folder / CATALOG, create=source is None)
        self._words = WordsWriter(folder / WORDS)
        self._removed = 0
        self._name = f"{folder.name}.int8"
        self._segment = SegmentWriter(folder / TOKENS / self._name)

    def encoding(self, key: str) -> PassageEncoding | None:
        """An encoding that came from the generation this one began with, or None."""
        known = self._catalog.encoding(key)
        if known is None or self._inherited is None or known[1].segment == self._name:
            return None
        vector, stored = known
        matrix = self._inherited.read(stored.segment, stored.first, stored.count)
        return PassageEncoding(vector, PassageTokens(matrix, stored.token_ids, stored.token_sentences))

    def put(self, article: Article, encodings: Iterable[tuple[str, PassageEncoding]]) -> None:
        """Write an article into catalog, vectors and words, and what is new of its encodings."""
        keys, ids, vectors = [], [], []
        with self._catalog.connection:
            for key, encoding in encodings:
                if self._catalog.encoding(key) is None:
                    self._add_encoding(key, encoding)
                keys.append(key)
                ids.append(encoding.tokens.ids)
                vectors.append(encoding.vector)
            rows = self._catalog.add_article(article, keys, ids)
        if self._vectors is None:
            self._vectors = Vectors(len(vectors[0]))
        self._vectors.update((), rows, np.stack(vectors))
        collection = collection_of(article.path)
        for row, passage in zip(rows, article.passages, strict=True):
            self._words.add(row, passage.text, passage_context(article.title, passage), collection)

    def _add_encoding(self, key: str, encoding: PassageEncoding) -> None:
        tokens = encoding.tokens
        first = self._segment.append(tokens.vectors)
        stored = StoredEncoding(self._name, first, len(tokens.vectors), tokens.ids, tokens.sentences)
        self._catalog.add_encoding(key, encoding.vector, stored)

    def remove(self, article_id: str) -> int:
        """Take an article out; the number of passages it had. Its encodings stay until the end."""
        assert self._vectors is not None  # there is nothing to take out of an empty generation
        with self._catalog.connection:
            rows = self._catalog.remove_article(article_id)
        self._vectors.update(rows, (), np.zeros((0, self._vectors.dimensions), np.float32))
        for row in rows:
            self._words.remove(row)
        self._removed += len(rows)
        return len(rows)

    def finish(self) -> None:
        """Drop what no passage needs any more, and write what is not on disk yet."""
        assert self._vectors is not None  # a generation without an article is not published
        with self._catalog.connection:
            self._catalog.drop_unused()
        self._segment.close()
        live = self._catalog.segments()
        for path in (self.folder / TOKENS).iterdir():
            if path.name not in live:
                path.unlink()
        self._vectors.save(self.folder / VECTORS)
        self._finish_words()

    def _finish_words(self) -> None:
        """Write the words; a folder in which deleted rows would tell is made anew from the catalog."""
        folder = self.folder / WORDS
        if keeps_deleted(folder, self._removed, self._catalog.count("passages")):
            self._words.finish()
            return
        self._words.abandon()
        shutil.rmtree(folder)
        rebuild_words(self._catalog, folder)

    def close(self) -> None:
        """Let go of the files."""
        self._segment.close()
        self._catalog.close()
