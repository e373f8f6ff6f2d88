"""An index folder on disk: whole generations, one of them current.

    INDEX/CURRENT                    the name of the current generation, replaced in one step
    INDEX/generations/000001/        catalog.sqlite vectors.faiss words/ tokens/ encoder/ manifest.json
    INDEX/journal.sqlite             encodings of an ingest that has not been published yet
    INDEX/ingest.lock                held while an ingest runs

A generation is never changed once it is current, so a reader never sees a mixture, and a process killed
at any moment leaves at worst a folder that the next ingest removes.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.manifest import MANIFEST, IndexUnusable

CATALOG, VECTORS, WORDS, TOKENS, ENCODER = "catalog.sqlite", "vectors.faiss", "words", "tokens", "encoder"
KEPT_GENERATIONS = 2


class Store:
    """One index folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.journal = root / "journal.sqlite"
        self._current = root / "CURRENT"
        self._generations = root / "generations"

    def current_name(self) -> str:
        """The current generation's name; raises `IndexUnusable` where there is none."""
        try:
            return self._current.read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexUnusable(f"no index in {self.root}: run careerqa ingest") from error
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnusable(f"{self._current} cannot be read: run careerqa ingest") from error

    def current(self) -> Path:
        """The current generation's folder; raises `IndexUnusable` where there is none."""
        name = self.current_name()
        folder = self._generations / name
        if not name.isdigit() or not (folder / MANIFEST).is_file():
            raise IndexUnusable(f"{self._current} names no whole index: run careerqa ingest")
        return folder

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for one ingest; raises `IndexUnusable` where another process holds it."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "ingest.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexUnusable(f"another ingest is writing {self.root}; try again when it has ended") from error
            yield

    def new_generation(self) -> Path:
        """An empty folder for the next generation; leftovers of a killed ingest are removed first."""
        self._generations.mkdir(parents=True, exist_ok=True)
        names = sorted(path.name for path in self._generations.iterdir() if path.name.isdigit())
        live = self._current.read_text(encoding="ascii", errors="replace").strip() if self._current.exists() else "000000"
        if live.isdigit():
            for name in names:
                if name > live:
                    shutil.rmtree(self._generations / name)
        else:  # a damaged CURRENT says not what is left over: all is kept, and the number is one that none has
            live = max(names, default="000000")
        folder = self._generations / f"{int(live) + 1:06d}"
        folder.mkdir()
        return folder

    def publish(self, folder: Path) -> None:
        """Make a finished generation the current one, in one step that a crash cannot split."""
        for path in [*folder.rglob("*"), folder, self._generations]:
            _sync(path)
        fresh = self.root / "CURRENT.new"
        fresh.write_text(folder.name + "\n", encoding="ascii")
        _sync(fresh)
        fresh.replace(self._current)
        _sync(self.root)
        for name in sorted(path.name for path in self._generations.iterdir())[:-KEPT_GENERATIONS]:
            shutil.rmtree(self._generations / name, ignore_errors=True)
        self.journal.unlink(missing_ok=True)


def link_tree(source: Path, target: Path) -> None:
    """Hard-link every file of `source` but empty lock files into `target`; copies where links are impossible."""
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
