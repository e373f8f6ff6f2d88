"""Ctrl-C and SIGTERM, as whoever runs a command sees them: one line, and the exit code that shells give."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(KeyboardInterrupt):
    """The command was told to stop, by the signal whose exit code it has."""

    def __init__(self, number: int) -> None:
        super().__init__("stopped; the index is whole, and the next ingest goes on from here")
        self.code = 128 + number


@contextmanager
def stopping() -> Iterator[None]:
    """Raise `Stopped` within the context where a signal comes; a second one ends the process at once."""

    def stop(number: int, _: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        raise Stopped(number)

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
