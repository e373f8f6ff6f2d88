"""Word search: what is found, what is not, and what is left of texts that were taken out."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from index import IndexUnusable
from index.words import DELETED_SHARE, MADE_ANEW_BELOW, Words, WordsWriter, keeps_deleted

TEXTS = [
    (1, "You should not ask for money in winter.", "Pay"),
    (2, "Wait for the letter.", "Waiting | notice"),
    (3, "Ask or wait and see.", "Both"),
]


def update_words(folder: Path, removed: Iterable[int], added: Iterable[tuple[int, str, str]]) -> None:
    """Take rows out and put others in."""
    writer = WordsWriter(folder)
    for row in removed:
        writer.remove(row)
    for row, text, context in added:
        writer.add(row, text, context)
    writer.finish()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of three texts."""
    update_words(tmp_path / "words", (), TEXTS)
    return tmp_path / "words"


def rows(folder: Path, question: str, count: int = 10) -> list[int]:
    """The rows that a question finds, best first."""
    return [row for row, _ in Words(folder).search(question, count)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("letter", [2], id="word"),
        pytest.param("Asked?", [1, 3], id="stemmed"),
        pytest.param("notice", [2], id="context"),
        pytest.param("heliotrope", [], id="unknown"),
        pytest.param("should I NOT ask", [1, 3], id="capitals-are-no-operators"),
        pytest.param('+"ask" -wait text:money ~(*', [1, 2, 3], id="signs-are-no-operators"),
        pytest.param("?!…", [], id="only-signs"),
        pytest.param("", [], id="empty"),
        pytest.param("AND", [3], id="only-an-operator"),
        pytest.param("letter " * 300, [2], id="long"),
    ],
)
def test_question_finds_the_rows_that_share_its_words(
    folder: Path, question: str, expected: list[int]
) -> None:
    """A question is words, whatever its signs and capitals; stems count, in the text and its context."""
    assert sorted(rows(folder, question)) == expected


def test_text_counts_more_than_context(tmp_path: Path) -> None:
    """A word in the text outranks the same word in the context."""
    update_words(tmp_path / "words", (), [(1, "nothing here", "money"), (2, "money here", "nothing")])
    assert rows(tmp_path / "words", "money") == [2, 1]


def test_best_are_kept(folder: Path) -> None:
    """No more rows come back than were asked for."""
    assert len(rows(folder, "ask wait money letter", count=2)) == 2


def test_row_that_is_taken_out_is_not_found(folder: Path) -> None:
    """A change takes rows out and puts others in, in one commit."""
    update_words(folder, [1], [(4, "A heliotrope bouquet.", "Thanks")])
    assert rows(folder, "money") == []
    assert rows(folder, "heliotrope") == [4]
    assert len(Words(folder)) == 3


def test_linked_copy_of_an_index_stays_whole(folder: Path, tmp_path: Path) -> None:
    """A change to a folder of hard links leaves the older index as it was."""
    (tmp_path / "newer").mkdir()
    for path in folder.iterdir():
        if path.suffix != ".lock":
            (tmp_path / "newer" / path.name).hardlink_to(path)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    update_words(tmp_path / "newer", [1], [(4, "A heliotrope bouquet.", "Thanks")])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert rows(folder, "money") == [1]
    assert rows(tmp_path / "newer", "money") == []


@pytest.mark.parametrize(
    ("removed", "left", "kept"),
    [
        pytest.param(0, 3, True, id="nothing-taken-out"),
        pytest.param(1, 2, False, id="small"),
        pytest.param(1, MADE_ANEW_BELOW + 1, True, id="few-of-many"),
        pytest.param(int(DELETED_SHARE * 10_000) + 1, 10_000, False, id="too-many-of-many"),
    ],
)
def test_index_is_made_anew_where_deleted_rows_would_tell(
    folder: Path, removed: int, left: int, kept: bool
) -> None:
    """Deleted rows still count: a small index is made anew at once, a large one when they are many."""
    assert keeps_deleted(folder, removed, left) is kept


def test_rows_deleted_earlier_count_too(folder: Path) -> None:
    """What earlier changes took out is added to what this one does."""
    update_words(folder, [1], [])
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    assert [segment["deletes"]["num_deleted_docs"] for segment in meta["segments"]] == [1]
    assert not keeps_deleted(folder, 0, 2)


def test_an_index_that_may_not_be_written_is_read(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that may not be written, being somebody else's, is read through links, gone at once."""
    expected = rows(folder, "ask")
    own = Path(
        shutil.copytree(folder, tmp_path / "own")
    )  # tantivy's threads go on looking at what it has opened, and lock it
    (own / ".tantivy-meta.lock").unlink()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setattr("os.access", lambda *_: False)  # root, as whom tests may run, may write everywhere
    words = Words(own)
    assert not list(temporary.iterdir())
    assert [row for row, _ in words.search("ask", 10)] == expected
    assert not (own / ".tantivy-meta.lock").exists()


def test_whoever_may_read_the_folder_may_read_all_of_it(folder: Path) -> None:
    """Tantivy makes two of its files its owner's alone; they get the permissions of the others."""
    assert len({path.stat().st_mode for path in folder.iterdir()}) == 1


def test_abandoned_changes_leave_the_index_as_it_was(folder: Path) -> None:
    """What was put in and taken out and not finished is not there."""
    writer = WordsWriter(folder)
    writer.add(4, "A heliotrope bouquet.", "Thanks")
    writer.remove(1)
    writer.abandon()
    assert rows(folder, "heliotrope") == []
    assert rows(folder, "money") == [1]


def test_only_some_collections_are_searched(tmp_path: Path) -> None:
    """By their whole names as they are written; scores are those of a search of all."""
    writer = WordsWriter(tmp_path / "words")
    for row, collection in enumerate(("talks", "Talks", "my talks, 2024", None, "talks"), start=1):
        writer.add(row, f"Ask for letter {row}.", "", collection)
    writer.finish()
    words = Words(tmp_path / "words")
    every = dict(words.search("letter", 10))
    assert set(every) == {1, 2, 3, 4, 5}
    for within, found in (
        (["talks"], {1, 5}),
        (["Talks", "my talks, 2024"], {2, 3}),
        (["talks", "talks", "2024"], {1, 5}),
        (["my"], set()),
    ):
        assert dict(words.search("letter", 10, within)) == {row: every[row] for row in found}
    assert len(words.search("letter", 1, ["talks"])) == 1


@pytest.mark.parametrize("kind", ["idx", "term", "store"])
def test_a_file_that_changes_after_it_was_opened_is_told_in_a_line(folder: Path, kind: str) -> None:
    """It is mapped into memory: tantivy panics, which no `except Exception` would see."""
    words = Words(folder)
    (path,) = folder.glob(f"*.{kind}")
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
    with pytest.raises(IndexUnusable, match="were damaged after it was opened"):
        words.search("ask money", 10)
