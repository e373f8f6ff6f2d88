"""Files of questions for `careerqa ask --batch`."""

import io
import sys
from pathlib import Path
from typing import Any

import pytest

from index import LocalStore
from service.assistant import Assistant, Fixed
from service.terminal.batch import FAULTS, BatchError, answered, failed, numbered_lines, read_text
from tests.conftest import Desk

QUESTION = "When do I ask for more money?"


@pytest.fixture(scope="module")
def assistant(built_desk: Desk) -> Assistant:
    """What answers from the small workplace."""
    return Assistant(Fixed(LocalStore(built_desk.root).open()))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param('{"a"}\n\n  \n{"b\u2028"}'.encode(), id="with blank lines"),
        pytest.param('\ufeff{"a"}\r\n\r\n\t\r\n{"b\u2028"}\r\n'.encode(), id="as Windows writes it"),
        pytest.param('{"a"}\r\r\r\ufeff{"b\u2028"}'.encode(), id="as an old Mac wrote it, a mark within"),
        pytest.param('{"a"}\n\n\n{"b\u2028"}\n'.encode("utf-16"), id="as PowerShell redirects it"),
    ],
)
def test_lines_are_read_however_they_end(data: bytes, tmp_path: Path) -> None:
    """With their numbers; a separator within a text ends no line."""
    (tmp_path / "questions.jsonl").write_bytes(data)
    lines = list(numbered_lines(read_text(tmp_path / "questions.jsonl")))
    assert lines == [(1, '{"a"}'), (4, '{"b\u2028"}')]


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with other programs, and with the mark that some begin a text with."""
    monkeypatch.setattr(sys, "stdin", io.StringIO('\ufeff{"question": "a"}\n'))
    assert list(numbered_lines(read_text(Path("-")))) == [(1, '{"question": "a"}')]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        pytest.param('{"id": 7, "more": 1, ', {"id": 7}, id="a number"),
        pytest.param('{"id": null, ', {"id": None}, id="null"),
        pytest.param("{", {}, id="none"),
    ],
)
def test_an_answer_has_the_id_of_its_line(line: str, named: dict[str, Any], assistant: Assistant) -> None:
    """Of any kind; what else stands there is no matter."""
    told = answered(assistant, f'{line}"question": "{QUESTION}"}}', (), explain=False)
    assert (told["question"], told["status"]) == (QUESTION, "answered")
    assert {name: told[name] for name in ("id",) if name in told} == named


def test_a_line_has_its_own_history(assistant: Assistant) -> None:
    """A follow-up is understood by it."""
    line = f'{{"question": "why then?", "history": ["{QUESTION}"]}}'
    assert answered(assistant, line, (), explain=False)["standalone_question"] == f"why then? ({QUESTION})"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param(
            "{",
            {"error": "not JSON: Expecting property name enclosed in double quotes at character 2"},
            id="no JSON",
        ),
        pytest.param("[]", {"error": "the line must be an object, not []"}, id="a list"),
        pytest.param('{"id": "a"}', {"id": "a", "error": "the line lacks question"}, id="no question"),
        pytest.param('{"question": 5}', {"error": "question must be text, not 5"}, id="a number"),
        pytest.param(
            '{"question": "a", "history": "b"}',
            {"error": 'history must be a list, not "b"'},
            id="text as history",
        ),
        pytest.param(
            '{"question": "a", "history": [5]}',
            {"error": "each entry of history must be text, not 5"},
            id="a number before",
        ),
        pytest.param(
            '{"id": 1, "question": "?!"}', {"id": 1, "error": "the question is empty"}, id="nothing asked"
        ),
        pytest.param(
            f'{{"question": "{"a" * 2001}"}}',
            {"error": "the question has 2001 characters; at most 2000 are read"},
            id="too long",
        ),
    ],
)
def test_what_is_wrong_with_a_line_stands_in_its_place(
    line: str, told: dict[str, Any], assistant: Assistant
) -> None:
    """With its number, and its id where that can be read."""
    with pytest.raises(FAULTS) as fault:
        answered(assistant, line, (), explain=False)
    assert failed(3, line, fault.value) == {"line": 3, **told}


@pytest.mark.parametrize(
    ("content", "fault"),
    [pytest.param(None, "No such file", id="absent"), pytest.param(b"\xff", "not UTF-8", id="no text")],
)
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, fault: str, tmp_path: Path) -> None:
    """In one line with the reason."""
    path = tmp_path / "questions.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BatchError, match=f"questions.jsonl cannot be read: {fault}"):
        read_text(path)
