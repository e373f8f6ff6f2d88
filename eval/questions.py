"""A question set: questions with the article, the quotations and the times that answer them."""

import gzip
import json
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ingest import format_time

_WORD = re.compile(r"\w+")
_STAMP = re.compile(r"([0-9]{2}):([0-5][0-9]):([0-5][0-9])")


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


HasId = TypeVar("HasId", bound=_WithId)


class QuestionSetError(ValueError):
    """A question set, or a run of it, that cannot be used.

    The message names the file, the line and what is wrong.
    """


@dataclass(frozen=True, slots=True)
class Gold:
    """What answers a question.

    Quotations of one article, each of them evidence, and their times in seconds.
    """

    article: str
    quotes: tuple[str, ...]
    stamps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what was asked before it, and what answers it; no gold where the sources do not."""

    id: str
    kind: str
    question: str
    history: tuple[str, ...]
    gold: tuple[Gold, ...]

    @property
    def answerable(self) -> bool:
        """Whether the sources answer it."""
        return bool(self.gold)


def read_questions(path: Path) -> list[Question]:
    """Questions of a JSON-lines file, one a line (see `schema.json`); raises `QuestionSetError`."""
    questions = read_lines(path, _question)
    if not questions:
        raise QuestionSetError(f"{path}: no questions in it")
    return questions


def read_lines(path: Path, parse: Callable[[Any], HasId]) -> list[HasId]:
    """What `parse` makes of each line of a JSON-lines file, packed where it ends in `.gz`.

    Raises `QuestionSetError`.

    Blank lines do not count, and no two lines may have the same id.
    """
    found: list[HasId] = []
    lines: dict[str, int] = {}
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            one = parse(_record(line))
            if one.id in lines:
                raise QuestionSetError(f"id {one.id!r} is already used in line {lines[one.id]}")
        except QuestionSetError as error:
            raise QuestionSetError(f"{path}:{number}: {error}") from error.__cause__
        lines[one.id] = number
        found.append(one)
    return found


def line_of(question: Question) -> str:
    """The question as a line of a question set."""
    gold = [
        {
            "article": one.article,
            "quotes": list(one.quotes),
            **({"stamps": [format_time(at) for at in one.stamps]} if one.stamps else {}),
        }
        for one in question.gold
    ]
    history = {"history": list(question.history)} if question.history else {}
    record = {
        "id": question.id,
        "kind": question.kind,
        "question": question.question,
        **history,
        "gold": gold,
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def normalised(text: str) -> str:
    """A text's words in lower case with single blanks between; straight and curly quotes alike part words."""
    return " ".join(_WORD.findall(text.lower()))


def text_of(path: Path) -> str:
    """A file's text, unpacked where its name ends in `.gz`; raises `QuestionSetError`."""
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except FileNotFoundError:
        raise QuestionSetError(f"{path}: no such file") from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path}: cannot be read ({error})") from error


def _record(line: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise QuestionSetError(f"not JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError:
        raise QuestionSetError("not JSON that can be read: nested too deeply") from None


def _question(record: Any) -> Question:
    fields = _fields(record, "the line", required={"id", "kind", "question", "gold"}, optional={"history"})
    return Question(
        id=_text(fields["id"], "id"),
        kind=_text(fields["kind"], "kind"),
        question=_text(fields["question"], "question"),
        history=_texts(fields.get("history", []), "history"),
        gold=tuple(_gold(one) for one in _list(fields["gold"], "gold")),
    )


def _gold(record: Any) -> Gold:
    fields = _fields(record, "each entry of gold", required={"article", "quotes"}, optional={"stamps"})
    quotes = _texts(fields["quotes"], "quotes")
    if not quotes:
        raise QuestionSetError("quotes is empty: name at least one quotation")
    return Gold(
        article=_text(fields["article"], "article"),
        quotes=quotes,
        stamps=tuple(_seconds(one) for one in _list(fields.get("stamps", []), "stamps")),
    )


def _fields(record: Any, where: str, *, required: set[str], optional: set[str]) -> Mapping[str, Any]:
    if not isinstance(record, dict):
        raise QuestionSetError(f"{where} must be an object, not {json.dumps(record)[:40]}")
    if missing := sorted(required - set(record)):
        raise QuestionSetError(f"{where} lacks {', '.join(missing)}")
    if unknown := sorted(set(record) - required - optional):
        raise QuestionSetError(f"{where} has an unknown field: {', '.join(unknown)}")
    return record


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise QuestionSetError(f"{name} must be a list, not {json.dumps(value)[:40]}")
    return value


def _texts(value: Any, name: str) -> tuple[str, ...]:
    return tuple(_text(one, f"each entry of {name}") for one in _list(value, name))


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise QuestionSetError(f"{name} must be text, not {json.dumps(value)[:40]}")
    if not normalised(value):
        raise QuestionSetError(f"{name} has no words")
    return value


def _seconds(value: Any) -> int:
    """`00:03:41` as 221."""
    clock = _STAMP.fullmatch(value) if isinstance(value, str) else None
    if clock is None:
        raise QuestionSetError(f"stamp {json.dumps(value)[:40]} is not hh:mm:ss")
    hours, minutes, seconds = (int(part) for part in clock.groups())
    return hours * 3600 + minutes * 60 + seconds
