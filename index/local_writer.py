"""The ingest that writes an index folder."""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.catalog import Catalog
from index.generation import Generation
from index.inheritance import Inheritance
from index.journal import Journal
from index.local import CATALOG, PARTS, TUNING, LocalStore
from index.manifest import Manifest, checksums, read_manifest, verify, write_manifest
from index.store import Part, PassageEncoding
from ingest import Article


class LocalWriter:
    """The `index.store.Writer` of an index folder."""

    def __init__(self, store: LocalStore) -> None:
        self._store = store
        self._published: tuple[Path, Manifest] | None = None
        self._generation: Generation | None = None
        self._unpublished: Path | None = None
        self._journal: Journal | None = None
        self._inheritance: Inheritance | None = None

    def previous(self) -> Manifest | None:
        """How the current generation was built, which is verified; None where none ever was."""
        if not self._store.published():
            return None
        if self._published:
            return self._published[1]
        current = self._store.read_current()
        folder = self._store.folder_of(current)
        manifest = read_manifest(folder, current.manifest)
        verify(folder, manifest)
        self._published = folder, manifest
        return manifest

    def digests(self) -> dict[str, tuple[str, str]]:
        """Path and sha256 of every article's file in the generation that `previous` told of, by id."""
        if self._published is None:
            return {}
        catalog = Catalog(self._published[0] / CATALOG)
        try:
            return catalog.digests()
        finally:
            catalog.close()

    def begin(self, encoder: str, *, inherit: bool) -> None:
        """Begin the next generation, with the articles of that which `previous` told of, or with none."""
        self._unpublished = self._store.new_generation()  # first, as it makes room on a full disk
        self._journal = Journal(self._store.journal, encoder)
        if self._published:
            published, manifest = self._published
            before = self._store.before(published.name)
            self._inheritance = Inheritance(published, manifest.files, before)
        self._generation = Generation(self._unpublished, self._inheritance if inherit else None)

    def add_part(self, part: Part) -> Path:
        """Take the part over where the current generation has the same, else export it."""
        making = self._making.folder
        folder = making / PARTS / part.name
        known = self._published[1].parts if self._published else {}
        if self._inheritance and known.get(part.name) == part.digest:
            self._inheritance.take(f"{PARTS}/{part.name}", making)
        else:
            folder.mkdir(parents=True)
            part.export(folder)
        return folder

    def kept(self, keys: Iterable[str]) -> dict[str, PassageEncoding]:
        """Encodings that the generation or the journal of a killed ingest has."""
        assert self._journal is not None  # `begin` opens it
        kept = {}
        for key in keys:
            encoding = self._making.encoding(key) or self._journal.read(key)
            if encoding is not None:
                kept[key] = encoding
        return kept

    def keep(self, encodings: Mapping[str, PassageEncoding]) -> None:
        """Write encodings to the journal."""
        assert self._journal is not None  # `begin` opens it
        self._journal.add(encodings)

    def put(self, article: Article, encodings: Iterable[tuple[str, PassageEncoding]]) -> None:
        """Put an article into the generation."""
        self._making.put(article, encodings)

    def remove(self, article_id: str) -> int:
        """Take an article out of the generation; the number of passages it had."""
        return self._making.remove(article_id)

    def publish(self, manifest: Manifest, tuning: Mapping[str, Any]) -> Manifest:
        """Finish the generation and make it the current one."""
        generation = self._making
        generation.finish()
        (generation.folder / TUNING).write_text(
            json.dumps(tuning, indent=1, sort_keys=True), encoding="utf-8"
        )
        manifest = replace(manifest, files=checksums(generation.folder))
        write_manifest(generation.folder, manifest)
        self.close()
        self._store.secure(generation.folder)
        self._unpublished = None
        self._store.publish(generation.folder)
        return manifest

    def abandon(self) -> None:
        """Let go of what is open after a failure, and remove a generation that was not published."""
        with suppress(OSError, sqlite3.Error):  # what went wrong before is told already
            self.close()
        if self._unpublished is not None:
            shutil.rmtree(self._unpublished, ignore_errors=True)

    def close(self) -> None:
        """Let go of what is open."""
        if self._generation is not None:
            self._generation.close()
        if self._journal is not None:
            self._journal.close()
        self._generation = self._journal = None

    @property
    def _making(self) -> Generation:
        assert self._generation is not None, "begin() comes first"
        return self._generation
