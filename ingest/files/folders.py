"""Several folders read as one, each as a folder at its top, which is what is called a collection."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.core.article import SourceError
from ingest.files.folder import scan_folder
from ingest.files.source_file import Noted, Skipped, SourceFile, is_folder, no_folder


def collection_of(path: str) -> str | None:
    """The collection of an article, which is the first folder of its path; None for a file in no folder."""
    first, below, _ = path.partition("/")
    return first if below else None


@dataclass(frozen=True, slots=True)
class Folders:
    """Folders with the names under which their files are read; `talk.md` of `talks` is `talks/talk.md`."""

    named: tuple[tuple[str, Path], ...]

    @property
    def paths(self) -> list[Path]:
        """Where they are."""
        return [path for _, path in self.named]

    def __str__(self) -> str:
        return ", ".join(f"{name}={path}" for name, path in self.named)


def sources_of(arguments: Sequence[str]) -> Path | Folders:
    """The folder, or the folders, that words of a command line mean: `FOLDER`, or `NAME=FOLDER`.

    One without a name is read as it is. Several are collections, each with its own name where none is given.
    Raises `SourceError` where two have the same name, where one has none, or lies in another.
    """
    wanted = [_named(argument) for argument in arguments]
    if len(wanted) == 1 and wanted[0][0] is None:
        return wanted[0][1]
    folders: dict[str, Path] = {}
    for given, path in wanted:
        name = given or Path(os.path.abspath(path)).name  # noqa: PTH100 - a link has a name of its own
        if not name or not name.isprintable():
            raise SourceError(f"{path} has no name that can be used; give it one: NAME={path}")
        if name in folders:
            both = f"{folders[name]} and {path}"
            raise SourceError(f"two folders are named {name}: {both}; give one another name: NAME={path}")
        folders[name] = path
    _check_apart(folders)
    return Folders(tuple(folders.items()))


def paths_of(sources: Path | Folders) -> list[Path]:
    """Where a folder or several are."""
    return [sources] if isinstance(sources, Path) else sources.paths


def scan_sources(sources: Path | Folders, **how: Any) -> Iterator[SourceFile | Skipped | Noted]:
    """Every file of a folder or of several, in a fixed order, as `scan_folder` does, with whose options.

    Raises `SourceError` where one of them is no folder, before anything is read.
    """
    if isinstance(sources, Path):
        yield from scan_folder(sources, **how)
        return
    for folder in sources.paths:
        if not is_folder(folder):
            raise no_folder(folder)
    for name, folder in sorted(sources.named):
        for found in scan_folder(folder, **how):
            path = f"{name}/{found.path}"
            if isinstance(found, SourceFile):
                yield replace(found, path=path, id=f"{name}/{found.id}")
            else:
                yield replace(found, path=path)


def _named(argument: str) -> tuple[str | None, Path]:
    """A name, where one is given, and a folder; one that is there with `=` in its path is taken as it is."""
    name, sign, path = argument.partition("=")
    if not sign or not name or not path or "/" in name or name in (".", "..") or is_folder(argument):
        return None, Path(argument).expanduser()
    return name, Path(path).expanduser()


def _check_apart(folders: dict[str, Path]) -> None:
    real = {name: Path(os.path.realpath(path)) for name, path in folders.items()}
    for name, path in real.items():
        for other, above in real.items():
            if name != other and path.is_relative_to(above):
                raise SourceError(
                    f"{folders[name]} lies in {folders[other]}, so that its files would be read twice"
                    if path != above
                    else f"{folders[name]} is named twice, so that its files would be read twice"
                )
