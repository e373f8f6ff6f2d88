"""What a reader can see of an index, to be compared; used by several test files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import LocalStore, Snapshot
from index.catalog import StoredEncoding
from index.catalog_writer import CatalogWriter
from ingest import Article
from tests.conftest import Desk

QUESTIONS = [
    "when should I ask for money?",
    "who speaks for me",
    "thank the people",
    "unused days at the personnel office",
]


@dataclass(frozen=True, eq=False)
class Seen:
    """All that a reader can see of an index, without the row numbers, which tell how it came about.

    Encodings depend a little on the batch they were made in, so numbers are compared nearly.
    """

    exact: dict[str, Any]
    numbers: NDArray[np.float32]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Seen)
            and self.exact == other.exact
            and self.numbers.shape == other.numbers.shape
            and np.allclose(self.numbers, other.numbers, atol=0.01)
        )

    @property
    def digest(self) -> str:
        """The digest in the manifest."""
        return str(self.exact["digest"])


def contents(root: Path) -> Seen:
    """All there is in the index of a folder."""
    return contents_of(LocalStore(root).open())


def contents_of(index: Snapshot) -> Seen:
    """All there is in an open index, which is closed."""
    cards = index.articles()
    exact: dict[str, Any] = {
        "digest": index.version,
        "tuning": dict(index.tuning),
        "articles": {card.id: index.article(card.id) for card in cards},
    }
    numbers: list[Any] = [index.token_weights(np.arange(80, dtype=np.int32))]
    hits = index.search("a", index.encoder.encode_question("a"), count=100)
    for hit in sorted(hits, key=lambda hit: hit.passage.id):
        tokens = index.tokens([hit.row])[hit.row]
        exact[hit.passage.id] = (hit.passage, hit.card, tokens.ids.tolist(), tokens.sentences.tolist())
        numbers += [hit.dense, tokens.vectors * tokens.unit]
    for question in QUESTIONS:
        hits = index.search(question, index.encoder.encode_question(question), count=3)
        exact[question] = [hit.passage.id for hit in hits]
        numbers += [number for hit in hits for number in (hit.dense, hit.words)]
    index.close()
    return Seen(exact, np.concatenate([np.asarray(number, np.float32).ravel() for number in numbers]))


def state_of(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Names, sizes, times and inodes of everything below a folder."""
    states = {path: path.lstat() for path in sorted(folder.rglob("*"))}
    return {
        str(path.relative_to(folder)): (state.st_size, state.st_mtime_ns, state.st_ino)
        for path, state in states.items()
    }


def edit(desk: Desk) -> None:
    """Edit one file, add one, rename one, delete one."""
    desk.write(
        "pay.txt",
        (desk.sources / "pay.txt").read_text(encoding="utf-8").replace("a heliotrope bouquet", "the wait"),
    )
    desk.write("desks.txt", "A New Desk\n\nAsk for a large desk by the window before you sign.\n")
    (desk.sources / "deep" / "references.txt").rename(desk.sources / "speakers.txt")
    (desk.sources / "holidays.txt").unlink()


def put_article(catalog: CatalogWriter, article: Article, tokens: list[int]) -> list[int]:
    """Insert an article, each passage with an encoding of its own that has these tokens."""
    keys = [passage.id for passage in article.passages]
    ids = np.array(tokens, np.int32)
    sentences = np.full(len(tokens), -1, np.int16)
    with catalog.connection:
        for number, key in enumerate(keys):
            stored = StoredEncoding("000001.int8", number * len(tokens), len(tokens), ids, sentences)
            catalog.add_encoding(key, np.array([number, 1, 0, 0], np.float32), stored)
        return catalog.add_article(article, keys, [ids] * len(keys))
