"""The store of one machine: an index folder of whole generations, one of them current.

    INDEX/CURRENT              the name of the current generation, replaced in one step; see index/current.py
    INDEX/generations/000001/  catalog.sqlite vectors.faiss words/ tokens/ parts/ tuning.json manifest.json
                               and manifest.copy.json, to mend that from
    INDEX/journal.sqlite       encodings of an ingest that has not been published yet
    INDEX/ingest.lock          held while an ingest runs

A generation is never changed once it is current, so a reader never sees a mixture, and a process killed
at any moment leaves at worst a folder that the next ingest removes. One that fails or is told to stop removes
it itself. The last two generations are kept, and share no file.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.current import Current, current_in
from index.manifest import (
    FORMAT,
    MANIFEST,
    MANIFEST_COPY,
    IndexBusyError,
    IndexDamaged,
    IndexUnusable,
    content_of,
    file_digest,
)

if TYPE_CHECKING:
    from index.local_writer import LocalWriter
    from index.search import LocalSnapshot

CATALOG, VECTORS, WORDS, TOKENS, PARTS = "catalog.sqlite", "vectors.faiss", "words", "tokens", "parts"
TUNING = "tuning.json"
KEPT_GENERATIONS = 2
_NUMBER = re.compile("[0-9]{6,}")


class LocalStore:
    """One index folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.place = str(root)
        self.folder: Path | None = root
        self.journal = root / "journal.sqlite"
        self._current = root / "CURRENT"
        self._generations = root / "generations"

    def open(self) -> "LocalSnapshot":
        """The current generation, whole and verified; raises `IndexUnusable` with what to run."""
        from index.search import LocalSnapshot

        current = self.read_current()
        while True:
            try:
                return LocalSnapshot.open(self.folder_of(current), current.manifest)
            except Exception as error:  # each library has an error of its own for a file that is gone
                before, current = current, self.read_current()
                if current != before:  # an ingest published newer ones and removed this, meanwhile
                    continue
                if isinstance(error, IndexUnusable) and not error.remedy:
                    remedy = self.remedy(damaged=isinstance(error, IndexDamaged))
                    raise IndexUnusable(error.problem, remedy) from error
                raise

    def version(self) -> str:
        """The current generation's name and its manifest's inode and time: the folder may be built anew."""
        folder = self.current()
        manifest = (folder / MANIFEST).stat()
        return f"{folder.name}-{manifest.st_ino}-{manifest.st_mtime_ns}"

    @contextmanager
    def writer(self) -> "Iterator[LocalWriter]":
        """Hold the folder for one ingest; raises `IndexUnusable` where another process holds it."""
        from index.local_writer import LocalWriter

        with self.locked():
            writer = LocalWriter(self)
            try:
                yield writer
            finally:
                writer.abandon()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let nobody else change the folder; raises `IndexUnusable` where another process does."""
        from filelock import FileLock, Timeout  # not needed to ask

        from index.unwritten import told

        lock = FileLock(self.root / "ingest.lock")
        try:
            self._make_root()
            lock.acquire(timeout=0)
        except Timeout as error:
            raise IndexBusyError(
                f"another ingest is writing {self.root}; try again when it has ended"
            ) from error
        except OSError as error:
            reason = "it is a file" if self.root.is_file() else error.strerror or error
            raise IndexUnusable(
                f"no index can be written in {self.root}: {reason}", "name another folder with --index"
            ) from error
        try:
            with told(self.root):
                yield
        finally:
            lock.release()

    def _make_root(self) -> None:
        """Make the folder, so that a loss of power cannot take it away again."""
        missing = [folder for folder in (self.root, *self.root.parents) if not folder.exists()]
        self.root.mkdir(parents=True, exist_ok=True)
        for folder in missing:
            _sync(folder.parent)

    def published(self) -> bool:
        """Whether there ever was a generation."""
        return self._current.exists()

    def read_current(self) -> Current:
        """What CURRENT says; raises `IndexUnusable` where it is missing or damaged."""
        try:
            line = content_of(self._current).decode("ascii", "replace")
        except IndexUnusable as error:
            gone = not os.path.lexists(self._current)
            problem = f"no index in {self.root}" if gone else error.problem
            remedy = error.remedy or self.remedy(damaged=bool(self.generations()))
            raise IndexUnusable(problem, remedy) from error
        from index.remedy import told_format

        current = current_in(line)
        if current is None:
            raise IndexUnusable(f"{self._current} is damaged", self.remedy(damaged=True))
        if not current.manifest and told_format(self._generations / current.name) == FORMAT:
            problem = f"{self._current} is damaged (it says nothing of the manifest of {current.name})"
            raise IndexUnusable(problem, self.remedy(damaged=True))
        return current

    def current_name(self) -> str:
        """The current generation's name; raises `IndexUnusable` where there is none."""
        return self.read_current().name

    def current(self) -> Path:
        """The current generation's folder; raises `IndexUnusable` where there is none."""
        return self.folder_of(self.read_current())

    def folder_of(self, current: Current, *, whole: bool = True) -> Path:
        """The folder of the generation that CURRENT names; raises `IndexUnusable` where there is none.

        Where it need not be `whole`, its manifest may be missing.
        """
        folder = self._generations / current.name
        if (whole or not folder.is_dir()) and not os.path.lexists(folder / MANIFEST):
            from index.remedy import remedy_without

            problem = f"{self._current} names no whole index ({folder / MANIFEST} is missing)"
            if (folder / MANIFEST_COPY).is_file():
                raise IndexUnusable(problem, self.remedy(damaged=True))
            raise IndexUnusable(problem, remedy_without(self, folder, prove=False))
        return folder

    def generations(self) -> list[Path]:
        """The folders of all generations that are there, the oldest first."""
        numbered = (path for path in self._generations.glob("*") if _NUMBER.fullmatch(path.name))
        return sorted((path for path in numbered if path.is_dir()), key=lambda path: path.name)

    def before(self, name: str) -> Path | None:
        """The newest generation that is older than the one of a name, or None."""
        return max((path for path in self.generations() if path.name < name), default=None)

    def remedy(self, *, damaged: bool = False) -> str:
        """What to run so that there is an index to use, of the same sources where they are known."""
        from index.remedy import ingest_command, repair_command  # where something is wrong

        ingest = f"run {ingest_command(self.root, self.generations())}"
        return f"{ingest}, or to mend it {repair_command(self.root)}" if damaged else ingest

    def new_generation(self) -> Path:
        """An empty folder for the next generation; leftovers of a killed ingest are removed first.

        So is a generation that was rolled back from.
        """
        self._generations.mkdir(parents=True, exist_ok=True)
        try:
            live = self.current_name() if self.published() else "000000"
        except IndexUnusable:  # it says not what is left over: all is kept, and the number is a new one
            live = max((path.name for path in self.generations()), default="000000")
        for path in self.generations():
            if path.name > live:
                shutil.rmtree(path)
        number = int(live) + 1
        while os.path.lexists(self._generations / f"{number:06d}"):  # something that is no generation
            number += 1
        folder = self._generations / f"{number:06d}"
        folder.mkdir()
        return folder

    def secure(self, folder: Path) -> None:
        """Have all of a finished generation on the disk, so that no loss of power can take any of it."""
        for path in [*folder.rglob("*"), folder, self._generations, self.root]:
            _sync(path)

    def publish(self, folder: Path, *, instead_of: Path | None = None) -> None:
        """Make a secured generation the current one, in one step that a crash cannot split.

        The newest other one is kept, but not that which it stands `instead_of`.
        """
        self.point_to(folder)
        with suppress(OSError):  # what cannot be removed now is by a later ingest
            others = [path for path in self.generations() if path not in (folder, instead_of)]
            kept = {folder, *others[1 - KEPT_GENERATIONS :]}
            for path in self.generations():
                if path not in kept:
                    shutil.rmtree(path, ignore_errors=True)
            if instead_of is None:  # else what an ingest left there has not been published yet
                self.journal.unlink(missing_ok=True)

    def point_to(self, folder: Path) -> None:
        """Have CURRENT name a generation that is on disk, in one step."""
        fresh = self.root / "CURRENT.new"
        fresh.write_text(Current(folder.name, file_digest(folder / MANIFEST)).line, encoding="ascii")
        _sync(fresh)
        fresh.replace(self._current)
        _sync(self.root)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
