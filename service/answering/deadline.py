"""When an answer must be there: one end for all that it takes, looked at where a stage begins and in its loops."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from service.answering.answer import AnswerOverdue


@dataclass(frozen=True, slots=True)
class _Deadline:
    seconds: float
    end: float


_current: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)
_arrival: ContextVar[float | None] = ContextVar("arrival", default=None)


@contextmanager
def arrived() -> Iterator[None]:
    """Have the time of an answer begin now: a request that waits for a thread has that much less of it."""
    token = _arrival.set(time.perf_counter())
    try:
        yield
    finally:
        _arrival.reset(token)


@contextmanager
def answered_within(seconds: float) -> Iterator[None]:
    """Have `in_time` raise from so many seconds on, counted from when the request `arrived`, or else from now.

    An answer that is made for another one, as for a chat window's own task, has that one's end.
    """
    if _current.get() is not None:
        yield
        return
    began = _arrival.get()
    token = _current.set(_Deadline(seconds, (time.perf_counter() if began is None else began) + seconds))
    try:
        if began is not None:
            in_time()
        yield
    finally:
        _current.reset(token)


def in_time() -> None:
    """Raise `AnswerOverdue` where the answer that is being made should be there by now."""
    deadline = _current.get()
    if deadline is not None and time.perf_counter() > deadline.end:
        raise AnswerOverdue(f"the answer took longer than {deadline.seconds:g} seconds")
