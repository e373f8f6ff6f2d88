"""Ingests that something befalls, and what must hold afterwards; for the tests and `benchmarks.faults`."""

import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from index import IndexUnusable, LocalSnapshot, LocalStore
from index.local import CATALOG
from index.parts import ENCODER
from service.terminal.options import NO_INDEX
from tests.conftest import ROOT, Desk
from tests.failing_calls import ERRORS, Call, Fault, watch
from tests.index_contents import QUESTIONS, Seen, contents, edit
from tests.processes import wait_until

SIGNALS = ("SIGKILL", "SIGINT", "SIGTERM")
ENDED_BY = {"SIGINT": 130, "SIGTERM": 143}
LASTING = ("ENOSPC", "EDQUOT", "EIO", "EROFS")
LEFT = {"CURRENT", "generations", "ingest.lock"}


@dataclass(frozen=True, slots=True)
class Ran:
    """How an ingest ended (as `os.waitpid` has it), what it printed, and what it changed."""

    status: int
    printed: str
    told: str
    calls: list[Call] = field(repr=False)

    @property
    def code(self) -> int:
        """Its exit code; below zero the signal that ended it."""
        return os.waitstatus_to_exitcode(self.status)


class Ingests:
    """What runs ingests that something befalls, each in a process of its own."""

    def __init__(self, control: socket.socket, exported: Path, printed: Path) -> None:
        self._control = control
        self._exported = exported
        self._texts = [printed / "stdout", printed / "stderr"]

    def run(
        self,
        desk: Desk,
        fault: Fault | None = None,
        seen: Callable[[Call], object] = lambda _: None,
        memory: int | None = None,
        more: Sequence[str] = (),
        until: str = "",
    ) -> Ran:
        """Ingest; what is changed below the index folder is counted, and `seen` before it is done.

        It may have so many bytes of `memory` besides those that it begins with, and `more` arguments; it is
        told to stop when it has told something, where it would not end by itself.
        """
        texts = self._texts
        wanted = {
            "arguments": [
                *("ingest", str(desk.sources), "--index", str(desk.root), "--model", str(desk.model), *more)
            ],
            "memory": memory,
            "stdout": str(texts[0]),
            "stderr": str(texts[1]),
            "exported": str(self._exported),
        }
        self._control.send(json.dumps(wanted).encode())
        process, (listener, *_), *_ = socket.recv_fds(self._control, 64, 1)
        if until:
            Thread(target=_stop, args=(int(process), texts[1], until), daemon=True).start()
        try:
            calls = watch(listener, int(process), desk.root, fault, seen)
        finally:
            os.close(listener)
        status = int(self._control.recv(64))
        printed, told = (text.read_text(encoding="utf-8", errors="replace") for text in texts)
        return Ran(status, printed, told, calls)


def _stop(process: int, told: Path, until: str) -> None:
    wait_until(lambda: until in told.read_text(encoding="utf-8"))
    os.kill(process, signal.SIGTERM)


