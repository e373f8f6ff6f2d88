"""One file of a folder: where its bytes are, by what digest it is known again, or why it is left out."""

import errno
import io
import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from ingest.core import line
from ingest.core.article import SourceError

LARGEST_FILE = 16 * 2**20
CHANGED = "changed while it was being read: run careerqa ingest again"
NO_FILE = "is not a regular file"
PIECE = 2**20
ZIP, TAR = (".zip",), (".tar", ".tgz", ".tbz2", ".txz", ".tar.gz", ".tar.bz2", ".tar.xz")
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Member(Protocol):
    """A file within an archive."""

    def read(self) -> bytes:
        """Its bytes, unpacked; raises `SourceError` where they are not those that were there before."""
        ...


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the folder: its path below it with `/`, the id of its article, and its content's sha256.

    `location` is where its bytes are, which are read when they are asked for. `said` is what `sources.yaml`
    says of it, by field.
    """

    path: str
    id: str
    sha256: str
    location: Path | Member
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Names all that its article is made of: the content, and what is said of it."""
        if not self.said:
            return self.sha256
        return sha256(f"{self.sha256} {json.dumps(self.said, sort_keys=True)}".encode()).hexdigest()

    def read(self) -> bytes:
        """The bytes that the sha256 is of.

        Raises `SourceError` where the file is gone or is another by now.
        """
        if not isinstance(self.location, Path):
            data = self.location.read()
        else:
            try:
                with opened(self.location) as file:
                    data = file.read(LARGEST_FILE + 1)
            except OSError as error:
                raise SourceError(f"was there and cannot be read: {error.strerror}") from error
        if sha256(data).hexdigest() != self.sha256:
            raise SourceError(CHANGED)
        return data


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not taken in, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What is doubtful about a file that is no article, such as `sources.yaml`."""

    path: str
    note: str


def file_sha256(location: Path) -> str:
    """The sha256 of a file's content, read in pieces; raises `SourceError` where it cannot be a source."""
    digest, blank = sha256(), True
    try:
        with opened(location) as file:
            size, read = os.fstat(file.fileno()).st_size, 0
            while size <= LARGEST_FILE and (piece := file.read(PIECE)):
                digest.update(piece)
                blank = blank and not piece.strip()
                read += len(piece)
                size = max(size, read)  # it may be growing
            if size > LARGEST_FILE:
                raise SourceError(too_large(size))
    except OSError as error:
        why = error.strerror or str(error)
        raise SourceError(why if why == NO_FILE else f"cannot be read: {why}") from error
    if blank:
        raise SourceError("is empty")
    return digest.hexdigest()


def too_large(size: int) -> str:
    """The reason why a file of so many bytes is left out."""
    return f"has {size / 2**20:.0f} MB; an article has at most {LARGEST_FILE // 2**20}"


def opened(location: Path) -> io.FileIO:
    """A file open for reading.

    Neither what a link put there meanwhile leads to, nor a pipe or a device; raises `OSError`.
    """
    descriptor = os.open(location, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, NO_FILE)
    return io.FileIO(descriptor)


def can_be_shown(path: str) -> bool:
    """Whether a path is text of one line, as messages and the catalog need it."""
    return not _UNSHOWN.search(path)


def escaped(path: str) -> str:
    """A path as text of one line, with what is none written so that it can be found."""
    return line.escaped(os.fsencode(path).decode("utf-8", "backslashreplace"))


def is_archive(path: str) -> bool:
    """Whether a file is an archive by its name: formats that are zips inside have names of their own."""
    return path.lower().endswith(ZIP + TAR)


def is_folder(path: Path | str) -> bool:
    """Whether a path leads to a folder; what cannot be looked at is none."""
    return os.path.isdir(path)  # noqa: PTH112 - `Path.is_dir` raises where a name is too long, or not allowed


def no_folder(folder: Path) -> SourceError:
    """What is told of a folder that is none."""
    if os.path.isfile(folder):  # noqa: PTH113 - see `is_folder`
        return SourceError(f"{folder} is not a folder but a file: name the folder it is in, {folder.parent}")
    return SourceError(f"{folder} is not a folder: there is nothing of that name")
