"""Questions to begin with from a file."""

from pathlib import Path

import pytest

from service.answering.given import GivenError, given_questions


def test_a_line_is_a_question(tmp_path: Path) -> None:
    """As text, or as an object of a question set; empty lines are passed over."""
    file = tmp_path / "asked.jsonl"
    file.write_text('\ufeffWho pays?\n\n{"id": "1", "question": "When?"}\n', encoding="utf-8")
    assert given_questions(file) == ["Who pays?", "When?"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"Who?\n{no", r":2: no object of JSON with a \"question\"", id="not JSON"),
        pytest.param(b'{"question": 7}', ":1: no object", id="no text"),
        pytest.param(b"\xff\xfe\x00", "cannot be read: not UTF-8", id="not UTF-8"),
        pytest.param(None, "cannot be read: No such file", id="not there"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, fault: str, tmp_path: Path) -> None:
    """With what is wrong."""
    file = tmp_path / "asked.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(GivenError, match=f"asked.txt.*{fault}|asked.txt{fault}"):
        given_questions(file)
