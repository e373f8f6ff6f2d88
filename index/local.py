"""The store of one machine: an index folder of whole generations, one of them current.

    INDEX/CURRENT              the name of the current generation, replaced in one step
    INDEX/generations/000001/  catalog.sqlite vectors.faiss words/ tokens/ parts/ tuning.json manifest.json
    INDEX/journal.sqlite       encodings of an ingest that has not been published yet
    INDEX/ingest.lock          held while an ingest runs

A generation is never changed once it is current, so a reader never sees a mixture, and a process killed
at any moment leaves at worst a folder that the next ingest removes. One that fails or is told to stop removes
it itself.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from index.manifest import MANIFEST, IndexBusyError, IndexUnusable, unreadable

if TYPE_CHECKING:
    from index.local_writer import LocalWriter
    from index.search import LocalSnapshot

CATALOG, VECTORS, WORDS, TOKENS, PARTS = "catalog.sqlite", "vectors.faiss", "words", "tokens", "parts"
TUNING = "tuning.json"
KEPT_GENERATIONS = 2


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

        folder = self.current()
        while True:
            try:
                return LocalSnapshot.open(folder)
            except Exception as error:  # each library has an error of its own for a file that is gone
                before, folder = folder, self.current()
                if folder != before:  # an ingest published newer ones and removed this, meanwhile
                    continue
                if isinstance(error, IndexUnusable) and not error.remedy:
                    raise IndexUnusable(error.problem, self.remedy()) from error
                raise

    def version(self) -> str:
        """The current generation's name and its manifest's inode and time: the folder may be built anew."""
        folder = self.current()
        manifest = (folder / MANIFEST).stat()
        return f"{folder.name}-{manifest.st_ino}-{manifest.st_mtime_ns}"

    @contextmanager
    def writer(self) -> "Iterator[LocalWriter]":
        """Hold the folder for one ingest; raises `IndexUnusable` where another process holds it."""
        from filelock import FileLock, Timeout  # not needed to ask

        from index.local_writer import LocalWriter
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
        writer = LocalWriter(self)
        try:
            with told(self.root):
                yield writer
        finally:
            writer.abandon()
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

    def current_name(self) -> str:
        """The current generation's name; raises `IndexUnusable` where there is none."""
        try:
            return self._current.read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexUnusable(f"no index in {self.root}", self.remedy()) from error
        except UnicodeDecodeError as error:
            raise IndexUnusable(f"{self._current} is damaged", self.remedy()) from error
        except OSError as error:
            raise unreadable(self._current, error, self.remedy()) from error

    def current(self) -> Path:
        """The current generation's folder; raises `IndexUnusable` where there is none."""
        name = self.current_name()
        folder = self._generations / name
        if not name.isdigit() or not (folder / MANIFEST).is_file():
            raise IndexUnusable(f"{self._current} names no whole index", self.remedy())
        return folder

    def remedy(self) -> str:
        """What to run so that there is an index to use, of the same sources where they are known."""
        from index.remedy import ingest_command  # where something is wrong

        newest = max((path for path in self._generations.glob("*") if path.name.isdigit()), default=None)
        return f"run {ingest_command(self.root, newest)}"

    def new_generation(self) -> Path:
        """An empty folder for the next generation; leftovers of a killed ingest are removed first."""
        self._generations.mkdir(parents=True, exist_ok=True)
        names = sorted(path.name for path in self._generations.iterdir() if path.name.isdigit())
        live = "000000"
        if self._current.exists():
            live = self._current.read_text(encoding="ascii", errors="replace").strip()
        if live.isdigit():
            for name in names:
                if name > live:
                    shutil.rmtree(self._generations / name)
        else:  # a damaged CURRENT says not what is left over: all is kept, and the number is a new one
            live = max(names, default="000000")
        folder = self._generations / f"{int(live) + 1:06d}"
        folder.mkdir()
        return folder

    def secure(self, folder: Path) -> None:
        """Have all of a finished generation on the disk, so that no loss of power can take any of it."""
        for path in [*folder.rglob("*"), folder, self._generations, self.root]:
            _sync(path)

    def publish(self, folder: Path) -> None:
        """Make a secured generation the current one, in one step that a crash cannot split."""
        fresh = self.root / "CURRENT.new"
        fresh.write_text(folder.name + "\n", encoding="ascii")
        _sync(fresh)
        fresh.replace(self._current)
        _sync(self.root)
        with suppress(OSError):  # what cannot be removed now is by a later ingest
            for name in sorted(path.name for path in self._generations.iterdir())[:-KEPT_GENERATIONS]:
                shutil.rmtree(self._generations / name, ignore_errors=True)
            self.journal.unlink(missing_ok=True)


def link_tree(source: Path, target: Path) -> None:
    """Hard-link every file of `source` but empty lock files into `target`; copy where that is impossible."""
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        if path.is_file() and not path.name.endswith(".lock"):
            try:
                os.link(path, target / path.name)
            except OSError:
                shutil.copy2(path, target / path.name)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
