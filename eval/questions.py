"""A question set: questions with the article, the quotations and the times that answer them."""

import gzip
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from ingest import format_time
from service.json_lines import SHOWN, LineError, check_record, parse_line

_WORD = re.compile(r"\w+")
_STAMP = re.compile(r"[0-9]{2}:[0-5][0-9]:[0-5][0-9]")


def _has_words(text: str) -> str:
    if not normalised(text):
        raise ValueError("has no words")
    return text


def _is_stamp(value: object) -> object:
    if not isinstance(value, str) or not _STAMP.fullmatch(value):
        raise ValueError(f"must be hh:mm:ss, not {json.dumps(value)[:SHOWN]}")
    return value


Words = Annotated[str, AfterValidator(_has_words)]
Stamp = Annotated[str, BeforeValidator(_is_stamp)]


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
    """A question, what was asked before it, and what answers it; no gold where the sources do not.

    `ok` has further sentences that belong in a good answer though they are not the evidence itself.
    """

    id: str
    kind: str
    question: str
    history: tuple[str, ...]
    gold: tuple[Gold, ...]
    ok: tuple[Gold, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the sources answer it."""
        return bool(self.gold)


class _QuotesLine(BaseModel):
    """Sentences of an article as a line has them."""

    model_config = ConfigDict(extra="forbid")

    article: Words
    quotes: list[Words] = Field(min_length=1)


class _GoldLine(_QuotesLine):
    """Gold as a line has it."""

    stamps: list[Stamp] = []


class _QuestionLine(BaseModel):
    """A question as a line has it."""

    model_config = ConfigDict(extra="forbid")

    id: Words
    kind: Words
    question: Words
    history: list[Words] = []
    gold: list[_GoldLine]
    ok: list[_QuotesLine] = []


def read_questions(path: Path) -> list[Question]:
    """Questions of a JSON-lines file, one a line (see `schema.json`); raises `QuestionSetError`."""
    questions = read_lines(path, _question)
    if not questions:
        raise QuestionSetError(f"{path}: no questions in it")
    return questions


def read_lines(path: Path, parse: Callable[[Any], HasId]) -> list[HasId]:
    """What `parse` makes of each line of a JSON-lines file, packed where it ends in `.gz`.

    Blank lines do not count, and no two lines may have the same id. Raises `QuestionSetError`, also for a
    `LineError` of `parse`.
    """
    read: dict[str, HasId] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = parse(parse_line(line))
            if entry.id in lines:
                raise LineError(f"id {entry.id!r} is already used in line {lines[entry.id]}")
        except LineError as error:
            raise QuestionSetError(f"{path}:{number}: {error}") from error.__cause__
        lines[entry.id] = number
        read[entry.id] = entry
    return list(read.values())


def line_of(question: Question) -> str:
    """The question as a line of a question set."""
    gold = []
    for entry in question.gold:
        stamps = {"stamps": [format_time(at) for at in entry.stamps]} if entry.stamps else {}
        gold.append({"article": entry.article, "quotes": list(entry.quotes), **stamps})
    history = {"history": list(question.history)} if question.history else {}
    ok = [{"article": entry.article, "quotes": list(entry.quotes)} for entry in question.ok]
    record = {
        "id": question.id,
        "kind": question.kind,
        "question": question.question,
        **history,
        "gold": gold,
        **({"ok": ok} if ok else {}),
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


def _question(record: Any) -> Question:
    line = check_record(_QuestionLine, record)
    gold = tuple(
        Gold(entry.article, tuple(entry.quotes), tuple(map(_seconds, entry.stamps))) for entry in line.gold
    )
    ok = tuple(Gold(entry.article, tuple(entry.quotes)) for entry in line.ok)
    return Question(line.id, line.kind, line.question, tuple(line.history), gold, ok)


def _seconds(stamp: str) -> int:
    """`00:03:41` as 221."""
    hours, minutes, seconds = map(int, stamp.split(":"))
    return hours * 3600 + minutes * 60 + seconds
