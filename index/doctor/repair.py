"""An index mended without encoding again: what is whole is copied, the rest made anew from the catalog.

The damaged generation stays as it is until the new one has been proven and published in its place.
"""

import json
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.catalog import Catalog
from index.doctor.examination import Tuned, examine_contents, found_damage
from index.doctor.files import check_before, check_journal, damaged_files, whole_manifest
from index.encoder import EncoderSettings
from index.inheritance import holds
from index.local import CATALOG, PARTS, TOKENS, TUNING, VECTORS, WORDS, LocalStore
from index.manifest import IndexUnusable, Manifest, checksums, write_manifest
from index.rebuilding import rebuild_vectors, rebuild_words, segment_from
from index.remedy import remedy_without

Tune = Callable[[EncoderSettings], Mapping[str, Any]]
_REBUILT = {"vectors": VECTORS, "words": WORDS}  # what is made anew, by the check that finds it wrong


def repair(store: LocalStore, tune: Tune = lambda _: {}, tuned: Tuned = dict) -> list[str]:
    """Mend an index folder; what was done, a line each, or nothing where nothing was to do.

    `tune` gives the numbers that are kept with an index of an encoder, as for an ingest. Raises
    `IndexUnusable`, with nothing changed, where it cannot be mended without encoding again.
    """
    if not store.root.is_dir():
        store.read_current()  # which says so; no folder is made
    with store.locked():
        return [*_mend_journal(store), *_mend(store, tune, tuned), *_drop_damaged(store)]


def _mend_journal(store: LocalStore) -> Iterator[str]:
    """Encodings that a killed ingest left are no part of the index, and are made again."""
    journal = check_journal(store)
    if journal is not None and journal.state == "damaged" and store.journal.is_file():
        store.journal.unlink()
        yield f"removed {store.journal}: its encodings are made again by the next ingest"


def _drop_damaged(store: LocalStore) -> Iterator[str]:
    """The generation before, to which nobody can go back where it is damaged."""
    current = store.current()
    before, found = store.before(current.name), check_before(store, current)
    if before is not None and found is not None and found.state == "damaged":
        shutil.rmtree(before)
        yield f"removed generation {before.name}, which could not be rolled back to"


def _mend(store: LocalStore, tune: Tune, tuned: Tuned) -> Iterator[str]:
    folder, digest = _to_mend(store)
    try:
        manifest, wrong = whole_manifest(folder, digest)
    except IndexUnusable as error:
        raise IndexUnusable(error.problem, remedy_without(store, folder)) from error
    damaged = damaged_files(folder, manifest)
    found = found_damage(examine_contents(folder, manifest, damaged, tuned))
    names = {finding.check for finding in found}
    if unmendable := names - set(_REBUILT):
        first = next(finding for finding in found if finding.check in unmendable)
        problem = "; ".join((first.check, *first.examples[:1]))
        raise IndexUnusable(f"{folder} cannot be mended: {problem}", remedy_without(store, folder))
    anew = {part for check, part in _REBUILT.items() if check in names}
    anew |= {part for part in _REBUILT.values() if any(name.startswith(part) for name in damaged)}
    if wrong or damaged or anew:
        yield from (f"{problem}; it has been written anew" for problem in wrong)
        yield from _Mending(store, folder, manifest, tune).mend(damaged, anew, tuned)
    elif not digest:
        store.point_to(folder)
        yield f"CURRENT names {folder.name} again, the newest whole generation"


def _to_mend(store: LocalStore) -> tuple[Path, str]:
    """The current generation and its manifest's sha256; the newest that has a manifest, and none, without."""
    try:
        current = store.read_current()
    except IndexUnusable as error:
        for folder in reversed(store.generations()):
            try:
                whole_manifest(folder, "")
            except IndexUnusable:
                continue
            return folder, ""
        raise IndexUnusable(error.problem, store.remedy()) from error
    return store.folder_of(current, whole=False), current.manifest


