"""Conversations at a real prompt.

Follow-ups, commands, keys that cancel and end, and the same from a pipe.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.terminal.chat import COMMANDS
from tests.conftest import ROOT, Desk
from tests.processes import wait_until
from tests.pseudo_terminal import PseudoTerminal

pytestmark = pytest.mark.slow

QUESTION = "should I do an exit interview?"
CHAT = [sys.executable, "-c", "from service.cli import main; main()", "chat"]


@contextmanager
def conversation(root: Path, folder: Path, columns: int = 80) -> Iterator[PseudoTerminal]:
    """A conversation over an index, with a browser that notes what it opens."""
    browser = folder / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {folder / "opened"}\n', encoding="utf-8")
    browser.chmod(0o755)
    environment = {
        "CAREERQA_INDEX": str(root),
        "XDG_STATE_HOME": str(folder),
        "BROWSER": str(browser),
        "DISPLAY": "",
    }
    with PseudoTerminal("chat", columns=columns, environment=environment) as running:
        yield running


@pytest.fixture
def session(seeds_root: Path, tmp_path: Path) -> Iterator[PseudoTerminal]:
    """One over the seeds, on a screen of 80 columns."""
    with conversation(seeds_root, tmp_path) as running:
        yield running


@pytest.fixture
def wide_session(seeds_root: Path, tmp_path: Path) -> Iterator[PseudoTerminal]:
    """One on a screen that has room for the path of any file."""
    with conversation(seeds_root, tmp_path, columns=300) as running:
        yield running


def ends(session: PseudoTerminal, keys: str) -> bool:
    """Whether the conversation ends in peace when keys are pressed."""
    session.wait_for_prompt()
    session.type(keys)
    return session.end() == 0


def piped(lines: str, index: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """The conversation with lines from a pipe."""
    environment = {**os.environ, "CAREERQA_INDEX": str(index), **more}
    return subprocess.run(
        CHAT, input=lines, capture_output=True, text=True, env=environment, timeout=120, check=False
    )


def test_it_says_what_it_answers_from_and_how_to_leave(session: PseudoTerminal) -> None:
    """In one line before the first prompt; Ctrl-D leaves."""
    session.wait_for_prompt()
    assert session.lines[0] == "Answers from 4 articles. /help lists commands, Ctrl-D leaves."
    assert ends(session, "\x04")


def test_a_follow_up_is_read_with_what_was_answered(session: PseudoTerminal) -> None:
    """A question that was refused meanwhile, and thanks, are not what it leans on."""
    assert "not recommended to participate" in session.ask(QUESTION)
    assert session.ask("what is the boiling point of water on Mount Everest?").startswith(
        "The sources do not answer this."
    )
    assert session.ask("thanks!") == "You are welcome."
    assert session.ask("are they mandatory?").startswith(
        f"Read together with your earlier question “{QUESTION}” They are not required"
    )
    assert session.ask("/new") == "What was asked before is forgotten."
    assert "Read together" not in session.ask("are they mandatory?")
    assert ends(session, "/quit\r")


def test_control_c_cancels_a_line(session: PseudoTerminal) -> None:
    """What was typed is not asked, and the conversation goes on."""
    session.wait_for_prompt()
    session.type("half a question")
    session.wait(lambda: session.lines[-1].endswith("half a question"))
    session.type("\x03")
    assert session.ask("thanks!") == "You are welcome."
    assert "half" not in session.ask("/save nowhere/at/all.md")
    assert ends(session, "\x04")


def test_a_question_that_cannot_be_asked_ends_nothing(session: PseudoTerminal) -> None:
    """It is told why, in one line."""
    assert session.ask("?!").endswith("careerqa: the question is empty")
    assert session.ask("why not " * 300).endswith(
        "careerqa: the question has 2399 characters; at most 2000 are read"
    )
    assert session.ask("thanks!") == "You are welcome."
    assert ends(session, "\x04")


def test_a_number_opens_its_source(session: PseudoTerminal, tmp_path: Path) -> None:
    """In the browser, at the second of the video; the address is printed as well."""
    session.ask(QUESTION)
    address = session.ask("/open 2")
    assert (
        address
        == (tmp_path / "opened").read_text(encoding="utf-8")
        == "https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=221s"
    )
    assert session.ask("/open 99") == "careerqa: the last answer has no number 99"
    assert session.ask("/open") == "careerqa: which number? /open N"
    assert session.ask("/open -1") == "careerqa: the last answer has no number -1"
    assert ends(session, "\x04")


def test_a_source_is_named_where_there_is_no_browser(seeds_root: Path) -> None:
    """The address is printed, and that nothing opens it."""
    done = piped(
        f"{QUESTION}\n/open 1\n", seeds_root, BROWSER="", DISPLAY="", WAYLAND_DISPLAY="", PATH="/nonexistent"
    )
    assert done.stdout.rstrip().endswith(
        "https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=216s\nNo browser was found that opens it."
    )


def test_a_question_below_the_answer_can_be_asked(session: PseudoTerminal) -> None:
    """By its number, for itself, whatever was asked before; it is there once it has been checked."""
    wait_until(lambda: "/more N asks one: 1 " in session.ask("are exit interviews mandatory?"))
    told = session.ask("are exit interviews mandatory?")
    question = told.partition("/more N asks one: 1 ")[2].partition("?")[0]
    assert question
    assert session.ask("/more 1").startswith(f"asked: {question}? ")
    assert session.ask("/more 9") == "careerqa: there is no question 9 below the last answer"
    assert ends(session, "\x04")


def test_why_explains_the_last_answer(session: PseudoTerminal) -> None:
    """As it was asked, with what was asked before; small talk has nothing to explain."""
    assert session.ask("/why") == "careerqa: nothing was asked yet"
    session.ask(QUESTION)
    session.ask("are they mandatory?")
    why = session.ask("/why")
    assert why.startswith(f"are they mandatory? ({QUESTION}) not read as: are they mandatory? (")
    assert "is at least the threshold" in why
    session.ask("thanks!")
    assert session.ask("/why") == "That was small talk; nothing was looked up."
    assert ends(session, "\x04")


def test_the_conversation_is_saved(wide_session: PseudoTerminal, tmp_path: Path) -> None:
    """Into a new file or the one it was saved in before, never over another."""
    other = tmp_path / "mine.md"
    other.write_text("mine", encoding="utf-8")
    assert wide_session.ask(f"/save {tmp_path}/talk.md") == "careerqa: nothing was asked yet"
    wide_session.ask(QUESTION)
    assert wide_session.ask("/save") == "careerqa: into which file? /save FILE.md"
    assert wide_session.ask(f"/save {other}").endswith("is there already; name another file")
    assert wide_session.ask(f"/save {tmp_path}/no/such.md").endswith(
        "cannot be written: No such file or directory"
    )
    assert wide_session.ask("/save ~no-such-person/talk.md").startswith(
        "careerqa: ~no-such-person/talk.md cannot be written"
    )
    assert wide_session.ask(f"/save {tmp_path}/talk.md") == f"Saved in {tmp_path}/talk.md"
    wide_session.ask("are they mandatory?")
    assert wide_session.ask(f"/save {tmp_path}/talk.md").startswith("Saved in ")
    assert other.read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "talk.md").read_text(encoding="utf-8").count("\n## ") == 2
    assert ends(wide_session, "\x04")


def test_commands_are_listed_and_others_are_named(session: PseudoTerminal) -> None:
    """The list of articles too, and those with a word in their title."""
    listed = session.ask("/help")
    assert all(f"{name} {does}" in listed for name, does in COMMANDS.items())
    assert session.ask("/halp") == "careerqa: no command /halp; /help lists them"
    assert session.ask("/sources").count("passages,") == 4
    assert session.ask("/sources rejection").count("passages,") == 1
    assert session.ask("/sources zebra") == "No title has zebra."
    assert ends(session, "/quit\r")


def test_the_documented_conversation_is_what_happens(session: PseudoTerminal) -> None:
    """Each line typed in docs/terminal.md shows what stands below it there.

    `…` alone in a line stands for anything.
    """
    documented = re.findall(
        r"^```text\n(.*?)^```",
        (ROOT / "docs" / "terminal.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    assert documented
    for line in re.findall(r"^\? (.+)", documented[0], re.MULTILINE):
        session.ask(line)
    shown = ".*".join(map(re.escape, documented[0].strip().split("\n…\n")))
    assert re.fullmatch(shown, "\n".join(session.lines).removesuffix("?").strip(), re.DOTALL), "\n".join(
        session.lines
    )
    assert ends(session, "\x04")


def test_control_c_stops_what_takes_long(seeds_root: Path, tmp_path: Path) -> None:
    """A browser in the terminal, say; the conversation goes on."""
    browser = tmp_path / "browser"
    browser.write_text("#!/bin/sh\necho reading\nexec sleep 600\n", encoding="utf-8")
    browser.chmod(0o755)
    environment = {
        "CAREERQA_INDEX": str(seeds_root),
        "XDG_STATE_HOME": str(tmp_path),
        "BROWSER": str(browser),
        "DISPLAY": "",
    }
    with PseudoTerminal("chat", columns=80, environment=environment) as session:
        session.ask("are exit interviews mandatory?")
        session.type("/open 1\r")
        session.wait(lambda: "reading" in session.lines)
        session.type("\x03")
        session.wait_for_prompt()
        assert "Stopped." in "".join(session.lines[-4:])
        assert session.ask("thanks!") == "You are welcome."
        assert ends(session, "\x04")


def test_a_pipe_gets_answers_and_nothing_else(seeds_root: Path, tmp_path: Path) -> None:
    """No greeting, no prompt, nothing remembered.

    What is wrong goes to standard error, and the rest is answered.
    """
    done = piped(f"{QUESTION}\n\n?!\nare they mandatory?", seeds_root, XDG_STATE_HOME=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "careerqa: the question is empty\n")
    assert done.stdout.startswith("Generally, it is not recommended")
    assert (
        f"\n\nRead together with your earlier question “{QUESTION}”\n\nThey are not required" in done.stdout
    )
    assert "\x1b" not in done.stdout
    assert not any(line.startswith("?") for line in done.stdout.splitlines())
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_that_is_not_text_is_read_with_marks(seeds_root: Path) -> None:
    """A byte that is no UTF-8 stands for nothing."""
    done = subprocess.run(
        CHAT,
        input=b"thanks \xff!\n",
        capture_output=True,
        env={**os.environ, "CAREERQA_INDEX": str(seeds_root)},
        check=True,
    )
    assert b"You are welcome." in done.stdout


def test_the_prompt_stays_out_of_an_output_that_goes_elsewhere(built_desk: Desk, tmp_path: Path) -> None:
    """Typed at a terminal, written into a file: the prompt is on the terminal, the answer in the file."""
    command = f"exec {sys.executable} -c 'from service.cli import main; main()' chat > {tmp_path}/answers"
    program = f"import os; os.execvp('sh', ['sh', '-c', {command!r}])"
    environment = {"CAREERQA_INDEX": str(built_desk.root)}
    with PseudoTerminal("chat", columns=80, environment=environment, program=program) as session:
        session.wait_for_prompt()
        session.type("thanks!\r")
        session.wait(lambda: session.lines[-1] == "?" and "? thanks!" in session.lines)
        session.type("\x04")
        assert session.end() == 0
    assert "You are welcome." in (tmp_path / "answers").read_text(encoding="utf-8")
    assert "? " not in (tmp_path / "answers").read_text(encoding="utf-8")
