"""The generation before made current again."""

from pathlib import Path

import pytest

from index import IndexUnusable, LocalStore
from index.rollback import roll_back
from service.serving.live import LiveIndex
from tests.conftest import Desk
from tests.index_contents import contents
from tests.manifests import rewrite


@pytest.fixture
def twice(desk: Desk) -> Desk:
    """A workplace of two generations."""
    desk.write("new.txt", "Ask early.")
    desk.ingest()
    return desk


def test_the_index_is_as_it_was_before(built_desk: Desk, twice: Desk) -> None:
    """And the newer one stays, to be looked at."""
    newer = contents(twice.root)
    left, current = roll_back(LocalStore(twice.root))
    assert (left.name, current.name, LocalStore(twice.root).current()) == ("000002", "000001", current)
    assert contents(twice.root) == contents(built_desk.root) != newer
    assert left.is_dir()


def test_there_is_one_step_back(twice: Desk) -> None:
    """A second rollback is refused and changes nothing."""
    store = LocalStore(twice.root)
    roll_back(store)
    with pytest.raises(
        IndexUnusable, match=r"there is no generation before 000001 in .*: run careerqa ingest"
    ):
        roll_back(store)
    assert store.current_name() == "000001"


def test_the_next_ingest_goes_on_from_there(twice: Desk) -> None:
    """What was left is removed, the sources are read as they are, and there is a step back again."""
    store, newer = LocalStore(twice.root), contents(twice.root)
    roll_back(store)
    report = twice.ingest()
    assert (report.added, len(report.unchanged)) == (["new"], 4)
    assert contents(twice.root) == newer
    assert [path.name for path in store.generations()] == ["000001", "000002"]
    roll_back(store)
    assert store.current_name() == "000001"


def test_what_a_killed_ingest_kept_is_still_of_use(twice: Desk) -> None:
    """The journal goes by texts, not by generations."""
    twice.write("third.txt", "A Third Start\n\nBegin again on a Tuesday.\n")

    def stop(stage: str, done: int, _: int) -> None:
        if (stage, done) == ("encoding", 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        twice.ingest(progress=stop)
    roll_back(LocalStore(twice.root))
    report = twice.ingest()
    assert (report.added, report.encoded) == (["new", "third"], 1)


@pytest.mark.parametrize("name", ["catalog.sqlite", "manifest.json", "tokens/000001.int8"])
def test_a_generation_that_is_not_whole_is_refused(twice: Desk, name: str) -> None:
    """The current one stays."""
    store = LocalStore(twice.root)
    older, current = store.generations()
    (older / name).write_bytes(b"x")
    with pytest.raises(IndexUnusable, match=r"the generation before, 000001, is not whole: "):
        roll_back(store)
    assert store.current() == current


def test_one_of_another_program_is_refused(twice: Desk) -> None:
    """It could not be opened."""
    store = LocalStore(twice.root)
    newer = store.current()
    store.point_to(store.generations()[0])
    rewrite(twice.root, reader=1)
    store.point_to(newer)
    with pytest.raises(IndexUnusable, match="by version 1 of the readers"):
        roll_back(store)


@pytest.mark.parametrize("name", ["catalog.sqlite", "manifest.json", "manifest.copy.json"])
def test_damage_is_left_behind(built_desk: Desk, twice: Desk, name: str) -> None:
    """The current generation need not be readable; none of its damage is in the one before."""
    store = LocalStore(twice.root)
    (store.current() / name).write_bytes(b"")
    roll_back(store)
    assert contents(twice.root) == contents(built_desk.root)


def test_without_an_index_there_is_nothing_to_go_back_to(tmp_path: Path) -> None:
    """One line that says what to run."""
    with pytest.raises(IndexUnusable, match=r"no index in .*: run careerqa ingest"):
        roll_back(LocalStore(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_while_an_ingest_runs_nothing_changes(twice: Desk) -> None:
    """It holds the folder."""
    store = LocalStore(twice.root)
    with store.writer(), pytest.raises(IndexUnusable, match="another ingest is writing"):
        roll_back(store)
    assert store.current_name() == "000002"


def test_a_running_service_picks_it_up(twice: Desk) -> None:
    """Without a restart."""
    live = LiveIndex(LocalStore(twice.root))
    assert live.get().manifest.articles == 5
    roll_back(LocalStore(twice.root))
    assert live.get().manifest.articles == 4
