"""A folder of sources: every file that can be read, or one line that says why it cannot be."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest.articles.chunking import Chunking
from ingest.articles.readers import reader_for
from ingest.core.article import Article, SourceError, StampPlace
from ingest.core.source import Source
from ingest.files.source_file import (
    Member,
    Noted,
    Skipped,
    SourceFile,
    can_be_shown,
    escaped,
    file_sha256,
    is_archive,
)
from ingest.text.reader import Reader

if TYPE_CHECKING:
    from ingest.files.archive import Contents

READER_VERSION = 7
logger = logging.getLogger(__name__)


class ReaderFailedError(SourceError):
    """A file at which a reader failed with an error that it does not know."""


def scan_folder(
    folder: Path, *, kept_out: Collection[Path] = (), follow_links: bool = False
) -> Iterator[SourceFile | Skipped | Noted]:
    """Every file below `folder` in a fixed order, those of archives and exports among them.

    What is hidden, ignored, an index or `kept_out` is passed over. A folder that cannot be listed is
    `Skipped` itself, and so is a link that leads out of the folder, unless it is to be followed. A link to
    what is read in its own place is passed over. Raises `SourceError` without a folder, and where an ignore
    file or `sources.yaml` is wrong.
    """
    from ingest.files.archive import read_archive  # only ingest needs these
    from ingest.files.export import is_export, read_export
    from ingest.files.ids import article_ids
    from ingest.files.overrides import FILE, Overrides
    from ingest.files.walk import Walk

    walk = Walk(folder, kept_out=kept_out, follow_links=follow_links)
    overrides = Overrides(folder)
    yield from overrides.notes
    yield from walk.skipped
    walk.files.pop(FILE, None)
    places: dict[str, Path | tuple[str, Member]] = {}
    for path, location in walk.files.items():
        places[path] = location
        if is_archive(path) and can_be_shown(path):
            del places[path]
            contents = _unpacked(partial(read_archive, path, location, walk.ignored), path)
            yield from contents.skipped
            places |= contents.files
        elif is_export(path, location) and can_be_shown(path):
            del places[path]
            contents = _unpacked(partial(read_export, path, location, walk.ignored), path)
            yield from contents.skipped
            places |= contents.files
    for path, article_id in sorted(article_ids(places).items()):
        if not can_be_shown(path):
            yield Skipped(escaped(path), "has a name that is not UTF-8 or holds a control character")
            continue
        said, place = overrides.of(path), places[path]
        try:
            if isinstance(place, Path):
                yield SourceFile(path, article_id, file_sha256(place), place, said)
            else:
                yield SourceFile(path, article_id, *place, said)
        except SourceError as error:
            yield Skipped(path, str(error))
    yield from overrides.unmet()


def read_source(
    file: SourceFile, chunking: Chunking | None = None, readers: Sequence[Reader] | None = None
) -> Article:
    """Read a file with the first reader that recognises it.

    Raises `SourceError` with the reason, also where that takes too long.
    """
    from ingest.files.time_limit import time_limit

    said: dict[str, Any] = dict(file.said)
    with _one_error(file.path), time_limit():
        article = read_article(
            Source(file.path, file.read()),
            article_id=file.id,
            chunking=chunking,
            readers=readers,
            stamps=said.pop("stamps", None),
        )
    return replace(article, sha256=file.digest, **said) if file.said else article


@contextmanager
def _one_error(path: str) -> Iterator[None]:
    """A file at which a library fails is a `SourceError`, whatever that raises."""
    try:
        yield
    except (SourceError, MemoryError, OSError, ImportError):
        raise
    except Exception as error:  # of whatever library: one file must not end the reading of all others
        logger.debug("%s: its reader failed", path, exc_info=True)
        raise ReaderFailedError(f"cannot be read: its reader failed ({type(error).__name__})") from error


def _unpacked(read: "Callable[[], Contents]", path: str) -> "Contents":
    """What is in an archive or an export; where reading it fails or takes too long, why not."""
    from ingest.files.archive import Contents
    from ingest.files.time_limit import LONGEST_SCANNING, TooLateError, time_limit

    try:
        with _one_error(path), time_limit(LONGEST_SCANNING):
            return read()
    except (ReaderFailedError, TooLateError) as error:  # an ignore file that is wrong stops everything
        return Contents(skipped=[Skipped(path, str(error))])


def read_article(
    source: Source,
    *,
    article_id: str,
    chunking: Chunking | None = None,
    readers: Sequence[Reader] | None = None,
    stamps: StampPlace | None = None,
) -> Article:
    """The article of a file whose bytes are at hand; raises `SourceError` with the reason.

    `stamps` says where its time stamps stand, as somebody knows who has read it.
    """
    from ingest.articles.passages import build_article  # only ingest needs these
    from ingest.files.collecting import without_collecting

    with without_collecting():
        reader = reader_for(source, readers)
        article = build_article(
            reader.read(source),
            reader,
            article_id=article_id,
            path=source.path,
            sha256=sha256(source.data).hexdigest(),
            chunking=chunking,
            notes=source.encoding_notes,
            stamps=stamps,
        )
    if not article.passages:
        raise SourceError("holds no text besides headings and page furniture")
    return article
