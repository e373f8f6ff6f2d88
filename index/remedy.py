"""The command that makes an index usable again, with the folders that it was made of."""

import json
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.manifest import MANIFEST, MANIFEST_COPY, IndexUnusable, content_of

if TYPE_CHECKING:
    from index.local import LocalStore

ANY_FOLDER = "FOLDER"  # where it is not known, or not there any more


def ingest_command(root: Path, generations: Sequence[Path]) -> str:
    """What to run for the index folder `root`; its generations, however damaged, may tell of its sources.

    The newest is the last.
    """
    told = next(filter(None, map(_told, reversed(generations))), {})
    return shlex.join(["careerqa", "ingest", *_sources(told), *_how(told), "--index", str(root)])


def repair_command(root: Path) -> str:
    """What to run to mend the index folder `root` without encoding again."""
    return shlex.join(["careerqa", "doctor", "--repair", "--index", str(root)])


def rollback_command(root: Path) -> str:
    """What to run to go back to the generation before."""
    return shlex.join(["careerqa", "rollback", "--index", str(root)])


def remedy_without(store: "LocalStore", folder: Path, *, prove: bool = True) -> str:
    """What to run where a generation cannot be mended: an ingest, or a rollback where that has where to go.

    To `prove` the one before takes as long as to read it; a rollback does so too before it goes there.
    """
    from index.doctor.files import damaged_files, whole_manifest

    ingest, before = store.remedy(), store.before(folder.name)
    if before is None:
        return ingest
    try:
        manifest, _ = whole_manifest(before, "")
    except IndexUnusable:
        return ingest
    if prove and damaged_files(before, manifest):
        return ingest
    return f"{ingest}, or {rollback_command(store.root)}"


def told_format(generation: Path) -> object:
    """The format that a manifest or its copy says it has, None where neither can be read."""
    return _told(generation).get("format")


def _told(generation: Path) -> dict[str, object]:
    """What can be read of a manifest or its copy, of whatever format."""
    for name in (MANIFEST, MANIFEST_COPY):
        try:
            told = json.loads(content_of(generation / name))
        except (IndexUnusable, ValueError, RecursionError):
            continue
        if isinstance(told, dict):
            return told
    return {}


def _sources(told: dict[str, object]) -> Sequence[str]:
    folders, source = told.get("folders"), told.get("sources")
    if isinstance(folders, dict) and folders:
        named = {str(name): Path(str(folder)) for name, folder in folders.items()}
        if all(folder.is_dir() for folder in named.values()):
            return [f"{name}={folder}" for name, folder in named.items()]
    elif isinstance(source, str) and Path(source).is_dir():
        return [source]
    return [ANY_FOLDER]


def _how(told: dict[str, object]) -> Sequence[str]:
    """A model that was named has to be named again, with its commit if it has one; so has following links."""
    from index.model import PUBLISHED_MODEL, TUNED_MODEL

    encoder = told.get("encoder")
    model = encoder.get("model") if isinstance(encoder, dict) else None
    named = isinstance(model, str) and model not in (TUNED_MODEL, PUBLISHED_MODEL)
    revisions = told.get("revisions")
    commit = revisions.get(model) if named and isinstance(revisions, dict) else None
    followed = ["--follow-links"] if told.get("follow_links") is True else []
    return [*(["--model", f"{model}@{commit}" if commit else str(model)] if named else []), *followed]
