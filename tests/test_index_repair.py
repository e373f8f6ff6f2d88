"""An index mended without encoding again: what was damaged is as it was, or nothing is changed."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index import IndexUnusable, LocalStore
from index.catalog import Catalog
from index.doctor import examine, found_damage
from index.doctor import repair as mend
from index.doctor.repair import Tune
from index.encoder import EncoderSettings
from index.journal import Journal
from index.local import CATALOG, TOKENS, VECTORS, WORDS
from index.manifest import MANIFEST, MANIFEST_COPY
from index.model import Model
from index.store import PassageEncoding
from service.answering.tuning import kept_tuning
from tests.conftest import Desk
from tests.index_contents import contents, state_of
from tests.manifests import sign
from tests.test_index_doctor import with_other_words, without_a_vector


def repair(store: LocalStore, tune: Tune = lambda _: {}) -> list[str]:
    """Mend an index; nothing may be encoded for it."""

    def never(*_: Any) -> None:
        raise AssertionError("it is encoded again")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Model, "encode", never)
        return mend(store, tune)


def damage(path: Path) -> None:
    """One byte in the middle, of a file that nobody else has."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def pipe(path: Path) -> None:
    """A pipe in its place, that nobody writes to."""
    path.unlink()
    os.mkfifo(path)


def whole(root: Path) -> bool:
    """Whether the doctor finds no damage."""
    store = LocalStore(root)
    return not found_damage(examine(store, store.current(), store.read_current().manifest, sources=False))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param(VECTORS, "vectors.faiss made anew from the catalog", id="vectors"),
        pytest.param(f"{WORDS}/meta.json", "words made anew from the catalog", id="words-list"),
        pytest.param(f"{WORDS}/*.store", "words made anew from the catalog", id="words"),
        pytest.param("tuning.json", "tuning.json made anew", id="tuning"),
        pytest.param(MANIFEST, "manifest.json is damaged", id="manifest"),
        pytest.param(MANIFEST_COPY, "manifest.copy.json is damaged", id="copy"),
    ],
)
@pytest.mark.parametrize("how", [damage, Path.unlink, pipe], ids=["byte", "gone", "pipe"])
def test_what_the_catalog_has_is_made_anew(
    desk: Desk, name: str, told: str, how: Callable[[Path], object]
) -> None:
    """The same is found as before, and the generation is a new one."""
    store, before = LocalStore(desk.root), contents(desk.root)
    damaged = store.current()
    (path, *_) = damaged.glob(name)
    how(path)
    done = repair(store, kept_tuning)
    assert any(told.removesuffix(" is damaged") in line for line in done), done
    assert done[-1] == f"published as generation 000002 in the place of {damaged.name}"
    assert contents(desk.root) == before
    assert whole(desk.root)
    assert not damaged.exists()


@pytest.mark.parametrize("change", [without_a_vector, with_other_words])
def test_what_is_wrong_with_the_right_checksum_is_made_anew(
    desk: Desk, change: Callable[[Path], object]
) -> None:
    """Vectors and words that are not the catalog's."""
    before = contents(desk.root)
    change(LocalStore(desk.root).current())
    sign(desk.root)
    assert not whole(desk.root)
    assert len(repair(LocalStore(desk.root))) == 2
    assert contents(desk.root) == before
    assert whole(desk.root)


def test_a_damaged_current_names_the_newest_whole_generation(desk: Desk) -> None:
    """No new generation is needed."""
    before = contents(desk.root)
    for content in ("", "000009\n", "rubbish"):
        (desk.root / "CURRENT").write_text(content, encoding="ascii")
        if content != "000009\n":  # that one is whole by its form, and names what is not there
            assert repair(LocalStore(desk.root)) == [
                "CURRENT names 000001 again, the newest whole generation"
            ]
            assert contents(desk.root) == before


def test_what_the_generation_before_has_is_taken_from_there(desk: Desk) -> None:
    """Token vectors and exported models are nowhere in the catalog."""
    desk.write("new.txt", "Ask early.")
    desk.ingest()
    store, before = LocalStore(desk.root), contents(desk.root)
    older = store.before(store.current_name())
    damage(store.current() / TOKENS / "000001.int8")
    damage(store.current() / "parts" / "encoder" / "encoder.onnx")
    assert repair(store)[:2] == [
        "parts/encoder/encoder.onnx copied from generation 000001",
        "tokens/000001.int8 copied from generation 000001",
    ]
    assert contents(desk.root) == before
    assert store.generations() == [older, store.current()], (
        "the good one before is kept, the damaged one gone"
    )
    assert whole(desk.root)


@pytest.mark.usefixtures("quick_export")
def test_a_model_is_exported_again_where_it_is_at_hand(desk: Desk) -> None:
    """There is no other generation to take it from."""
    before = contents(desk.root)
    damage(LocalStore(desk.root).current() / "parts" / "encoder" / "tokenizer.json")
    assert repair(LocalStore(desk.root))[0] == "parts/encoder/tokenizer.json exported again"
    assert contents(desk.root) == before
    assert whole(desk.root)


