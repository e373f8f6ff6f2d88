"""The index brought up to date from a running service, by a process of its own, and what is told of it."""

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from queue import Queue
from threading import Event, Lock, Thread
from typing import Any

from index import NEEDED
from service.changing.files import SourceFiles
from service.serving.following import ingesting
from service.settings import Settings, own_files

_PROGRAM = "import os; os.nice(10); from service.changing.update import main; main()"  # answering goes before
_PACKAGES = ("filelock", "lxml", "sentence_transformers", "torch")
log = logging.getLogger(__name__)
Told = dict[str, Any]


class Updates:
    """Ingests that are started here, one after the other; each goes on though nobody listens any more."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._one = Lock()
        self._stop = Event()
        self._running: set[Thread] = set()

    @contextmanager
    def until_stopped(self) -> Iterator[None]:
        """End what runs when the service does: an index is published whole or not at all."""
        try:
            yield
        finally:
            self._stop.set()
            for thread in list(self._running):
                thread.join()

    def run(self, files: SourceFiles, removed: Sequence[str]) -> Iterator[Told]:
        """Start one, and tell what it says: `path` and `step`; `stage`, `done`, `total`; `report` or `error`."""
        said: Queue[Told | None] = Queue()
        wanted = {
            "sources": files.arguments(),
            "index": str(self._settings.index),
            "kept_out": [
                str(path)
                for path in own_files(self._settings.index, self._settings.feedback, self._settings.keys_file)
            ],
            "follow_links": self._settings.follow_links,
            "removed": list(removed),
        }

        def work() -> None:
            try:
                with self._one:
                    for told in self._ingest(json.dumps(wanted)):
                        said.put(told)
            finally:
                said.put(None)
                self._running.discard(thread)

        thread = Thread(target=work, name="update")
        self._running.add(thread)
        thread.start()
        while (told := said.get()) is not None:
            yield told

    def _ingest(self, wanted: str) -> Iterator[Told]:
        if self._stop.is_set():  # while it waited for another
            yield {"error": "the service is being stopped"}
            return
        whole = False
        with ingesting([sys.executable, "-c", _PROGRAM], self._stop, wanted) as (process, lines):
            for line in lines:
                told = _told(line)
                if told is None:
                    log.info("ingest: %s", line.strip())
                    continue
                whole = whole or "report" in told or "error" in told
                yield told
        if not whole:
            log.error("an ingest failed with exit code %d", process.returncode)
            yield {"error": "the ingest broke off; the service's log says why"}


def lacking() -> str | None:
    """What to install before sources can be read here; None where all is there."""
    return None if all(map(find_spec, _PACKAGES)) else NEEDED


def _told(line: str) -> Told | None:
    """A line of the program's own; None for what a library says."""
    if not line.startswith("{"):
        return None
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
