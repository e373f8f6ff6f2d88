"""A store of dictionaries that compares with everything: the shortest one that keeps the contract."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.cross_encoder import CrossEncoder
from index.encoder import Encoder, Encoding
from index.manifest import IndexUnusable, Manifest
from index.pairs import PairFiles
from index.parts import CROSS_ENCODER, ENCODER, READING
from index.reading import ReadingModel
from index.spelling import Spelling, words_of
from index.store import CANDIDATES, ArticleCard, Described, Hit, Part, PassageEncoding, PassageTokens
from index.tokens import token_weights
from ingest import Article, Passage, Span

_READ = (READING, CROSS_ENCODER)
PutArticle = tuple[Article, Sequence[tuple[str, PassageEncoding]]]


@dataclass
class Generation:
    """What one ingest makes."""

    articles: dict[str, PutArticle] = field(default_factory=dict)
    parts: dict[str, Path] = field(default_factory=dict)
    manifest: Manifest | None = None
    tuning: Mapping[str, Any] = field(default_factory=dict)


class MemoryStore:
    """Generations in memory; their parts are below a folder."""

    place = "memory"

    def __init__(self, folder: Path) -> None:
        self.folder: Path | None = folder
        self._parts = folder
        self.generations: list[Generation] = []
        self.kept: dict[str, PassageEncoding] = {}
        self.held = False

    def open(self) -> "MemorySnapshot":
        """The last generation."""
        self.version()
        return MemorySnapshot(self.generations[-1])

    def version(self) -> str:
        """The number of generations."""
        if not self.generations:
            raise IndexUnusable("no index in memory", self.remedy())
        return str(len(self.generations))

    def remedy(self) -> str:
        """There is no command line for it."""
        return "run careerqa ingest FOLDER"

    @contextmanager
    def writer(self) -> "Iterator[MemoryWriter]":
        """Hold the store."""
        if self.held:
            raise IndexUnusable("another ingest is writing memory; try again when it has ended")
        self.held = True
        try:
            yield MemoryWriter(self)
        finally:
            self.held = False


class MemoryWriter:
    """Changes a copy of the last generation."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._last = store.generations[-1] if store.generations else Generation()
        self._next = Generation()

    def previous(self) -> Manifest | None:
        """How the last generation was built."""
        return self._last.manifest

    def digests(self) -> dict[str, tuple[str, str]]:
        """Paths and digests of its articles."""
        return {article.id: (article.path, article.sha256) for article, _ in self._last.articles.values()}

    def begin(self, encoder: str, *, inherit: bool) -> None:  # noqa: ARG002 - a test has one encoder
        """Begin with the last one's articles or with none."""
        self._next = Generation(dict(self._last.articles) if inherit else {})

    def add_part(self, part: Part) -> Path:
        """Take the last one's, or export."""
        folder = self._store._parts / part.name / part.digest
        if not folder.exists():
            folder.mkdir(parents=True)
            part.export(folder)
        self._next.parts[part.name] = folder
        return folder

    def kept(self, keys: Iterable[str]) -> dict[str, PassageEncoding]:
        """All encodings there ever were are kept."""
        return {key: self._store.kept[key] for key in keys if key in self._store.kept}

    def keep(self, encodings: Mapping[str, PassageEncoding]) -> None:
        """Keep encodings."""
        self._store.kept.update(encodings)

    def put(self, article: Article, encodings: Iterable[tuple[str, PassageEncoding]]) -> None:
        """Put an article in."""
        self._next.articles[article.id] = (article, list(encodings))

    def remove(self, article_id: str) -> int:
        """Take an article out."""
        return len(self._next.articles.pop(article_id)[1])

    def publish(self, manifest: Manifest, tuning: Mapping[str, Any]) -> Manifest:
        """Add the generation to the store's."""
        self._next.manifest, self._next.tuning = manifest, tuning
        self._store.generations.append(self._next)
        return manifest


