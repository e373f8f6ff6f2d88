"""The questions of `careerqa ask --batch`, a line of JSON each, and what is printed for each."""

import codecs
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from service.answering.answer import AnswerOverdue, QuestionError
from service.json_lines import LineError, check_record, parse_line

if TYPE_CHECKING:
    from service.assistant import Assistant

BOM = "\ufeff"  # what some programs begin a text with
FAULTS = (LineError, QuestionError, AnswerOverdue)  # of a line; the next is asked
_ENDS = re.compile(r"\r\n|\r|\n")


class BatchError(ValueError):
    """A file of questions that cannot be read; the message names the file and what is wrong."""


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


def read_text(path: Path) -> str:
    """The text of a file, of standard input where it is `-`, without the mark that may begin it; raises `BatchError`."""
    if str(path) == "-":
        return sys.stdin.read().removeprefix(BOM)
    try:
        data = path.read_bytes()
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return data.decode("utf-16" if wide else "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise BatchError(f"{path} cannot be read: {reason}") from error


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1, however they end."""
    for number, line in enumerate(_ENDS.split(text), start=1):
        if line.strip(BOM + " \t"):
            yield number, line.lstrip(BOM)


def answered(assistant: "Assistant", line: str, within: Sequence[str], *, explain: bool) -> dict[str, Any]:
    """The answer to a line as an object with its id, `within` where the line has no `in`.

    Raises `LineError`, `QuestionError` or `AnswerOverdue`.
    """
    read = check_record(BatchLine, parse_line(line))
    answer = assistant.ask(read.question, read.history, within=read.within or within, explain=explain)
    return {**read.named, **answer.as_dict()}


def failed(number: int, line: str, error: Exception) -> dict[str, Any]:
    """What stands in place of an answer: the line's number, its id where it has one that can be read, the reason."""
    try:
        record = parse_line(line)
    except LineError:
        record = None
    named = {"id": record["id"]} if isinstance(record, dict) and "id" in record else {}
    return {**named, "line": number, "error": str(error)}
