"""Bring an index up to date with a folder of sources: what changed is read and encoded, the rest is kept."""

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.catalog import Catalog, StoredEncoding
from index.context import encoded_text, encoding_key, passage_context, token_sentences
from index.encoder import EncoderSettings, read_settings
from index.journal import Journal
from index.manifest import FORMAT, IndexUnusable, Manifest, checksums, read_manifest, verify, write_manifest
from index.store import CATALOG, ENCODER, TOKENS, VECTORS, WORDS, Store, link_tree
from index.tokens import SegmentWriter
from index.vectors import Vectors
from index.words import keeps_deleted, update_words
from ingest import READER_VERSION, Article, Chunking, Passage, Skipped, SourceError, SourceFile, read_source, scan_folder

if TYPE_CHECKING:
    from index.model import Model, ModelSource

ENCODE_BATCH = 64
CATALOG_BATCH = 1000
Progress = Callable[[str, int, int], None]


def _silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did: article ids, skipped files with their reasons, notes as `(path, note)`."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    digest: str = ""
    passages: int = 0
    encoded: int = 0


def update_index(
    sources: Path,
    index: Path,
    *,
    model: str | None = None,
    chunking: Chunking | None = None,
    progress: Progress = _silent,
) -> Report:
    """Ingest a folder into an index folder and publish the result in one step.

    Raises `SourceError` where `sources` is no folder or holds nothing usable, `IndexUnusable` where
    another ingest runs, `index.model.ModelError` where the encoder cannot be had.
    """
    from index.model import find_model  # imports no torch by itself

    chunking = chunking or Chunking()
    store = Store(index)
    files = list(scan_folder(sources))
    report = Report(skipped=[file for file in files if isinstance(file, Skipped)])
    with store.lock():
        source = find_model(model)
        identity = {"encoder": source.digest(), "chunking": asdict(chunking), "reader": READER_VERSION, "format": FORMAT}
        previous = _usable_previous(store, identity, report)
        known = Catalog(previous / CATALOG) if previous else None
        digests = known.digests() if known else {}
        fresh, stale = _changes(files, digests, chunking, report, progress)
        if known:
            known.close()
        if previous and not fresh and not stale:
            manifest = read_manifest(previous)
            return _finished(report, manifest)
        if not fresh and not report.unchanged:
            reasons = "".join(f"\n{one.path}: {one.reason}" for one in report.skipped)
            raise SourceError(f"{sources} holds no file that can be read{reasons}")
        builder = _Builder(store, previous, identity, Journal(store.journal, str(identity["encoder"])), progress)
        manifest = builder.build(fresh, stale, sources, lambda: _load(source))
        return _finished(report, manifest, builder.encoded)


def _load(source: "ModelSource") -> "Model":
    from index.model import Model

    return Model(source)


def _finished(report: Report, manifest: Manifest, encoded: int = 0) -> Report:
    return Report(
        report.added, report.changed, report.removed, report.unchanged, report.skipped, report.notes,
        digest=manifest.digest, passages=manifest.passages, encoded=encoded,
    )  # fmt: skip


def _usable_previous(store: Store, identity: dict[str, object], report: Report) -> Path | None:
    """The current generation, if it is whole and of the same configuration; a note says why it is not."""
    try:
        folder = store.current()
        manifest = read_manifest(folder)
        verify(folder, manifest)
    except IndexUnusable as error:
        if store.root.joinpath("CURRENT").exists():
            report.notes.append((str(store.root), f"built anew, because {str(error).removesuffix(': run careerqa ingest')}"))
        return None
    have = {"encoder": manifest.encoder["digest"], "chunking": manifest.chunking, "reader": manifest.reader, "format": manifest.format}
    if have != identity:
        changed = ", ".join(key for key in identity if have[key] != identity[key])
        report.notes.append((str(store.root), f"built anew, because of another {changed}"))
        return None
    return folder


def _changes(
    files: list[SourceFile | Skipped],
    digests: dict[str, tuple[str, str]],
    chunking: Chunking,
    report: Report,
    progress: Progress,
) -> tuple[list[Article], list[str]]:
    """Articles to put in and ids to take out, noted in the report. A file that went bad keeps its last good version."""
    fresh: list[Article] = []
    stale: list[str] = []
    bad_paths = {file.path for file in files if isinstance(file, Skipped)}
    good = [file for file in files if isinstance(file, SourceFile)]
    for done, file in enumerate(good):
        progress("reading", done, len(good))
        before = digests.get(file.id)
        if before == (file.path, file.sha256):
            report.unchanged.append(file.id)
            continue
        try:
            article = read_source(file, chunking)
        except SourceError as error:
            report.skipped.append(Skipped(file.path, str(error)))
            bad_paths.add(file.path)
            continue
        fresh.append(article)
        report.notes.extend((file.path, note) for note in article.notes)
        if before:
            stale.append(file.id)
        (report.changed if before else report.added).append(file.id)
    seen = {*report.added, *report.changed, *report.unchanged}
    for article_id, (path, _) in digests.items():
        if article_id in seen:
            continue
        if path in bad_paths or any(path.startswith(f"{bad}/") for bad in bad_paths):
            report.unchanged.append(article_id)
            report.notes.append((path, "its last good version stays in the index"))
        else:
            report.removed.append(article_id)
            stale.append(article_id)
    return fresh, stale


