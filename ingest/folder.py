"""A folder of sources: every file that can be read, or one line that says why it cannot be."""

import io
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from ingest.article import Article, SourceError
from ingest.passages import Chunking, build_article
from ingest.reader import Reader
from ingest.readers import READERS, reader_for
from ingest.source import Source

LARGEST_FILE = 16 * 2**20
READER_VERSION = 4
TEXT_SUFFIXES = (".txt", ".md", ".markdown")
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the folder: its path below it with `/`, the id of its article, and its content's digest.

    `location` is where its bytes are, which are read when they are asked for.
    """

    path: str
    id: str
    sha256: str
    location: Path

    def read(self) -> bytes:
        """The bytes that the digest is of.

        Raises `SourceError` where the file is gone or is another by now.
        """
        try:
            with _opened(self.location) as file:
                data = file.read(LARGEST_FILE + 1)
        except OSError as error:
            raise SourceError(f"was there and cannot be read: {error.strerror}") from error
        if sha256(data).hexdigest() != self.sha256:
            raise SourceError("changed while it was being read: run careerqa ingest again")
        return data


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not taken in, and why."""

    path: str
    reason: str


def scan_folder(folder: Path) -> Iterator[SourceFile | Skipped]:
    """Every file below `folder` in a fixed order; hidden ones are passed over.

    Raises `SourceError` without a folder. A folder that cannot be listed is `Skipped` itself, and so is a
    link that leads out of the folder. A link to what is read in its own place is passed over.
    """
    if not folder.is_dir():
        raise SourceError(f"{folder} is not a folder")
    listing = _Listing(folder)
    yield from listing.skipped
    for path, article_id in article_ids(listing.files).items():
        if _UNSHOWN.search(path):
            yield Skipped(_escaped(path), "has a name that is not UTF-8 or holds a control character")
            continue
        try:
            yield SourceFile(path, article_id, _digest(listing.files[path]), listing.files[path])
        except SourceError as error:
            yield Skipped(path, str(error))


def article_ids(paths: Sequence[str] | dict[str, Path]) -> dict[str, str]:
    """The id of each file's article: its path, without a usual suffix where no other file has that stem.

    Ids never collide: a stem that is itself the path of a file, as that of `talk.md.txt` beside `talk.md`, is
    none. Names count as the disk has them, letter by letter.
    """
    stems = {path: str(PurePosixPath(path).with_suffix("")) for path in paths}
    count = Counter(stems.values())
    return {
        path: stem if path.endswith(TEXT_SUFFIXES) and count[stem] == 1 and stem not in stems else path
        for path, stem in stems.items()
    }


def read_source(
    file: SourceFile, chunking: Chunking | None = None, readers: Sequence[Reader] = READERS
) -> Article:
    """Read a file with the first reader that recognises it; raises `SourceError` with the reason."""
    return read_article(
        Source(file.path, file.read()), article_id=file.id, chunking=chunking, readers=readers
    )


def read_article(
    source: Source, *, article_id: str, chunking: Chunking | None = None, readers: Sequence[Reader] = READERS
) -> Article:
    """The article of a file whose bytes are at hand; raises `SourceError` with the reason."""
    reader = reader_for(source, readers)
    article = build_article(
        reader.read(source),
        reader,
        article_id=article_id,
        path=source.path,
        sha256=sha256(source.data).hexdigest(),
        chunking=chunking,
        notes=source.encoding_notes,
    )
    if not article.passages:
        raise SourceError("holds no text besides headings and page furniture")
    return article


class _Listing:
    """The files below a folder by their paths, in a fixed order, with where their bytes are."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = Path(os.path.realpath(folder))
        self.skipped: list[Skipped] = []
        self.files: dict[str, Path] = {}
        links: dict[str, Path] = {}
        for path in sorted(self._walk()):
            location = self._root / path
            if location.is_symlink():
                links[path] = location
            else:
                self.files[path] = location
        self._follow(links)
        self.files = dict(sorted(self.files.items()))

    def _walk(self) -> Iterator[str]:
        """Paths of what is no folder, and of links to folders, below the folder."""
        for parent, folders, files in os.walk(self._root, onerror=self._unlisted):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            linked = [name for name in folders if (Path(parent) / name).is_symlink()]
            for name in (*files, *linked):
                if not name.startswith("."):
                    yield (Path(parent) / name).relative_to(self._root).as_posix()

    def _unlisted(self, error: OSError) -> None:
        path = Path(error.filename).relative_to(self._root).as_posix()
        self.skipped.append(Skipped(_escaped(path), f"cannot be read: {error.strerror}"))

    def _follow(self, links: dict[str, Path]) -> None:
        """Take in the files that links lead to, if they are the folder's and not read in their own place."""
        locations = set(self.files.values())
        for path, location in links.items():
            try:
                target = Path(os.path.realpath(location, strict=True))
            except FileNotFoundError:
                self._skip(path, "is a link to a file that is not there")
            except OSError as error:
                self._skip(path, f"is a link that cannot be followed: {error.strerror}")
            else:
                if not target.is_relative_to(self._root):
                    self._skip(path, "is a link that leads out of the folder")
                elif target.is_dir():
                    if any(part.startswith(".") for part in target.relative_to(self._root).parts):
                        self._skip(path, "is a link to a hidden folder")
                elif target not in locations:
                    locations.add(target)
                    self.files[path] = target

    def _skip(self, path: str, reason: str) -> None:
        self.skipped.append(Skipped(_escaped(path), reason))


def _escaped(path: str) -> str:
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        character if character >= " " and character != "\x7f" else f"\\x{ord(character):02x}"
        for character in shown
    )


def _digest(location: Path) -> str:
    """sha256 of a file's content, read in pieces; raises `SourceError` where it cannot be a source."""
    digest, blank = sha256(), True
    try:
        with _opened(location) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise SourceError("is not a regular file")
            if status.st_size > LARGEST_FILE:
                raise SourceError(
                    f"has {status.st_size / 2**20:.0f} MB; an article has at most {LARGEST_FILE // 2**20}"
                )
            while piece := file.read(_PIECE):
                digest.update(piece)
                blank = blank and not piece.strip()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from error
    if blank:
        raise SourceError("is empty")
    return digest.hexdigest()


def _opened(location: Path) -> io.FileIO:
    """A file open for reading.

    Neither what a link put there meanwhile leads to, nor a pipe that nobody writes to waits.
    """
    return io.FileIO(os.open(location, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC))
