"""System calls of another process that fail, or end it, where a test says: by the kernel's own notifications.

The process puts a filter of seccomp on itself that has each call which changes files told to the test before
it is done. So calls are counted in the order in which they come, whichever thread or library makes them, and
only those below one folder. Linux on x86-64.
"""

import ctypes
import errno
import os
import platform
import select
import signal
import socket
import struct
import time
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fcntl import ioctl
from pathlib import Path
from typing import Any

FULL = ("ENOSPC", "EDQUOT")
# By number: the name, where the file stands among the arguments, and what it may fail with. `fd` is a
# descriptor, `path` a path, `at` a folder's descriptor with a path behind it.
CALLS: Mapping[int, tuple[str, str, int, tuple[str, ...]]] = {
    257: ("openat", "at", 0, (*FULL, "EIO", "EACCES", "EMFILE", "EROFS", "EINTR")),
    2: ("open", "path", 0, (*FULL, "EIO", "EACCES", "EMFILE", "EROFS", "EINTR")),
    1: ("write", "fd", 0, (*FULL, "EIO", "EINTR")),
    20: ("writev", "fd", 0, (*FULL, "EIO", "EINTR")),
    18: ("pwrite64", "fd", 0, (*FULL, "EIO", "EINTR")),
    296: ("pwritev", "fd", 0, (*FULL, "EIO", "EINTR")),
    40: ("sendfile", "fd", 0, (*FULL, "EIO")),
    326: ("copy_file_range", "fd", 2, (*FULL, "EIO")),
    77: ("ftruncate", "fd", 0, (*FULL, "EIO", "EINTR")),
    76: ("truncate", "path", 0, (*FULL, "EIO")),
    285: ("fallocate", "fd", 0, (*FULL, "EIO", "EINTR")),
    74: ("fsync", "fd", 0, (*FULL, "EIO", "EINTR")),
    75: ("fdatasync", "fd", 0, (*FULL, "EIO", "EINTR")),
    277: ("sync_file_range", "fd", 0, (*FULL, "EIO")),
    73: ("flock", "fd", 0, ("EINTR", "ENOLCK")),
    82: ("rename", "path", 1, (*FULL, "EIO", "EACCES", "EROFS")),
    264: ("renameat", "at", 2, (*FULL, "EIO", "EACCES", "EROFS")),
    316: ("renameat2", "at", 2, (*FULL, "EIO", "EACCES", "EROFS")),
    86: ("link", "path", 1, (*FULL, "EIO", "EACCES", "EMLINK")),
    265: ("linkat", "at", 2, (*FULL, "EIO", "EACCES", "EMLINK")),
    88: ("symlink", "path", 1, (*FULL, "EIO", "EACCES")),
    266: ("symlinkat", "at", 1, (*FULL, "EIO", "EACCES")),
    87: ("unlink", "path", 0, ("EIO", "EACCES", "EROFS")),
    263: ("unlinkat", "at", 0, ("EIO", "EACCES", "EROFS")),
    83: ("mkdir", "path", 0, (*FULL, "EIO", "EACCES", "EROFS")),
    258: ("mkdirat", "at", 0, (*FULL, "EIO", "EACCES", "EROFS")),
    84: ("rmdir", "path", 0, ("EIO", "EACCES", "EROFS")),
    90: ("chmod", "path", 0, ("EIO", "EACCES", "EROFS")),
    91: ("fchmod", "fd", 0, ("EIO", "EACCES", "EROFS")),
    268: ("fchmodat", "at", 0, ("EIO", "EACCES", "EROFS")),
    280: ("utimensat", "at", 0, ("EIO", "EACCES", "EROFS")),
}
ERRORS = {name: failures for name, _, _, failures in CALLS.values()}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_SECCOMP, _SET_FILTER, _LISTENER, _NO_NEW_RIGHTS = 317, 1, 8, 38
_NOTIFY, _ALLOW, _GO_ON = 0x7FC00000, 0x7FFF0000, 1
_RECEIVE, _SEND, _REQUEST_BYTES = 0xC0502100, 0xC0182101, 80
_PATH_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Call:
    """A call that changes something: its name, and the file."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What befalls a process: `what` is an error's name or a signal's.

    It befalls the first call from number `at` on that it may befall; all those behind it too, if it is
    `lasting`. A signal may come after some `seconds` instead.
    """

    what: str
    at: int = 0
    lasting: bool = False
    seconds: float | None = None

    def befalls(self, number: int, call: Call) -> bool:
        """Whether it befalls the call of a number, that comes once or for the first time."""
        fits = self.what in signal.Signals.__members__ or self.what in ERRORS[call.name]
        return self.seconds is None and number >= self.at and fits


