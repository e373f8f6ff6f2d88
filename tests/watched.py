"""An audit hook for a process of its own: from then on nothing may be written, connected to or started."""

import os
import sys

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CONNECTING = {
    "socket.connect",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
}
STARTING = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn"}
CHANGING = {
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "os.link",
    "os.symlink",
    "os.chmod",
}


def forbid(*, writing: bool) -> None:
    """End the process, whatever catches errors, at the first connection or program but ours, and where `writing`, write.

    What libraries in C do by themselves is not seen.
    """

    def watch(event: str, given: tuple[object, ...]) -> None:
        wrong = event in CONNECTING | STARTING and not (
            event == "subprocess.Popen" and _reads_a_pdf(given[1])
        )
        if writing:
            wrong = wrong or event in CHANGING
            wrong = wrong or (event == "open" and isinstance(given[2], int) and bool(given[2] & WRITING))
        if wrong:
            os.write(2, f"{event}{given!r}\n".encode(errors="replace"))
            os._exit(70)

    sys.addaudithook(watch)


def _reads_a_pdf(command: object) -> bool:
    """Whether it is the process of ours in which a PDF is read."""
    return isinstance(command, list) and str(command[-1]).endswith("/ingest/documents/pdf_child.py")
