"""Models of open generations: those of the same files are one."""

import gc
from dataclasses import replace
from pathlib import Path

from index import LocalStore
from index.shared import shared
from tests.conftest import Desk


class _Model:
    """What a test loads."""


def test_a_generation_that_changed_only_its_articles_shares_its_models(
    built_desk: Desk, tmp_path: Path
) -> None:
    """The encoder is opened once."""
    desk = built_desk.copy(tmp_path)
    store = LocalStore(desk.root)
    first = store.open()
    desk.write("more.txt", "More\n\nAsk for more on a Monday.\n")
    desk.ingest()
    second = store.open()
    assert first.version != second.version
    assert first.encoder is second.encoder


def test_models_of_other_files_are_others(built_desk: Desk) -> None:
    """Also where they are a part of the same name."""
    manifest = LocalStore(built_desk.root).open().manifest
    one = shared(manifest, "encoder", _Model)
    files = {name: {**told, "sha256": "0" * 64} for name, told in manifest.files.items()}
    assert shared(replace(manifest, files=files), "encoder", _Model) is not one
    assert shared(manifest, "reading", _Model) is not one


def test_nothing_is_kept_that_nobody_needs(built_desk: Desk) -> None:
    """What was shared is loaded anew once all have let go of it."""
    manifest = LocalStore(built_desk.root).open().manifest
    gc.collect()
    loaded: list[int] = []

    def load() -> _Model:
        loaded.append(1)
        return _Model()

    kept = shared(manifest, "reading", load)
    assert shared(manifest, "reading", load) is kept
    del kept
    gc.collect()
    shared(manifest, "reading", load)
    assert len(loaded) == 2
