"""The index folder: one current generation, and what is left of killed ingests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index import IndexUnusable, LocalStore
from index.manifest import MANIFEST
from tests.conftest import Desk


def finish(store: LocalStore) -> str:
    """Make and publish a generation that holds nothing but a manifest."""
    folder = store.new_generation()
    (folder / MANIFEST).write_text("{}", encoding="utf-8")
    store.publish(folder)
    return folder.name


def test_generations_count_up_and_the_last_two_are_kept(tmp_path: Path) -> None:
    """Publishing makes a generation current; the one before stays for those who read it."""
    store = LocalStore(tmp_path / "index")
    assert [finish(store) for _ in range(4)] == ["000001", "000002", "000003", "000004"]
    assert store.current_name() == "000004"
    assert sorted(path.name for path in (tmp_path / "index" / "generations").iterdir()) == [
        "000003",
        "000004",
    ]


def test_leftovers_of_a_killed_ingest_are_removed(tmp_path: Path) -> None:
    """A generation newer than the current one was never finished."""
    store = LocalStore(tmp_path / "index")
    finish(store)
    (store.new_generation() / "half").write_text("a", encoding="utf-8")
    again = store.new_generation()
    assert again.name == "000002"
    assert list(again.iterdir()) == []


def test_journal_goes_with_the_publishing(tmp_path: Path) -> None:
    """What is published need not be kept to be resumed."""
    store = LocalStore(tmp_path / "index")
    finish(store)
    store.journal.write_bytes(b"x")
    finish(store)
    assert not store.journal.exists()


@pytest.mark.parametrize(
    "content", [b"", b"rubbish\n", b"\xff\xfe", b"000001/../..\n", b"000077\n"], ids=repr
)
def test_damaged_current_is_refused_and_overcome(tmp_path: Path, content: bytes) -> None:
    """A CURRENT that names nothing is refused with what to run.

    The next ingest gets a number that none had.
    """
    store = LocalStore(tmp_path / "index")
    finish(store)
    (tmp_path / "index" / "CURRENT").write_bytes(content)
    with pytest.raises(IndexUnusable, match="run careerqa ingest"):
        store.current()
    assert int(finish(store)) >= 2
    assert store.current().is_dir()


def nothing(_: Path) -> None:
    """There is no folder at all."""


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(nothing, "no index in", id="no-folder"),
        pytest.param(lambda root: root.mkdir(), "no index in", id="empty-folder"),
        pytest.param(lambda root: root.write_text("a"), "no index in", id="a-file"),
        pytest.param(
            lambda root: (root / "CURRENT").mkdir(parents=True), "cannot be read", id="a-folder-for-a-file"
        ),
    ],
)
def test_where_there_is_no_index_it_is_said(
    tmp_path: Path, make: Callable[[Path], object], message: str
) -> None:
    """Opening what is no index gives one line with what to run."""
    make(tmp_path / "index")
    with pytest.raises(IndexUnusable) as refused:
        LocalStore(tmp_path / "index").open()
    assert message in str(refused.value)
    assert str(refused.value).endswith(f": run careerqa ingest FOLDER --index {tmp_path / 'index'}")


def test_missing_current_is_refused(desk: Desk) -> None:
    """Generations without the file that names the current one are no index."""
    (desk.root / "CURRENT").unlink()
    with pytest.raises(
        IndexUnusable,
        match=f"no index in {desk.root}: run careerqa ingest .* --index {desk.root}",
    ):
        LocalStore(desk.root).open()


def test_second_ingest_is_refused(desk: Desk) -> None:
    """While one ingest holds the folder another gets one clear line, and the index stays."""
    before = LocalStore(desk.root).current_name()
    desk.write("new.txt", "Ask early.")
    with LocalStore(desk.root).writer(), pytest.raises(IndexUnusable) as refused:
        desk.ingest()
    assert str(refused.value) == f"another ingest is writing {desk.root}; try again when it has ended"
    assert LocalStore(desk.root).current_name() == before
    assert desk.ingest().added == ["new"], "the lock goes with its holder"


def test_lock_of_a_killed_ingest_is_free(desk: Desk) -> None:
    """A lock file that nobody holds is no obstacle."""
    assert (desk.root / "ingest.lock").exists()
    desk.write("new.txt", "Ask early.")
    assert desk.ingest().added == ["new"]
