"""Vectors and words made anew from a catalog, and token vectors from what a killed ingest kept."""

from contextlib import closing
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.context import passage_context
from index.journal import Journal
from index.manifest import Manifest
from index.vectors import Vectors
from index.words import WordsWriter


def rebuild_vectors(catalog: Catalog, path: Path, dimensions: int) -> None:
    """Write the vectors of all passages, as the catalog has them."""
    vectors = Vectors(dimensions)
    for some in catalog.batches():
        vectors.update((), some, catalog.vectors(some))
    vectors.save(path)


def rebuild_words(catalog: Catalog, folder: Path) -> None:
    """Write the words of all passages."""
    words = WordsWriter(folder)
    cards = {card.id: card for card in catalog.articles()}
    for some in catalog.batches():
        for row, passage in catalog.passages(some).items():
            card = cards[passage.article]
            words.add(row, passage.text, passage_context(card.title, passage), card.collection)
    words.finish()


def segment_from(journal: Path, catalog: Path, segment: Path, manifest: Manifest) -> None:
    """Write a segment of token vectors from a journal, where that still has all of its encodings."""
    if not journal.is_file():
        return
    query = "SELECT key, first, count FROM encodings WHERE segment = ? ORDER BY first"
    with closing(Catalog(catalog)) as kept, closing(Journal(journal, manifest.encoder["digest"])) as found:
        places = kept.connection.execute(query, (segment.name,)).fetchall()
        room = max((first + count for _, first, count in places), default=0)
        matrix = np.zeros((room, int(manifest.encoder["dimensions"])), np.int8)
        for key, first, count in places:
            encoding = found.read(key)
            if encoding is None or encoding.tokens.vectors.shape != matrix[first : first + count].shape:
                return
            matrix[first : first + count] = encoding.tokens.vectors
        segment.write_bytes(matrix.tobytes())
