"""The folder of sources that a running service changes: files are put into it and taken out of it.

A file that is taken out, or that another takes the place of, is moved into a hidden folder beside the
sources, which no ingest reads: whoever keeps the folder can put it back.
"""

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from index import Manifest
from ingest import LARGEST_FILE, Folders, Source, SourceError, is_archive, names_of_formats, reader_for
from service.changing.whole_files import keep, put_new, remove_broken_off, secure

REMOVED = ".careerqa-removed"
ARRIVING = ".careerqa-arriving-"  # what files are named until they are whole
LARGEST_ARCHIVE = 64 * 2**20
DEEPEST = 12  # folders
LONGEST_NAME, LONGEST_PATH = 200, 1000  # bytes
_SAID = "sources.yaml"  # says how others are read; it is not for whoever visits


class ChangeError(ValueError):
    """A change that is not made; the message says why. With `another`, a file of that name is there."""

    def __init__(self, message: str, *, another: bool = False) -> None:
        super().__init__(message)
        self.another = another


@dataclass(frozen=True, slots=True)
class SourceFiles:
    """The folder of sources, or the folders of several collections by name."""

    root: Path | None
    folders: Mapping[str, Path] = field(default_factory=dict)

    @classmethod
    def of(cls, followed: Path | Folders | None, index: Path, manifest: Manifest | None) -> "SourceFiles":
        """The folders that are followed, else what the index was made from, else `sources` beside the index.

        Raises `ChangeError` where what the index was made from is not there any more.
        """
        if followed is not None:
            return cls(followed) if isinstance(followed, Path) else cls(None, dict(followed.named))
        if manifest is None:
            return cls(index.parent / "sources")
        folders = {name: Path(path) for name, path in manifest.folders.items()}
        files = cls(None, folders) if folders else cls(Path(manifest.sources))
        if not all(folder.is_dir() for folder in files.tops()):
            raise ChangeError(
                "the folder that the index was made from is not there; start careerqa serve with --sources FOLDER"
            )
        return files

    def tops(self) -> list[Path]:
        """The folders themselves."""
        return list(self.folders.values()) if self.root is None else [self.root]

    def arguments(self) -> list[str]:
        """As words that `ingest.sources_of` understands."""
        if self.root is not None:
            return [str(self.root)]
        return [f"{name}={folder}" for name, folder in self.folders.items()]

    def arriving(self, path: str) -> Path:
        """A new name for a file that is to be put at a path, on the same disk; raises `ChangeError`."""
        top, _ = self._at(path)
        try:
            top.mkdir(parents=True, exist_ok=True)
            remove_broken_off(top, ARRIVING)
        except OSError as error:
            raise _unwritten(error) from error
        return top / f"{ARRIVING}{os.urandom(8).hex()}"

    def put(self, arrived: Path, path: str, *, instead: bool = False) -> bool:
        """Put a file that arrived at its path; False where that is there already, byte for byte.

        Raises `ChangeError` for a path or a file that is not taken, and where another file is there, unless it
        is to be `instead` of that.
        """
        target = self._checked(path)
        if target.is_symlink():  # before it is compared: what is outside is not told by guesses
            raise ChangeError(f"{path} is a link")
        _check(path, arrived)
        try:
            if target.exists():
                if target.is_file() and target.read_bytes() == arrived.read_bytes():
                    return False
                if not target.is_file() or not instead:
                    raise ChangeError(f"there is another {path} already", another=target.is_file())
                keep(target, self._aside(path, target))
                secure(arrived)
                arrived.replace(target)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                secure(arrived)
                put_new(arrived, target)
        except FileExistsError as error:
            raise ChangeError(f"there is another {path} already", another=True) from error
        except OSError as error:
            raise _unwritten(error) from error
        return True

    def remove(self, path: str) -> None:
        """Take a file out; raises `ChangeError` where there is none of that path, or it is not to be had."""
        target = self._checked(path)
        if target.is_symlink() or not target.is_file():
            raise ChangeError(f"there is no file {path} in the folder of sources")
        try:
            target.replace(self._aside(path, target))
        except OSError as error:
            raise _unwritten(error) from error

    def _aside(self, path: str, target: Path) -> Path:
        """Where a file is put aside, which nothing else is."""
        top, _ = self._at(path)
        moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        aside = top / REMOVED / f"{moment}-{os.urandom(2).hex()}" / target.relative_to(top)
        aside.parent.mkdir(parents=True)
        return aside

    def _at(self, path: str) -> tuple[Path, PurePosixPath]:
        """The folder that a path is below, and the path from there; raises `ChangeError` for a bad one."""
        parts = path.split("/")
        for part in parts:
            if part in ("", ".", "..") or part.startswith(".") or "\\" in part or not part.isprintable():
                raise ChangeError(f"{path!r} is no name of a file that is taken")
            if len(part.encode()) > LONGEST_NAME:
                raise ChangeError(f"{part[:40]}… has too long a name")
        if len(path.encode()) > LONGEST_PATH or len(parts) > DEEPEST:
            raise ChangeError(f"{parts[-1]} lies too deep in its folders")
        if self.root is not None:
            return self.root, PurePosixPath(path)
        if len(parts) < 2 or parts[0] not in self.folders:
            raise ChangeError(f"choose a collection for {parts[-1]}: {', '.join(self.folders)}")
        return self.folders[parts[0]], PurePosixPath(*parts[1:])

    def _checked(self, path: str) -> Path:
        """Where a path is on the disk; raises `ChangeError` where a link leads out, or a file is in the way."""
        top, below = self._at(path)
        if below == PurePosixPath(_SAID):
            raise ChangeError(f"{_SAID} is changed by whoever keeps the folder")
        place = top
        for part in below.parts[:-1]:
            place = place / part
            if place.is_symlink():
                raise ChangeError(f"{path} lies behind a link")
            if place.exists() and not place.is_dir():
                raise ChangeError(f"{path} is in the file {place.name}, which goes or stays as a whole")
        return place / below.name


def is_of(path: str, file: str) -> bool:
    """Whether a path is that of a file, or of what is in it."""
    return path == file or path.startswith(f"{file}/")


def _check(path: str, arrived: Path) -> None:
    """Raise `ChangeError` for a file that no reader takes: it is told at once, not after an ingest."""
    size = arrived.stat().st_size
    largest = LARGEST_ARCHIVE if is_archive(path) else LARGEST_FILE
    if size > largest:
        raise ChangeError(f"{path} is larger than {largest // 2**20} MB")
    if is_archive(path):
        return
    try:
        reader_for(Source(path, arrived.read_bytes()))
    except SourceError as error:
        raise ChangeError(f"{path} {error}; the formats that are read are {names_of_formats()}") from error


def _unwritten(error: OSError) -> ChangeError:
    what = "the disk is full" if error.errno == errno.ENOSPC else error.strerror
    return ChangeError(f"the folder of sources cannot be changed: {what}")
