"""Files that whoever writes them is killed over, at each call that changes something: whole, or not there."""

import errno
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.runs import write_run
from service.changing.files import ARRIVING, REMOVED, ChangeError, SourceFiles
from service.changing.whole_files import BROKEN_OFF, put_new
from service.web.feedback_log import append_feedback
from tests.failing_calls import ERRORS, Call, Fault, run, why_not

OLD = "A Desk of One's Own\n\nAsk for a desk by the window before the others do.\n"
NEW = "Another Desk\n\nWalls are for those who are late.\n" * 50

ROOM = 10**6  # bytes


@pytest.fixture(scope="module", autouse=True)
def _watched() -> None:
    """Skips where calls cannot be told."""
    if reason := why_not():
        pytest.skip(reason)


def befall_each(
    act: Callable[[Path], object], start: Path, check: Callable[[Path, int], object]
) -> list[Call]:
    """Check what is left of a copy of a folder for each call and each thing that may befall it there."""
    whole = start.with_name("whole")
    shutil.copytree(start, whole)
    code, calls = run(lambda: act(whole), whole)
    assert code == 0
    check(whole, 0)
    for at, call in enumerate(calls):
        for what in ("SIGKILL", *ERRORS[call.name]):
            folder = start.with_name(f"{at}-{what}")
            shutil.copytree(start, folder)
            code, _ = run(lambda folder=folder: act(folder), folder, Fault(what, at))  # type: ignore[misc]
            assert code == -9 if what == "SIGKILL" else code in (0, 1)
            check(folder, code)
    return calls


@pytest.mark.parametrize("instead", [False, True])
def test_upload_leaves_no_half_file(tmp_path: Path, instead: bool) -> None:
    """What stands at the path is the old file or the new one, whole; the old is there or kept aside."""
    start = tmp_path / "start"
    start.mkdir()
    if instead:
        (start / "desk.txt").write_text(OLD)

    def upload(top: Path) -> None:
        files = SourceFiles(top)
        arrived = files.arriving("desk.txt")
        with arrived.open("xb") as file:
            for line in NEW.splitlines(keepends=True):
                file.write(line.encode())
                file.flush()
        files.put(arrived, "desk.txt", instead=instead)

    def check(top: Path, code: int) -> None:
        shown = [path.name for path in top.iterdir() if not path.name.startswith(".")]
        texts = [(top / name).read_text() for name in shown]
        aside = [path.read_text() for path in (top / REMOVED).rglob("desk.txt")]
        assert shown in ([], ["desk.txt"])
        assert texts in (([OLD], [NEW]) if instead else ([], [NEW]))
        assert OLD in texts + aside or not instead
        assert code or texts == [NEW]
        assert len(list(top.glob(f"{ARRIVING}*"))) <= 1

    calls = befall_each(upload, start, check)
    names = [call.name for call in calls]
    assert names.index("fsync") < names.index("rename" if instead else "link"), "it is on the disk by then"


def test_what_an_upload_left_over_is_removed(tmp_path: Path) -> None:
    """A file that nothing was written to for an hour goes at the next upload, whatever the clock was set to."""
    files = SourceFiles(tmp_path)
    left = {name: files.arriving("desk.txt") for name in ("old", "ahead", "fresh")}
    for path in left.values():
        path.touch()
    for name, seconds in (("old", -BROKEN_OFF - 60), ("ahead", BROKEN_OFF + 60)):
        os.utime(left[name], (time.time() + seconds,) * 2)
    files.arriving("other.txt")
    assert list(tmp_path.glob(f"{ARRIVING}*")) == [left["fresh"]]


def test_upload_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that has none gets the file too, and none that is there is written over."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "arrived").write_text(NEW)
    put_new(tmp_path / "arrived", tmp_path / "desk.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["desk.txt"]
    (tmp_path / "arrived").write_text(OLD)
    with pytest.raises(FileExistsError):
        put_new(tmp_path / "arrived", tmp_path / "desk.txt")
    assert (tmp_path / "desk.txt").read_text() == NEW
    files = SourceFiles(tmp_path)
    arrived = files.arriving("desk.txt")
    arrived.write_text(OLD)
    with pytest.raises(ChangeError, match="another"):
        files.put(arrived, "desk.txt")
    files.put(arrived, "desk.txt", instead=True)
    assert [path.read_text() for path in (tmp_path / REMOVED).rglob("desk.txt")] == [NEW]


def test_removal_keeps_the_file_somewhere(tmp_path: Path) -> None:
    """A file that is taken out is in its place or aside, never nowhere."""
    start = tmp_path / "start"
    start.mkdir()
    (start / "desk.txt").write_text(OLD)

    def check(top: Path, code: int) -> None:
        found = [path.read_text() for path in top.rglob("desk.txt")]
        assert found == [OLD]
        assert code or not (top / "desk.txt").exists()

    befall_each(lambda top: SourceFiles(top).remove("desk.txt"), start, check)


def test_feedback_that_breaks_off_spoils_no_later_line(tmp_path: Path) -> None:
    """Whatever befalls one line, those before and behind it are whole."""
    start = tmp_path / "start"
    start.mkdir()
    (start / "feedback.jsonl").write_bytes(b'{"first": 1}\n')
    line = b'{"second": "' + b"x" * 5000 + b'"}\n'

    def check(top: Path, code: int) -> None:
        path = top / "feedback.jsonl"
        append_feedback(path, b'{"third": 3}\n', most=ROOM)
        lines = path.read_bytes().splitlines(keepends=True)
        assert lines[0] == b'{"first": 1}\n'
        assert lines[-1] == b'{"third": 3}\n'
        assert lines[1:-1] in ([line], []) or line.startswith(lines[1].removesuffix(b"\n"))
        assert code or lines[1:-1] == [line]

    befall_each(lambda top: append_feedback(top / "feedback.jsonl", line, most=ROOM), start, check)


def test_half_a_line_of_feedback_stands_alone(tmp_path: Path) -> None:
    """What a writer that was killed within a line left is a line of its own; the next one is whole."""
    path = tmp_path / "feedback.jsonl"
    path.write_bytes(b'{"first": 1}\n{"half": "and no m')
    append_feedback(path, b'{"third": 3}\n', most=ROOM)
    assert path.read_bytes() == b'{"first": 1}\n{"half": "and no m\n{"third": 3}\n'


@pytest.mark.parametrize("name", ["run.jsonl", "run.jsonl.gz"])
def test_answers_are_written_whole(tmp_path: Path, name: str) -> None:
    """`careerqa eval --answers` leaves the run that was there, or the new one."""
    start = tmp_path / "start"
    start.mkdir()
    (start / name).write_bytes(b"the run before")
    whole = tmp_path / name
    write_run(whole, [])

    def check(top: Path, code: int) -> None:
        assert (top / name).read_bytes() in (
            [b"the run before"] if code == 1 else [b"the run before", whole.read_bytes()]
        )
        assert code or (top / name).read_bytes() == whole.read_bytes()
        left = [path.name for path in top.iterdir() if path.name != name]
        assert not left or code == -9

    befall_each(lambda top: write_run(top / name, []), start, check)
