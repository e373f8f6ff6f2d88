"""A limit to what a file may cost: it is named, instead of holding all others up."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from ingest.core.article import SourceError

LONGEST_READING = 20.0  # seconds of processor time
LONGEST_SCANNING = 60.0  # the same, of an archive with all that is in it


class TooLateError(SourceError):
    """A file that takes longer than it may."""


class _Late(BaseException):
    """Raised wherever a file is being read: no reader's `except` may take it for an error of the file."""


@contextmanager
def time_limit(seconds: float | None = None) -> Iterator[None]:
    """Raise `TooLateError` from the context once it has used so much processor time.

    Without `seconds` that is `LONGEST_READING`.

    Only a program's main thread can be stopped; in another nothing is limited.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    limit = LONGEST_READING if seconds is None else seconds

    def stop(_: int, __: FrameType | None) -> None:
        raise _Late

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit, 1.0)  # again each second, should a library go on
    try:
        yield
    except _Late as late:
        raise TooLateError(f"takes longer than {limit:g} s to read") from late
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
