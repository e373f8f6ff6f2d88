"""A generation in the making: what is written as it comes, and what is shared with the one it began from."""

from pathlib import Path

import numpy as np
import pytest

from index.catalog import Catalog
from index.generation import Generation
from index.inheritance import Inheritance
from index.local import CATALOG, TOKENS, VECTORS, WORDS
from index.manifest import checksums
from index.store import PassageEncoding, PassageTokens
from index.tokens import TokenVectors
from index.vectors import Vectors
from index.words import Words
from ingest import Article
from tests.conftest import DESK_ARTICLES, Read

Encodings = list[tuple[str, PassageEncoding]]


def encoded(article: Article, number: int = 1) -> Encodings:
    """An encoding for each passage, with as many tokens as it has sentences, all of them `number`."""
    encodings = []
    for at, passage in enumerate(article.passages):
        count = len(passage.sentences)
        sentences = np.arange(count, dtype=np.int16)
        vectors = np.full((count, 4), number, np.int8)
        tokens = PassageTokens(vectors, np.full(count, number, np.int32), sentences)
        vector = np.eye(4, dtype=np.float32)[at % 4]
        encodings.append((f"{article.id}-{at}-{number}", PassageEncoding(vector, tokens)))
    return encodings


@pytest.fixture
def articles(read: Read) -> dict[str, Article]:
    """Two articles by id."""
    return {path[:3]: read(DESK_ARTICLES[path], path=path) for path in ("leaving.md", "pay.txt")}


@pytest.fixture
def first(tmp_path: Path, articles: dict[str, Article]) -> Path:
    """A finished generation of both."""
    (tmp_path / "000001").mkdir()
    generation = Generation(tmp_path / "000001", None)
    for article in articles.values():
        generation.put(article, encoded(article))
    generation.finish()
    generation.close()
    return tmp_path / "000001"


def counts(folder: Path) -> tuple[int, int, int]:
    """The numbers of passages in catalog, vectors and words."""
    catalog = Catalog(folder / CATALOG)
    count = catalog.count("passages")
    catalog.close()
    return count, len(Vectors.load(folder / VECTORS)), len(Words(folder / WORDS))


def test_all_parts_hold_each_passage(first: Path, articles: dict[str, Article]) -> None:
    """Catalog, vectors and words have every passage, and the tokens are found where the catalog says."""
    expected = sum(len(article.passages) for article in articles.values())
    assert counts(first) == (expected, expected, expected)
    catalog, tokens = Catalog(first / CATALOG), TokenVectors(first / TOKENS, 4)
    for row, stored in catalog.encodings(catalog.rows()).items():
        assert stored.count == len(catalog.passages([row])[row].sentences)
        assert np.all(tokens.read(stored.segment, stored.first, stored.count) == 1)
    catalog.close()


def inheritance(folder: Path) -> Inheritance:
    """What there is of a finished generation that has none before it."""
    return Inheritance(folder, checksums(folder), None)


def test_what_did_not_change_is_taken_over(first: Path, articles: dict[str, Article], read: Read) -> None:
    """A generation that begins from another has its token vectors, and leaves it as it was."""
    before = {path: path.read_bytes() for path in first.rglob("*") if path.is_file()}
    (first.parent / "000002").mkdir()
    generation = Generation(first.parent / "000002", inheritance(first))
    pay = articles["pay"]
    known = generation.encoding(f"{pay.id}-0-1")
    assert known is not None
    assert np.array_equal(known.tokens.vectors, encoded(pay)[0][1].tokens.vectors)
    assert generation.encoding("other") is None
    assert generation.remove(pay.id) == len(pay.passages)
    changed = read("Pay\n\nNever ask.\n", path="pay.txt")
    generation.put(changed, encoded(changed, 2))
    generation.finish()
    generation.close()
    left = len(articles["lea"].passages) + 1
    assert counts(generation.folder) == (left, left, left)
    segment = Path(TOKENS) / "000001.int8"
    assert (generation.folder / segment).read_bytes() == (first / segment).read_bytes()
    assert not (generation.folder / segment).samefile(first / segment)
    assert {path: path.read_bytes() for path in before} == before


def test_a_segment_that_no_passage_needs_is_dropped(first: Path, articles: dict[str, Article]) -> None:
    """Where all texts of a segment are gone its file goes, as does one that nothing was written to."""
    (first.parent / "000002").mkdir()
    generation = Generation(first.parent / "000002", inheritance(first))
    for article in articles.values():
        generation.remove(article.id)
        generation.put(article, encoded(article, 3))
    generation.finish()
    generation.close()
    assert [path.name for path in (generation.folder / TOKENS).iterdir()] == ["000002.int8"]
    (first.parent / "000003").mkdir()
    third = Generation(first.parent / "000003", inheritance(generation.folder))
    third.finish()
    third.close()
    assert [path.name for path in (third.folder / TOKENS).iterdir()] == ["000002.int8"]


def test_a_text_that_comes_twice_is_kept_once(tmp_path: Path, articles: dict[str, Article]) -> None:
    """Two articles with an encoding of the same key share it."""
    (tmp_path / "000001").mkdir()
    generation = Generation(tmp_path / "000001", None)
    shared = encoded(articles["pay"])
    generation.put(articles["pay"], shared)
    fitting = [shared[at % len(shared)] for at, _ in enumerate(articles["lea"].passages)]
    generation.put(articles["lea"], fitting)
    generation.finish()
    generation.close()
    catalog = Catalog(tmp_path / "000001" / CATALOG)
    assert catalog.count("encodings") == len(shared)
    assert catalog.count("passages") == len(shared) + len(fitting)
    catalog.close()
