"""Archives among the sources: their files are read where they lie, within limits; nothing is unpacked to disk.

Only a compressed tar, in which one cannot go back, is unpacked as a whole, into a file without a name.
"""

import bz2
import gzip
import lzma
import re
import stat
import tarfile
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

from ingest.article import SourceError
from ingest.ignore import IGNORE_FILE, LARGEST_IGNORE_FILE, Ignored, index_folders
from ingest.source_file import CHANGED, LARGEST_FILE, PIECE, Member, Skipped, escaped, opened, too_large

MOST_MEMBERS = 20_000
MOST_BYTES = 512 * 2**20  # of all that is in an archive, unpacked
HIGHEST_RATIO = 250  # of unpacked to packed bytes; text has 3 to 20
RATIO_FROM = 16 * 2**20  # unpacked bytes
_HEADERS = 2**10  # bytes of a tar besides each file's content
_ZIP, _TAR = (".zip",), (".tar", ".tgz", ".tbz2", ".txz", ".tar.gz", ".tar.bz2", ".tar.xz")
_DRIVE = re.compile(r"[A-Za-z]:")
_BROKEN = (
    *(tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(EOFError, OSError, ValueError, NotImplementedError, RuntimeError),
)  # what the libraries raise of bytes that are no archive, or one that is encrypted


@dataclass
class Contents:
    """The files of an archive: path below the folder, with sha256 and where they are; and what is left out."""

    files: dict[str, tuple[str, Member]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _ZipMember:
    location: Path
    name: str

    def read(self) -> bytes:
        """Unpack it; no more than a source may have."""
        try:
            with _open_zip(*_identity(self.location)).zip.open(self.name) as file:
                return file.read(LARGEST_FILE + 1)
        except (KeyError, *_BROKEN) as error:
            raise SourceError(CHANGED) from error


@dataclass(frozen=True, slots=True)
class _TarMember:
    location: Path
    offset: int
    size: int

    def read(self) -> bytes:
        """Take it out of the tar, which is unpacked for the first of them."""
        try:
            plain = _open_tar(*_identity(self.location)).plain
            plain.seek(self.offset)
            return plain.read(self.size)
        except _BROKEN as error:
            raise SourceError(CHANGED) from error


def is_archive(path: str) -> bool:
    """Whether a file is an archive by its name: formats that are zips inside have names of their own."""
    return path.lower().endswith(_ZIP + _TAR)


def read_archive(path: str, location: Path, ignored: Ignored) -> Contents:
    """What is in an archive that has a path below the folder; its ignore files are added to `ignored`.

    A member that has a bad path, is a link, an archive or too large is skipped by itself. An archive that
    is none, is broken at its beginning or has more than the limits allow is skipped as a whole.
    """
    contents = Contents()
    members = _zip_members if path.lower().endswith(_ZIP) else _tar_members
    seen: set[str] = set()
    try:
        for name, content in members(location):
            if len(seen) >= MOST_MEMBERS:
                raise _TooMuchError(f"holds more than {MOST_MEMBERS} files")
            seen.add(name)
            _take(contents, path, name, content, ignored)
    except SourceError:
        raise  # an ignore file in it cannot be understood
    except _TooMuchError as error:
        return Contents(skipped=[Skipped(path, str(error))])
    except _BROKEN as error:
        why = f"cannot be unpacked{' as a whole' if contents.files else ''}: {_reason(error)}"
        contents.skipped.append(Skipped(path, why))
    indexes = index_folders(contents.files)
    for member in list(contents.files):
        if ignored.hides(member) or any(member.startswith(folder) for folder in indexes):
            del contents.files[member]
    return contents


class _TooMuchError(ValueError):
    """An archive that is larger, unpacked, than is taken in; the message says what is too much."""


@dataclass(frozen=True, slots=True)
class _Content:
    """What is known of a member: why it is none, or its bytes as a stream and where they are."""

    problem: str = ""
    size: int = 0
    pieces: Iterator[bytes] = iter(())
    member: Member | None = None


def _take(contents: Contents, archive: str, name: str, content: _Content, ignored: Ignored) -> None:
    """Put a member into the contents, or say why not; hidden ones are passed over."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    path = f"{archive}/{'/'.join(parts)}"
    if name.startswith("/") or _DRIVE.match(name) or ".." in parts:
        contents.skipped.append(Skipped(escaped(f"{archive}/{name}"), "has a path that leads out of the archive"))
        return
    if parts and parts[-1] == IGNORE_FILE and content.size <= LARGEST_IGNORE_FILE:
        ignored.add(path.removesuffix(IGNORE_FILE), b"".join(content.pieces))
        return
    if not parts or any(part.startswith(".") for part in parts):
        return
    problem = content.problem
    if not problem and is_archive(path):
        problem = "is an archive within an archive: unpack it"
    if not problem and content.size > LARGEST_FILE:
        problem = too_large(content.size)
    if not problem:
        digest, blank = sha256(), True
        try:
            for piece in content.pieces:
                digest.update(piece)
                blank = blank and not piece.strip()
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
            problem = f"cannot be unpacked: {_reason(error)}"
        else:
            problem = "is empty" if blank else ""
    if problem:
        contents.skipped.append(Skipped(escaped(path), problem))
        return
    if path in contents.files:
        contents.skipped.append(Skipped(escaped(path), "is in the archive more than once; the last was read"))
    assert content.member is not None  # what has no problem has one
    contents.files[path] = digest.hexdigest(), content.member


def _zip_members(location: Path) -> Iterator[tuple[str, _Content]]:
    """The files of a zip, whose declared sizes hold: no more is unpacked of any."""
    archive = _open_zip(*_identity(location)).zip
    found = [info for info in archive.infolist() if not info.is_dir()]
    unpacked = sum(info.file_size for info in found)
    _check(unpacked, location.stat().st_size)
    for info in found:
        name = _zip_name(info).replace("\\", "/")
        if info.flag_bits & 1:
            yield name, _Content("is encrypted")
        elif not stat.S_ISREG(mode := info.external_attr >> 16) and stat.S_IFMT(mode):
            yield name, _Content("is a link" if stat.S_ISLNK(mode) else "is not a regular file")
        else:
            member = _ZipMember(location, info.filename)
            yield name, _Content("", info.file_size, _unpacked(archive, info), member)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A member's name; one in UTF-8 that is not marked as such, as of macOS, is told."""
    if not info.flag_bits & 0x800:
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except ValueError:
            pass
    return info.filename


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as file:
        while piece := file.read(PIECE):
            yield piece


def _tar_members(location: Path) -> Iterator[tuple[str, _Content]]:
    """The files of a tar, read as a stream from its beginning to its end."""
    with opened(location) as packed, _unpacking(packed) as stream:
        bounded = cast("IO[bytes]", _Bounded(stream, location.stat().st_size))
        with tarfile.open(fileobj=bounded, mode="r|") as archive:
            for info in archive:
                if info.isdir():
                    continue
                if info.issym() or info.islnk():
                    yield info.name, _Content("is a link")
                elif not info.isreg() or info.issparse():
                    yield info.name, _Content("is not a regular file")
                else:
                    member = _TarMember(location, info.offset_data, info.size)
                    yield info.name, _Content("", info.size, _extracted(archive, info), member)


def _extracted(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Iterator[bytes]:
    file = archive.extractfile(info)
    assert file is not None  # it is a regular file
    while piece := file.read(PIECE):
        yield piece


def _unpacking(packed: IO[bytes]) -> IO[bytes]:
    """The stream of a tar, unpacked by what its first bytes say."""
    head = packed.read(6)
    packed.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return cast("IO[bytes]", gzip.GzipFile(fileobj=packed, mode="rb"))
    if head.startswith(b"BZh"):
        return bz2.BZ2File(packed)
    if head == b"\xfd7zXZ\x00":
        return lzma.LZMAFile(packed)
    return packed


class _Bounded:
    """A stream that stops where an archive is larger, unpacked, than is taken in."""

    def __init__(self, stream: IO[bytes], packed: int) -> None:
        self._stream = stream
        self._packed = packed
        self._read = 0

    def read(self, size: int) -> bytes:
        """The next bytes; raises `_TooMuchError`."""
        piece = self._stream.read(min(size, MOST_BYTES))
        self._read += len(piece)
        _check(self._read - MOST_MEMBERS * _HEADERS, self._packed)
        return piece


def _check(unpacked: int, packed: int) -> None:
    if unpacked > MOST_BYTES:
        raise _TooMuchError(f"has more than {MOST_BYTES // 2**20} MB unpacked")
    if unpacked > RATIO_FROM and unpacked > HIGHEST_RATIO * packed:
        raise _TooMuchError(f"is packed more than {HIGHEST_RATIO} times smaller than what is in it")


class _OpenZip:
    """A zip, open as long as somebody has it."""

    def __init__(self, location: Path) -> None:
        file = opened(location)
        weakref.finalize(self, file.close)
        self.zip = zipfile.ZipFile(file)


class _OpenTar:
    """A tar without compression, open as long as somebody has it."""

    def __init__(self, location: Path) -> None:
        self.plain: IO[bytes] = opened(location)
        weakref.finalize(self, self.plain.close)
        unpacking = _unpacking(self.plain)
        if unpacking is self.plain:
            return
        bounded = _Bounded(unpacking, location.stat().st_size)
        self.plain = TemporaryFile()  # noqa: SIM115 - closed by the finalizer
        weakref.finalize(self, self.plain.close)
        with unpacking:
            while piece := bounded.read(PIECE):
                self.plain.write(piece)


def _identity(location: Path) -> tuple[Path, int, int, int]:
    """Where a file is, and which: one that was put in its place is another."""
    status = location.lstat()
    return location, status.st_ino, status.st_size, status.st_mtime_ns


@lru_cache(maxsize=1)
def _open_zip(location: Path, *_: int) -> _OpenZip:
    return _OpenZip(location)


@lru_cache(maxsize=1)
def _open_tar(location: Path, *_: int) -> _OpenTar:
    return _OpenTar(location)


def _reason(error: BaseException) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).split("\n")[0]
