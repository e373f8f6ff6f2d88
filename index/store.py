"""Where indexes are kept, behind an interface: what answering reads of one, and what an ingest writes.

A store holds generations, each an index as a whole, one of them published. A reader opens the published one
as a `Snapshot`, which stays what it is; an ingest makes the next one through a `Writer`, and nobody sees it
before it is published in one step. `tests/test_index_contract.py` says what every store must do. Whatever
goes wrong in a store is told as `index.manifest.IndexUnusable`, with what to run.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.tokens import SCALE
from ingest import Article, Passage, Span, collection_of

if TYPE_CHECKING:
    from index.cross_encoder import CrossEncoder
    from index.encoder import Encoder, Encoding
    from index.manifest import Manifest
    from index.reading import ReadingModel
    from index.spelling import Spelling

CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article without its text and passages. `path` is relative to the ingested folder.

    `url` is its web address, `date` the day on which it appeared, as `2021-03-04`, `licence` under what it
    may be used, in its own words.
    """

    id: str
    title: str
    path: str
    format: str
    channel: str | None
    author: str | None
    video: str | None
    characters: int
    passages: int
    url: str | None = None
    date: str | None = None
    licence: str | None = None

    @property
    def collection(self) -> str | None:
        """The collection that it is in, if it is in one."""
        return collection_of(self.path)


@dataclass(frozen=True, slots=True)
class Described:
    """An article as a list of sources tells of it: how many words it has, what was noted as it was read."""

    card: ArticleCard
    words: int
    notes: tuple[str, ...]


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
    """A passage's token vectors (n, d) int8, vocabulary numbers (n,), sentence numbers (n,; -1: context).

    A vector times `unit` has about the length 1.
    """

    vectors: NDArray[np.int8]
    ids: NDArray[np.int32]
    sentences: NDArray[np.int16]
    unit: float = 1 / SCALE


@dataclass(frozen=True, slots=True)
class PassageEncoding:
    """What is kept of a passage's encoding: the pooled vector, float32 (d,), of length 1, and the tokens'."""

    vector: NDArray[np.float32]
    tokens: PassageTokens


@dataclass(frozen=True, slots=True)
class Part:
    """A folder of files that a generation carries beside its articles, such as an exported model.

    `digest` names what it is made of; `export` writes it into a folder that it is given.
    """

    name: str
    digest: str
    export: Callable[[Path], None]


class Snapshot(Protocol):
    """One published generation, read-only, whole and verified; for many threads."""

    manifest: "Manifest"
    place: str
    """Where it is, for a person to read."""
    encoder: "Encoder"
    tuning: Mapping[str, Any]
    """The numbers that came with the ingest, as JSON; empty where none did."""

    @property
    def version(self) -> str:
        """The digest of the content, as the manifest has it."""

    @property
    def damaged(self) -> bool:
        """Whether it was found to be damaged after it was opened, and has to be opened anew."""

    @property
    def spelling(self) -> "Spelling":
        """Correction of questions against the words of the passages."""

    @property
    def reading(self) -> "ReadingModel | None":
        """The model that reads question and passage together; None where none goes with the encoder."""

    @property
    def cross_encoder(self) -> "CrossEncoder | None":
        """The cross-encoder that whoever ingested named; None where none was."""

    def part(self, name: str) -> Path | None:
        """A local folder with the files of a part, or None where the generation has none of that name."""

    def search(
        self,
        question: str,
        encoding: "Encoding",
        count: int = CANDIDATES,
        within: Sequence[str] = (),
        articles: Sequence[str] = (),
    ) -> list[Hit]:
        """The union of the `count` nearest by vectors and the `count` best by words, best vector first.

        Of the passages of all articles, or of those in the collections named by `within` and of those of the
        `articles` of these ids, however few they are among all; scores are the same in both.
        """

    def tokens(self, rows: Sequence[int]) -> dict[int, PassageTokens]:
        """Token vectors of passages, by row; a store that keeps none leaves the rows out."""

    def token_weights(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Inverse document frequency of vocabulary numbers, in passages; see `index.tokens.token_weights`."""

    def articles(self) -> list[ArticleCard]:
        """All articles, by id."""

    def described(self) -> Iterator[Described]:
        """All articles by id, each with what a list of sources tells; every text is read for it."""

    def headings(self) -> dict[str, list[str]]:
        """The headings above the passages of each article by id, each once, in the article's order."""

    def article(self, article_id: str) -> tuple[ArticleCard, str, list[Span]] | None:
        """One article's card, raw text and spans, or None."""

    def source(self, article_id: str) -> Article | None:
        """One article as it was read, with its passages, or None."""

    def passages(self, article_id: str, start: int, end: int) -> list[Passage]:
        """The passages of an article that have some of its characters `start:end`, in its order."""

    def close(self) -> None:
        """Release what it holds open; nothing may be asked of it afterwards."""


class Writer(Protocol):
    """The one ingest that may write to a store, and its generation in the making.

    Encodings that were kept outlive an ingest that is killed; all else that is not published is dropped.
    """

    def previous(self) -> "Manifest | None":
        """How the published generation was built; None where none ever was.

        Raises `index.manifest.IndexUnusable` where it is damaged or cannot be read.
        """

    def digests(self) -> dict[str, tuple[str, str]]:
        """Path and sha256 of every article's file in the published generation, by article id."""

    def begin(self, encoder: str, *, inherit: bool) -> None:
        """Begin a generation for the encoder of a digest, with the published one's articles or with none."""

    def add_part(self, part: Part) -> Path:
        """Give the generation a part, the published one's if it has the same digest, else exported.

        Returns the local folder that it is in.
        """

    def kept(self, keys: Iterable[str]) -> dict[str, PassageEncoding]:
        """Of these keys the encodings that need not be made: the generation or a killed ingest has them."""

    def keep(self, encodings: Mapping[str, PassageEncoding]) -> None:
        """Keep encodings for good before their articles are put in."""

    def put(self, article: Article, encodings: Iterable[tuple[str, PassageEncoding]]) -> None:
        """Put an article in, with the key and encoding of each of its passages; they may be many."""

    def remove(self, article_id: str) -> int:
        """Take an article out; the number of passages it had."""

    def publish(self, manifest: "Manifest", tuning: Mapping[str, Any]) -> "Manifest":
        """Make the generation the published one, in one step that nothing can split.

        Returns the manifest as it is kept.
        """


class Store(Protocol):
    """Where indexes are kept."""

    place: str
    """Where it is, for a person to read."""
    folder: Path | None
    """The folder on this machine that is the store's alone, and never a source; None where there is none."""

    def open(self) -> Snapshot:
        """The published generation; raises `index.manifest.IndexUnusable` where there is none."""

    def version(self) -> str:
        """Names the published generation, at the cost of a look; what is published later has another name.

        Raises `index.manifest.IndexUnusable` where there is none.
        """

    def remedy(self) -> str:
        """What to run, with the store's own address and sources, so that there is an index to open."""

    def writer(self) -> AbstractContextManager[Writer]:
        """Hold the store for one ingest; raises `index.manifest.IndexUnusable` where another holds it."""
