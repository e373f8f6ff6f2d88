"""Files of an index folder: those of a generation against its manifest, and what does not belong there."""

import os
from pathlib import Path

from index.doctor.finding import Disagreements, Finding
from index.journal import damaged_in
from index.local import LocalStore
from index.manifest import (
    MANIFEST,
    MANIFEST_COPY,
    IndexDamaged,
    IndexUnusable,
    Manifest,
    content_of,
    damages,
    read_manifest,
)
from ingest import READER_VERSION

_OWN = {"CURRENT", "generations", "ingest.lock", "journal.sqlite", "journal.sqlite-journal"}


def whole_manifest(folder: Path, digest: str) -> tuple[Manifest, list[str]]:
    """The manifest of a generation, or its copy where it is damaged, and which of the two is.

    Raises `IndexUnusable` where both are, or where they are of another format.
    """
    found: list[Manifest] = []
    wrong: list[IndexUnusable] = []
    for name in (MANIFEST, MANIFEST_COPY):
        try:
            found.append(read_manifest(folder, digest, name))
        except IndexUnusable as error:
            wrong.append(error)
    if not found:
        raise wrong[0]
    return found[0], [error.problem for error in wrong]


def check_manifest(folder: Path, manifest: Manifest, wrong: list[str]) -> Finding:
    """Manifest and copy, byte by byte, and whether this program reads what it tells of."""
    bad = Disagreements()
    for problem in wrong:
        bad.add(problem)
    if not wrong and content_of(folder / MANIFEST) != content_of(folder / MANIFEST_COPY):
        bad.add(f"{folder / MANIFEST_COPY} is another than {MANIFEST}")
    if manifest.reader != READER_VERSION:
        bad.add(f"it was read by version {manifest.reader} of the readers, not {READER_VERSION}")
    return bad.finding("manifest", f"format {manifest.format}, index {manifest.digest}, by its checksum")


def check_files(folder: Path, damaged: dict[str, str], manifest: Manifest) -> Finding:
    """Every file that the manifest lists, by size and sha256."""
    bad = Disagreements()
    for name, problem in damaged.items():
        bad.add(f"{folder / name} {problem}")
    size = sum(int(file["bytes"]) for file in manifest.files.values()) / 2**20
    return bad.finding("files", f"{len(manifest.files)} files, {size:.1f} MiB, by their checksums")


def damaged_files(folder: Path, manifest: Manifest) -> dict[str, str]:
    """What is wrong with each file that differs from the manifest, by name."""
    return dict(damages(folder, manifest))


def check_journal(store: LocalStore) -> Finding | None:
    """What a killed ingest left to go on with; None where there is nothing."""
    if not os.path.lexists(store.journal):
        return None
    bad = Disagreements()
    count = 0
    if store.journal.is_file():
        count, problem = damaged_in(store.journal)
    else:
        problem = "is no file"
    if problem:
        bad.add(f"{store.journal}: {problem}")
    return bad.finding("journal", f"{count} encodings of an ingest that did not end")


def check_before(store: LocalStore, folder: Path) -> Finding | None:
    """The generation that a rollback would go back to, by its checksums; None where there is none."""
    before = store.before(folder.name)
    if before is None:
        return None
    bad = Disagreements()
    try:
        manifest, wrong = whole_manifest(before, "")
    except IndexDamaged as error:
        bad.add(error.problem)
        return bad.finding("before", f"generation {before.name}")
    except IndexUnusable as error:  # of an older program, say
        return Finding("before", "noted", f"generation {before.name} cannot be used: {error.problem}")
    for problem in (*wrong, *(f"{before / name} {of}" for name, of in damages(before, manifest))):
        bad.add(problem)
    return bad.finding("before", f"generation {before.name} can be rolled back to, by its checksums")


def check_leftovers(store: LocalStore, folder: Path, manifest: Manifest) -> Finding:
    """What is in the folder of an index or of its generation and belongs to neither; nothing reads it."""
    left = Disagreements()
    for path in sorted(store.root.iterdir()):
        if path.name not in _OWN:
            left.add(f"{path} is none of the index's files")
    generations = store.generations()
    for path in sorted(folder.parent.iterdir()):
        if path not in generations:
            left.add(f"{path} is no generation")
    for other in generations:
        if other not in (folder, store.before(folder.name)):
            left.add(f"{other} is what a killed ingest or a rollback left; the next ingest removes it")
    listed = {*manifest.files, MANIFEST, MANIFEST_COPY}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        folders_of_files = path.is_dir() and any(file.startswith(f"{name}/") for file in listed)
        if name not in listed and not folders_of_files and not name.endswith(".lock"):
            left.add(f"{path} is not in the manifest")
    return left.finding("leftovers", f"{left.count or 'none'}", "noted")
