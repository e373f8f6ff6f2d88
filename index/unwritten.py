"""What keeps an index from being written, told in one line whichever library met it."""

import errno
import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.manifest import IndexUnusable

FULL = (errno.ENOSPC, errno.EDQUOT)
LEAST_FREE = 2**16  # bytes; a disk that has fewer is full
MAKE_ROOM = "make room, then run the same again; it goes on where it stopped"
log = logging.getLogger(__name__)


@contextmanager
def told(root: Path) -> Iterator[None]:
    """Raise `IndexUnusable` for what the system or SQLite says of the index folder `root`.

    An error that names a file elsewhere, such as one of a model, stays what it is.
    """
    try:
        yield
    except sqlite3.Error as error:
        log.debug("SQLite failed", exc_info=True)
        full = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL or _is_full(root)
        raise _unwritten(root, errno.ENOSPC if full else 0, str(error)) from error
    except OSError as error:
        place = Path(os.fsdecode(error.filename or root))
        if not place.is_relative_to(root):
            raise
        log.debug("writing failed", exc_info=True)
        raise _unwritten(place, error.errno or 0, str(error)) from error


@contextmanager
def as_of_the_system(kind: type[Exception], place: Path) -> Iterator[None]:
    """Raise an `OSError` with a place for what a library that writes there tells by a `kind` of error."""
    try:
        yield
    except (kind, OSError) as error:
        number = _number(str(error)) or (errno.ENOSPC if _is_full(place) else errno.EIO)
        raise OSError(number, os.strerror(number), str(place)) from error


def _unwritten(place: Path, number: int, words: str) -> IndexUnusable:
    reason = os.strerror(number) if number else words.partition("\n")[0]
    return IndexUnusable(f"{place} cannot be written: {reason}", MAKE_ROOM if number in FULL else "")


def _number(words: str) -> int:
    """The number of the system's error that an error of a library names; 0 where it names none."""
    named = [number for number in errno.errorcode if os.strerror(number) in words]
    return max(named, key=lambda number: len(os.strerror(number)), default=0)


def _is_full(place: Path) -> bool:
    try:
        return shutil.disk_usage(place).free < LEAST_FREE
    except OSError:
        return False
