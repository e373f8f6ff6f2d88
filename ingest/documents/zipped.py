"""What is in a ZIP file, of which Word documents and e-books are made, within limits."""

import io
import zipfile
from zlib import error as DeflateError  # noqa: N812 - a name that says what it is

from ingest.core.article import SourceError
from ingest.core.signs import one_line

LARGEST_CONTENT = 256 * 2**20  # bytes of all that is in it
LARGEST_PART = 32 * 2**20
MOST_PARTS = 10_000
HIGHEST_RATIO = 100  # of a part of text, unpacked to packed; Word's own has 5 to 30
RATIO_FROM = 8 * 2**20  # unpacked bytes: as a tree they are thirty times as many
TEXTS = (".xml", ".rels", ".opf", ".xhtml", ".html", ".htm")
BEGINS = b"PK\x03\x04"
UNOPENED = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError)
"""What the library raises over an archive that it cannot list."""
BROKEN = (*UNOPENED, DeflateError, EOFError, RuntimeError)
"""What it raises over a part that it cannot unpack."""


class Zipped:
    """The parts of a ZIP file; raises `SourceError` where it is broken, locked or larger than the limits.

    `names` are those of all parts.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
            parts = self._file.infolist()
        except UNOPENED as error:
            raise SourceError("is damaged: its ZIP archive is not whole") from error
        self._parts = {part.filename: part for part in parts}
        self.names = frozenset(self._parts)
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_CONTENT:
            raise SourceError(f"unpacks to more than {LARGEST_CONTENT // 2**20} MB or {MOST_PARTS} parts")
        for part in parts:
            if part.filename.lower().endswith(TEXTS):
                _check(part)

    def read(self, name: str) -> bytes:
        """The bytes of a part; raises `SourceError` where they cannot be had."""
        part = self._parts.get(name)
        name = one_line(name)
        if part is None:
            raise SourceError(f"is damaged: {name} is missing in it")
        if part.flag_bits & 0x1:
            raise SourceError("is locked with a password: save it without one")
        _check(part)
        try:
            return self._file.read(part)
        except BROKEN as error:
            raise SourceError(f"is damaged: {name} in it cannot be unpacked") from error


def _check(part: zipfile.ZipInfo) -> None:
    """Raise `SourceError` where a part is too large to be made a tree of."""
    name = one_line(part.filename)
    if part.file_size > LARGEST_PART:
        raise SourceError(f"holds a part of more than {LARGEST_PART // 2**20} MB: {name}")
    if part.file_size > max(RATIO_FROM, HIGHEST_RATIO * part.compress_size):
        raise SourceError(
            f"holds a part that is packed more than {HIGHEST_RATIO} times smaller than it is: {name}"
        )


def names_in(data: bytes) -> frozenset[str]:
    """The names of a ZIP file's parts; empty where it is none or a broken one."""
    if not data.startswith(BEGINS):
        return frozenset()
    try:
        return frozenset(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except UNOPENED:
        return frozenset()
