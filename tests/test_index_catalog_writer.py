"""The catalog in the making: what is taken out leaves nothing, and half a change is none."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.catalog_writer import CatalogWriter
from ingest import Article
from tests.conftest import DESK_ARTICLES, Read
from tests.index_contents import put_article


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[CatalogWriter]:
    """An empty catalog."""
    made = CatalogWriter(tmp_path / "catalog.sqlite", create=True)
    yield made
    made.close()


@pytest.fixture
def articles(read: Read) -> list[Article]:
    """A wiki article and a plain one."""
    return [read(DESK_ARTICLES[path], path=path) for path in ("leaving.md", "pay.txt")]


def test_removed_article_leaves_nothing(catalog: CatalogWriter, articles: list[Article]) -> None:
    """Passages, sentences, encodings and counts of an article go with it; the others' stay."""
    put_article(catalog, articles[0], [5, 6])
    rows = put_article(catalog, articles[1], [6, 7])
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


def test_encoding_that_two_passages_share_stays_with_the_second(catalog: CatalogWriter, read: Read) -> None:
    """An encoding is dropped with the last passage that has it."""
    first, second = read("Ask early.", path="one.txt"), read("Ask early.", path="other.txt")
    put_article(catalog, first, [5])
    with catalog.connection:
        catalog.add_article(second, [first.passages[0].id], [np.array([5], np.int32)])
        catalog.remove_article(first.id)
        catalog.drop_unused()
    assert catalog.count("encodings") == 1
    assert catalog.token_counts() == {5: 1}


def test_counts_are_of_passages(catalog: CatalogWriter, read: Read) -> None:
    """A token or word that a passage has twice counts once; words of headings count."""
    article = read("---\ntitle: a\n---\n## Early\n\nAsk, and ask early.\n\n## Late\n\nAsk late.\n")
    put_article(catalog, article, [5, 5, 6])
    assert catalog.token_counts() == {5: 2, 6: 2}
    assert catalog.word_counts() == {"ask": 2, "and": 1, "early": 1, "late": 1}


def test_rows_are_never_used_twice(catalog: CatalogWriter, articles: list[Article]) -> None:
    """A number that a reader may still hold is not given to another passage."""
    rows = put_article(catalog, articles[0], [5])
    with catalog.connection:
        catalog.remove_article(articles[0].id)
        catalog.drop_unused()
    assert min(put_article(catalog, articles[1], [5])) > max(rows)


def test_half_a_change_is_none(catalog: CatalogWriter, articles: list[Article]) -> None:
    """A transaction that fails leaves the catalog as it was."""
    put_article(catalog, articles[0], [5])

    count = len(articles[1].passages)

    def fail() -> None:
        with catalog.connection:
            catalog.remove_article(articles[0].id)
            catalog.add_article(articles[1], ["a key"] * count, [np.zeros(0, np.int32)] * count)
            catalog.add_article(articles[1], ["a key"] * count, [np.zeros(0, np.int32)] * count)

    with pytest.raises(sqlite3.IntegrityError):
        fail()
    assert [card.id for card in catalog.articles()] == [articles[0].id]


def test_article_of_very_many_passages_is_taken_out(catalog: CatalogWriter, read: Read) -> None:
    """There may be more passages than a query may have variables."""
    article = read("Ask early.")
    (passage,) = article.passages
    article = replace(article, passages=tuple(replace(passage, start=number) for number in range(40_000)))
    rows = put_article(catalog, article, [5])
    with catalog.connection:
        assert catalog.remove_article(article.id) == rows
        catalog.drop_unused()
    assert catalog.count("sentences") == 0
    assert (catalog.token_counts(), catalog.word_counts()) == ({}, {})
