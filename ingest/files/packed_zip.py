"""The files of a zip."""

import stat
import weakref
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ingest.core.article import SourceError
from ingest.files.packed import BROKEN, Content, check, identity
from ingest.files.source_file import CHANGED, LARGEST_FILE, PIECE, opened


@dataclass(frozen=True, slots=True)
class _ZipMember:
    location: Path
    name: str

    def read(self) -> bytes:
        """Unpack it; no more than a source may have."""
        try:
            with _open_zip(*identity(self.location)).zip.open(self.name) as file:
                return file.read(LARGEST_FILE + 1)
        except (KeyError, *BROKEN) as error:
            raise SourceError(CHANGED) from error


def zip_members(location: Path) -> Iterator[tuple[str, Content]]:
    """The files of a zip, whose declared sizes hold: no more is unpacked of any."""
    archive = _open_zip(*identity(location)).zip
    found = [info for info in archive.infolist() if not info.filename.endswith("/")]  # a name may be empty
    unpacked = sum(info.file_size for info in found)
    check(unpacked, location.stat().st_size)
    for info in found:
        name = _zip_name(info).replace("\\", "/")
        if info.flag_bits & 1:
            yield name, Content("is encrypted")
        elif not stat.S_ISREG(mode := info.external_attr >> 16) and stat.S_IFMT(mode):
            yield name, Content("is a link" if stat.S_ISLNK(mode) else "is not a regular file")
        else:
            member = _ZipMember(location, info.filename)
            yield name, Content("", info.file_size, _unpacked(archive, info), member)


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


class _OpenZip:
    """A zip, open as long as somebody has it."""

    def __init__(self, location: Path) -> None:
        file = opened(location)
        weakref.finalize(self, file.close)
        self.zip = zipfile.ZipFile(file)


@lru_cache(maxsize=1)
def _open_zip(location: Path, *_: int) -> _OpenZip:
    return _OpenZip(location)