class _Builder:
    """One generation in the making."""

    def __init__(self, store: Store, previous: Path | None, identity: dict[str, object], journal: Journal, progress: Progress) -> None:
        self._store = store
        self._previous = previous
        self._identity = identity
        self._journal = journal
        self._progress = progress
        self._loaded: Model | None = None
        self.encoded = 0

    def build(self, fresh: list[Article], stale: list[str], sources: Path, load: Callable[[], "Model"]) -> Manifest:
        """Make the next generation from the previous one and publish it."""
        folder = self._store.new_generation()
        settings = self._inherit(folder, load)
        catalog = Catalog(folder / CATALOG, create=self._previous is None, writable=True)
        keys = [[encoding_key(article.title, passage) for passage in article.passages] for article in fresh]
        encodings = self._encode(fresh, keys, catalog.known_keys(), load)
        with catalog.connection:
            removed = [row for article_id in stale for row in catalog.remove_article(article_id)]
            self._write_encodings(catalog, folder, encodings)
            rows = [catalog.add_article(article, own) for article, own in zip(fresh, keys, strict=True)]
            catalog.drop_unused()
        added = [row for own in rows for row in own]
        vectors = Vectors.load(self._previous / VECTORS) if self._previous else Vectors(settings.dimensions)
        if added or removed:
            vectors.update(removed, added, catalog.vectors(added) if added else np.zeros((0, settings.dimensions), np.float32))
        vectors.save(folder / VECTORS)
        self._update_words(folder / WORDS, catalog, removed, added)
        self._drop_segments(folder, catalog)
        manifest = self._manifest(folder, catalog, settings, sources)
        catalog.close()
        self._journal.close()
        write_manifest(folder, manifest)
        self._store.publish(folder)
        return manifest

    def _inherit(self, folder: Path, load: Callable[[], "Model"]) -> EncoderSettings:
        (folder / TOKENS).mkdir()
        if self._previous is None:
            model = self._model(load)
            self._progress("exporting the encoder", 0, 1)
            model.export(folder / ENCODER)
            return model.settings
        for name in (WORDS, TOKENS, ENCODER):
            link_tree(self._previous / name, folder / name)
        shutil.copyfile(self._previous / CATALOG, folder / CATALOG)
        return read_settings(folder / ENCODER)

    def _model(self, load: Callable[[], "Model"]) -> "Model":
        if self._loaded is None:
            self._progress("loading the encoder", 0, 1)
            self._loaded = load()
        return self._loaded

    def _encode(self, fresh: list[Article], keys: list[list[str]], known: set[str], load: Callable[[], "Model"]) -> Iterable[str]:
        """Encode what neither the catalog nor the journal holds, into the journal; returns the keys that the catalog lacks."""
        wanted: dict[str, tuple[str, Passage]] = {}
        for article, own in zip(fresh, keys, strict=True):
            for passage, key in zip(article.passages, own, strict=True):
                if key not in known:
                    wanted.setdefault(key, (article.title, passage))
        missing = [key for key in wanted if key not in self._journal]
        missing.sort(key=lambda key: len(wanted[key][1].text))
        for done in range(0, len(missing), ENCODE_BATCH):
            self._progress("encoding", done, len(missing))
            batch = missing[done : done + ENCODE_BATCH]
            texts = [encoded_text(*wanted[key]) for key in batch]
            for key, text, encoding in zip(batch, texts, self._model(load).encode(texts), strict=True):
                self._journal.add(key, encoding, token_sentences(text, wanted[key][1], encoding))
            self._journal.commit()
        self._progress("encoding", len(missing), len(missing))
        self.encoded = len(missing)
        return list(wanted)

    def _write_encodings(self, catalog: Catalog, folder: Path, keys: Iterable[str]) -> None:
        name = f"{folder.name}.int8"
        writer = SegmentWriter(folder / TOKENS / name)
        for key in keys:
            vector, ids, sentences, matrix = self._journal.read(key)
            catalog.add_encoding(key, vector, StoredEncoding(name, writer.append(matrix), len(matrix), ids, sentences))
        writer.close()

    def _update_words(self, folder: Path, catalog: Catalog, removed: list[int], added: list[int]) -> None:
        if self._previous and not keeps_deleted(folder, len(removed), catalog.count("passages")):
            shutil.rmtree(folder)
            removed, added = [], catalog.rows()
        titles = {card.id: card.title for card in catalog.articles()}
        texts = (
            (row, passage.text, passage_context(titles[passage.article], passage))
            for first in range(0, len(added), CATALOG_BATCH)
            for row, passage in catalog.passages(added[first : first + CATALOG_BATCH]).items()
        )
        update_words(folder, removed, texts)

    def _drop_segments(self, folder: Path, catalog: Catalog) -> None:
        live = catalog.segments()
        for path in (folder / TOKENS).iterdir():
            if path.name not in live:
                path.unlink()

    def _manifest(self, folder: Path, catalog: Catalog, settings: EncoderSettings, sources: Path) -> Manifest:
        content = json.dumps([self._identity, sorted((key, *value) for key, value in catalog.digests().items())], sort_keys=True)
        return Manifest(
            format=FORMAT,
            digest=sha256(content.encode()).hexdigest()[:16],
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            sources=str(sources),
            reader=READER_VERSION,
            encoder=asdict(settings),
            chunking=self._identity["chunking"],  # type: ignore[arg-type]  # identity's values are JSON of several shapes
            articles=catalog.count("articles"),
            passages=catalog.count("passages"),
            files=checksums(folder),
        )
