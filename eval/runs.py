"""A run: the answer objects to a question set, one JSON line each with the question's `id`.

Written by us or by another system.
"""

import gzip
import json
import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.judgement import Asked
from eval.questions import Question, QuestionSetError, read_lines

STATUSES = ("answered", "not_in_sources")
NAMED = 5  # ids in a message


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
    """Each question with its answer of a run; raises `QuestionSetError` unless there is exactly one for each.

    `citations` or `passages` that only some lines have are empty in the others; what no line has stays away.
    """
    answers = {line.id: line.answer for line in read_lines(path, _line)}
    known = {one.id for one in questions}
    for fault, ids in (
        ("has no answer to", [one.id for one in questions if one.id not in answers]),
        ("answers questions that the set does not hold:", [name for name in answers if name not in known]),
    ):
        if ids:
            more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
            raise QuestionSetError(f"{path}: the run {fault} {', '.join(ids[:NAMED])}{more}")
    for part in ("citations", "passages"):
        if any(part in answer for answer in answers.values()):
            for answer in answers.values():
                answer.setdefault(part, [])
    return [Asked(one, {"question": one.question, **answers[one.id]}) for one in questions]


def _line(record: Any) -> _Line:
    if not isinstance(record, dict):
        raise QuestionSetError(f"the line must be an object, not {json.dumps(record)[:40]}")
    name = record.get("id")
    if not isinstance(name, str):
        raise QuestionSetError("the line lacks id, the question's")
    if record.get("status") not in STATUSES:
        raise QuestionSetError(
            f"status must be {' or '.join(STATUSES)}, not {json.dumps(record.get('status'))[:40]}"
        )
    answer = {key: value for key, value in record.items() if key != "id" and value is not None}
    for part, content in (("citations", "quote"), ("passages", "text")):
        if part in answer:
            _check_texts(answer[part], part, content)
    for part in ("confidence", "took_ms"):
        if part in answer and not _is_number(answer[part]):
            raise QuestionSetError(f"{part} must be a number, not {json.dumps(answer[part])[:40]}")
    if not 0 <= answer.get("confidence", 0) <= 1:
        raise QuestionSetError(f"confidence must be from 0 to 1, not {answer['confidence']}")
    return _Line(name, answer)


def _check_texts(entries: Any, part: str, content: str) -> None:
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise QuestionSetError(f"{part} must be a list of objects")
    for one in entries:
        for field in ("article", content):
            if not isinstance(one.get(field), str):
                raise QuestionSetError(f"each entry of {part} needs {field} as text")
        if one.get("seconds") is not None and not _is_number(one["seconds"]):
            raise QuestionSetError("seconds must be a number")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
