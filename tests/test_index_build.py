"""Ingest: it does what changed and no more, and leaves nothing of the old behind."""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from index import LocalStore, RemovalUnconfirmedError, Report, update_index
from index.model import Model
from index.passage_encoder import Progress
from ingest import Chunking, SourceError, sources_of
from service.assistant import Assistant, Fixed
from tests.conftest import DESK_ARTICLES, Desk
from tests.index_contents import QUESTIONS, contents, edit, state_of

pytestmark = pytest.mark.usefixtures("quick_export")


def words(root: Path, question: str) -> list[str]:
    """Articles of the passages that share a word with the question."""
    index = LocalStore(root).open()
    hits = index.search(question, index.encoder.encode_question("a"))
    index.close()
    return [hit.passage.article for hit in hits if hit.words > 0]


@pytest.fixture(scope="module")
def edited(built_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Report]:
    """The workplace after one edit, one new file, one rename and one deletion, ingested."""
    desk = built_desk.copy(tmp_path_factory.mktemp("edited"))
    edit(desk)
    return desk, desk.ingest()


def test_first_ingest_takes_all_in(built_desk: Desk) -> None:
    """Every file becomes an article; an article below a folder has its path in the id."""
    index = LocalStore(built_desk.root).open()
    assert [card.id for card in index.articles()] == ["deep/references", "holidays", "leaving", "pay"]
    assert index.manifest.passages == 7
    assert index.manifest.sources == str(built_desk.sources)
    index.close()


def test_report_says_exactly_what_changed(edited: tuple[Desk, Report]) -> None:
    """Edited, new, renamed and deleted files are told apart; what was not touched is unchanged."""
    _, report = edited
    assert report.added == ["desks", "speakers"]
    assert report.changed == ["pay"]
    assert report.removed == ["deep/references", "holidays"]
    assert report.unchanged == ["leaving"]
    assert (report.skipped, report.notes) == ([], [])


def test_only_new_passages_are_encoded(edited: tuple[Desk, Report]) -> None:
    """Of the edited file one passage is new, and so is the new file's; the renamed file's text is known."""
    assert edited[1].encoded == 2


def test_nothing_of_the_old_is_left(edited: tuple[Desk, Report]) -> None:
    """Catalog, vectors, words and token vectors hold what the sources hold now and no more."""
    desk, report = edited
    index = LocalStore(desk.root).open()
    assert {card.id for card in index.articles()} == {"desks", "leaving", "pay", "speakers"}
    assert (
        len(index._vectors)
        == len(index._words)
        == report.passages
        == sum(card.passages for card in index.articles())
        == 7
    )
    assert index._catalog.count("encodings") == 7
    segments = {path.name for path in (index.folder / "tokens").iterdir()}
    assert segments == index._catalog.segments()
    assert index.article("holidays") is None
    index.close()
    assert words(desk.root, "heliotrope bouquet") == []
    assert words(desk.root, "unused personnel") == []
    assert b"heliotrope" not in b"".join(path.read_bytes() for path in (index.folder / "words").iterdir())
    assert words(desk.root, "window") == ["desks"]
    assert words(desk.root, "client") == ["speakers"]


def test_incremental_index_equals_one_from_scratch(edited: tuple[Desk, Report], tmp_path: Path) -> None:
    """The same sources give the same digest, passages, tokens and hits, however they came in."""
    desk, report = edited
    fresh = desk.ingest(tmp_path / "index")
    assert fresh.encoded == fresh.passages == report.passages
    assert contents(tmp_path / "index") == contents(desk.root)


def test_old_generation_stays_whole(edited: tuple[Desk, Report], built_desk: Desk, tmp_path: Path) -> None:
    """The last generation, which readers may hold, is untouched by the ingest that takes its files over."""
    desk, _ = edited
    shutil.copytree(desk.root, tmp_path / "index")
    LocalStore(tmp_path / "index").point_to(tmp_path / "index" / "generations" / "000001")
    assert contents(tmp_path / "index") == contents(built_desk.root)


def test_no_change_writes_nothing(desk: Desk) -> None:
    """An ingest of the same files keeps the generation and every file but the lock as they are."""
    desk.ingest()  # what it was copied from is elsewhere
    before, contained = state_of(desk.root), contents(desk.root)
    report = desk.ingest()
    after = state_of(desk.root)
    assert {name: entry for name, entry in after.items() if name != "ingest.lock"} == {
        name: entry for name, entry in before.items() if name != "ingest.lock"
    }
    assert report.unchanged == ["deep/references", "holidays", "leaving", "pay"]
    assert (report.added, report.changed, report.removed, report.encoded) == ([], [], [], 0)
    assert (report.passages, report.digest) == (7, contained.digest)