def listen() -> int:
    """Have this process and all it starts ask before each of the calls; the descriptor that says so.

    Raises `OSError` where that is not allowed.
    """
    code = [struct.pack("HBBI", 0x20, 0, 0, 0)]  # the call's number
    for number in CALLS:
        code.append(struct.pack("HBBI", 0x15, 0, 1, number))  # another one: over the next
        code.append(struct.pack("HBBI", 0x06, 0, 0, _NOTIFY))
    code.append(struct.pack("HBBI", 0x06, 0, 0, _ALLOW))
    kept = ctypes.create_string_buffer(b"".join(code))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code), ctypes.addressof(kept)))
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
    listener = system.syscall(_SECCOMP, _SET_FILTER, _LISTENER, program)
    if listener < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return int(listener)


def why_not() -> str:
    """Why calls of a process cannot be told here; nothing where they can."""
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        return "calls can be made to fail on Linux on x86-64 alone"
    child = _fork()
    if not child:
        try:
            listen()
        except OSError:
            os._exit(1)
        os._exit(0)
    return "seccomp tells nothing here" if os.waitpid(child, 0)[1] else ""


def run(act: Callable[[], object], folder: Path, fault: Fault | None = None) -> tuple[int, list[Call]]:
    """Do something in a copy of this process; its exit code (1 where it raised), and its calls."""
    ours, its = socket.socketpair()
    child = _fork()
    if not child:
        code = 1
        try:
            socket.send_fds(its, [b"."], [listen()])
            act()
            code = 0
        finally:
            os._exit(code)
    with ours, its:
        _, (listener,), *_ = socket.recv_fds(ours, 1, 1)
    calls = watch(listener, child, folder, fault)
    os.close(listener)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), calls


def _fork() -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that there are other threads
        return os.fork()


def watch(
    listener: int,
    process: int,
    folder: Path,
    fault: Fault | None = None,
    seen: Callable[[Call], object] = lambda _: None,
) -> list[Call]:
    """The calls of a process below a folder until it ends, one after the other, with what befalls it."""
    calls: list[Call] = []
    waiting = select.poll()
    waiting.register(listener, select.POLLIN)
    begun, befallen = time.monotonic(), False
    while True:
        left = None
        if fault and fault.seconds is not None and not befallen:
            left = max(0.0, 1000 * (fault.seconds + begun - time.monotonic()))
        events = waiting.poll(left)
        if not events and fault:
            befallen = True
            with suppress(ProcessLookupError):
                os.kill(process, signal.Signals[fault.what])
            continue
        if not events[0][1] & select.POLLIN:
            return calls
        request = bytearray(_REQUEST_BYTES)
        try:
            ioctl(listener, _RECEIVE, request)
        except OSError:  # it was killed meanwhile
            continue
        told, thread, _, number, _, _, *arguments = struct.unpack("QIIiIQ6Q", request)
        call = _call(thread, number, arguments, folder)
        failure, how = 0, _GO_ON
        if call is not None:
            if fault and fault.befalls(len(calls), call) and (fault.lasting or not befallen):
                befallen = True
                if fault.what in signal.Signals.__members__:
                    os.kill(process, signal.Signals[fault.what])
                else:
                    failure, how = -getattr(errno, fault.what), 0
            calls.append(call)
            seen(call)
        try:
            ioctl(listener, _SEND, struct.pack("QqiI", told, 0, failure, how))
        except OSError:  # it ended, or a signal came: then the call is made and told again
            continue


def _call(thread: int, number: int, arguments: list[int], folder: Path) -> Call | None:
    """A call that changes something below the folder, or the folder itself."""
    name, kind, position, _ = CALLS[number]
    if name.startswith("open") and not arguments[2 if name == "openat" else 1] & _WRITES:
        return None
    try:
        if kind == "fd":
            path = str(Path(f"/proc/{thread}/fd/{_signed(arguments[position])}").readlink())
        elif kind == "path":
            path = str(Path(f"/proc/{thread}/cwd").readlink() / _text(thread, arguments[position]))
        else:
            at = _signed(arguments[position])
            start = f"/proc/{thread}/cwd" if at < 0 else f"/proc/{thread}/fd/{at}"
            path = str(Path(start).readlink() / _text(thread, arguments[position + 1]))
    except OSError:
        return None
    return Call(name, path) if path == str(folder) or path.startswith(f"{folder}/") else None


def _signed(argument: int) -> int:
    return int(ctypes.c_int(argument & 0xFFFFFFFF).value)


def _text(thread: int, address: int) -> str:
    """The text at an address of another process."""
    if not address:
        return ""
    with Path(f"/proc/{thread}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        read: Any = memory.read(min(_PATH_BYTES, 4096 - address % 4096) or _PATH_BYTES)
        if b"\0" not in read:
            read += memory.read(_PATH_BYTES)
    return os.fsdecode(read.partition(b"\0")[0])
