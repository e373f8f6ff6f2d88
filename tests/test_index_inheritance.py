"""What a generation takes over from the last one: never a file that both of those that are kept would share."""

import os
from pathlib import Path

import pytest

from index import IndexUnusable, LocalStore
from index.inheritance import Inheritance
from index.manifest import checksums
from tests.conftest import Desk


def inodes(folder: Path) -> set[int]:
    """The inodes of all files below a folder."""
    return {path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def test_no_two_generations_share_a_file(desk: Desk) -> None:
    """However many ingests there were; damage to a file of one is none of the other."""
    store = LocalStore(desk.root)
    for number in range(4):
        desk.write("new.txt", f"Ask early, at {number} o'clock.")
        desk.ingest()
        before, current = store.generations()
        assert (before, current) == (store.before(current.name), store.current())
        assert not inodes(before) & inodes(current)
    for path in before.rglob("*.int8"):
        path.write_bytes(b"")
    store.open().close()


def test_what_stays_is_copied_once(desk: Desk) -> None:
    """From the third generation on what is old is linked from the one that goes."""
    store = LocalStore(desk.root)
    desk.write("new.txt", "Ask early.")
    desk.ingest()
    oldest = store.before(store.current().name)
    assert oldest is not None
    old = {path.name: path.stat().st_ino for path in oldest.rglob("*.onnx")}
    held = [path.open("rb") for path in oldest.rglob("*.onnx")]  # so that no inode is given to another file
    desk.write("newer.txt", "Ask late.")
    desk.ingest()
    assert {path.name: path.stat().st_ino for path in store.current().rglob("*.onnx")} == old
    for file in held:
        file.close()


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A published generation of one file, the one before it with the same, and an empty one."""
    before, published, making = (tmp_path / name for name in ("1", "2", "3"))
    for folder in (before, published):
        (folder / "tokens").mkdir(parents=True)
        (folder / "tokens" / "a.int8").write_bytes(b"vectors")
    making.mkdir()
    return before, published, making


def test_a_file_that_the_one_before_has_is_linked_from_there(folders: tuple[Path, Path, Path]) -> None:
    """Not from the one that stays beside the new one."""
    before, published, making = folders
    Inheritance(published, checksums(published), before).take("tokens", making)
    assert (making / "tokens" / "a.int8").samefile(before / "tokens" / "a.int8")


def test_a_damaged_file_of_the_one_before_is_not_taken(folders: tuple[Path, Path, Path]) -> None:
    """It has the name and the size, and another content."""
    before, published, making = folders
    (before / "tokens" / "a.int8").write_bytes(b"VECTORS")
    Inheritance(published, checksums(published), before).take("tokens", making)
    assert (making / "tokens" / "a.int8").read_bytes() == b"vectors"
    assert not (making / "tokens" / "a.int8").samefile(published / "tokens" / "a.int8")


def test_a_file_system_without_links_copies(
    folders: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it is copied."""
    before, published, making = folders

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    Inheritance(published, checksums(published), before).take("tokens", making)
    assert (making / "tokens" / "a.int8").stat().st_nlink == 1


def test_what_changes_while_it_is_copied_is_refused(folders: tuple[Path, Path, Path]) -> None:
    """A checksum of the damaged content would make it whole."""
    _, published, making = folders
    files = checksums(published)
    (published / "tokens" / "a.int8").write_bytes(b"VECTORS")
    with pytest.raises(IndexUnusable, match=r"a\.int8 is damaged"):
        Inheritance(published, files, None).take("tokens", making)
