"""All checks of an index, each told as soon as it is done.

What a C library would have to read is first compared with its checksum, and left alone where it differs: so
whatever happened to a file, it is named, and the process lives.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from index.catalog import Catalog
from index.doctor.derived import (
    check_encoder,
    check_encodings,
    check_parts,
    check_tokens,
    check_vectors,
    check_words,
)
from index.doctor.files import (
    check_before,
    check_files,
    check_journal,
    check_leftovers,
    check_manifest,
    damaged_files,
    whole_manifest,
)
from index.doctor.finding import Finding, checked
from index.doctor.sources import check_sources
from index.doctor.texts import check_database, check_texts
from index.local import CATALOG, PARTS, TOKENS, TUNING, VECTORS, WORDS, LocalStore
from index.manifest import Manifest
from index.parts import ENCODER

Tuned = Callable[[Mapping[str, Any]], object]
"""Raises where the numbers kept with an index are none of this program."""


def found_damage(findings: Iterable[Finding]) -> list[Finding]:
    """Those that say that an index must not be used."""
    return [finding for finding in findings if finding.state == "damaged"]


def examine(
    store: LocalStore,
    folder: Path,
    digest: str = "",
    *,
    tuned: Tuned = dict,
    kept_out: Collection[Path] = (),
    sources: bool = True,
    beside: bool = True,
) -> Iterator[Finding]:
    """Check a generation of a store, whose manifest has a sha256 if that is known.

    And what lies `beside` it, and, with `sources`, the files that it was made of. Raises `IndexUnusable`
    where there is no manifest that could be believed.
    """
    manifest, wrong = whole_manifest(folder, digest)
    yield checked("manifest", lambda: check_manifest(folder, manifest, wrong))
    damaged = damaged_files(folder, manifest)
    yield check_files(folder, damaged, manifest)
    yield from examine_contents(folder, manifest, damaged, tuned)
    if CATALOG not in damaged and sources:
        yield checked("sources", lambda: check_sources(manifest, _digests(folder), [*kept_out, store.root]))
    if beside:
        yield from filter(None, (check_before(store, folder), check_journal(store)))
        yield checked("leftovers", lambda: check_leftovers(store, folder, manifest))


def examine_contents(
    folder: Path, manifest: Manifest, damaged: Collection[str], tuned: Tuned = dict
) -> Iterator[Finding]:
    """What the files of a generation hold, against each other, as far as they are not `damaged`."""

    def whole(*names: str) -> bool:
        return not any(name.startswith(names) for name in damaged)

    if not whole(CATALOG):
        return
    if whole(TUNING):
        yield checked("tuning", lambda: _check_tuning(_tuning(folder), tuned))
    with closing(Catalog(folder / CATALOG)) as catalog:
        yield checked("database", lambda: check_database(catalog))
        if whole(TUNING):
            yield from _several(lambda: check_texts(catalog, manifest, _tuning(folder)))
        yield checked("encodings", lambda: check_encodings(catalog, manifest))
        if whole(VECTORS):
            yield checked("vectors", lambda: check_vectors(folder, catalog, manifest))
        if whole(WORDS):
            yield checked("words", lambda: check_words(folder, catalog))
        if whole(TOKENS):
            yield checked("tokens", lambda: check_tokens(folder, catalog, manifest))
        if whole(PARTS):
            yield checked("parts", lambda: check_parts(folder, manifest))
        if whole(f"{PARTS}/{ENCODER}/"):
            yield checked("encoder", lambda: check_encoder(folder, catalog, manifest))


def _tuning(folder: Path) -> dict[str, Any]:
    tuning = json.loads((folder / TUNING).read_text(encoding="utf-8"))
    if not isinstance(tuning, dict):
        raise TypeError(f"{folder / TUNING} holds no groups of numbers")
    return tuning


def _check_tuning(tuning: Mapping[str, Any], tuned: Tuned) -> Finding:
    if tuning:
        tuned(tuning)
    return Finding("tuning", "whole", f"{len(tuning)} groups of numbers, of this program")


def _several(find: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What a check that finds several things at once finds; likewise where it cannot be done."""
    found: list[Finding] = []

    def all_of_it() -> Finding:
        found.extend(find())
        return found.pop()

    last = checked("quotes", all_of_it)
    yield from (*found, last)


def _digests(folder: Path) -> dict[str, tuple[str, str]]:
    with closing(Catalog(folder / CATALOG)) as catalog:
        return catalog.digests()