class MemorySnapshot:
    """One generation; rows count its passages."""

    place = "memory"
    damaged = False

    def __init__(self, generation: Generation) -> None:
        assert generation.manifest is not None
        self.manifest = generation.manifest
        self.tuning = generation.tuning
        self.encoder = Encoder(generation.parts[ENCODER])
        self._parts = generation.parts
        self._articles = {name: article for name, (article, _) in sorted(generation.articles.items())}
        self._passages: list[Passage] = []
        self._encodings: list[PassageEncoding] = []
        for name, article in self._articles.items():
            self._passages += article.passages
            self._encodings += [encoding for _, encoding in generation.articles[name][1]]
        vectors = [encoding.vector for encoding in self._encodings]
        self._vectors = (
            np.stack(vectors) if vectors else np.zeros((0, self.encoder.settings.dimensions), np.float32)
        )
        self._tokens = Counter(token for each in self._encodings for token in set(each.tokens.ids.tolist()))
        files = {name: PairFiles.of(self._parts[name], name) for name in _READ if name in self._parts}
        self.reading = ReadingModel(files[READING]) if READING in files else None
        self.cross_encoder = CrossEncoder(files[CROSS_ENCODER]) if CROSS_ENCODER in files else None
        self._words = [
            set(words_of(" ".join((*passage.section, passage.text)))) for passage in self._passages
        ]

    @property
    def version(self) -> str:
        """The manifest's digest."""
        return self.manifest.digest

    @cached_property
    def spelling(self) -> Spelling:
        """Correction against the passages' words."""
        counts = Counter(word for words in self._words for word in words)
        return Spelling(lambda: counts, self.encoder.has_word, self.encoder.common_words)

    def part(self, name: str) -> Path | None:
        """A part's folder."""
        return self._parts.get(name)

    def search(
        self,
        question: str,
        encoding: Encoding,
        count: int = CANDIDATES,
        within: Sequence[str] = (),
        articles: Sequence[str] = (),
    ) -> list[Hit]:
        """Compare with everything; a shared word counts one."""
        dense = self._vectors @ encoding.vector
        shared = np.array([len(words & set(words_of(question))) for words in self._words], np.float32)
        hits = [self._hit(row, dense, shared) for row in range(len(self._passages))]
        if within or articles:
            hits = [hit for hit in hits if hit.card.collection in within or hit.card.id in articles]
        hits.sort(key=lambda hit: -hit.dense)
        best = sorted((hit for hit in hits if hit.words), key=lambda hit: -hit.words)[:count]
        wanted = {hit.row for hit in (*hits[:count], *best)}
        return [hit for hit in hits if hit.row in wanted]

    def _hit(self, row: int, dense: NDArray[np.float32], words: NDArray[np.float32]) -> Hit:
        passage = self._passages[row]
        card = self._card(self._articles[passage.article])
        return Hit(row, passage, card, float(dense[row]), float(words[row]))

    def tokens(self, rows: Sequence[int]) -> dict[int, PassageTokens]:
        """Token vectors by row."""
        return {row: self._encodings[row].tokens for row in rows}

    def token_weights(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Inverse document frequency."""
        return token_weights(ids, self._tokens, self.manifest.passages)

    def articles(self) -> list[ArticleCard]:
        """All cards."""
        return [self._card(article) for article in self._articles.values()]

    def described(self) -> Iterator[Described]:
        """All articles."""
        for article in self._articles.values():
            yield Described(self._card(article), len(article.text.split()), article.notes)

    def headings(self) -> dict[str, list[str]]:
        """Of the articles' own passages."""
        sections = {
            article.id: [passage.section for passage in article.passages if passage.kind == "article"]
            for article in self._articles.values()
        }
        return {key: list(dict.fromkeys(sum(own, ()))) for key, own in sections.items() if own}

    def article(self, article_id: str) -> tuple[ArticleCard, str, list[Span]] | None:
        """Card, text, spans."""
        article = self._articles.get(article_id)
        return (self._card(article), article.text, list(article.spans)) if article else None

    def passages(self, article_id: str, start: int, end: int) -> list[Passage]:
        """Those that have some of the stretch."""
        article = self._articles.get(article_id)
        every = article.passages if article else ()
        return [passage for passage in every if passage.end > start and passage.start < end]

    def source(self, article_id: str) -> Article | None:
        """The article itself."""
        return self._articles.get(article_id)

    def _card(self, article: Article) -> ArticleCard:
        fields = (article.id, article.title, article.path, article.format, article.channel, article.author)
        counts = (len(article.text), len(article.passages))
        return ArticleCard(*fields, article.video, *counts, article.url, article.date, article.licence)

    def close(self) -> None:
        """Nothing is open."""
