"""An index that is damaged after it was opened, or of which the small files were: a line, and advice that helps."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index import IndexUnusable, LocalStore
from index.doctor import repair
from index.doctor.finding import Finding, checked
from index.local import CATALOG
from index.manifest import LARGEST, MANIFEST, MANIFEST_COPY, IndexDamaged, content_of
from service.serving import live
from service.serving.live import LiveIndex
from service.terminal.lacking import lacks_memory
from tests.conftest import Desk
from tests.test_service_upkeep import run


def test_a_catalog_that_is_overwritten_is_refused_and_opened_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it is whole again, which needs no restart."""
    monkeypatch.setattr(live, "DAMAGED_EVERY", 0.0)
    serving = LiveIndex(LocalStore(desk.root))
    path = LocalStore(desk.root).current() / CATALOG
    whole = path.read_bytes()
    opened = serving.get()
    path.write_bytes(b"rubbish!" * (len(whole) // 8))
    with pytest.raises(IndexDamaged, match="the catalog of the index is damaged"):
        opened.source("pay")
    assert serving.get() is opened
    path.write_bytes(whole)
    with pytest.raises(IndexDamaged):
        opened.source("pay")
    assert serving.get() is not opened
    assert serving.get().source("pay") is not None


def test_a_current_of_before_format_7_is_refused_for_a_generation_of_it(desk: Desk) -> None:
    """It says nothing of the manifest."""
    (desk.root / "CURRENT").write_text("000001\n", encoding="ascii")
    with pytest.raises(IndexUnusable, match="says nothing of the manifest of 000001"):
        LocalStore(desk.root).open()
    assert repair(LocalStore(desk.root)) == ["CURRENT names 000001 again, the newest whole generation"]


def test_advice_is_what_helps(desk: Desk) -> None:
    """For the generation before a repair alone, for the current one without manifests a rollback."""
    desk.ingest()
    desk.write("new.txt", "Ask early.")
    desk.ingest()
    older, newer = LocalStore(desk.root).generations()
    kept = (older / CATALOG).read_bytes()
    (older / CATALOG).write_bytes(b"")
    done = run("doctor", "--index", desk.root)
    assert done.exit_code == 3
    assert done.stderr.endswith(f"(before): run careerqa doctor --repair --index {desk.root}\n")
    (older / CATALOG).write_bytes(kept)
    for name in (MANIFEST, MANIFEST_COPY):
        os.truncate(newer / name, 10)
    done = run("doctor", "--repair", "--index", desk.root)
    assert done.stderr.endswith(f", or careerqa rollback --index {desk.root}\n")


def test_a_file_of_any_size_is_not_read_whole(tmp_path: Path) -> None:
    """Where a small one should be."""
    (tmp_path / "CURRENT").write_bytes(b"")
    os.truncate(tmp_path / "CURRENT", 30 * 2**30)
    with pytest.raises(IndexDamaged, match=f"larger than {LARGEST} bytes"):
        content_of(tmp_path / "CURRENT")


def test_what_is_no_generation_is_passed_over(tmp_path: Path) -> None:
    """A file, or a number of other digits."""
    store = LocalStore(tmp_path)
    store.new_generation()
    (tmp_path / "generations" / "²").mkdir()
    (tmp_path / "generations" / "000009").write_bytes(b"")
    assert [folder.name for folder in store.generations()] == ["000001"]


def test_a_panic_of_a_library_is_a_finding() -> None:
    """Though it is no `Exception`."""
    panic = type("PanicException", (BaseException,), {})

    def fails() -> Finding:
        raise panic("index out of bounds")

    assert checked("words", fails).examples == ("PanicException: index out of bounds",)


def test_a_lack_of_memory_is_known_in_each_librarys_words() -> None:
    """Of the linker and of Python's threads too."""
    assert lacks_memory(MemoryError())
    assert lacks_memory(ImportError("a.so: failed to map segment from shared object"))
    assert lacks_memory(RuntimeError("can't start new thread"))
    assert not lacks_memory(ImportError("no such file"))


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_in_any_command_is_one_line(name: str, code: int) -> None:
    """With the exit code that shells give."""
    program = (
        "import os, signal, service.cli as cli\n"
        f"cli.app = lambda: os.kill(os.getpid(), signal.{name})\n"
        "cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (code, "careerqa: stopped\n")
