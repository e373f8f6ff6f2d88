"""What of a folder of sources differs from what an index holds, told from the digests of the files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ingest import Noted, Skipped, SourceFile

MOST_REMOVED = 0.5  # of an index's articles, without being asked
FEWEST_ASKED = 4  # articles; of a smaller index nothing is lost that is not soon read again

Digests = Mapping[str, tuple[str, str]]
"""Path and sha256 of every article's file, by article id."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Files that are new or changed, ids of articles that are as they were, and what cannot be read."""

    files: list[SourceFile] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)


class RemovalUnconfirmedError(RuntimeError):
    """Most of an index's articles have no file any more, and nobody said that they shall go."""


def compare(files: Iterable[SourceFile | Skipped | Noted], known: Digests) -> Changes:
    """Sort the files of a folder by what is to be done with them."""
    changes = Changes()
    for file in files:
        if isinstance(file, Skipped):
            changes.skipped.append(file)
        elif isinstance(file, Noted):
            changes.notes.append(file)
        elif known.get(file.id) == (file.path, file.digest):
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


def renamed(known: Digests, files: Iterable[SourceFile], gone: Iterable[str]) -> dict[str, str]:
    """New path of each article that is gone from its old one, where the same content is read anew."""
    moved = {file.digest: file.path for file in files if file.id not in known}
    paths = {known[article_id][0]: moved.get(known[article_id][1]) for article_id in gone}
    return {old: new for old, new in paths.items() if new is not None and new != old}


def lost(known: Digests, changes: Changes) -> list[str]:
    """Ids of the articles whose file is gone, and that are under no other path or id either."""
    seen = [*changes.unchanged, *(file.id for file in changes.files)]
    _, gone = left_over(known, seen, changes.skipped)
    paths = {file.path for file in changes.files}
    contents = {file.digest for file in changes.files}
    return [
        article_id
        for article_id in gone
        if known[article_id][0] not in paths and known[article_id][1] not in contents
    ]


def check_removal(known: Digests, changes: Changes, sources: str, place: str, built_from: str) -> None:
    """Raise `RemovalUnconfirmedError` where more than `MOST_REMOVED` of the articles are lost."""
    missing = len(lost(known, changes))
    if len(known) < FEWEST_ASKED or missing <= MOST_REMOVED * len(known):
        return
    elsewhere = "" if built_from == sources else f", which was built from {built_from},"
    raise RemovalUnconfirmedError(
        f"{missing} of the {len(known)} articles of {place}{elsewhere} have no file in {sources} any more; "
        "nothing was changed. Say --yes to take them out"
    )
