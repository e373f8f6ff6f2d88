"""What of a folder of sources differs from what an index holds, told from the digests of the files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest import Skipped, SourceFile

Digests = Mapping[str, tuple[str, str]]
"""Path and sha256 of every article's file, by article id."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Files that are new or changed, ids of articles that are as they were, and what cannot be read."""

    files: list[SourceFile] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def compare(files: Iterable[SourceFile | Skipped], known: Digests) -> Changes:
    """Sort the files of a folder by what is to be done with them."""
    changes = Changes()
    for file in files:
        if isinstance(file, Skipped):
            changes.skipped.append(file)
        elif known.get(file.id) == (file.path, file.sha256):
            changes.unchanged.append(file.id)
        else:
            changes.files.append(file)
    return changes


def left_over(
    known: Digests, seen: Iterable[str], skipped: Iterable[Skipped]
) -> tuple[dict[str, str], list[str]]:
    """Of the articles without a readable file, those to keep, with their paths, and those to take out.

    An article whose file, or a folder above it, is there and cannot be read keeps its last good version.
    """
    there = set(seen)
    bad = {file.path for file in skipped}
    kept, gone = {}, []
    for article_id, (path, _) in known.items():
        if article_id in there:
            continue
        parents = path.split("/")
        if any("/".join(parents[:depth]) in bad for depth in range(1, len(parents) + 1)):
            kept[article_id] = path
        else:
            gone.append(article_id)
    return kept, gone
