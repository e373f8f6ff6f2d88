"""The writer of an index folder: what it takes from the current generation, and from a damaged one."""

from pathlib import Path

import pytest

from index import IndexUnusable, LocalStore
from index.store import Part
from tests.conftest import Desk


def test_a_damaged_generation_gives_nothing(desk: Desk) -> None:
    """It is said what is wrong; neither its articles nor its parts are carried on."""
    store = LocalStore(desk.root)
    (store.current() / "catalog.sqlite").write_bytes(b"x")
    exported: list[Path] = []
    with store.writer() as writer:
        with pytest.raises(IndexUnusable, match=r"catalog\.sqlite is damaged"):
            writer.previous()
        assert writer.digests() == {}
        writer.begin("digest", inherit=False)
        folder = writer.add_part(Part("encoder", "any", exported.append))
    assert exported == [folder]


def test_a_part_is_taken_over_where_its_digest_is_the_same(desk: Desk) -> None:
    """It is not exported again."""
    store = LocalStore(desk.root)
    current = store.current()
    with store.writer() as writer:
        manifest = writer.previous()
        assert manifest is not None
        writer.begin("digest", inherit=False)
        folder = writer.add_part(Part("encoder", manifest.parts["encoder"], lambda _: None))
        names = sorted(path.name for path in folder.iterdir())
        assert names == sorted(path.name for path in (current / "parts" / "encoder").iterdir())
        for name in names:
            assert (folder / name).read_bytes() == (current / "parts" / "encoder" / name).read_bytes()


def test_what_was_not_published_is_removed(desk: Desk) -> None:
    """A writer that ends early leaves nothing, and the next one publishes as if it had not been."""
    store = LocalStore(desk.root)
    before = store.current_name()
    with store.writer() as writer:
        writer.begin("digest", inherit=False)
    assert store.current_name() == before
    assert [path.name for path in (desk.root / "generations").iterdir()] == [before]
    desk.write("new.txt", "Ask early.")
    desk.ingest()
    assert sorted(path.name for path in (desk.root / "generations").iterdir()) == [
        before,
        store.current_name(),
    ]
