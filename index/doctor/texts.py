"""The catalog against itself: the database, each article's text, each quote, and what is counted of them.

One article is held at a time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import numpy as np

from index.catalog import Catalog
from index.context import encoding_key
from index.doctor.finding import MOST_EXAMPLES, Disagreements, Finding
from index.manifest import Manifest, content_digest
from index.spelling import words_of
from ingest import Article, reader_of


def check_database(catalog: Catalog) -> Finding:
    """SQLite's own checks: its pages, indexes and references."""
    bad = Disagreements()
    for (line,) in catalog.connection.execute(f"PRAGMA integrity_check({MOST_EXAMPLES})"):
        if line != "ok":
            bad.add(str(line).replace("\n", " "))
    for table, row, parent, _ in catalog.connection.execute("PRAGMA foreign_key_check"):
        bad.add(f"row {row} of {table} names what is not in {parent}")
    pages = catalog.connection.execute("PRAGMA page_count").fetchone()[0]
    return bad.finding("database", f"{pages} pages, by SQLite's own checks")


def check_texts(catalog: Catalog, manifest: Manifest, tuning: dict[str, object]) -> Iterator[Finding]:
    """Articles, then quotes, then counts: one pass over all articles."""
    texts, quotes, counts = Disagreements(), Disagreements(), Disagreements()
    words: Counter[str] = Counter()
    tokens: Counter[int] = Counter()
    articles = passages = sentences = 0
    for article_id in sorted(catalog.digests()):
        article = catalog.source(article_id)
        assert article is not None  # its id is from the same table
        articles += 1
        passages += len(article.passages)
        sentences += sum(len(passage.sentences) for passage in article.passages)
        _check_text(article, catalog.text_sha256(article_id), texts)
        _check_quotes(article, catalog.keys_of(article_id), quotes)
        for passage in article.passages:
            words.update(set(words_of(" ".join((*passage.section, passage.text)))))
        for stored in catalog.encodings(catalog.rows_of(article_id)).values():
            tokens.update(np.unique(stored.token_ids).tolist())
    if articles != manifest.articles:
        texts.add(f"the manifest counts {manifest.articles} articles, the catalog {articles}")
    if passages != manifest.passages or passages != catalog.count("passages"):
        quotes.add(
            f"the manifest counts {manifest.passages} passages, the catalog {catalog.count('passages')}, "
            f"its articles {passages}"
        )
    if sentences != catalog.count("sentences"):
        quotes.add(f"the catalog holds {catalog.count('sentences')} sentences, its passages {sentences}")
    if _digest(catalog, manifest, tuning) != manifest.digest:
        texts.add(f"what is held is not what digest {manifest.digest} names")
    _check_counts(catalog.word_counts(), words, counts)
    _check_counts(catalog.token_counts(), tokens, counts)
    yield texts.finding("articles", f"{articles} texts, by their checksums")
    yield quotes.finding("quotes", f"{sentences} sentences of {passages} passages, shown at their places")
    yield counts.finding("counts", f"{len(words)} words, {len(tokens)} tokens, counted again")


def _check_text(article: Article, checksum: str, bad: Disagreements) -> None:
    if sha256(article.text.encode()).hexdigest() != checksum:
        bad.add(f"{article.id}: the text is not the one that was read")
    end = 0
    for span in (*article.spans, None):
        start = len(article.text) if span is None else span.start
        if start < end or article.text[end:start].strip():
            bad.add(f"{article.id}: its spans do not cover the text at {end}")
            return
        end = start if span is None else span.end


def _check_quotes(article: Article, keys: list[str], bad: Disagreements) -> None:
    reader = reader_of(article.format)
    for passage, key in zip(article.passages, keys, strict=True):
        if encoding_key(article.title, passage) != key:
            bad.add(f"{passage.id}: its encoding is of another text")
        if not passage.sentences:
            bad.add(f"{passage.id}: it has no sentence")
        for sentence in passage.sentences:
            inside = passage.start <= sentence.start < sentence.end <= passage.end <= len(article.text)
            if not inside or reader.shown(article.text, sentence.start, sentence.end) != sentence.text:
                bad.add(f"{passage.id}: {sentence.text[:60]!r} is not what stands at {sentence.start}")


def _check_counts(held: Mapping[Any, int], counted: Mapping[Any, int], bad: Disagreements) -> None:
    for item in held.keys() | counted.keys():
        if held.get(item) != counted.get(item):
            bad.add(f"{item!r} is counted otherwise")


def _digest(catalog: Catalog, manifest: Manifest, tuning: dict[str, object]) -> str:
    identity = {
        "encoder": manifest.encoder["digest"],
        "chunking": manifest.chunking,
        "reader": manifest.reader,
        "format": manifest.format,
    }
    return content_digest(identity, manifest.parts, tuning, catalog.digests())
