"""What a question costs and comes to.

The time of each of its stages and its outcome, for the door that wants to know.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter

from service.answering.deadline import in_time

STAGES = ("correct", "encode", "search", "rank", "compose", "prove")


@dataclass(slots=True)
class Trace:
    """A question as it was asked, what became of it, by which index.

    And the seconds that each of its stages took.
    """

    question: str = ""
    outcome: str = ""  # a status of the answer object, or small_talk; empty where nothing was answered
    confidence: float = 0.0
    index: str = ""
    seconds: dict[str, float] = field(default_factory=dict)


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


@contextmanager
def traced() -> Iterator[Trace]:
    """Trace the question that is answered meanwhile, also in the threads that are started for it."""
    trace = Trace()
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Add the time of a block, or of a function that this decorates.

    To a stage of the question that is being traced; raises `AnswerOverdue` where none may begin any more.
    """
    in_time()
    trace = _current.get()
    began = perf_counter()
    try:
        yield
    finally:
        if trace is not None:
            trace.seconds[name] = trace.seconds.get(name, 0.0) + perf_counter() - began


def note(question: str, outcome: str, confidence: float, index: str) -> None:
    """Say what became of the question that is being traced."""
    trace = _current.get()
    if trace is not None:
        trace.question, trace.outcome, trace.confidence, trace.index = question, outcome, confidence, index
