"""Exports of a blog among the sources: each of their articles is a source of its own, as in an archive."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ingest.core.article import SourceError
from ingest.documents.blog_export import articles_in, nothing
from ingest.documents.export_xml import HEAD, kind_of_export
from ingest.files.archive import Contents
from ingest.files.ignore import Ignored
from ingest.files.source_file import Skipped, escaped, opened

SUFFIX = ".xml"
LARGEST_EXPORT = 64 * 2**20


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One article of an export, whose bytes are kept until it is read."""

    data: bytes

    def read(self) -> bytes:
        """Its bytes."""
        return self.data


def is_export(path: str, location: Path) -> bool:
    """Whether a file is an export by its name and its first element."""
    if not path.lower().endswith(SUFFIX):
        return False
    try:
        with opened(location) as file:
            return kind_of_export(file.read(HEAD)) is not None
    except OSError:
        return False  # whoever reads it says why


def read_export(path: str, location: Path, ignored: Ignored) -> Contents:
    """The articles of an export that has a path below the folder; or why it is left out, as a whole."""
    contents = Contents()
    try:
        with opened(location) as file:
            data = file.read(LARGEST_EXPORT + 1)
        if len(data) > LARGEST_EXPORT:
            raise SourceError(f"has more than {LARGEST_EXPORT // 2**20} MB: export it in parts")
        for name, article in articles_in(data):
            member = f"{path}/{name}"
            if not ignored.hides(member):
                contents.files[member] = sha256(article).hexdigest(), ExportedFile(article)
        if not contents.files:
            raise SourceError(nothing(data))
    except (SourceError, OSError) as error:
        why = str(error) if isinstance(error, SourceError) else f"cannot be read: {error.strerror}"
        return Contents(skipped=[Skipped(escaped(path), why)])
    return contents