@pytest.mark.parametrize("name", ["catalog.sqlite", "tokens/000001.int8"])
def test_what_cannot_be_mended_stays_as_it_is(desk: Desk, name: str) -> None:
    """It is said what to run, and no file is touched."""
    store = LocalStore(desk.root)
    desk.ingest()
    for folder in store.generations()[:-1]:
        (folder / name).unlink()  # else it would be taken from there
    damage(store.current() / name)
    before = state_of(store.current())
    with pytest.raises(IndexUnusable) as refused:
        repair(store)
    assert f"{name} is damaged and cannot be made without encoding again" in refused.value.problem
    assert refused.value.remedy.startswith(f"run careerqa ingest {desk.sources} ")
    assert state_of(store.current()) == before
    assert [path.name for path in store.generations()] == ["000001", "000002"]


def test_a_rollback_is_named_where_there_is_something_to_go_back_to(desk: Desk) -> None:
    """The generation before is whole."""
    desk.write("new.txt", "Ask early.")
    desk.ingest()
    damage(LocalStore(desk.root).current() / "catalog.sqlite")
    with pytest.raises(IndexUnusable, match=f"or careerqa rollback --index {desk.root}$"):
        repair(LocalStore(desk.root))


def test_token_vectors_are_taken_from_a_journal(desk: Desk) -> None:
    """Where a killed ingest had encoded the same texts, and all of them."""
    store, before = LocalStore(desk.root), contents(desk.root)
    index = store.open()
    catalog = Catalog(store.current() / CATALOG)
    kept = {}
    for row, tokens in index.tokens(catalog.rows()).items():
        (vector,) = catalog.vectors([row])
        key = catalog.connection.execute("SELECT key FROM passages WHERE row = ?", (row,)).fetchone()[0]
        copied = replace(tokens, vectors=tokens.vectors.copy())  # they are read from the file when looked at
        kept[key] = PassageEncoding(vector, copied)
    index.close()
    catalog.close()
    damage(store.current() / TOKENS / "000001.int8")
    journal = Journal(store.journal, index.manifest.encoder["digest"])
    journal.add(dict(list(kept.items())[1:]))
    journal.close()
    with pytest.raises(IndexUnusable, match="cannot be made without encoding again"):
        repair(store)
    journal = Journal(store.journal, index.manifest.encoder["digest"])
    journal.add(kept)
    journal.close()
    assert repair(store)[0] == "tokens/000001.int8 made anew"
    assert contents(desk.root) == before
    assert store.journal.exists(), "an ingest may still go on with it"


def test_what_came_of_other_numbers_is_not_made_up(desk: Desk) -> None:
    """Numbers of another version of the program are not those that are kept."""
    damage(LocalStore(desk.root).current() / "tuning.json")

    def other(_: EncoderSettings) -> dict[str, Any]:
        return {"another": 1}

    with pytest.raises(IndexUnusable, match=r"tuning\.json is damaged and cannot be made"):
        repair(LocalStore(desk.root), other)


def test_nothing_is_done_to_a_whole_index(desk: Desk) -> None:
    """No generation, no file."""
    before = state_of(desk.root)
    assert repair(LocalStore(desk.root)) == []
    after = state_of(desk.root)
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {"ingest.lock"}


def test_what_lies_beside_is_put_in_order(desk: Desk) -> None:
    """A journal that cannot be read, and a generation that nobody can go back to."""
    desk.write("new.txt", "Ask early.")
    desk.ingest()
    store = LocalStore(desk.root)
    older, _ = store.generations()
    damage(older / "catalog.sqlite")
    store.journal.write_bytes(b"SQLite format 3\0 and no more")
    assert not whole(desk.root)
    assert [line.split()[0] for line in repair(store)] == ["removed", "removed"]
    assert not older.exists()
    assert not store.journal.exists()
    assert whole(desk.root)


def test_the_next_ingest_goes_on_from_what_was_mended(desk: Desk) -> None:
    """Nothing that was encoded is encoded again."""
    damage(LocalStore(desk.root).current() / VECTORS)
    repair(LocalStore(desk.root))
    desk.write("new.txt", "Ask early.")
    report = desk.ingest()
    assert (report.added, report.encoded, len(report.unchanged)) == (["new"], 1, 4)


def test_where_there_is_no_index_none_is_begun(tmp_path: Path) -> None:
    """One line that says what to run, and no folder."""
    with pytest.raises(IndexUnusable, match=r"no index in .*: run careerqa ingest"):
        repair(LocalStore(tmp_path / "none"))
    assert not (tmp_path / "none").exists()


def test_while_an_ingest_runs_nothing_is_mended(desk: Desk) -> None:
    """One line."""
    with LocalStore(desk.root).writer(), pytest.raises(IndexUnusable, match="another ingest is writing"):
        repair(LocalStore(desk.root))
