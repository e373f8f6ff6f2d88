"""The reader's side of an index folder: a whole generation, open, and its candidates for a question."""

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog, StoredEncoding
from index.cross_encoder import CrossEncoder
from index.encoder import Encoder, Encoding
from index.graph import load_runtime
from index.local import CATALOG, PARTS, TOKENS, TUNING, VECTORS, WORDS
from index.manifest import IndexUnusable, Manifest, read_manifest, verify
from index.pairs import PairFiles
from index.parts import CROSS_ENCODER, ENCODER, READING
from index.reading import ReadingModel
from index.shared import shared
from index.spelling import Spelling
from index.store import CANDIDATES, ArticleCard, Described, Hit, PassageTokens
from index.tokens import TokenVectors, token_weights
from index.vectors import Vectors
from index.words import Words
from ingest import READER_VERSION, Article, Passage, Span


class LocalSnapshot:
    """One generation of an index folder, whole and verified. Nothing is written by opening or asking."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self.folder = folder
        self.place = str(folder)
        self._files = {
            name: PairFiles.of(folder / PARTS / name, name)
            for name in (READING, CROSS_ENCODER)
            if name in manifest.parts
        }
        self.encoder = shared(manifest, ENCODER, lambda: Encoder(folder / PARTS / ENCODER))
        self.tuning: Mapping[str, Any] = json.loads((folder / TUNING).read_text(encoding="utf-8"))
        self._catalog = Catalog(folder / CATALOG)
        self._vectors = Vectors.load_to_search(folder / VECTORS)
        self._words = Words(folder / WORDS)
        segments = [Path(name).name for name in manifest.files if name.startswith(f"{TOKENS}/")]
        self._tokens = TokenVectors(folder / TOKENS, self.encoder.settings.dimensions, segments)
        self._cards = {card.id: card for card in self._catalog.articles()}
        self._token_counts = self._catalog.token_counts()
        self._rows_in: dict[str, NDArray[np.int64]] = {}  # by collection, once it was asked for
        if not len(self._vectors) == len(self._words) == manifest.passages:
            raise IndexUnusable(f"{folder} is damaged (vectors, words and passages differ in number)")

    @classmethod
    def open(cls, folder: Path, digest: str = "") -> "LocalSnapshot":
        """Verify a generation's folder, whose manifest has a sha256 if that is known, and open it.

        Raises `IndexUnusable`.
        """
        manifest = read_manifest(folder, digest)
        if manifest.reader != READER_VERSION:
            raise IndexUnusable(
                f"{folder} was read by version {manifest.reader} of the readers, not {READER_VERSION}"
            )
        with ThreadPoolExecutor(1) as pool:
            checked = pool.submit(verify, folder, manifest)
            import faiss  # noqa: F401 - imported while the checksums are computed

            load_runtime()  # likewise
            checked.result()
        snapshot = cls(folder, manifest)
        if snapshot.encoder.settings.digest != manifest.encoder["digest"]:
            raise IndexUnusable(f"{folder} holds another encoder than its manifest names")
        return snapshot

    @property
    def version(self) -> str:
        """The digest of the content."""
        return self.manifest.digest

    @property
    def damaged(self) -> bool:
        """Whether a file was found to be damaged after it was opened; it has to be opened anew."""
        return self._catalog.damaged or self._words.damaged

    def part(self, name: str) -> Path | None:
        """The folder of a part, or None."""
        return self.folder / PARTS / name if name in self.manifest.parts else None

    def close(self) -> None:
        """Release the catalog."""
        self._catalog.close()

    def search(
        self,
        question: str,
        encoding: Encoding,
        count: int = CANDIDATES,
        within: Sequence[str] = (),
        articles: Sequence[str] = (),
    ) -> list[Hit]:
        """The union of the `count` nearest by vectors and the `count` best by words, best vector first."""
        own = [row for article_id in articles for row in self._catalog.rows_of(article_id)]
        among = None
        if within or articles:
            among = np.concatenate([*map(self._rows, within), np.array(own, np.int64)])
        dense = dict(self._vectors.search(encoding.vector, count, among))
        words = dict(self._words.search(question, count, within, own if articles else None))
        rows = list(dict.fromkeys([*dense, *words]))
        others = [row for row in rows if row not in dense]
        if others:
            cosines = self._catalog.vectors(others) @ encoding.vector
            dense.update(zip(others, cosines.tolist(), strict=True))
        passages = self._catalog.passages(rows)
        hits = [
            Hit(row, passages[row], self._cards[passages[row].article], dense[row], words.get(row, 0.0))
            for row in rows
        ]
        return sorted(hits, key=lambda hit: -hit.dense)

    def _rows(self, collection: str) -> NDArray[np.int64]:
        """The rows of all passages in a collection."""
        if collection not in self._rows_in:
            there = [card.id for card in self._cards.values() if card.collection == collection]
            rows = [row for article_id in there for row in self._catalog.rows_of(article_id)]
            self._rows_in[collection] = np.array(rows, np.int64)
        return self._rows_in[collection]

    def tokens(self, rows: Sequence[int]) -> dict[int, PassageTokens]:
        """Token vectors of passages, by row."""
        return {row: self._read_tokens(stored) for row, stored in self._catalog.encodings(rows).items()}

    def _read_tokens(self, stored: StoredEncoding) -> PassageTokens:
        matrix = self._tokens.read(stored.segment, stored.first, stored.count)
        return PassageTokens(matrix, stored.token_ids, stored.token_sentences)

    def token_weights(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Inverse document frequency of each vocabulary number, in passages."""
        return token_weights(ids, self._token_counts, self.manifest.passages)

    @cached_property
    def spelling(self) -> Spelling:
        """Correction of questions against the words of the passages."""
        return Spelling(self._catalog.word_counts, self.encoder.has_word, self.encoder.common_words)

    @cached_property
    def reading(self) -> ReadingModel | None:
        """The reading model, loaded when it is first asked for."""
        if READING not in self._files:
            return None
        return shared(self.manifest, READING, lambda: ReadingModel(self._files[READING]))

    @cached_property
    def cross_encoder(self) -> CrossEncoder | None:
        """The cross-encoder, likewise."""
        if CROSS_ENCODER not in self._files:
            return None
        return shared(self.manifest, CROSS_ENCODER, lambda: CrossEncoder(self._files[CROSS_ENCODER]))

    def articles(self) -> list[ArticleCard]:
        """All articles, by id."""
        return list(self._cards.values())

    def described(self) -> Iterator[Described]:
        """All articles by id, each with what a list of sources tells."""
        for article_id, text, notes in self._catalog.texts():
            yield Described(self._cards[article_id], len(text.split()), notes)

    def headings(self) -> dict[str, list[str]]:
        """The headings of each article by id, each once, in the article's order."""
        return self._catalog.headings()

    def article(self, article_id: str) -> tuple[ArticleCard, str, list[Span]] | None:
        """One article's card, raw text and spans, or None."""
        return self._catalog.article(article_id)

    def source(self, article_id: str) -> Article | None:
        """One article as it was read, or None."""
        return self._catalog.source(article_id)

    def passages(self, article_id: str, start: int, end: int) -> list[Passage]:
        """Passages of an article that have some of its characters `start:end`, in its order."""
        rows = self._catalog.rows_in(article_id, start, end)
        passages = self._catalog.passages(rows)
        return [passages[row] for row in rows]
