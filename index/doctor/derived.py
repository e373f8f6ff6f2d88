"""What is made of the catalog, against it: vectors, words, token vectors, and the encoder that made them."""

import json
import re
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.context import encoded_text
from index.doctor.finding import Disagreements, Finding
from index.encoder import Encoder, read_settings
from index.local import PARTS, TOKENS, VECTORS, WORDS
from index.manifest import Manifest
from index.parts import ENCODER
from index.vectors import Vectors
from index.words import Words

TRIED = 3  # passages that the encoder encodes again
_LENGTH, _COSINE = 1e-3, 0.99  # how far a vector may be from length 1; what one made again must have
# a whole word, to Python and to tantivy, which do not agree on all letters; it leaves long words out
_WORD = re.compile(r"(?<![a-zA-Z0-9\x80-\U0010ffff])[a-zA-Z0-9]{2,20}(?![a-zA-Z0-9\x80-\U0010ffff])")


def check_encodings(catalog: Catalog, manifest: Manifest) -> Finding:
    """Each passage has one, of the encoder's width, and each is some passage's."""
    bad = Disagreements()
    width = int(manifest.encoder["dimensions"]) * 4
    query = (
        "SELECT key, length(vector), length(token_ids) / 4, length(token_sentences) / 2, count, "
        "key IN (SELECT key FROM passages) FROM encodings"
    )
    held = 0
    for key, vector, ids, sentences, count, used in catalog.connection.execute(query):
        held += 1
        if vector != width or not ids == sentences == count:
            bad.add(f"encoding {key[:16]} has vectors or tokens of another number")
        if not used:
            bad.add(f"encoding {key[:16]} is no passage's")
    missing = "SELECT article || ':' || start FROM passages WHERE key NOT IN (SELECT key FROM encodings)"
    for (passage,) in catalog.connection.execute(missing):
        bad.add(f"{passage}: it has no encoding")
    return bad.finding("encodings", f"{held} of {catalog.count('passages')} passages")


def check_vectors(folder: Path, catalog: Catalog, manifest: Manifest) -> Finding:
    """The same rows as the catalog's, each with the catalog's vector, finite and of length 1."""
    vectors = Vectors.load(folder / VECTORS)
    bad = Disagreements()
    if vectors.dimensions != manifest.encoder["dimensions"]:
        bad.add(f"they have {vectors.dimensions} dimensions, the encoder {manifest.encoder['dimensions']}")
        return bad.finding("vectors", f"{len(vectors)} vectors")
    rows, held = catalog.rows(), vectors.rows()
    there = set(held.tolist())
    for row in sorted(there.difference(rows)):
        bad.add(f"row {row} is no passage's")
    if len(held) != len(there):
        bad.add("some row is there twice")
    for row in rows:
        if row not in there:
            bad.add(f"{_name(catalog, row)}: it has no vector")
    for batch in catalog.batches():
        some = [row for row in batch if row in there]
        found, kept = vectors.of(some), catalog.vectors(some)
        lengths = np.linalg.norm(found, axis=1)
        right = np.all(found == kept, axis=1) & (np.abs(lengths - 1) < _LENGTH)  # NaN compares as neither
        for row, agrees in zip(some, right.tolist(), strict=True):
            if not agrees:
                bad.add(f"{_name(catalog, row)}: its vector is not the catalog's, or not of length 1")
    return bad.finding("vectors", f"{len(vectors)} of {vectors.dimensions} dimensions, as the catalog's")


def check_words(folder: Path, catalog: Catalog) -> Finding:
    """As many documents as passages, each found by its row and by a word of its text."""
    words = Words(folder / WORDS)
    bad = Disagreements()
    rows = catalog.rows()
    if len(words) != len(rows):
        bad.add(f"{len(words)} documents for {len(rows)} passages")
    for some in catalog.batches():
        for row, passage in catalog.passages(some).items():
            longest = max(_WORD.findall(passage.text), key=len, default=None)
            if not words.holds(row, longest):
                bad.add(f"{passage.id}: it is not found by its words")
    return bad.finding("words", f"{len(words)} documents, each found by its row and a word")


def check_tokens(folder: Path, catalog: Catalog, manifest: Manifest) -> Finding:
    """Each encoding's token vectors lie in a segment that is there, and no two lie in the same place."""
    bad = Disagreements()
    width = int(manifest.encoder["dimensions"])
    room = {path.name: path.stat().st_size / width for path in (folder / TOKENS).iterdir() if path.is_file()}
    room = {name: count for name, count in room.items() if f"{TOKENS}/{name}" in manifest.files}
    query = "SELECT key, segment, first, count FROM encodings ORDER BY segment, first, count"
    at, used = ("", 0), 0  # the segment that is gone through, and how far
    for key, segment, first, count in catalog.connection.execute(query):
        begins = at[1] if at[0] == segment else 0
        if not begins <= first <= first + count <= room.get(segment, -1):
            bad.add(f"encoding {key[:16]} has no token vectors at {first} of {segment}")
        at, used = (segment, first + count), used + count
    segments = catalog.segments()
    for name, count in room.items():
        if count % 1:
            bad.add(f"{folder / TOKENS / name} holds no whole number of vectors")
        if name not in segments:
            bad.add(f"{folder / TOKENS / name} is named by no passage")
    share = 1 - used / sum(room.values()) if sum(room.values()) else 0.0
    return bad.finding(
        "tokens", f"{used} token vectors in {len(room)} segments, {share:.0%} of them of texts that are gone"
    )


def check_parts(folder: Path, manifest: Manifest) -> Finding:
    """Each part is the one that the manifest names."""
    bad = Disagreements()
    for name, digest in manifest.parts.items():
        settings = json.loads((folder / PARTS / name / f"{name}.json").read_text(encoding="utf-8"))
        if settings["digest"] != digest:
            bad.add(f"{folder / PARTS / name} is another than the manifest names")
    return bad.finding("parts", ", ".join(manifest.parts))


def check_encoder(folder: Path, catalog: Catalog, manifest: Manifest) -> Finding:
    """The encoder is the manifest's, and makes the vectors that are kept, as far as a few passages tell."""
    bad = Disagreements()
    settings = read_settings(folder / PARTS / ENCODER)
    for name in ("model", "digest", "dimensions", "max_tokens", "query_prompt", "document_prompt"):
        if getattr(settings, name) != manifest.encoder[name]:
            bad.add(f"its {name} is another than the manifest's")
    rows = catalog.rows()
    tried = sorted({rows[0], rows[len(rows) // 2], rows[-1]})[:TRIED] if rows else []
    encoder = Encoder(folder / PARTS / ENCODER)
    cards = {card.id: card for card in catalog.articles()} if tried else {}
    for row in tried:
        passage = catalog.passages([row])[row]
        text = encoded_text(cards[passage.article].title, passage)
        (made,) = encoder.encode([text], settings.document_prompt)
        if not float(made.vector @ catalog.vectors([row])[0]) >= _COSINE:
            bad.add(f"{passage.id}: the encoder makes another vector of it")
    told = f"{settings.model} ({settings.digest:.16}), tried on {len(tried)} passages"
    return bad.finding("encoder", told)


def _name(catalog: Catalog, row: int) -> str:
    return catalog.passages([row])[row].id
