"""Ctrl-C and SIGTERM, as whoever runs a command sees them: one line, and the exit code that shells give."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOPPED = "stopped"


class Stopped(KeyboardInterrupt):
    """The command was told to stop, by the signal whose exit code it has."""

    def __init__(self, number: int, told: str = STOPPED) -> None:
        super().__init__(told)
        self.code = 128 + number


class Ended(SystemExit):
    """The command was told to end, by SIGTERM; what answers Ctrl-C by going on does not hold it up."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise `Stopped` for Ctrl-C and `Ended` for SIGTERM, where a command does not see to them itself."""

    def stop(number: int, _: FrameType | None) -> None:
        if number == signal.SIGTERM:
            signal.signal(number, signal.SIG_DFL)  # a second one ends the process at once
            raise Ended(128 + number)
        raise Stopped(number)

    heard = [number for number in SIGNALS if signal.getsignal(number) != signal.SIG_IGN]
    with _handled(dict.fromkeys(heard, stop)):
        yield


@contextmanager
def unhandled() -> Iterator[None]:
    """Have signals do what they do to any program, where a library waits in a thread that cannot be ended."""
    with _handled({signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}):
        yield


@contextmanager
def stopping(told: str) -> Iterator[None]:
    """Raise `Stopped`, with what is `told`, within the context where a signal comes.

    A second one ends the process at once.
    """

    def stop(number: int, _: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        raise Stopped(number, told)

    with _handled(dict.fromkeys(SIGNALS, stop)):
        yield


@contextmanager
def _handled(handlers: Mapping[signal.Signals, Any]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
