"""Whatever befalls an ingest, the index is the old or the new one, whole, and the next ingest completes it."""

import os
import random
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from index import IndexBusyError, LocalStore
from service.serving.live import LiveIndex
from service.terminal.options import FAILED, NO_INDEX
from tests.conftest import Desk
from tests.failing_calls import Call, Fault, why_not
from tests.faulty_ingests import (
    Before,
    Ingests,
    befall,
    beginnings,
    check_told,
    copied,
    exported_encoder,
    faults,
    ingests,
    seen,
)
from tests.index_contents import contents

pytestmark = pytest.mark.slow

POINTS = 25  # a test; there are eight of them
FULL = Fault("ENOSPC", at=10**9)  # by the disk itself


@pytest.fixture(scope="module")
def made(built_desk: Desk) -> Iterator[Ingests]:
    """What runs ingests of their own."""
    if reason := why_not():
        pytest.skip(reason)
    with ingests(exported_encoder(built_desk)) as made:
        yield made


@pytest.fixture(scope="module")
def before(made: Ingests, built_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Before]:
    """An index whose sources changed, and none, each with what a whole ingest makes of it."""
    return beginnings(made, built_desk, tmp_path_factory.mktemp("before"))


@pytest.fixture
def changed(before: dict[str, Before]) -> Before:
    """The index whose sources changed."""
    return before["changed"]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["changed", "first"])
def test_fault_leaves_the_old_or_the_new_index(
    made: Ingests, before: dict[str, Before], tmp_path: Path, name: str, seed: int
) -> None:
    """A call that fails, once or from then on, and a signal, before a call or at any time, lose nothing."""
    wrong = []
    for number, fault in enumerate(faults(before[name].calls, random.Random(seed), POINTS)):
        root = tmp_path / str(number) / "index"
        root.parent.mkdir()
        try:
            befall(made, before[name], root, fault)
        except AssertionError as error:
            wrong.append((fault, before[name].calls[fault.at], str(error)))
        shutil.rmtree(root.parent)
    assert not wrong


def test_all_that_changes_something_is_counted(before: dict[str, Before]) -> None:
    """The calls reach from the lock to the journal's end and are those of SQLite, FAISS, tantivy and our own."""
    for name, calls in ((name, begun.calls) for name, begun in before.items()):
        paths = [Path(call.path) for call in calls]
        assert paths[-1].name == "ingest.lock"
        written = {path.name for path in paths} | {path.suffix for path in paths}
        assert {
            "journal.sqlite",
            "catalog.sqlite",
            "vectors.faiss",
            ".store",
            "CURRENT",
            "CURRENT.new",
        } <= written
        assert len(calls) > 300, name


def test_all_is_on_the_disk_before_it_is_current(changed: Before, before: dict[str, Before]) -> None:
    """No loss of power takes anything of what CURRENT names: each file and folder is synced after its last change.

    What CURRENT will be is synced before it is put in its place, and the folder that it is in behind that.
    """
    for begun in (changed, before["first"]):
        calls = begun.calls
        root = Path(calls[-1].path).parent
        at = next(i for i, call in enumerate(calls) if call.path == str(root / "CURRENT"))
        assert calls[at].name.startswith("rename")
        assert not unsynced(calls[:at], root)
        assert Call("fsync", str(root)) in calls[at:]


def unsynced(calls: Sequence[Call], root: Path) -> set[Path]:
    """Files that were changed, and folders in which something was made, that nobody synced behind it.

    What is gone again needs no syncing.
    """
    open_ones: set[Path] = set()
    for call in calls:
        path = Path(call.path)
        if call.name in ("fsync", "fdatasync"):
            open_ones.discard(path)
        elif call.name.startswith(("unlink", "rmdir")):
            open_ones = {other for other in open_ones if other != path and path not in other.parents}
        elif call.name not in ("flock", "chmod", "fchmod", "fchmodat") and path.suffix != ".lock":
            made = call.name.startswith(("open", "mkdir", "link", "rename", "symlink"))
            if made and path != root and path.name != "CURRENT.new":  # that name goes with the renaming
                open_ones.add(path.parent)
            if call.name.startswith("rename"):
                open_ones = {other for other in open_ones if not is_temporary(other)}
            open_ones.add(path)
    return {path for path in open_ones if not is_temporary(path)}


