"""The catalog: what goes in comes out the same."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.catalog_writer import CatalogWriter
from ingest import Article
from tests.conftest import DESK_ARTICLES, Read
from tests.index_contents import put_article

THREAD = "Asking\n\nIt is allowed.\n\n" + "\n\n".join(
    f"  {number}. {text}"
    for number, text in enumerate(
        [
            "Ann says:\n\n    I was let go. Can I ask why?",
            "Ann, you can. I would ask once.",
            "Thanks!",
            "I left. Should I write?",
        ],
        start=1,
    )
)


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[CatalogWriter]:
    """An empty catalog."""
    made = CatalogWriter(tmp_path / "catalog.sqlite", create=True)
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


def test_article_comes_back_as_it_went_in(catalog: CatalogWriter, articles: list[Article]) -> None:
    """Text, spans and every field of passages and sentences survive, also times, authors and questions."""
    for article in articles:
        rows = put_article(catalog, article, [5])
        stored_article = catalog.article(article.id)
        assert stored_article is not None
        card, text, spans = stored_article
        assert (card.title, card.path, card.format, card.video) == (
            article.title,
            article.path,
            article.format,
            article.video,
        )
        assert (card.channel, card.author, card.passages) == (
            article.channel,
            article.author,
            len(article.passages),
        )
        assert card.characters == len(article.text)
        assert text == article.text
        assert tuple(spans) == article.spans
        assert catalog.rows_of(article.id) == rows
        passages = catalog.passages(rows)
        assert [passages[row] for row in rows] == list(article.passages)
    assert [card.id for card in catalog.articles()] == sorted(article.id for article in articles)
    assert catalog.digests() == {article.id: (article.path, article.sha256) for article in articles}


def test_encodings_come_back_by_row(catalog: CatalogWriter, articles: list[Article]) -> None:
    """Pooled vectors come in the order that was asked for, token records with their place in the segment."""
    rows = put_article(catalog, articles[0], [5, 6])
    assert catalog.vectors(rows[::-1]).tolist() == [[at, 1, 0, 0] for at in range(len(rows))][::-1]
    stored = catalog.encodings(rows)
    assert [(stored[row].segment, stored[row].first, stored[row].count) for row in rows] == [
        ("000001.int8", 2 * at, 2) for at in range(len(rows))
    ]
    assert stored[rows[0]].token_ids.tolist() == [5, 6]
    known = catalog.encoding(articles[0].passages[1].id)
    assert known is not None
    assert known[0].tolist() == [1, 1, 0, 0]
    assert (known[1].first, known[1].token_ids.tolist()) == (2, [5, 6])
    assert catalog.encoding("other") is None
    assert catalog.segments() == {"000001.int8"}


def test_reader_cannot_write(catalog: CatalogWriter, articles: list[Article], tmp_path: Path) -> None:
    """A catalog opened for reading refuses every change."""
    put_article(catalog, articles[0], [5])
    reader = Catalog(tmp_path / "catalog.sqlite")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.connection.execute("DELETE FROM articles")
    reader.close()


@pytest.mark.parametrize("ask", ["passages", "encodings"])
def test_no_rows_are_no_error(catalog: CatalogWriter, ask: str) -> None:
    """Asking for nothing gives nothing."""
    assert getattr(catalog, ask)([]) == {}
    assert catalog.article("nobody") is None
