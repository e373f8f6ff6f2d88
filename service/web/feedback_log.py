"""What people thought of answers: a JSON line each, in a file to which many processes may write."""

import fcntl
import json
import logging
import os
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Literal
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from service.settings import FEEDBACK_FILE

LONGEST_LINE = 256 * 2**10  # bytes; an answer has some 10,000
LOCKED_SECONDS = 1.0  # that a writer waits for others
LOOK_EVERY = 0.02  # seconds
MOST_WAITING = 8  # threads of this process that write or wait at once, fewer than those that answer
OWNERS_ONLY = 0o600
log = logging.getLogger(__name__)
_waiting = BoundedSemaphore(MOST_WAITING)


class FeedbackError(RuntimeError):
    """Feedback that cannot be kept or read; the message says why."""


class FeedbackBusyError(RuntimeError):
    """Feedback that is not kept as others are writing theirs; it may be given again."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """What is read again of a citation."""

    article: str
    quote: str
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What is read again of an answer object."""

    status: str
    standalone_question: str
    citations: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Feedback:
    """A question, what was asked before it, the answer, and what somebody thought of it.

    A later one of the same `id` stands in its place; one without thumbs takes it back.
    """

    question: str
    history: tuple[str, ...]
    thumbs: Literal["up", "down"] | None
    answer: Told
    comment: str = ""
    id: str | None = None


def feedback_file(index: Path, configured: Path | None) -> Path:
    """Where feedback is kept: what is configured, or a file beside the index."""
    return configured or index.parent / FEEDBACK_FILE


def new_id() -> str:
    """A name by which feedback can be changed later, that nobody guesses."""
    return uuid4().hex


def feedback_line(record: Mapping[str, Any]) -> bytes:
    """A record as a line; raises `FeedbackError` where it is too long, `ValueError` for NaN."""
    line = json.dumps(record, ensure_ascii=False, allow_nan=False).encode() + b"\n"
    if len(line) > LONGEST_LINE:
        raise FeedbackError(f"the feedback has {len(line)} bytes; at most {LONGEST_LINE} are kept")
    return line


def append_feedback(path: Path, line: bytes, *, most: int, seconds: float = LOCKED_SECONDS) -> None:
    """Add one line, whole; raises `FeedbackError` where the file has `most` bytes or cannot be written.

    Writers take turns; raises `FeedbackBusyError` where that of others takes longer than `seconds`, and at once
    where as many wait already. What a full disk cut off stays a line of its own, which the reader names. Only
    the owner may read the file.
    """
    if not _waiting.acquire(blocking=False):
        raise FeedbackBusyError(f"{MOST_WAITING} wait to write to {path} already")
    try:
        _append(path, line, most, seconds)
    except OSError as error:
        raise FeedbackError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        _waiting.release()


def _append(path: Path, line: bytes, most: int, seconds: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK  # a pipe would have us wait
    with os.fdopen(os.open(path, flags, OWNERS_ONLY), "ab+", buffering=0) as file:
        _close_to_others(path, file.fileno())
        _lock(path, file.fileno(), seconds)
        size = file.seek(0, os.SEEK_END)
        if size + len(line) > most:
            raise FeedbackError(f"{path} is full: move it away, and a new one is begun")
        file.seek(max(size - 1, 0))
        torn = file.read(1) not in (b"", b"\n")
        whole = b"\n" * torn + line
        if file.write(whole) != len(whole):
            raise FeedbackError(f"{path} cannot be written: the disk is full")


def _close_to_others(path: Path, file: int) -> None:
    """Take from others what an older version, or somebody else, let them do with the file."""
    mode = stat.S_IMODE(os.fstat(file).st_mode)
    if mode & ~OWNERS_ONLY:
        try:
            os.fchmod(file, OWNERS_ONLY)
        except OSError as error:  # somebody else's file, or a disk without modes
            log.warning("%s has the mode %o, which cannot be made 600: %s", path, mode, error.strerror)
        else:
            log.warning("%s had the mode %o; others could read it, now only its owner can", path, mode)


def _lock(path: Path, file: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= until:
                raise FeedbackBusyError(f"{path} has been locked for more than {seconds:g} s") from error
            time.sleep(LOOK_EVERY)


def read_feedback(path: Path) -> tuple[list[Feedback], list[str]]:
    """The feedback of a file as it stands at last, what is wrong with other lines.

    Raises `FeedbackError` without a file.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise FeedbackError(f"{path} cannot be read: {error.strerror}") from error
    reader = TypeAdapter(Feedback)
    kept: dict[str, Feedback] = {}
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            feedback = reader.validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            problems.append(
                f"{path}:{number}: {place}: {first['msg']}" if place else f"{path}:{number}: {first['msg']}"
            )
            continue
        if any(map(str.isalnum, feedback.question)):
            kept[feedback.id or f"line {number}"] = feedback
        else:
            problems.append(f"{path}:{number}: question: it has no words")
    return [feedback for feedback in kept.values() if feedback.thumbs], problems