def is_temporary(path: Path) -> bool:
    """Whether that is what tantivy renames as soon as it is whole."""
    return path.name.startswith(".tmp")


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[None]:
    """A file system in memory of so many bytes; the test is skipped where nothing may be mounted."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(folder: Path, options: str) -> None:
    """Mount a file system otherwise."""
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def used(root: Path) -> int:
    """Bytes that a folder takes, by whole pages."""
    return sum(-(-path.stat().st_size // 4096) * 4096 for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize(("name", "pages"), [("changed", 4), ("first", 10)])
def test_disk_that_is_full(
    made: Ingests, before: dict[str, Before], tmp_path: Path, name: str, pages: int
) -> None:
    """A disk that fills at any stage costs a line; with room made, the next ingest goes on."""
    begun = before[name]
    least = used(begun.desk.root) if begun.old else 0
    codes = []
    for step in range(12):
        folder = tmp_path / f"disk{step}"
        with mounted(folder, least + 4096 * (2 + pages * step)):
            mend = (lambda: None, lambda folder=folder: remount(folder, "size=64m"))
            ran = befall(made, begun, folder / "index", FULL, mend)
        codes.append(ran.code)
        if ran.code:
            assert "No space left on device" in ran.told
    assert codes.count(NO_INDEX) >= 6
    assert sorted(codes, reverse=True) == codes, "more room is never worse"


@pytest.mark.parametrize("name", ["changed", "first"])
def test_disk_that_is_read_only(made: Ingests, before: dict[str, Before], tmp_path: Path, name: str) -> None:
    """On a disk that may not be written there is one line, and the index is read as before."""
    folder = tmp_path / "disk"
    with mounted(folder, 64 * 2**20):
        switch = (lambda: remount(folder, "ro"), lambda: remount(folder, "rw"))
        ran = befall(made, before[name], folder / "index", Fault("EROFS", at=10**9), switch)
    assert ran.code == NO_INDEX
    assert "Read-only file system" in ran.told


@pytest.mark.parametrize("at", range(5, 400, 40))
def test_folder_that_is_removed_meanwhile(made: Ingests, changed: Before, tmp_path: Path, at: int) -> None:
    """An index folder that somebody removes costs a line, and the next ingest makes it anew."""
    desk = copied(changed.desk, tmp_path / "index")

    def remove(_: Call) -> None:
        if next(counted) == at:
            shutil.rmtree(desk.root)

    counted = iter(range(10**9))
    ran = made.run(desk, seen=remove)
    check_told(ran, Fault("ENOENT"))
    assert ran.code == NO_INDEX
    desk.ingest()
    assert contents(desk.root) == changed.new


def test_second_ingest_is_told_at_every_moment(made: Ingests, changed: Before, tmp_path: Path) -> None:
    """From the lock to its release a second ingest is refused in a line and harms nothing."""
    desk = copied(changed.desk, tmp_path / "index")
    refused: list[str] = []

    def second(call: Call) -> None:
        counted.append(call)
        if len(counted) % 20 == 19:
            with pytest.raises(IndexBusyError) as error, LocalStore(desk.root).writer():
                pass
            refused.append(str(error.value))

    counted: list[Call] = []
    assert made.run(desk, seen=second).code == 0
    assert len(refused) == len(counted) // 20
    assert set(refused) == {f"another ingest is writing {desk.root}; try again when it has ended"}
    assert contents(desk.root) == changed.new


def test_sources_that_change_while_they_are_read(made: Ingests, changed: Before, tmp_path: Path) -> None:
    """Files that vanish or change behind the scan are named, and the next ingest takes in what is there then."""
    shutil.copytree(changed.desk.sources, tmp_path / "sources")
    desk = copied(Desk(tmp_path / "sources", changed.desk.root, changed.desk.model), tmp_path / "index")

    def alter(call: Call) -> None:
        if call.name == "mkdir" and call.path.endswith("000003"):  # when the first of the files is read
            (desk.sources / "pay.txt").write_text(
                "Another Text\n\nIt is another one by now.\n", encoding="utf-8"
            )
            (desk.sources / "speakers.txt").unlink()

    ran = made.run(desk, seen=alter)
    assert ran.code == 0
    assert "skipped pay.txt: changed while it was being read: run careerqa ingest again" in ran.told
    assert "skipped speakers.txt: was there and cannot be read: No such file or directory" in ran.told
    assert seen(desk.root) is not None
    desk.ingest()
    fresh = Desk(desk.sources, tmp_path / "fresh", desk.model)
    fresh.ingest()
    assert contents(desk.root) == contents(fresh.root)


@pytest.mark.parametrize("memory", [0, 1, 16, 40, 64, 80])
def test_memory_that_runs_out(made: Ingests, changed: Before, tmp_path: Path, memory: int) -> None:
    """Python's own lack of it costs a line and exit code 1; a library that ends the process harms nothing."""
    desk = copied(changed.desk, tmp_path / "index")
    ran = made.run(desk, memory=memory * 2**20)
    if ran.code >= 0:
        assert ran.code in (0, FAILED, NO_INDEX)
        assert "Traceback" not in ran.told
        assert len(ran.told.splitlines()) <= 1
    if memory <= 1:
        assert (ran.code, ran.told.count("there is not enough memory to ingest")) == (FAILED, 1)
    assert seen(desk.root) in (changed.old, changed.new)
    desk.ingest()
    assert contents(desk.root) == changed.new


