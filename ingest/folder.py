"""A folder of sources: every file read into an article, or one line that says why it cannot be."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from ingest.article import Article, SourceError
from ingest.passages import Chunking, build_article
from ingest.plain import read_plain
from ingest.wiki import is_wiki, read_wiki

LARGEST_FILE = 16 * 2**20
READER_VERSION = 1
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the folder: its path below the folder with `/`, the article id it gets, and its content's digest."""

    path: str
    article_id: str
    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not taken in, and why."""

    path: str
    reason: str


def scan_folder(folder: Path) -> Iterator[SourceFile | Skipped]:
    """Every file below `folder` in a fixed order; hidden ones are passed over. Raises `SourceError` without a folder.

    A folder that cannot be listed is `Skipped` itself.
    """
    if not folder.is_dir():
        raise SourceError(f"{folder} is not a folder")
    unlisted: list[OSError] = []
    paths = sorted(_walk(folder, unlisted.append))
    yield from (Skipped(_below(folder, Path(error.filename)), f"cannot be read: {error.strerror}") for error in unlisted)
    stems = [str(Path(path).with_suffix("")) for path in paths]
    count = Counter(stems)
    for path, stem in zip(paths, stems, strict=True):
        article_id = stem if count[stem] == 1 else path
        if _UNSHOWN.search(path):
            yield Skipped(_escaped(path), "has a name that is not UTF-8 or holds a control character")
            continue
        try:
            data = _read(folder / path)
        except SourceError as error:
            yield Skipped(path, str(error))
        else:
            yield SourceFile(path, article_id, sha256(data).hexdigest(), data)


def read_source(source: SourceFile, chunking: Chunking | None = None) -> Article:
    """Decode a file, see what it is, and read it; raises `SourceError` with the reason."""
    raw, notes = _decode(source.data)
    draft = read_wiki(raw) if is_wiki(raw) else read_plain(raw)
    article = build_article(draft, raw, article_id=source.article_id, path=source.path, digest=source.sha256, chunking=chunking)
    if not article.passages:
        raise SourceError("holds no text besides headings and page furniture")
    return _with_notes(article, notes)


def _walk(folder: Path, unlisted: Callable[[OSError], None]) -> Iterator[str]:
    for parent, folders, files in os.walk(folder, onerror=unlisted):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if not name.startswith("."):
                yield _below(folder, Path(parent) / name)


def _below(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _escaped(path: str) -> str:
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(character if character >= " " and character != "\x7f" else f"\\x{ord(character):02x}" for character in shown)


def _read(path: Path) -> bytes:
    try:
        if not path.exists():
            raise SourceError("is a link to a file that is not there")
        if not path.is_file():
            raise SourceError("is not a regular file")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise SourceError(f"has {size / 2**20:.0f} MB; an article has at most {LARGEST_FILE // 2**20}")
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from error
    if not data.strip():
        raise SourceError("is empty")
    return data


def _decode(data: bytes) -> tuple[str, list[str]]:
    """Text of a file. Not UTF-8 is read as Windows-1252, of which Latin-1's letters are a part, with a note."""
    if b"\x00" in data:
        raise SourceError("is binary, not text")
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        offset = error.start
    controls = sum(byte < 32 and byte not in (9, 10, 12, 13) for byte in data)
    if controls > len(data) // 100:
        raise SourceError("is binary, not text")
    try:
        return data.decode("cp1252"), [f"is not UTF-8 (byte {offset}); read as Windows-1252"]
    except UnicodeDecodeError:
        return data.decode("latin-1"), [f"is not UTF-8 (byte {offset}); read as Latin-1"]


def _with_notes(article: Article, notes: list[str]) -> Article:
    return replace(article, notes=(*notes, *article.notes)) if notes else article
