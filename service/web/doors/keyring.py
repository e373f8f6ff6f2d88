"""The keys of a running service: those of its settings, and those of a file that it looks at again and again."""

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from service.settings import Settings
from service.web.doors.hosts import is_loopback
from service.web.doors.keys import Key, KeysError, find_key, read_keys

LOOK_EVERY = 0.5  # seconds; so long a key that was removed may still open
log = logging.getLogger(__name__)


class Keyring:
    """Which keys there are now, and whether any is asked for.

    Keys are asked for `always`, or as soon as there is a file of them, also an empty one. It stays so when the
    file vanishes: a file that somebody moved must not open the service. A file that cannot be read leaves the
    keys as they were.
    """

    def __init__(
        self,
        path: Path,
        chosen: Sequence[Key] = (),
        *,
        always: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._path = path
        self._chosen = tuple(chosen)
        self._wanted = always
        self._clock = clock
        self._kept: tuple[Key, ...] = ()
        self._looked: float | None = None
        self._seen: object = None

    def wanted(self) -> bool:
        """Whether a request must bring a key."""
        self._look()
        return self._wanted

    def of_changes(self) -> bool:
        """Whether there is a key that may change sources."""
        self._look()
        return any(key.changes for key in (*self._kept, *self._chosen))

    def find(self, secret: bytes, *, guessable: bool = True) -> Key | None:
        """The key that was given; those that a person chose may be left out, since they may be guessed."""
        self._look()
        return find_key((*self._kept, *(self._chosen if guessable else ())), secret)

    def _look(self) -> None:
        now = self._clock()
        if self._looked is not None and now - self._looked < LOOK_EVERY:
            return
        self._looked = now
        try:
            found = self._path.stat()
            seen: object = (found.st_mtime_ns, found.st_size, found.st_ino, found.st_mode)
        except OSError as error:
            seen = type(error)
        if seen == self._seen:
            return
        self._seen = seen
        try:
            self._kept = read_keys(self._path)
        except KeysError as error:
            log.error("%s; the keys stay as they were", error)
            self._wanted = True
        self._wanted = self._wanted or isinstance(seen, tuple)


def keyring_of(settings: Settings) -> Keyring:
    """The keys of the settings, and whether any is asked for: always beyond this machine and where a file is named.

    Unless it is open to all.
    """
    chosen = []
    if key := settings.key():
        chosen.append(Key.of("CAREERQA_API_KEY", key))
    if key_of_changes := settings.key_of_changes():
        chosen.append(Key.of("CAREERQA_CHANGES_KEY", key_of_changes, changes=True))
    meant = settings.keys_file is not None or not is_loopback(settings.host)
    closed = meant if settings.open is None else not settings.open
    return Keyring(settings.file_of_keys(), chosen, always=closed or settings.key() is not None)