def test_clock_that_was_set_back(changed: Before, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is published later is another version and is served, though it is dated before what it follows."""

    class Early(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Early":
            return cls(1999, 1, 1, tzinfo=tz)

    desk = copied(changed.desk, tmp_path / "index")
    for path in desk.root.rglob("*"):
        os.utime(path, (4e9, 4e9))
    store = LocalStore(desk.root)
    live = LiveIndex(store)
    before = store.version(), live.get().version
    monkeypatch.setattr("index.build.datetime", Early)
    desk.ingest()
    assert store.version() != before[0]
    assert live.get().version == changed.new.digest != before[1]
    assert live.get().manifest.created == "1999-01-01T00:00:00+00:00"
    assert contents(desk.root) == changed.new


def test_services_answer_while_ingests_fail(made: Ingests, changed: Before, tmp_path: Path) -> None:
    """Two that follow the index have the old one at each failure, and the new one when it is there."""
    desk = copied(changed.desk, tmp_path / "index")
    services = [LiveIndex(LocalStore(desk.root)) for _ in range(2)]
    assert changed.old is not None
    for at in range(0, len(changed.calls), 37):
        ran = made.run(desk, Fault("SIGKILL" if at % 2 else "EIO", at))
        if ran.code == 0 or seen(desk.root) == changed.new:
            break
        assert {service.get().version for service in services} == {changed.old.digest}
    desk.ingest()
    for service in services:
        assert service.get().version == changed.new.digest
        assert service.get().search("who", service.get().encoder.encode_question("who"))


def test_watcher_goes_on_after_a_failure(made: Ingests, changed: Before, tmp_path: Path) -> None:
    """`--watch` tells a full disk in a line and waits for the next change; SIGTERM ends it with exit code 0."""
    desk = copied(changed.desk, tmp_path / "index")
    ran = made.run(desk, Fault("ENOSPC", 30, lasting=True), more=["--watch"], until="cannot be written")
    assert ran.code == 0
    assert len(ran.told.splitlines()) == 1
    assert seen(desk.root) == changed.old
