"""Reader of tables of question and answer, as spreadsheets export them: `.csv`, `.tsv`."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from ingest.core.article import SourceError
from ingest.core.source import Source
from ingest.documents.rendering import RenderedReader, Rendering
from ingest.text.blocks import Draft
from ingest.text.reader import Takes

SUFFIXES = (".csv", ".tsv", ".tab")
DELIMITERS = ",;\t|"
LOOKED_AT = 200  # rows
MOST_NAMED = 8
_QUESTION = frozenset(
    "question questions q prompt query title topic subject heading term frage pregunta domanda pytanie "
    "vraag".split()
)
_ANSWER = frozenset(
    "answer answers a response responses reply completion text content body definition antwort respuesta "
    "réponse reponse risposta odpowiedź antwoord".split()
)
_SECTION = frozenset("category section chapter theme group area kategorie".split())
_SEPARATOR = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)


class TableReader(RenderedReader):
    """Each question a heading, its answer the text below it; a category stands above its questions."""

    name = "table"
    takes: Takes = "text"

    def recognises(self, source: Source) -> bool:
        """By its name, for a table has no mark of its own, and if lines have columns."""
        return source.path.lower().endswith(SUFFIXES) and bool(source.text.strip())

    def read(self, source: Source) -> Draft:
        """Raises `SourceError` where there are no two columns that are question and answer."""
        rows = _rows(source.text, source.path)
        columns, body = _columns(rows)
        rendering = Rendering()
        section, lacking = None, 0
        for row in body:
            question, answer = _cell(row, columns.question), _cell(row, columns.answer)
            if not answer.strip():
                lacking += bool(question.strip())
                continue
            above = " ".join(_cell(row, columns.section).split()) if columns.section is not None else ""
            if above and above != section:
                rendering.add("heading", above, level=2)
                section = above
            rendering.add("heading", " ".join(question.split()), level=3 if section else 2)
            for number, line in enumerate(answer.splitlines()):
                rendering.add("paragraph", " ".join(line.split()), close=number > 0)
        if not rendering.blocks:
            raise SourceError("is a table without a single answer")
        return rendering.draft(title=_title(source.path), notes=_notes(columns, lacking))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The numbers of the columns that are read, and the names of those that are not."""

    question: int
    answer: int
    section: int | None
    left_out: tuple[str, ...]


def _rows(text: str, path: str) -> list[list[str]]:
    """The rows of a table that are not blank, parted by the sign that fits most of its first lines."""
    told = _SEPARATOR.match(text)
    text = text[told.end() :] if told else text.removeprefix("\ufeff")
    sign = told[1] if told else "\t" if path.lower().endswith((".tsv", ".tab")) else _delimiter(text)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, skipinitialspace=True))
    except csv.Error as error:
        raise SourceError(f"is a table that cannot be read ({error})") from error
    return [row for row in rows if any(cell.strip() for cell in row)]


def _delimiter(text: str) -> str:
    """The sign by which most rows have the same number of columns, more than one; the first where none is."""
    best, score = DELIMITERS[0], 0
    for sign in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for row, _ in zip(
                csv.reader(io.StringIO(text, newline=""), delimiter=sign), range(LOOKED_AT), strict=False
            ):
                widths[len(row)] += len(row) > 1
        except csv.Error:
            continue
        most = max(widths.values(), default=0)
        if most > score:
            best, score = sign, most
    return best


def _columns(rows: list[list[str]]) -> tuple[_Columns, list[list[str]]]:
    """Which columns are question and answer, and the rows below the line that names them."""
    if not rows:
        raise SourceError("is a table without rows")
    names = [" ".join(cell.split()).lower().strip(":*?") for cell in rows[0]]
    question = _named(names, _QUESTION)
    answer = _named(names, _ANSWER, besides=question)
    if question is not None and answer is None and len(names) == 2:
        answer = 1 - question
    if answer is not None and question is None and len(names) == 2:
        question = 1 - answer
    if question is not None and answer is not None:
        section = _named(names, _SECTION, besides=question)
        used = (question, answer, section)
        left = tuple(rows[0][at] for at in range(len(names)) if at not in used and names[at])
        return _Columns(question, answer, section, left), rows[1:]
    if all(len(row) == 2 for row in rows):
        return _Columns(0, 1, None, ()), rows
    raise SourceError(
        "is a table in which no columns are named question and answer: name them so in its first line"
    )


def _named(names: list[str], wanted: frozenset[str], besides: int | None = None) -> int | None:
    return next((at for at, name in enumerate(names) if name in wanted and at != besides), None)


def _cell(row: list[str], at: int) -> str:
    return row[at] if at < len(row) else ""


def _title(path: str) -> str:
    """A table has no title; its file's name is what people know it by."""
    name = path.rpartition("/")[2].rpartition(".")[0]
    return " ".join(re.split(r"[\s_-]+", name)).strip() or name


def _notes(columns: _Columns, lacking: int) -> tuple[str, ...]:
    notes = []
    if columns.left_out:
        named = ", ".join(columns.left_out[:MOST_NAMED]) + (
            ", …" if len(columns.left_out) > MOST_NAMED else ""
        )
        notes.append(f"columns that are not read: {named}")
    if lacking:
        notes.append(f"{lacking} question{'' if lacking == 1 else 's'} without an answer left out")
    return tuple(notes)
