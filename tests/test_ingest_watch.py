"""Changes of a folder as they come about: each is told, none that is not one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from ingest import changes, changes_of
from tests.processes import wait_until


class Heard:
    """How often a folder was said to have changed, counted by a thread."""

    def __init__(self, folder: Path, kept_out: list[Path]) -> None:
        self.times = 0
        self.stop = Event()
        self._thread = Thread(target=self._listen, args=(folder, kept_out), daemon=True)
        self._thread.start()

    def _listen(self, folder: Path, kept_out: list[Path]) -> None:
        for _ in changes(folder, self.stop, kept_out):
            self.times += 1

    def more_than(self, times: int) -> None:
        """Wait until it was said more often."""
        wait_until(lambda: self.times > times)

    def end(self) -> None:
        """Stop, which it must do soon."""
        self.stop.set()
        self._thread.join(30)
        assert not self._thread.is_alive()


@contextmanager
def hearing(folder: Path, *kept_out: Path) -> Iterator[Heard]:
    """Listen until the end, from when the watch has begun."""
    heard = Heard(folder, list(kept_out))
    try:
        heard.more_than(0)
        yield heard
    finally:
        heard.end()


def test_what_changes_is_told(tmp_path: Path) -> None:
    """A new file, another content, another name, a folder, an ignore file, a deletion."""
    (tmp_path / "a.md").write_text("one", encoding="utf-8")
    with hearing(tmp_path) as heard:
        for change in (
            lambda: (tmp_path / "b.md").write_text("two", encoding="utf-8"),
            lambda: (tmp_path / "a.md").write_text("three", encoding="utf-8"),
            lambda: (tmp_path / "a.md").rename(tmp_path / "c.md"),
            lambda: (tmp_path / "deep").mkdir(),
            lambda: (tmp_path / "deep" / ".careerqaignore").write_text("d", encoding="utf-8"),
            (tmp_path / "c.md").unlink,
        ):
            before = heard.times
            change()
            heard.more_than(before)


def test_what_is_no_source_is_not_told(tmp_path: Path) -> None:
    """Hidden files and what is kept out; a change that counts is told after them."""
    index = tmp_path / "var" / "index"
    index.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    with hearing(tmp_path, index) as heard:
        for path in (index / "CURRENT", tmp_path / ".git" / "x", tmp_path / ".a.md.swp"):
            path.write_text("x", encoding="utf-8")
        (tmp_path / "a.md").write_text("x", encoding="utf-8")
        heard.more_than(1)
        assert heard.times == 2


def test_a_folder_that_disappears_is_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It may be another one when it is there again."""
    folder = tmp_path / "sources"
    folder.mkdir()
    with hearing(folder) as heard:
        folder.rename(tmp_path / "away")
        wait_until(lambda: "is not there; waiting for it" in caplog.text)
        before = heard.times
        folder.mkdir()
        heard.more_than(before)
        before = heard.times
        (folder / "a.md").write_text("x", encoding="utf-8")
        heard.more_than(before)


def test_a_folder_that_is_not_there_can_be_stopped(tmp_path: Path) -> None:
    """Nothing was told of it."""
    heard = Heard(tmp_path / "nowhere", [])
    heard.end()
    assert heard.times == 0


def test_several_folders_are_followed(tmp_path: Path) -> None:
    """A change in any of them is told; one that goes and comes back is waited for; closing ends it."""
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
    told = 0
    closed = Event()
    stop = Event()

    def listen() -> None:
        nonlocal told
        for _ in changes_of(folders, stop):
            told += 1
        closed.set()

    Thread(target=listen, daemon=True).start()
    wait_until(lambda: told > 0)
    for folder in (*folders, folders[0]):
        before = told
        (folder / f"{before}.md").write_text("one", encoding="utf-8")
        wait_until(lambda before=before: told > before)  # type: ignore[misc]  # bound as it is now
    before = told
    folders[1].rename(tmp_path / "c")
    (tmp_path / "c").rename(folders[1])
    wait_until(lambda: told > before)
    stop.set()
    wait_until(closed.is_set)
