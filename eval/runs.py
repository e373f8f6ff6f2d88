"""A run: the answer objects to a question set, one JSON line each with the question's `id`.

Written by us or by another system.
"""

import gzip
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from eval.judgement import Asked
from eval.questions import Question, QuestionSetError, read_lines
from service.json_lines import check_record

NAMED = 5  # ids in a message


Number = Annotated[float, Field(allow_inf_nan=False)]


class _CitationLine(BaseModel):
    """What is read of a citation; null as its time counts as a wrong question."""

    article: str
    quote: str
    seconds: Number | None = None


class _PassageLine(BaseModel):
    """What is read of a passage."""

    article: str
    text: str


class _SaidLine(BaseModel):
    """What is read of a part of the answer's text: the numbers of its citations."""

    text: str
    citations: list[int] = []


class _AnswerLine(BaseModel):
    """What is read of a line of a run; whatever else it has is kept."""

    id: str
    status: Literal["answered", "not_in_sources"]
    citations: list[_CitationLine] = []
    passages: list[_PassageLine] = []
    said: list[_SaidLine] = []
    confidence: Annotated[Number, Field(ge=0, le=1)] = 0.0
    took_ms: Number = 0.0


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a run."""

    id: str
    answer: dict[str, Any]


def write_run(path: Path, asked: Iterable[Asked]) -> None:
    """Write a run in one step, packed where the name ends in `.gz`; the same answers give the same bytes."""
    lines = [
        json.dumps({"id": question.id, **answer}, ensure_ascii=False) + "\n" for question, answer in asked
    ]
    data = "".join(lines).encode("utf-8")
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise QuestionSetError(f"{path}: cannot be written ({error.strerror})") from error


def read_run(path: Path, questions: Sequence[Question]) -> list[Asked]:
    """Each question with its answer of a run; raises `QuestionSetError` unless each has exactly one.

    `citations` or `passages` that only some lines have are empty in the others; what no line has stays away.
    """
    answers = {line.id: line.answer for line in read_lines(path, _line)}
    known = {question.id for question in questions}
    for fault, ids in (
        ("has no answer to", [question.id for question in questions if question.id not in answers]),
        ("answers questions that the set does not hold:", [name for name in answers if name not in known]),
    ):
        if ids:
            more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
            raise QuestionSetError(f"{path}: the run {fault} {', '.join(ids[:NAMED])}{more}")
    for part in ("citations", "passages"):
        if any(part in answer for answer in answers.values()):
            for answer in answers.values():
                answer.setdefault(part, [])
    return [
        Asked(question, {"question": question.question, **answers[question.id]}) for question in questions
    ]


def _line(record: Any) -> _Line:
    if isinstance(record, dict):
        record = {name: value for name, value in record.items() if value is not None}
    line = check_record(_AnswerLine, record)
    return _Line(line.id, {name: value for name, value in record.items() if name != "id"})
