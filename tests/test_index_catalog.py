"""The catalog: what goes in comes out the same, and what is taken out leaves nothing."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.catalog import Catalog, StoredEncoding
from ingest import Article
from tests.conftest import DESK_ARTICLES, Read

THREAD = "Asking\n\nIt is allowed.\n\n" + "\n\n".join(
    f"  {number}. {text}"
    for number, text in enumerate(
        ["Ann says:\n\n    I was let go. Can I ask why?", "Ann, you can. I would ask once.", "Thanks!", "I left. Should I write?"], start=1
    )
)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """An empty catalog."""
    made = Catalog(tmp_path / "catalog.sqlite", create=True, writable=True)
    yield made
    made.close()


@pytest.fixture
def articles(read: Read) -> list[Article]:
    """A wiki article, a plain one and one with comments."""
    return [
        read(DESK_ARTICLES["leaving.md"], path="leaving.md"),
        read(DESK_ARTICLES["pay.txt"], path="pay.txt"),
        read(THREAD, path="thread.txt"),
    ]


def put(catalog: Catalog, article: Article, tokens: list[int]) -> list[int]:
    """Insert an article, each passage with an encoding of its own that has these tokens."""
    keys = [passage.id for passage in article.passages]
    with catalog.connection:
        for at, key in enumerate(keys):
            vector = np.array([at, 1, 0, 0], np.float32)
            sentences = np.full(len(tokens), -1, np.int16)
            stored = StoredEncoding("000001.int8", at * len(tokens), len(tokens), np.array(tokens, np.int32), sentences)
            catalog.add_encoding(key, vector, stored)
        return catalog.add_article(article, keys)


def test_article_comes_back_as_it_went_in(catalog: Catalog, articles: list[Article]) -> None:
    """Text, spans and every field of passages and sentences survive, also times, authors and questions."""
    for article in articles:
        rows = put(catalog, article, [5])
        found = catalog.article(article.id)
        assert found is not None
        card, text, spans = found
        assert (card.title, card.path, card.format, card.video) == (article.title, article.path, article.format, article.video)
        assert (card.channel, card.author, card.passages) == (article.channel, article.author, len(article.passages))
        assert card.characters == len(article.text)
        assert text == article.text
        assert tuple(spans) == article.spans
        assert catalog.rows_of(article.id) == rows
        passages = catalog.passages(rows)
        assert [passages[row] for row in rows] == list(article.passages)
    assert [card.id for card in catalog.articles()] == sorted(article.id for article in articles)
    assert catalog.digests() == {article.id: (article.path, article.sha256) for article in articles}


def test_encodings_come_back_by_row(catalog: Catalog, articles: list[Article]) -> None:
    """Pooled vectors come in the order that was asked for, token records with their place in the segment."""
    rows = put(catalog, articles[0], [5, 6])
    assert catalog.vectors(rows[::-1]).tolist() == [[at, 1, 0, 0] for at in range(len(rows))][::-1]
    stored = catalog.encodings(rows)
    assert [(stored[row].segment, stored[row].first, stored[row].count) for row in rows] == [
        ("000001.int8", 2 * at, 2) for at in range(len(rows))
    ]
    assert stored[rows[0]].token_ids.tolist() == [5, 6]
    assert catalog.known_keys() == {passage.id for passage in articles[0].passages}
    assert catalog.segments() == {"000001.int8"}


def test_removed_article_leaves_nothing(catalog: Catalog, articles: list[Article]) -> None:
    """Passages, sentences, encodings and counts of an article go with it; the others' stay."""
    put(catalog, articles[0], [5, 6])
    rows = put(catalog, articles[1], [6, 7])
    with catalog.connection:
        assert catalog.remove_article(articles[1].id) == rows
        catalog.drop_unused()
    assert catalog.article(articles[1].id) is None
    assert catalog.rows_of(articles[1].id) == []
    left = len(articles[0].passages)
    assert catalog.count("articles") == 1
    assert catalog.count("passages") == catalog.count("encodings") == left
    assert catalog.count("sentences") == sum(len(passage.sentences) for passage in articles[0].passages)
    assert catalog.token_counts() == {5: left, 6: left}


def test_encoding_that_two_passages_share_stays_with_the_second(catalog: Catalog, read: Read) -> None:
    """An encoding is dropped with the last passage that has it."""
    one, other = read("Ask early.", path="one.txt"), read("Ask early.", path="other.txt")
    put(catalog, one, [5])
    with catalog.connection:
        catalog.add_article(other, [one.passages[0].id])
        catalog.remove_article(one.id)
        catalog.drop_unused()
    assert catalog.count("encodings") == 1
    assert catalog.token_counts() == {5: 1}


def test_rows_are_never_used_twice(catalog: Catalog, articles: list[Article]) -> None:
    """A number that a reader may still hold is not given to another passage."""
    rows = put(catalog, articles[0], [5])
    with catalog.connection:
        catalog.remove_article(articles[0].id)
        catalog.drop_unused()
    assert min(put(catalog, articles[1], [5])) > max(rows)


def test_half_a_change_is_none(catalog: Catalog, articles: list[Article]) -> None:
    """A transaction that fails leaves the catalog as it was."""
    put(catalog, articles[0], [5])

    def fail() -> None:
        with catalog.connection:
            catalog.remove_article(articles[0].id)
            catalog.add_article(articles[1], ["a key"] * len(articles[1].passages))
            catalog.add_article(articles[1], ["a key"] * len(articles[1].passages))

    with pytest.raises(sqlite3.IntegrityError):
        fail()
    assert [card.id for card in catalog.articles()] == [articles[0].id]


def test_reader_cannot_write(catalog: Catalog, articles: list[Article], tmp_path: Path) -> None:
    """A catalog opened for reading refuses every change."""
    put(catalog, articles[0], [5])
    reader = Catalog(tmp_path / "catalog.sqlite")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.connection.execute("DELETE FROM articles")
    reader.close()


@pytest.mark.parametrize("ask", ["passages", "encodings"])
def test_no_rows_are_no_error(catalog: Catalog, ask: str) -> None:
    """Asking for nothing gives nothing."""
    assert getattr(catalog, ask)([]) == {}
    assert catalog.article("nobody") is None
