"""Stopping without dropping a request.

SIGTERM is told to whoever asks /ready before the service stops to listen.
"""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from types import FrameType


class Draining:
    """Whether this process has been told to stop."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.begun = False
        self._seconds = seconds

    @contextmanager
    def on_sigterm(self) -> Iterator[None]:
        """Hand SIGTERM on to the server `seconds` after it came; requests are answered meanwhile.

        The server has set its handlers when an app is started. Where it runs outside of the main thread there
        are none.
        """
        from sse_starlette.sse import AppStatus

        AppStatus.disable_automatic_graceful_drain()  # type: ignore[no-untyped-call] # else it cuts streams off; all of ours end
        stop = signal.getsignal(signal.SIGTERM)
        if threading.current_thread() is not threading.main_thread() or not callable(stop):
            yield
            return
        loop = asyncio.get_running_loop()

        def begin(number: int, frame: FrameType | None) -> None:
            self.begun = True
            loop.call_soon_threadsafe(loop.call_later, self._seconds, stop, number, frame)

        signal.signal(signal.SIGTERM, begin)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, stop)


def stop_with_parent() -> None:
    """Have a worker stop when the process that started it is gone, however that ended."""
    parent = parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()