def test_touched_file_is_unchanged(desk: Desk) -> None:
    """The content tells, not the time of a file."""
    os.utime(desk.sources / "pay.txt", (1, 1))
    assert desk.ingest().changed == []


def test_change_back_gives_the_old_digest(desk: Desk) -> None:
    """The digest names the content, not the history."""
    before = contents(desk.root)
    text = (desk.sources / "pay.txt").read_text(encoding="utf-8")
    desk.write("pay.txt", "Ask early.")
    assert desk.ingest().digest != before.digest
    desk.write("pay.txt", text)
    assert desk.ingest().digest == before.digest
    assert contents(desk.root) == before


@pytest.mark.parametrize("content", [None, b""], ids=["no-file", "only-a-bad-file"])
def test_folder_without_articles_is_refused(desk: Desk, content: bytes | None) -> None:
    """An empty folder, perhaps a disk that is not mounted, neither makes an index nor empties one by itself."""
    before = state_of(desk.root / "generations")
    shutil.rmtree(desk.sources)
    desk.sources.mkdir()
    if content is not None:
        (desk.sources / "bad.txt").write_bytes(content)
    with pytest.raises(RemovalUnconfirmedError) as unconfirmed:
        desk.ingest()
    assert re.fullmatch(
        f"4 of the 4 articles of {desk.root}, which was built from .*, have no file in {desk.sources} any more; "
        "nothing was changed. Say --yes to take them out",
        str(unconfirmed.value),
    )
    assert state_of(desk.root / "generations") == before
    with pytest.raises(SourceError, match=f"{desk.sources} holds no file that can be read") as refused:
        desk.ingest(desk.root.parent / "fresh")
    assert ("bad.txt: is empty" in str(refused.value)) is (content is not None)


def test_an_index_is_emptied_where_that_is_wanted(desk: Desk) -> None:
    """Then nothing is found, and it fills again; nothing that was there is left."""
    kept = (desk.sources / "pay.txt").read_bytes()
    before = contents(desk.root)
    shutil.rmtree(desk.sources)
    desk.sources.mkdir()
    report = desk.ingest(confirmed=True)
    assert report.removed == ["deep/references", "holidays", "leaving", "pay"]
    assert report.notes == [(str(desk.root), "holds no article any more: every question is refused")]
    index = LocalStore(desk.root).open()
    assert (index.articles(), index.manifest.passages) == ([], 0)
    assert index.search("ask for money", index.encoder.encode_question("ask for money")) == []
    answer = Assistant(Fixed(index)).ask("When do I ask for more money?")
    assert (answer.status, answer.passages) == ("not_in_sources", [])
    index.close()
    assert b"heliotrope" not in b"".join(
        path.read_bytes() for path in index.folder.rglob("*") if path.is_file()
    )
    assert desk.ingest().digest == report.digest
    (desk.sources / "pay.txt").write_bytes(kept)
    assert desk.ingest().added == ["pay"]
    for path, content in DESK_ARTICLES.items():
        desk.write(path, content)
    desk.ingest()
    assert contents(desk.root) == before


def test_of_a_small_index_all_may_go(desk: Desk) -> None:
    """Up to three articles are read again in no time; one after the other anything may go."""
    for name in ("leaving.md", "pay.txt"):
        (desk.sources / name).unlink()
    assert len(desk.ingest().removed) == 2
    for name in ("deep/references.txt", "holidays.txt"):
        (desk.sources / name).unlink()
    assert len(desk.ingest().removed) == 2
    assert LocalStore(desk.root).open().articles() == []


def test_files_that_only_moved_are_not_taken_for_gone(desk: Desk) -> None:
    """All of them into another folder: each has another path and id, nobody is asked, nothing is encoded."""
    moved = desk.sources / "moved"
    moved.mkdir()
    for name in ("deep", "holidays.txt", "leaving.md", "pay.txt"):
        (desk.sources / name).rename(moved / name)
    report = desk.ingest()
    assert (len(report.added), len(report.removed), report.encoded) == (4, 4, 0)
    assert report.renamed == {
        f"{name}": f"moved/{name}"
        for name in ("deep/references.txt", "holidays.txt", "leaving.md", "pay.txt")
    }
    desk.write("moved/pay.md", "Pay is a matter of spring.")
    assert desk.ingest().renamed == {}  # another id, but the file is where it was


