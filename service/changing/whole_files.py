"""Files that are there whole or not at all, whenever whoever puts them there is killed."""

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

BROKEN_OFF = 3600.0  # seconds without a byte, after which nothing more is to come


def secure(path: Path) -> None:
    """Have a file's content on the disk before it gets its name."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def put_new(arrived: Path, target: Path) -> None:
    """Give a whole file the name of one that is not there; raises `FileExistsError` where it is by now.

    Where there are no hard links, the name is taken by an empty file first.
    """
    try:
        os.link(arrived, target)
        arrived.unlink()
    except FileExistsError:
        raise
    except OSError:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        arrived.replace(target)


def keep(target: Path, aside: Path) -> None:
    """Keep a file under another name too, until something takes its place."""
    try:
        os.link(target, aside)
    except OSError:
        shutil.copy2(target, aside)


def remove_broken_off(folder: Path, begins: str) -> None:
    """Remove files whose names begin so and that nothing has been written to for long: who wrote them is gone."""
    for path in folder.glob(f"{begins}*"):
        with suppress(OSError):
            if abs(time.time() - path.stat().st_mtime) > BROKEN_OFF:
                path.unlink()