@contextmanager
def ingests(exported: Path) -> Iterator[Ingests]:
    """Start what runs ingests, which takes some seconds; where the tiny encoder was exported to is given."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "NO_COLOR": "1", "COLUMNS": "1000"}
    with ours, TemporaryDirectory() as printed:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.ingest_server", str(its.fileno())],
            pass_fds=[its.fileno()], cwd=ROOT, env=environment,
        )  # fmt: skip
        its.close()
        yield Ingests(ours, exported, Path(printed))
    process.wait(timeout=60)


@dataclass(frozen=True, slots=True)
class Before:
    """Where ingests begin, each in a copy, what a reader sees then and when one is whole, and its calls.

    `encoded` are the passages that a whole one encodes.
    """

    desk: Desk
    old: Seen | None
    new: Seen
    calls: Sequence[Call]
    encoded: int


def beginnings(made: Ingests, built: Desk, folder: Path) -> dict[str, Before]:
    """An index of two generations whose sources have changed, and no index at all."""
    start = built.copy(folder / "start")
    start.write("second.txt", "A Second Start\n\nBegin again on a Monday.\n")
    start.ingest()
    edit(start)
    first = Desk(start.sources, folder / "first" / "index", start.model)
    first.root.parent.mkdir()
    found = {}
    for name, desk in {"changed": start, "first": first}.items():
        whole = copied(desk, folder / f"{name}-whole")
        ran = made.run(whole)
        assert ran.code == 0, ran.told
        encoded = int(ran.printed.partition(" passages, ")[2].split()[0])
        old = contents(desk.root) if desk.root.exists() else None
        found[name] = Before(desk, old, contents(whole.root), ran.calls, encoded)
    return found


def copied(desk: Desk, root: Path) -> Desk:
    """The same sources with a copy of the index."""
    if desk.root.exists():
        shutil.copytree(desk.root, root)
    return Desk(desk.sources, root, desk.model)


def exported_encoder(desk: Desk) -> Path:
    """Where the tiny encoder lies exported."""
    with closing(LocalStore(desk.root).open()) as snapshot:
        part = snapshot.part(ENCODER)
    assert part is not None
    return part


def faults(calls: Sequence[Call], chance: random.Random, count: int) -> list[Fault]:
    """So many faults, drawn over all calls; every tenth a signal at any time."""
    drawn = []
    for number in range(count):
        at = chance.randrange(len(calls))
        if number % 10 == 0:
            drawn.append(Fault(chance.choice(SIGNALS), seconds=chance.random() * SLOWEST))
        elif number % 10 < 4:
            drawn.append(Fault(chance.choice(SIGNALS), at))
        else:
            what = chance.choice(ERRORS[calls[at].name])
            drawn.append(Fault(what, at, lasting=what in LASTING and chance.random() < 0.5))
    return drawn


SLOWEST = 0.6  # seconds that a whole ingest takes


def befall(
    made: Ingests,
    before: Before,
    root: Path,
    fault: Fault,
    disk: tuple[Callable[[], None], Callable[[], None]] = (lambda: None, lambda: None),
) -> Ran:
    """Have a fault befall an ingest in a copy; raises `AssertionError` where something is not as it must be.

    Instead of the calls the `disk` may be at fault: what is done to it before, and then to mend it.
    """
    desk = copied(before.desk, root)
    reader = LocalStore(desk.root).open() if before.old else None
    disk[0]()
    ran = made.run(desk, fault=fault)
    check_told(ran, fault)
    if reader:
        check_reader(reader, before)
    left = seen(desk.root)
    assert left in (before.old, before.new), "neither the old nor the new index"
    if ran.code == 0:
        assert left == before.new, "it said that all is well"
    disk[1]()
    kept = encoded_by(desk.root)
    report = desk.ingest()
    assert contents(desk.root) == before.new, "the finished ingest differs"
    expected = 0 if left == before.new else before.encoded - kept
    assert report.encoded == expected, f"{report.encoded} encoded, {kept} of {before.encoded} were kept"
    check_left(desk.root)
    return ran


def check_reader(reader: LocalSnapshot, before: Before) -> None:
    """What was open before the ingest answers as it did; it is closed."""
    assert before.old is not None
    assert [card.id for card in reader.articles()] == list(before.old.exact["articles"])
    for question in QUESTIONS:
        hits = reader.search(question, reader.encoder.encode_question(question), count=3)
        assert [hit.passage.id for hit in hits] == before.old.exact[question]
        assert reader.tokens([hit.row for hit in hits])
    reader.close()


def check_told(ran: Ran, fault: Fault) -> None:
    """One line that says what is wrong and the exit code that is documented, or all is well."""
    lines = [line for line in ran.told.splitlines() if not line.startswith(("skipped ", "note "))]
    if ran.code == -signal.SIGKILL:
        assert fault.what == "SIGKILL"
    elif ran.code == 0:
        assert not lines, lines
    elif fault.seconds is not None and not lines:  # before the ingest began, or after it ended
        assert ran.code in (-signal.SIGTERM, ENDED_BY["SIGINT"]), ran.code
    elif fault.what in SIGNALS:
        assert ran.code == ENDED_BY.get(fault.what), (ran.code, ran.told)
        assert len(lines) == 1, lines
    else:
        assert ran.code == NO_INDEX, (ran.code, ran.told)
        assert len(lines) == 1, lines
    assert "Traceback" not in ran.told


def seen(root: Path) -> Seen | None:
    """What a reader sees; None where there is no index, and nothing but that is wrong."""
    try:
        found = contents(root)
    except IndexUnusable as error:
        assert error.problem == f"no index in {root}", error  # noqa: PT017 - anything else is a damaged one
        return None
    with closing(sqlite3.connect(LocalStore(root).current() / CATALOG)) as catalog:
        assert catalog.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return found


def encoded_by(root: Path) -> int:
    """How many encodings an ingest that did not end has kept for the next."""
    journal = root / "journal.sqlite"
    if not journal.exists():
        return 0
    with closing(sqlite3.connect(journal)) as connection:
        try:
            if connection.execute("SELECT count(*) FROM owner").fetchone() == (0,):
                return 0
            return int(connection.execute("SELECT count(*) FROM encodings").fetchone()[0])
        except sqlite3.DatabaseError:
            return 0


def check_left(root: Path) -> None:
    """Nothing is left over that the next ingests would not remove."""
    names = {path.name for path in root.iterdir()}
    assert LEFT <= names <= LEFT | {"journal.sqlite", "CURRENT.new"}, names
    assert len(list((root / "generations").iterdir())) <= 3
