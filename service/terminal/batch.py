"""The questions of `careerqa ask --batch`, a line of JSON each."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from service.json_lines import LineError, check_record, parse_line


class BatchError(ValueError):
    """A file of questions that cannot be read; the message names the file, the line and what is wrong."""


class BatchLine(BaseModel):
    """A question, what was asked before it, the oldest first, and any `id` that its answer shall have.

    `in` names the collections that it is asked.
    """

    question: str
    history: list[str] = []
    within: list[str] = Field(default=[], alias="in")
    id: Any = None

    @property
    def named(self) -> dict[str, Any]:
        """The id as a field of the answer; none where the line has none."""
        return {"id": self.id} if "id" in self.model_fields_set else {}


def read_batch(path: Path) -> Iterator[BatchLine]:
    """The lines of a file, of standard input where it is `-`, as they are read; raises `BatchError`."""
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise BatchError(f"{path} cannot be read: {reason}") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield check_record(BatchLine, parse_line(line))
        except LineError as error:
            raise BatchError(f"{path}:{number}: {error}") from error
