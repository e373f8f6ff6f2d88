"""Lines typed at a prompt, with editing and memory; or read from a pipe, without a prompt."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from service.terminal.console import print_error

MARK = "? "
KEPT = 1000  # lines of earlier sessions


def memory_file(environment: Mapping[str, str]) -> Path | None:
    """Where the lines of earlier sessions are: in the XDG state folder; None where nobody has a home."""
    state = Path(environment.get("XDG_STATE_HOME", ""))
    if not state.is_absolute():
        state = Path(environment.get("HOME", ""), ".local", "state")
    return state / "careerqa" / "history" if state.is_absolute() else None


def lines_asked(words: Sequence[str], memory: Path | None) -> Iterator[str]:
    """Each line until the input ends, in single blanks, empty ones left out.

    At a terminal, Ctrl-C cancels a line, the tab key completes `words`, arrow keys bring back earlier lines,
    also those of earlier sessions where there is a file to remember them in.
    """
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # standard input is a text file
    if not sys.stdin.isatty():
        yield from (line for line in map(_one_line, sys.stdin) if line)
        return
    edited = sys.stdout.isatty() and _edit(words, memory)
    last = ""
    while True:
        try:
            line = _one_line(input(MARK) if edited else _plain())
        except KeyboardInterrupt:
            print(file=sys.stderr)  # noqa: T201 - what was typed stays, the next prompt is below it
            continue
        except EOFError:
            print(file=sys.stderr)  # noqa: T201 - what follows is below the prompt
            return
        if line and line != last and edited and memory:
            _remember(memory, line)
        last = line
        if line:
            yield line


def _one_line(line: str) -> str:
    return " ".join(line.split())


def _plain() -> str:
    """A line without editing; the prompt stays out of an output that goes elsewhere."""
    print(MARK, end="", file=sys.stderr, flush=True)  # noqa: T201 - see above
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line


def _edit(words: Sequence[str], memory: Path | None) -> bool:
    """Let `input` edit lines; whether it can."""
    try:
        import readline  # `input` uses it once it is imported
    except ImportError:  # a Python without it, as on Windows
        return False

    def complete(typed: str, number: int) -> str | None:
        fitting = [word for word in words if typed and word.startswith(typed)]
        return fitting[number] if number < len(fitting) else None

    readline.set_completer_delims(" ")
    readline.set_completer(complete)
    readline.parse_and_bind(
        "bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete"
    )
    for line in _remembered(memory) if memory else []:
        readline.add_history(line)
    return True


def _remembered(memory: Path) -> list[str]:
    """The lines of earlier sessions, the oldest first; the file is cut to as many as are kept."""
    try:
        memory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _open(memory) as file:
            file.seek(0)
            lines = file.read().splitlines()
            if len(lines) > KEPT:
                file.truncate(0)
                file.writelines(f"{line}\n" for line in lines[-KEPT:])
    except OSError as error:
        print_error(f"{memory} cannot be written: {error.strerror}; what you type is not remembered")
        return []
    return lines[-KEPT:]


def _remember(memory: Path, line: str) -> None:
    try:
        with _open(memory) as file:
            file.write(f"{line}\n")
    except OSError:  # said when the session began
        return


def _open(memory: Path) -> TextIO:
    """The file, made readable by its owner alone, to read and to append."""
    return os.fdopen(
        os.open(memory, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "a+", encoding="utf-8", errors="replace"
    )
