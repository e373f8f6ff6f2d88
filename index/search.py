"""The reader's side of an index: open a whole generation, find candidate passages for a question."""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalog import ArticleCard, Catalog, StoredEncoding
from index.encoder import Encoder, Encoding, load_runtime
from index.manifest import IndexUnusable, Manifest, read_manifest, verify
from index.spelling import Spelling
from index.store import CATALOG, ENCODER, TOKENS, VECTORS, WORDS, Store
from index.tokens import TokenVectors
from index.vectors import Vectors
from index.words import Words
from ingest import READER_VERSION, Chunking, Passage, Span

CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate passage with the two first-stage signals: cosine, and BM25 (0 where no word is shared)."""

    row: int
    passage: Passage
    card: ArticleCard
    dense: float
    words: float


@dataclass(frozen=True, slots=True)
class PassageTokens:
    """A passage's token vectors (n, d) int8 of about length `SCALE`, vocabulary numbers (n,), sentence numbers (n,)."""

    vectors: NDArray[np.int8]
    ids: NDArray[np.int32]
    sentences: NDArray[np.int16]


class Index:
    """One generation, whole and verified. Nothing is written by opening or asking."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.manifest = manifest
        self.folder = folder
        self.encoder = Encoder(folder / ENCODER)
        self._catalog = Catalog(folder / CATALOG)
        self._vectors = Vectors.load(folder / VECTORS)
        self._words = Words(folder / WORDS)
        self._tokens = TokenVectors(folder / TOKENS, self.encoder.settings.dimensions)
        self._cards = {card.id: card for card in self._catalog.articles()}
        self._token_counts = self._catalog.token_counts()
        if not len(self._vectors) == len(self._words) == manifest.passages:
            raise IndexUnusable(f"{folder} is damaged (vectors, words and passages differ in number): run careerqa ingest")

    @classmethod
    def open(cls, root: Path) -> "Index":
        """Open the current generation of an index folder; raises `IndexUnusable` with what to run."""
        store = Store(root)
        folder = store.current()
        while True:
            try:
                return cls._open(folder)
            except Exception:  # each library has an error of its own for a file that is gone
                before, folder = folder, store.current()
                if folder == before:  # else an ingest published newer ones and removed this, meanwhile
                    raise

    @classmethod
    def _open(cls, folder: Path) -> "Index":
        manifest = read_manifest(folder)
        if manifest.reader != READER_VERSION:
            raise IndexUnusable(f"{folder} was read by version {manifest.reader} of the readers, not {READER_VERSION}: run careerqa ingest")
        if manifest.chunking != asdict(Chunking()):
            raise IndexUnusable(f"{folder} was cut by another way of chunking: run careerqa ingest")
        with ThreadPoolExecutor(1) as pool:
            checked = pool.submit(verify, folder, manifest)
            import faiss  # noqa: F401 - imported while the checksums are computed

            load_runtime()  # likewise
            checked.result()
        index = cls(folder, manifest)
        if index.encoder.settings.digest != manifest.encoder["digest"]:
            raise IndexUnusable(f"{folder} holds another encoder than its manifest names: run careerqa ingest")
        return index

    def close(self) -> None:
        """Release the catalog."""
        self._catalog.close()

    def search(self, question: str, encoding: Encoding, count: int = CANDIDATES) -> list[Hit]:
        """The union of the `count` nearest by vectors and the `count` best by words, best vector first."""
        dense = dict(self._vectors.search(encoding.vector, count))
        words = dict(self._words.search(question, count))
        rows = list(dict.fromkeys([*dense, *words]))
        others = [row for row in rows if row not in dense]
        if others:
            cosines = self._catalog.vectors(others) @ encoding.vector
            dense.update(zip(others, cosines.tolist(), strict=True))
        passages = self._catalog.passages(rows)
        hits = [Hit(row, passages[row], self._cards[passages[row].article], dense[row], words.get(row, 0.0)) for row in rows]
        return sorted(hits, key=lambda hit: -hit.dense)

    def tokens(self, rows: Sequence[int]) -> dict[int, PassageTokens]:
        """Token vectors of passages, by row."""
        return {row: self._read_tokens(stored) for row, stored in self._catalog.encodings(rows).items()}

    def _read_tokens(self, stored: StoredEncoding) -> PassageTokens:
        matrix = self._tokens.read(stored.segment, stored.first, stored.count)
        return PassageTokens(matrix, stored.token_ids, stored.token_sentences)

    def token_weights(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Inverse document frequency of each vocabulary number, in passages: log(1 + (N - n + 0.5) / (n + 0.5))."""
        total = self.manifest.passages
        counts = (self._token_counts.get(int(token), 0) for token in ids)
        return np.array([math.log(1 + (total - count + 0.5) / (count + 0.5)) for count in counts], dtype=np.float32)

    @cached_property
    def spelling(self) -> Spelling:
        """Correction of questions against the words of the passages."""
        return Spelling(self._catalog.word_counts, self.encoder.has_word, self.encoder.common_words)

    def articles(self) -> list[ArticleCard]:
        """All articles, by id."""
        return list(self._cards.values())

    def article(self, article_id: str) -> tuple[ArticleCard, str, list[Span]] | None:
        """One article's card, raw text and spans, or None."""
        return self._catalog.article(article_id)
