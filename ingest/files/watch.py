"""Changes of a folder as they come about, told from the system's own news of files."""

import logging
import os
from collections.abc import Collection, Generator, Iterator, Sequence
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING

from ingest.core.article import SourceError
from ingest.files.ignore import IGNORE_FILE
from ingest.files.source_file import is_folder

if TYPE_CHECKING:
    from watchfiles import Change

SETTLED_MS = 500  # without a change; then those before it are told as one
LONGEST_MS = 5000  # that changes which do not end are waited for
LOOK_EVERY = 1.0  # seconds; whether the folder is still there, and whether to stop
log = logging.getLogger(__name__)


def changes(folder: Path, stop: Event, kept_out: Collection[Path] = ()) -> Iterator[None]:
    """Yields at once, then whenever files of the folder may have changed, until `stop` is set.

    Changes of what is hidden or `kept_out` do not count; many at once are one. A folder that disappears is
    waited for, and yields when it is there again. What links out of the folder lead to is not watched. Raises
    `SourceError` where the system cannot tell of changes.
    """
    own = [Path(os.path.realpath(path)) for path in kept_out]
    while not stop.is_set():
        try:
            watched = folder.stat()
        except OSError:
            log.warning("%s is not there; waiting for it", folder)
            while not is_folder(folder) and not stop.wait(LOOK_EVERY):
                pass
            continue
        yield from _changes(folder, (watched.st_dev, watched.st_ino), stop, own)


def changes_of(folders: Sequence[Path], stop: Event, kept_out: Collection[Path] = ()) -> Generator[None]:
    """The same of several folders, each of which a thread follows until this is closed."""
    news: Queue[SourceError | None] = Queue()
    ended = Event()

    def follow(folder: Path) -> None:
        try:
            for _ in changes(folder, ended, kept_out):
                news.put(None)
        except SourceError as error:
            news.put(error)

    followers = [Thread(target=follow, args=(folder,), name=str(folder)) for folder in folders]
    for follower in followers:
        follower.start()
    try:
        while not stop.is_set():
            try:
                told = [news.get(timeout=LOOK_EVERY)]
            except Empty:
                continue
            while not news.empty():
                told.append(news.get())
            for error in filter(None, told):
                raise error
            yield
    finally:
        ended.set()
        for follower in followers:
            follower.join()


def _changes(folder: Path, identity: tuple[int, int], stop: Event, own: Collection[Path]) -> Iterator[None]:
    """Of one folder, as long as it is that at its path; the watch begins before the first is told."""
    from watchfiles import watch

    root = Path(os.path.realpath(folder))

    def counts(_: "Change", changed: str) -> bool:
        """Whether a change of this path may be one of sources."""
        path = Path(changed)
        if any(path.is_relative_to(place) for place in own) or not path.is_relative_to(root):
            return False
        parts = path.relative_to(root).parts
        hidden = [part for part in parts if part.startswith(".")]
        return not hidden or (hidden == [IGNORE_FILE] and parts[-1] == IGNORE_FILE)

    told = False
    try:
        for found in watch(
            root,
            watch_filter=counts,
            debounce=LONGEST_MS,
            step=SETTLED_MS,
            stop_event=stop,
            rust_timeout=int(1000 * LOOK_EVERY),
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            if found or not told:
                told = True
                yield
            try:
                status = folder.stat()
            except OSError:
                return
            if (status.st_dev, status.st_ino) != identity:
                return
    except FileNotFoundError:
        return  # it went while the watch began
    except OSError as error:  # such as more folders than the system watches
        raise SourceError(
            f"{folder} cannot be watched: {error.strerror or error}; "
            "with WATCHFILES_FORCE_POLLING=1 each file is looked at time and again instead"
        ) from error
