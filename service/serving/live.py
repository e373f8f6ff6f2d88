"""The index that a running service answers from; what an ingest publishes meanwhile takes its place."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from time import monotonic

from index import IndexUnusable, Snapshot, Store
from service.answering.tuning import open_tuned

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5  # seconds
DAMAGED_EVERY = 5.0  # likewise, for the same index to be whole again: to see that, all of it is read
# What everybody may read who asks; what is wrong where, and what to run, is in the log.
NOTHING_SERVED = "there is no index to answer from; whoever runs this service finds in its log what to run"


class LiveIndex:
    """The open index of a store, for many threads.

    An index that is replaced is not closed: whoever has it may still be reading. `told` hears of each attempt
    to open one, and whether it could be served.
    """

    def __init__(self, store: Store, told: Callable[[bool], None] = lambda _: None) -> None:
        self._store = store
        self._told = told
        self._lock = Lock()
        self._index: Snapshot | None = None
        self._tried = ""
        self._again = 0.0
        self._problem = ""
        self._watched = False

    def get(self) -> Snapshot:
        """The newest index that can be opened; raises `IndexUnusable` where there never was one.

        That error says nothing of this machine: it reaches whoever asks.

        The request that first sees a newer version opens it, and the others have the old one meanwhile; while
        the store is `watched`, none has to.
        """
        if (self._index is None or not self._watched) and self._lock.acquire(blocking=self._index is None):
            try:
                self._refresh()
            finally:
                self._lock.release()
        if self._index is None:
            raise IndexUnusable(NOTHING_SERVED)
        return self._index

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look for newer versions every `LOOK_EVERY` seconds, so that no request has to open one."""
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
            version = self._store.version()
            damaged = self._index is not None and self._index.damaged
            if version == self._tried and self._index is not None and not damaged:
                return
            if damaged and monotonic() < self._again:
                return
            self._tried, self._again = version, monotonic() + DAMAGED_EVERY
            index = open_tuned(self._store)
            self._index, self._problem = index, ""
            self._told(True)
            log.info("serving index %s of %s", index.version, index.place)
        except (RuntimeError, ValueError, OSError) as error:  # IndexUnusable, and what libraries raise
            if str(error) != self._problem:
                self._told(False)
                self._problem = str(error)
                served = f"still serving {self._index.place}" if self._index else "nothing to serve"
                log.error("%s; %s", error, served)
