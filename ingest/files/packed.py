"""What is known of a file within an archive, and the limits of what is unpacked."""

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ingest.files.source_file import Member

MOST_MEMBERS = 20_000
MOST_BYTES = 512 * 2**20  # of all that is in an archive, unpacked
HIGHEST_RATIO = 250  # of unpacked to packed bytes; text has 3 to 20
MOST_EMPTY = 100  # reads at the end of a stream; tarfile goes on for as long as a member says that it is
RATIO_FROM = 16 * 2**20  # unpacked bytes
HEADERS = 2**10  # bytes of a tar besides each file's content
BROKEN = (
    *(tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, OSError, ValueError, OverflowError, NotImplementedError, RuntimeError),
)  # what the libraries raise of bytes that are no archive, or one that is encrypted


class TooMuchError(ValueError):
    """An archive that is larger, unpacked, than is taken in; the message says what is too much."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of a member: why it is none, or its bytes as a stream and where they are."""

    problem: str = ""
    size: int = 0
    pieces: Iterable[bytes] = ()
    member: Member | None = None


class Bounded:
    """A stream that stops where an archive is larger, unpacked, than is taken in."""

    def __init__(self, stream: IO[bytes], packed: int) -> None:
        self._stream = stream
        self._packed = packed
        self.total = 0  # bytes that were read
        self._empty = 0  # reads that brought nothing

    def read(self, size: int) -> bytes:
        """The next bytes; raises `TooMuchError`, and `EOFError` for who goes on behind the end."""
        piece = self._stream.read(min(size, MOST_BYTES))
        self.total += len(piece)
        self._empty += not piece
        if self._empty > MOST_EMPTY:
            raise EOFError("it ends too early")
        check(self.total - MOST_MEMBERS * HEADERS, self._packed)
        return piece


def check(unpacked: int, packed: int) -> None:
    """Raise `TooMuchError` where an archive of so many bytes is larger, unpacked, than the limits allow."""
    if unpacked > MOST_BYTES:
        raise TooMuchError(f"has more than {MOST_BYTES // 2**20} MB unpacked")
    if unpacked > RATIO_FROM and unpacked > HIGHEST_RATIO * packed:
        raise TooMuchError(f"is packed more than {HIGHEST_RATIO} times smaller than what is in it")


def identity(location: Path) -> tuple[Path, int, int, int]:
    """Where a file is, and which: one that was put in its place is another."""
    status = location.lstat()
    return location, status.st_ino, status.st_size, status.st_mtime_ns


def reason(error: BaseException) -> str:
    """What a library or the system says of a broken archive, in one line."""
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).split("\n")[0]
