"""What reaches a terminal: harmless, wrapped at words, plain where it must be."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from service.terminal.console import ENDLESS, Lines, clean, console, print_row
from tests.conftest import Desk
from tests.pseudo_terminal import PseudoTerminal


def narrow(width: int) -> Console:
    """A console of a width that writes into memory."""
    return Console(file=io.StringIO(), width=width, height=25, soft_wrap=True, highlight=False)


def written(out: Console) -> str:
    """What was written to it."""
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("two\n words\t here ", "two words here", id="blanks"),
        pytest.param("a\x1b[2Jb", "a�[2Jb", id="escape"),
        pytest.param("\x1b]8;;https://evil\x07click", "�]8;;https://evil�click", id="hyperlink"),
        pytest.param("a\x9b31mb\x7f", "a�31mb�", id="one-character control sequence and delete"),
        pytest.param("back\x08space\x00", "back�space�", id="backspace and nothing"),
        pytest.param("user\u202etxt.exe\u2066", "usertxt.exe", id="reordering"),
        pytest.param("half \ud83d", "half �", id="half a character"),
        pytest.param(
            "שלום, 世界, n\u00a0%, é, 👩‍🚀", "שלום, 世界, n\u00a0%, é, 👩‍🚀", id="other scripts stay"
        ),
    ],
)
def test_text_is_made_harmless(text: str, shown: str) -> None:
    """One line, no character that steers a terminal or makes a line read otherwise.

    Letters of all scripts stay.
    """
    assert clean(text) == shown


@given(
    st.lists(st.text(alphabet="ab語ש.é-", max_size=30), max_size=30), st.integers(8, 60), st.integers(0, 4)
)
def test_lines_are_no_wider_than_the_terminal(words: list[str], width: int, hang: int) -> None:
    """However the words come, also wide ones and ones longer than a line.

    None is lost, and no line ends in a blank.
    """
    out = narrow(width)
    lines = Lines(out, hang=hang)
    for word in words:
        lines.write(word)
    lines.end()
    rows = written(out).splitlines()
    assert all(cell_len(row) <= width and row == row.rstrip() for row in rows)
    assert "".join("".join(rows).split()) == "".join(words)


def test_what_a_no_break_space_holds_together_stays_in_a_line() -> None:
    """And it is written as a space."""
    out = narrow(10)
    lines = Lines(out, hang=2)
    lines.write("one two no\u00a05 and")
    lines.end()
    assert written(out) == "one two\n  no 5 and\n"


@pytest.mark.parametrize("word", ["https://www.example.org/a/path?of=fifty", "/a/path/of/more/than/a/line"])
def test_an_address_is_never_cut(word: str) -> None:
    """It has a line of its own instead, which the terminal wraps."""
    out = narrow(20)
    lines = Lines(out)
    lines.write(f"look at {word} now")
    lines.end()
    assert written(out).splitlines() == ["look at", word, "now"]


def test_names_and_what_they_stand_for_are_columns() -> None:
    """Further lines stand below the second column."""
    out = narrow(20)
    print_row(out, "/new", "begin anew now then", 5)
    assert written(out) == "/new  begin anew now\n      then\n"


def test_a_pipe_has_endless_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is wrapped or coloured that is no terminal's."""
    out = console()
    assert out.width == ENDLESS
    Lines(out).write("word " * 100, "bold red")
    assert capsys.readouterr().out == ("word " * 100).strip()


@pytest.mark.slow
def test_names_in_sources_cannot_steer_the_terminal(desk: Desk) -> None:
    """Neither a title nor what a note repeats of a file, in what ingest and sources print."""
    desk.write(
        "nasty.md",
        "---\ntitle: quiet\x1b]0;owned\x07 title\nvideoId: \x1b[2J\n---\n\n## Notice\n\nGive notice in a letter.\n",
    )
    environment = {"CAREERQA_INDEX": str(desk.root)}
    with PseudoTerminal(
        "ingest", str(desk.sources), "--model", str(desk.model), columns=60, environment=environment
    ) as shown:
        assert shown.end() == 0
    assert "note nasty.md: " in shown.text
    assert b"\x1b[2J" not in shown.written
    with PseudoTerminal("sources", columns=60, environment=environment) as shown:
        assert shown.end() == 0
    assert b"\x1b]0" not in shown.written
    assert "quiet title" in shown.text


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_an_index_is_described_in_lines_that_fit(built_desk: Desk, columns: int) -> None:
    """Values stand in a column; the folder's path is whole for whoever copies it."""
    with PseudoTerminal(
        "doctor", columns=columns, environment={"CAREERQA_INDEX": str(built_desk.root), "NO_COLOR": "1"}
    ) as shown:
        assert shown.end() == 0
    rows = shown.written.decode().replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()
    assert all(cell_len(row) <= columns for row in rows if "/" not in row)
    assert any(f"{built_desk.root}/generations/" in row for row in rows)
    assert {row[:9].strip() for row in rows if row[:9].strip() and "/" not in row[:9]} == {
        "index",
        "built",
        "holds",
        "encoder",
        "size",
    }


def test_an_error_wraps_at_words_and_is_harmless(tmp_path: Path) -> None:
    """One line in a pipe, as many as it takes on a terminal."""
    with PseudoTerminal("doctor", "--index", f"{tmp_path}/no\x1b[31m", columns=40, environment={}) as shown:
        assert shown.end() == 3
    assert b"\x1b[31m" not in shown.written
    assert "run careerqa ingest" in shown.text


def test_an_output_that_holds_only_ascii_is_no_reason_to_fail(seeds_root: Path) -> None:
    """What it cannot hold becomes a question mark."""
    program = "from service.cli import main; main()"
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "CAREERQA_INDEX": str(seeds_root)}
    done = subprocess.run(
        [sys.executable, "-c", program, "ask", "should I do an exit interview?"],
        capture_output=True, text=True, env=environment, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "Exit Interviews ? Should You Participate" in done.stdout
