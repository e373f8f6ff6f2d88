"""An index against the files that it was made of, as they are now: what is new, changed and gone since."""

from collections.abc import Collection
from pathlib import Path

from index.changes import compare, left_over, renamed
from index.doctor.finding import Disagreements, Finding
from index.manifest import Manifest
from ingest import Folders, paths_of, scan_sources


def check_sources(
    manifest: Manifest, digests: dict[str, tuple[str, str]], kept_out: Collection[Path]
) -> Finding:
    """Every file by its digest; what could not be read then and is there still is not new."""
    sources = _sources(manifest)
    bad = Disagreements()
    for folder in paths_of(sources):
        if not folder.is_dir():
            bad.add(f"{folder} is not there")
    if bad.count:
        return bad.finding("sources", "cannot be compared", "changed")
    files = scan_sources(sources, kept_out=kept_out, follow_links=manifest.follow_links)
    changes = compare(files, digests)
    unread = {path for path, _ in manifest.skipped}
    changed = [file for file in changes.files if file.id in digests]
    new = [file for file in changes.files if file.id not in digests and file.path not in unread]
    seen = [*changes.unchanged, *(file.id for file in changes.files)]
    kept, gone = left_over(digests, seen, changes.skipped)
    moved = renamed(digests, new, gone)
    for file in new:
        bad.add(f"new: {file.path}" + "".join(f", renamed from {old}" for old in _old(moved, file.path)))
    for file in changed:
        bad.add(f"changed: {file.path}")
    for article_id in gone:
        bad.add(f"gone: {digests[article_id][0]}")
    for path in kept.values():
        bad.add(f"cannot be read now: {path}")
    differ = f"{len(changed)} changed, {len(new)} new, {len(gone)} gone"
    told = f"{len(changes.unchanged)} as they were read, {differ} in {manifest.sources}"
    return bad.finding("sources", told, "changed")


def _sources(manifest: Manifest) -> Path | Folders:
    """The folder, or the folders, as the ingest was told them."""
    if manifest.folders:
        return Folders(tuple((name, Path(path)) for name, path in manifest.folders.items()))
    return Path(manifest.sources)


def _old(moved: dict[str, str], path: str) -> list[str]:
    return [old for old, new in moved.items() if new == path]
