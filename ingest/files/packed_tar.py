"""The files of a tar, compressed or not."""

import bz2
import gzip
import lzma
import tarfile
import weakref
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

from ingest.core.article import SourceError
from ingest.files.packed import BROKEN, Bounded, Content, identity
from ingest.files.source_file import CHANGED, PIECE, opened


@dataclass(frozen=True, slots=True)
class _TarMember:
    location: Path
    offset: int
    size: int

    def read(self) -> bytes:
        """Take it out of the tar, which is unpacked for the first of them."""
        try:
            plain = _open_tar(*identity(self.location)).plain
            plain.seek(self.offset)
            return plain.read(self.size)
        except BROKEN as error:
            raise SourceError(CHANGED) from error


def tar_members(location: Path) -> Iterator[tuple[str, Content]]:
    """The files of a tar, read as a stream from its beginning to its end."""
    with opened(location) as packed, _unpacking(packed) as stream:
        bounded = Bounded(stream, location.stat().st_size)
        with tarfile.open(fileobj=cast("IO[bytes]", bounded), mode="r|") as archive:
            for info in archive:
                if info.isdir():
                    continue
                if info.issym() or info.islnk():
                    yield info.name, Content("is a link")
                elif not info.isreg() or info.issparse():
                    yield info.name, Content("is not a regular file")
                else:
                    member = _TarMember(location, info.offset_data, info.size)
                    yield info.name, Content("", info.size, _extracted(archive, info), member)
            if bounded.total < archive.offset + tarfile.BLOCKSIZE:  # of which tarfile says nothing
                raise EOFError("it ends too early")


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


class _OpenTar:
    """A tar without compression, open as long as somebody has it."""

    def __init__(self, location: Path) -> None:
        self.plain: IO[bytes] = opened(location)
        weakref.finalize(self, self.plain.close)
        unpacking = _unpacking(self.plain)
        if unpacking is self.plain:
            return
        bounded = Bounded(unpacking, location.stat().st_size)
        self.plain = TemporaryFile()  # noqa: SIM115 - closed by the finalizer
        weakref.finalize(self, self.plain.close)
        with unpacking, suppress(*BROKEN):  # what is there of a broken one can be read
            while piece := bounded.read(tarfile.RECORDSIZE):
                self.plain.write(piece)


@lru_cache(maxsize=1)
def _open_tar(location: Path, *_: int) -> _OpenTar:
    return _OpenTar(location)