class _Mending:
    """A generation in the making that takes the place of a damaged one."""

    def __init__(self, store: LocalStore, folder: Path, manifest: Manifest, tune: Tune) -> None:
        self._store = store
        self._folder = folder
        self._manifest = manifest
        self._tune = tune

    def mend(self, damaged: Mapping[str, str], anew: Collection[str], tuned: Tuned) -> Iterator[str]:
        """Make it, prove it and publish it; what was made anew, in a line each."""
        fresh = self._store.new_generation()
        try:
            told = list(self._make(fresh, damaged, anew))
            manifest = replace(self._manifest, files=checksums(fresh))
            write_manifest(fresh, manifest)
            for finding in found_damage(examine_contents(fresh, manifest, (), tuned)):
                raise IndexUnusable(f"mended, {self._folder} is still not whole: {finding.check}")
            self._store.secure(fresh)
        except BaseException:
            shutil.rmtree(fresh)
            raise
        self._store.publish(fresh, instead_of=self._folder)
        yield from (*told, f"published as generation {fresh.name} in the place of {self._folder.name}")

    def _make(self, fresh: Path, damaged: Mapping[str, str], anew: Collection[str]) -> Iterator[str]:
        names = sorted(name for name in self._manifest.files if not name.startswith(tuple(anew) or "\0"))
        for name in sorted(names, key=lambda name: name != CATALOG):  # the rest is made of that
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name not in damaged:
                shutil.copyfile(self._folder / name, target)
                if not holds(target, self._manifest.files[name]):
                    raise IndexUnusable(f"{self._folder / name} changes while it is copied")
                continue
            yield f"{name} {self._found(name, target, fresh)}"
        with closing(Catalog(fresh / CATALOG)) as catalog:
            if VECTORS in anew:
                rebuild_vectors(catalog, fresh / VECTORS, int(self._manifest.encoder["dimensions"]))
                yield f"{VECTORS} made anew from the catalog"
            if WORDS in anew:
                rebuild_words(catalog, fresh / WORDS)
                yield f"{WORDS} made anew from the catalog"

    def _found(self, name: str, target: Path, fresh: Path) -> str:
        """Put a damaged file in its place as it was; how. Raises `IndexUnusable` where there is no way."""
        wanted = self._manifest.files[name]
        for other in self._store.generations():
            if other not in (fresh, self._folder) and holds(other / name, wanted):
                shutil.copyfile(other / name, target)
                return f"copied from generation {other.name}"
        if name == TUNING:
            self._write_tuning(target)
        elif name.startswith(f"{TOKENS}/"):
            segment_from(self._store.journal, fresh / CATALOG, target, self._manifest)
        elif name.startswith(f"{PARTS}/"):
            self._export(name, target)
        if name.startswith(f"{PARTS}/") and target.is_file():
            return "exported again"
        if holds(target, wanted):
            return "made anew"
        raise IndexUnusable(
            f"{self._folder / name} is damaged and cannot be made without encoding again",
            remedy_without(self._store, self._folder),
        )

    def _write_tuning(self, target: Path) -> None:
        tuning = self._tune(EncoderSettings(**self._manifest.encoder))
        target.write_text(json.dumps(tuning, indent=1, sort_keys=True), encoding="utf-8")

    def _export(self, name: str, target: Path) -> None:
        """A file of a model's export, where the model is at hand and the one that was exported."""
        from index.model import ModelError, find_model
        from index.parts import parts_of
        from index.passage_encoder import PassageEncoder

        part_name = name.split("/")[1]
        try:
            model = find_model(self._manifest.encoder["model"], self._manifest.revisions)
            encoder = PassageEncoder(model, lambda *_: None)
            for part in parts_of(encoder):
                if part.name == part_name and part.digest == self._manifest.parts[part_name]:
                    exported = target.parent.with_name(f"{part_name}.exported")
                    part.export(exported)
                    shutil.copyfile(exported / target.name, target)
                    shutil.rmtree(exported)
        except (ModelError, ImportError):
            return