def test_another_folder_is_named(desk: Desk, tmp_path: Path) -> None:
    """Most likely it is a slip of the hand; also where the index would be built anew."""
    other = Desk(tmp_path / "other", desk.root, desk.model)
    other.write("a.txt", "Ask early.")
    desk.ingest()
    with pytest.raises(
        RemovalUnconfirmedError, match=r"4 of the 4 articles of .*, which was built from .*, have"
    ):
        other.ingest()
    with pytest.raises(RemovalUnconfirmedError):
        update_index(other.sources, LocalStore(desk.root), model=str(desk.model), chunking=Chunking(90))
    assert other.ingest(confirmed=True).added == ["a"]


def test_what_sources_yaml_says_is_read_again_when_it_changes(desk: Desk) -> None:
    """Of the files concerned alone; a title is context, so their passages are encoded again."""
    desk.write(
        "sources.yaml", "pay.txt:\n  title: Money\nleaving.md:\n  author: Ann\nnobody.md: {title: x}\n"
    )
    report = desk.ingest()
    assert (report.changed, report.unchanged) == (["leaving", "pay"], ["deep/references", "holidays"])
    assert report.notes == [("sources.yaml:5", "'nobody.md' is no file here")]
    cards = {card.id: card for card in LocalStore(desk.root).open().articles()}
    assert (cards["pay"].title, cards["leaving"].author) == ("Money", "Ann")
    (desk.sources / "sources.yaml").unlink()
    assert desk.ingest().changed == ["leaving", "pay"]


def test_an_index_within_its_sources_does_not_grow(desk: Desk) -> None:
    """However often; neither it nor one that was copied there is read."""
    root = desk.sources / "var" / "index"
    first = desk.ingest(root)
    shutil.copytree(root, desk.sources / "copy")
    again = desk.ingest(root)
    assert (again.digest, again.skipped, len(again.unchanged)) == (first.digest, [], 4)


def test_what_was_left_out_is_kept_to_be_listed(desk: Desk) -> None:
    """Also where no article changed."""
    desk.write("empty.txt", "")
    before = desk.ingest()
    index = LocalStore(desk.root).open()
    assert index.manifest.skipped == [["empty.txt", "is empty"]]
    (desk.sources / "empty.txt").unlink()
    assert desk.ingest().digest == before.digest
    assert LocalStore(desk.root).open().manifest.skipped == []


def test_where_the_sources_are_is_told_anew(desk: Desk, built_desk: Desk) -> None:
    """A folder that was moved: nothing is encoded, and the index has the same digest and the new place."""
    before = LocalStore(desk.root).open().manifest
    report = desk.ingest()
    after = LocalStore(desk.root).open().manifest
    assert (before.sources, after.sources) == (str(built_desk.sources), str(desk.sources))
    assert (report.encoded, report.digest) == (0, before.digest)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "note"),
    [
        pytest.param(
            lambda folder: (folder / "vectors.faiss").write_bytes(b"x"),
            "vectors.faiss is damaged",
            id="damaged",
        ),
        pytest.param(
            lambda folder: (folder.parent.parent / "CURRENT").write_text("rubbish"),
            "CURRENT is damaged",
            id="CURRENT",
        ),
    ],
)
def test_unusable_index_is_built_anew(desk: Desk, change: Callable[[Path], object], note: str) -> None:
    """An index that cannot be used is replaced by a whole one, and the report says why."""
    before = contents(desk.root)
    change(LocalStore(desk.root).current())
    report = desk.ingest()
    assert report.added == ["deep/references", "holidays", "leaving", "pay"]
    ((where, why),) = report.notes
    assert where == str(desk.root)
    assert why.startswith("built anew, because ")
    assert note in why
    assert contents(desk.root) == before


