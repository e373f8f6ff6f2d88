"""A command behind a real pseudo-terminal, with the screen that a person would see."""

import fcntl
import os
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping
from types import TracebackType

import pyte

ROWS = 300
PATIENCE = 60  # seconds until a test gives up
RUN = "from service.cli import main; main()"
CONTROL = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "  # else Ctrl-C would not arrive


class PseudoTerminal:
    """A running `careerqa` and its screen; `written` is all that it wrote, escape sequences included."""

    def __init__(self, *words: str, columns: int, environment: Mapping[str, str], program: str = RUN) -> None:
        self.screen = pyte.Screen(columns, ROWS)
        self.written = b""
        self._stream = pyte.ByteStream(self.screen)
        self._side, inner = os.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
        own = {
            name: value
            for name, value in os.environ.items()
            if name not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"}
        }
        self._process = subprocess.Popen(
            [sys.executable, "-c", CONTROL + program, *words],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env={**own, "TERM": "xterm-256color", **environment},
            start_new_session=True,
        )
        os.close(inner)

    def __enter__(self) -> "PseudoTerminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._side)

    @property
    def lines(self) -> list[str]:
        """What the screen shows, without the blanks at the ends and the empty rows below."""
        return "\n".join(row.rstrip() for row in self.screen.display).rstrip("\n").split("\n")

    @property
    def text(self) -> str:
        """What the screen shows in one line, blanks as one."""
        return " ".join(" ".join(self.lines).split())

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._side, keys.encode())

    def ask(self, line: str) -> str:
        """Type a line at the prompt and wait for the next prompt.

        What the screen shows below the line, blanks as one.
        """
        self.wait_for_prompt()
        first = self.screen.cursor.y + (len(line) + 1) // self.screen.columns  # the last row of the line
        self.type(f"{line}\r")
        self.wait(lambda: self.screen.cursor.y > first and self._prompted())
        return " ".join(" ".join(self.lines[first + 1 : self.screen.cursor.y]).split())

    def wait_for_prompt(self) -> None:
        """Read until the cursor stands behind an empty prompt."""
        self.wait(self._prompted)

    def wait(self, until: Callable[[], bool]) -> None:
        """Read until something holds of the screen."""
        deadline = time.monotonic() + PATIENCE
        while not until():
            assert self._read(deadline), f"the command ended or was silent:\n{self.text}"

    def end(self) -> int:
        """Read to the end of the command; its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self._read(deadline):
            pass
        return self._process.wait(max(deadline - time.monotonic(), 1))

    def _prompted(self) -> bool:
        return self.screen.cursor.x == 2 and self.screen.display[self.screen.cursor.y].rstrip() == "?"

    def _read(self, deadline: float) -> bool:
        """Take in what was written; False at the end, or when patience is."""
        if not select.select([self._side], [], [], max(deadline - time.monotonic(), 0))[0]:
            return False
        try:
            read = os.read(self._side, 65536)
        except OSError:  # the other side is closed
            return False
        self.written += read
        self._stream.feed(read)
        return bool(read)
