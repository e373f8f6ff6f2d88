"""Log lines on standard error: JSON for programs, or text for people.

Each with the id of the request it belongs to.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

from ingest import escaped, escaped_json

Form = Literal["json", "text"]
# They tell how they go about it; openai and what it sends by, with question and quotes.
QUIET = ("faiss", "mcp", "sse_starlette", "openai", "httpx", "httpx2", "httpcore", "httpcore2")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


@contextmanager
def of_request(identity: str) -> Iterator[None]:
    """Have what is logged meanwhile, also in the threads that are started for the request, carry its id."""
    token = _request_id.set(identity)
    try:
        yield
    finally:
        _request_id.reset(token)


def log_config(form: Form, level: str) -> dict[str, Any]:
    """The configuration of all loggers, uvicorn's included, as `logging.config` takes it.

    Workers are handed it too.
    """
    lines = JsonLines if form == "json" else TextLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": lines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {name: {"level": "WARNING"} for name in QUIET},
    }


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """What a record says besides its message: `extra={"fields": {…}}`, and the id of the request."""
    identity = _request_id.get()
    return {**getattr(record, "fields", {}), **({"request_id": identity} if identity else {})}


class JsonLines(logging.Formatter):
    """A record as one JSON object in one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger and message, the record's fields, and the traceback where there is one."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {"time": when, "level": record.levelname.lower(), "pid": record.process, "logger": record.name}
        told |= {"message": record.getMessage(), **fields_of(record)}
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return escaped_json(json.dumps(told, ensure_ascii=False, default=str))


class TextLines(logging.Formatter):
    """A record as a line to read, with its traceback below it, indented, as no line of ours is."""

    def format(self, record: logging.LogRecord) -> str:
        """Time of day, level and message, then the fields as name=value."""
        when = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        fields = [f"{name}={_value(value)}" for name, value in fields_of(record).items()]
        line = " ".join([when, f"{record.levelname.lower():7}", escaped(record.getMessage()), *fields])
        if not record.exc_info:
            return line
        rows = self.formatException(record.exc_info).split("\n")
        return "\n".join([line, *(f"    {escaped(row)}" for row in rows)])


def _value(value: object) -> str:
    """A field's value, in quotation marks where it could be read as more than one."""
    told = escaped(str(value))
    return json.dumps(told, ensure_ascii=False) if set(told) & set(' "=') else told
