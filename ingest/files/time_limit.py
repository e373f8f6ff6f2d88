"""A limit to what a file may cost: it is named, instead of holding all others up."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from ingest.core.article import SourceError

LONGEST_READING = 20.0  # seconds of processor time


@contextmanager
def time_limit() -> Iterator[None]:
    """Raise `SourceError` within the context once it has used `LONGEST_READING` of processor time.

    Only a program's main thread can be stopped; in another nothing is limited.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    seconds = LONGEST_READING

    def stop(_: int, __: FrameType | None) -> None:
        raise SourceError(f"takes longer than {seconds:g} s to read")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)  # again each second, should a library go on
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
