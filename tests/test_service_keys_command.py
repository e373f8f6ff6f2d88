"""`careerqa keys`: what it prints, where it keeps them, and that the command line says what is wrong."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.web.doors.keys import find_key, read_keys


def keys(*words: str, code: int = 0) -> tuple[str, str]:
    """What the command prints, and what it says besides."""
    done = CliRunner().invoke(app, ["keys", *words])
    assert done.exit_code == code, done.output
    return done.stdout, done.stderr


def test_a_key_is_printed_once_and_opens(tmp_path: Path) -> None:
    """Alone on standard output, so that a script may take it; the list has its name and what it may do."""
    index = ["--index", str(tmp_path / "index")]
    told, said = keys("add", "phone", *index)
    found = find_key(read_keys(tmp_path / "keys.jsonl"), told.strip().encode())
    assert found
    assert (found.name, "shown this once" in said) == ("phone", True)
    keys("add", "robot", "--changes", *index)
    listed, _ = keys("list", *index)
    assert [line.split(maxsplit=2)[::2] for line in listed.splitlines()] == [
        ["phone", "asks"],
        ["robot", "asks, changes sources"],
    ]
    assert told.strip() not in listed
    keys("remove", "phone", *index)
    keys("remove", "robot", *index)
    assert keys("list", *index)[0] == ""


def test_another_file_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By an option, or by the variable that the service reads too."""
    keys("add", "phone", "--keys-file", str(tmp_path / "a"))
    monkeypatch.setenv("CAREERQA_KEYS_FILE", str(tmp_path / "b"))
    keys("add", "phone")
    assert [key.name for name in "ab" for key in read_keys(tmp_path / name)] == ["phone", "phone"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["add", "phone"], "there is a key phone already"),
        (["add", "two words"], "is no name of a key"),
        (["remove", "desk"], "there is no key desk"),
        (["list", "--keys-file", "/"], "is no file of keys"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    words: list[str], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And exit code 2."""
    monkeypatch.setenv("CAREERQA_KEYS_FILE", str(tmp_path / "keys"))
    keys("add", "phone")
    _, said = keys(*words, code=2)
    assert line in said
    assert len(said.splitlines()) == 1
