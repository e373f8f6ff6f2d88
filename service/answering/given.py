"""Questions to begin with that are given in a file instead of made of headings."""

import json
from pathlib import Path


class GivenError(ValueError):
    """A file of questions that cannot be read; the message names it and what is wrong."""


def given_questions(path: Path) -> list[str]:
    """The questions of a file, one in a line: as text, or as `question` of an object of JSON, as in a question set.

    Raises `GivenError`.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise GivenError(f"{path} cannot be read: {reason}") from error
    return [_question(path, at, line.strip()) for at, line in enumerate(lines, start=1) if line.strip()]


def _question(path: Path, at: int, line: str) -> str:
    if not line.startswith("{"):
        return line
    try:
        question = json.loads(line)["question"]
    except (json.JSONDecodeError, KeyError, RecursionError):
        question = None
    if not isinstance(question, str):
        raise GivenError(f'{path}:{at}: no object of JSON with a "question"')
    return question