@pytest.mark.slow
def test_other_chunking_builds_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index cut in another way is not mixed with this one.

    It opens, and is kept up to date, as it was cut.
    """

    def never(*_: object) -> None:
        raise AssertionError("the encoder is the same, so it is not exported again")

    monkeypatch.setattr(Model, "export", never)
    store = LocalStore(desk.root)
    report = update_index(desk.sources, store, model=str(desk.model), chunking=Chunking(90))
    assert report.notes == [(str(desk.root), "built anew, because of another chunking")]
    assert report.passages > 7
    index = store.open()
    assert index.manifest.chunking == asdict(Chunking(90))
    assert len(index.search("a", index.encoder.encode_question("a"))) == report.passages
    index.close()
    again = update_index(desk.sources, store, model=str(desk.model), chunking=Chunking(90))
    assert (again.digest, again.notes) == (report.digest, [])


@pytest.mark.parametrize("passages_at_once", [1, 2, 1000])
def test_batches_make_no_difference(
    built_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passages_at_once: int
) -> None:
    """However many articles are held at once, the index is the same; a text is encoded once."""
    for file in ("build", "passage_encoder"):
        monkeypatch.setattr(f"index.{file}.PASSAGES_AT_ONCE", passages_at_once)
    desk = built_desk.copy(tmp_path)
    shutil.copyfile(desk.sources / "holidays.txt", desk.sources / "holidays-again.txt")
    shutil.copyfile(desk.sources / "pay.txt", desk.sources / "zz.txt")
    report = desk.ingest(tmp_path / "fresh")
    assert (report.passages, report.encoded) == (11, 7)
    assert desk.ingest().digest == report.digest
    fresh, grown = contents(tmp_path / "fresh").exact, contents(desk.root).exact
    for passage in fresh.keys() - set(QUESTIONS):  # the order of passages with the same text is by chance
        assert fresh[passage] == grown[passage]


def listener() -> tuple[Progress, list[tuple[str, int, int]]]:
    """A progress function and the list of what it hears."""
    heard: list[tuple[str, int, int]] = []
    return lambda *said: heard.append(said), heard


def test_nothing_is_read_or_loaded_for_files_that_are_the_same(desk: Desk) -> None:
    """Digests are compared first: where all are the same, no file is read and no encoder loaded."""
    progress, heard = listener()
    desk.ingest(progress=progress)
    assert heard == []
    desk.write("new.txt", "Ask early.")
    desk.ingest(progress=progress)
    assert heard == [
        ("reading", 0, 1),
        ("encoding", 0, 1),
        ("loading the encoder", 0, 1),
        ("encoding", 1, 1),
    ]


def test_several_folders_are_as_one_that_holds_them(desk: Desk, tmp_path: Path) -> None:
    """The same index, which knows where each file is; another name is another one, and encodes nothing."""
    desk.write("a/pay.txt", DESK_ARTICLES["pay.txt"])
    desk.write("b/c/pay.txt", DESK_ARTICLES["holidays.txt"])
    folders = sources_of([str(desk.sources / "a"), str(desk.sources / "b")])
    store = LocalStore(tmp_path / "several")
    report = update_index(folders, store, model=str(desk.model))
    assert report.added == ["a/pay", "b/c/pay"]
    for name in ("leaving.md", "pay.txt", "holidays.txt", "deep/references.txt"):
        (desk.sources / name).unlink()
    one = update_index(desk.sources, LocalStore(desk.root), model=str(desk.model), confirmed=True)
    assert one.digest == report.digest
    assert contents(store.root) == contents(desk.root)
    snapshot = store.open()
    assert snapshot.manifest.sources == f"a={desk.sources / 'a'}, b={desk.sources / 'b'}"
    for card in snapshot.articles():
        assert snapshot.manifest.location(card.path) == desk.sources / card.path
    named = update_index(
        sources_of([str(desk.sources / "a"), f"heard={desk.sources / 'b'}"]), store, model=str(desk.model)
    )
    assert (named.added, named.removed, named.encoded) == (["heard/c/pay"], ["b/c/pay"], 0)
    assert store.open().manifest.location("heard/c/pay.txt") == desk.sources / "b" / "c" / "pay.txt"


def test_nothing_is_ingested_where_one_of_several_folders_is_missing(desk: Desk) -> None:
    """Else its articles would be taken out."""
    folders = sources_of([str(desk.sources / "deep"), str(desk.sources / "away")])
    before = state_of(desk.root)
    with pytest.raises(SourceError, match=r"away is not a folder: there is nothing of that name$"):
        update_index(folders, LocalStore(desk.root), model=str(desk.model))
    assert state_of(desk.root) == before
