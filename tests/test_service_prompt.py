"""Lines typed: where they are remembered, who can read them, and that they come back."""

import stat
from pathlib import Path

import pytest

from service.terminal.prompt import KEPT, memory_file
from tests.conftest import Desk
from tests.pseudo_terminal import PseudoTerminal

pytestmark = pytest.mark.slow

UP = "\x1b[A"


def chat(desk: Desk, state: Path, *options: str, **environment: str) -> PseudoTerminal:
    """A conversation over the small workplace, whose lines are remembered in a folder."""
    environment = {"CAREERQA_INDEX": str(desk.root), "XDG_STATE_HOME": str(state), **environment}
    return PseudoTerminal("chat", *options, columns=80, environment=environment)


def lines_kept(state: Path) -> list[str]:
    """What the file of that folder holds."""
    return (state / "careerqa" / "history").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("environment", "file"),
    [
        pytest.param(
            {"XDG_STATE_HOME": "/state", "HOME": "/home/me"}, "/state/careerqa/history", id="as it says"
        ),
        pytest.param(
            {"XDG_STATE_HOME": "state", "HOME": "/home/me"},
            "/home/me/.local/state/careerqa/history",
            id="relative: not allowed",
        ),
        pytest.param(
            {"XDG_STATE_HOME": "", "HOME": "/home/me"}, "/home/me/.local/state/careerqa/history", id="empty"
        ),
        pytest.param({"HOME": "/home/me"}, "/home/me/.local/state/careerqa/history", id="unset"),
        pytest.param({}, None, id="no home"),
    ],
)
def test_lines_are_remembered_in_the_state_folder(environment: dict[str, str], file: str | None) -> None:
    """That of the XDG base directories."""
    assert memory_file(environment) == (Path(file) if file else None)


def test_lines_come_back_in_the_next_session(built_desk: Desk, tmp_path: Path) -> None:
    """With the arrow key, edited, and read by their owner alone."""
    with chat(built_desk, tmp_path) as first:
        first.ask("thanks!")
        first.ask("thanks!")
        first.ask("good morning")
        first.type("\x04")
        assert first.end() == 0
    assert lines_kept(tmp_path) == ["thanks!", "good morning"]
    file = tmp_path / "careerqa" / "history"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)] == [0o700, 0o600]
    with chat(built_desk, tmp_path) as second:
        second.wait_for_prompt()
        second.type(UP + UP)
        second.wait(lambda: "? thanks!" in second.lines)
        second.type("\x01many \r")
        second.wait(lambda: "You are welcome." in second.lines)
        second.type("/quit\r")
        assert second.end() == 0
    assert lines_kept(tmp_path)[2] == "many thanks!"


@pytest.mark.parametrize(
    ("options", "environment"),
    [(["--no-remember"], {}), ([], {"CAREERQA_REMEMBER": "0"})],
    ids=["option", "variable"],
)
def test_nothing_is_remembered_where_that_is_not_wanted(
    built_desk: Desk, tmp_path: Path, options: list[str], environment: dict[str, str]
) -> None:
    """Nothing is written at all; within the session the arrow keys still work."""
    with chat(built_desk, tmp_path, *options, **environment) as session:
        session.ask("thanks!")
        session.type(UP)
        session.wait(lambda: session.lines[-1] == "? thanks!")
        session.type("\x03")
        session.wait_for_prompt()
        session.type("\x04")
        assert session.end() == 0
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_cut_to_what_is_kept(built_desk: Desk, tmp_path: Path) -> None:
    """The oldest lines go, also from a file that somebody damaged."""
    (tmp_path / "careerqa").mkdir()
    old = b"\xff broken\n" + b"".join(b"line %d\n" % number for number in range(KEPT + 5))
    (tmp_path / "careerqa" / "history").write_bytes(old)
    with chat(built_desk, tmp_path) as session:
        session.ask("thanks!")
        session.type("\x04")
        assert session.end() == 0
    assert lines_kept(tmp_path) == [*(f"line {number}" for number in range(5, KEPT + 5)), "thanks!"]


def test_a_folder_that_cannot_be_written_is_said_once(built_desk: Desk, tmp_path: Path) -> None:
    """The conversation goes on without memory."""
    (tmp_path / "careerqa").write_text("a file where the folder should be", encoding="utf-8")
    with chat(built_desk, tmp_path) as session:
        assert session.ask("thanks!") == "You are welcome."
        assert session.ask("good morning").startswith("Hello.")
        assert session.text.count("what you type is not remembered") == 1
        session.type("\x04")
        assert session.end() == 0


def test_the_tab_key_completes_commands_only(built_desk: Desk, tmp_path: Path) -> None:
    """At the beginning of a line; in a question it does nothing."""
    with chat(built_desk, tmp_path) as session:
        assert "list these commands" in session.ask("/he\t")
        session.type("thanks\t")
        session.wait(lambda: session.lines[-1] == "? thanks")
        session.type("\r")
        session.wait(lambda: "You are welcome." in session.lines)
        session.type("/quit\r")
        assert session.end() == 0
