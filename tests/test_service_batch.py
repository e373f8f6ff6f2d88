"""Files of questions for `careerqa ask --batch`."""

import io
import re
import sys
from pathlib import Path

import pytest

from service.terminal.batch import BatchError, read_batch


def written(folder: Path, text: str) -> Path:
    """A file of questions."""
    path = folder / "questions.jsonl"
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_are_read_with_what_may_be_left_out(tmp_path: Path) -> None:
    """An id of any kind, null included, is handed on; a history may be there; blank lines do not count."""
    text = (
        '\ufeff{"question": "a\u2028b", "id": 7, "more": 1}\n\n'
        '{"question": "c", "history": ["d"]}\n{"question": "e", "id": null}\n'
    )
    first, second, third = read_batch(written(tmp_path, text))
    assert (first.question, first.named, first.history) == ("a\u2028b", {"id": 7}, [])
    assert (second.history, second.named, third.named) == (["d"], {}, {"id": None})


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with other programs."""
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"question": "a"}\n'))
    assert [line.question for line in read_batch(Path("-"))] == ["a"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param(
            "{", "not JSON: Expecting property name enclosed in double quotes at character 2", id="no JSON"
        ),
        pytest.param("[]", "the line must be an object, not []", id="a list"),
        pytest.param("{}", "the line lacks question", id="no question"),
        pytest.param('{"question": 5}', "question must be text, not 5", id="a number"),
        pytest.param(
            '{"question": "a", "history": "b"}', 'history must be a list, not "b"', id="text as history"
        ),
        pytest.param(
            '{"question": "a", "history": [5]}',
            "each entry of history must be text, not 5",
            id="a number before",
        ),
    ],
)
def test_a_faulty_line_is_named(line: str, fault: str, tmp_path: Path) -> None:
    """File, line and what is wrong; what stands before it is read."""
    path = written(tmp_path, f'{{"question": "a"}}\n{line}\n')
    lines = read_batch(path)
    assert next(lines).question == "a"
    with pytest.raises(BatchError, match=re.escape(f"{path}:2: {fault}")):
        next(lines)


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
        next(read_batch(path))
