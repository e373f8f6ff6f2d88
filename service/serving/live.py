"""The index that a running service answers from; the generation an ingest publishes meanwhile takes its place."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread

from index import Index, IndexUnusable, Store
from index.manifest import MANIFEST

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5  # seconds


class LiveIndex:
    """The open index of a folder, for many threads.

    An index that is replaced is not closed: whoever has it may still be reading. `told` hears of each attempt to open one,
    and whether it could be served.
    """

    def __init__(self, root: Path, told: Callable[[bool], None] = lambda _: None) -> None:
        self._root = root
        self._told = told
        self._store = Store(root)
        self._lock = Lock()
        self._index: Index | None = None
        self._tried: tuple[str, int, int] | None = None
        self._problem = ""
        self._watched = False

    def get(self) -> Index:
        """The newest index that can be opened; raises `IndexUnusable` where there never was one.

        The request that first sees a newer generation opens it, and the others have the old one meanwhile; while the folder is
        `watched`, none has to.
        """
        if (self._index is None or not self._watched) and self._lock.acquire(blocking=self._index is None):
            try:
                self._refresh()
            finally:
                self._lock.release()
        if self._index is None:
            raise IndexUnusable(self._problem)
        return self._index

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look for newer generations once every `LOOK_EVERY` seconds meanwhile, so that no request waits until one is open."""
        ended = Event()

        def watch() -> None:
            while not ended.wait(LOOK_EVERY):
                if self._index is None:
                    continue  # whoever asks looks
                try:
                    with self._lock:
                        self._refresh()
                except Exception:  # of whatever library: to end here would leave an old index served for good
                    log.exception("looking for a newer index failed")

        watcher = Thread(target=watch, name="index", daemon=True)
        watcher.start()
        self._watched = True
        try:
            yield
        finally:
            self._watched = False
            ended.set()
            watcher.join()

    def _refresh(self) -> None:
        try:
            mark = self._mark()
            if mark == self._tried and self._index is not None:
                return
            self._tried = mark
            self._index = Index.open(self._root)
            self._problem = ""
            self._told(True)
            log.info("serving index %s of %s", self._index.manifest.digest, self._index.folder)
        except (RuntimeError, ValueError, OSError) as error:  # IndexUnusable, and what faiss, tantivy and the disk raise
            if str(error) != self._problem:
                self._told(False)
                self._problem = str(error)
                log.error("%s; %s", error, f"still serving {self._index.folder}" if self._index else "nothing to serve")

    def _mark(self) -> tuple[str, int, int]:
        """What tells the current generation from another, also from one of the same name in a folder built anew."""
        folder = self._store.current()
        found = (folder / MANIFEST).stat()
        return folder.name, found.st_ino, found.st_mtime_ns
