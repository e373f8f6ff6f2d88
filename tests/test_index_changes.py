"""What differs between a folder and an index; files that cannot be read cost a line and lose nothing."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from index import LocalStore
from index.changes import compare, left_over
from ingest import Skipped, SourceFile
from tests.conftest import Desk
from tests.index_contents import contents

BINARY = "is binary, not text"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        pytest.param(lambda path: path.write_bytes(b""), "is empty", id="empty"),
        pytest.param(lambda path: path.write_bytes(b"\x00\x01"), BINARY, id="binary"),
        pytest.param(
            lambda path: (path.unlink(), path.symlink_to("nowhere")),
            "is a link to a file that is not there",
            id="link",
        ),
    ],
)
def test_file_that_goes_bad_keeps_its_last_good_version(
    desk: Desk, damage: Callable[[Path], object], reason: str
) -> None:
    """A good article is not lost because its file broke.

    It stays, with a note, until the file is good again or gone.
    """
    before = contents(desk.root)
    damage(desk.sources / "leaving.md")
    desk.write("new.txt", "Ask for a heliotrope.")
    report = desk.ingest()
    assert report.skipped == [Skipped("leaving.md", reason)]
    assert report.notes == [("leaving.md", "its last good version stays in the index")]
    assert report.added == ["new"]
    assert "leaving" in report.unchanged
    after = contents(desk.root)
    assert after.exact["articles"]["leaving"] == before.exact["articles"]["leaving"]
    (desk.sources / "leaving.md").unlink()
    assert desk.ingest().removed == ["leaving"]


def test_folder_that_cannot_be_listed_keeps_its_articles(desk: Desk) -> None:
    """Articles of a folder that the system does not let us list are not taken for deleted."""
    unlisted = desk.sources / "deep"
    if os.geteuid() == 0:  # root can list any folder but one that is no folder any more
        shutil.rmtree(unlisted)
        unlisted.symlink_to("nowhere")
    else:
        unlisted.chmod(0)
    report = desk.ingest()
    assert report.removed == []
    assert "deep/references" in report.unchanged
    assert [skipped.path for skipped in report.skipped] == ["deep"]


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "is empty"),
    "binary.txt": (b"\x89PNG\x00\x01", BINARY),
    "headings.md": (b"# One\n\n## Two\n", "holds no text besides headings and page furniture"),
}
DOUBTFUL_FILES: dict[str, tuple[bytes, str]] = {
    "latin.txt": ("Ask at the café.".encode("latin-1"), "is not UTF-8 (byte 14); read as Windows-1252"),
    "yaml.md": (
        b"---\ntitle: a: b\n---\nAsk.\n",
        "front matter is not valid YAML (mapping values are not allowed here); its plain lines were read",
    ),
    "stamps.md": (
        b"---\ntitle: a\n---\nAsk [00:02:00]. Wait [00:01:07].\n",
        "1 time stamp out of order, the first at character 38; kept",
    ),
}


def test_bad_files_are_named_and_the_good_go_in(desk: Desk) -> None:
    """Each file that cannot be read costs a line, each doubtful one a note; all others are in the index."""
    for name, (data, _) in {**BAD_FILES, **DOUBTFUL_FILES}.items():
        (desk.sources / name).write_bytes(data)
    with (desk.sources / "huge.txt").open("wb") as file:
        file.truncate(50 * 2**20)
    (desk.sources / "dangling.txt").symlink_to("nowhere.txt")
    with open(os.fsencode(desk.sources) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(b"Ask early.")
    report = desk.ingest()
    expected = {name: reason for name, (_, reason) in BAD_FILES.items()} | {
        "huge.txt": "has 50 MB; an article has at most 16",
        "dangling.txt": "is a link to a file that is not there",
        "caf\\xe9.txt": "has a name that is not UTF-8 or holds a control character",
    }
    assert {skipped.path: skipped.reason for skipped in report.skipped} == expected
    assert dict(report.notes) == {name: note for name, (_, note) in DOUBTFUL_FILES.items()}
    assert report.added == ["latin", "stamps", "yaml"]
    assert [card.id for card in LocalStore(desk.root).open().articles()] == [
        "deep/references", "holidays", "latin", "leaving", "pay", "stamps", "yaml",
    ]  # fmt: skip


KNOWN = {"pay": ("pay.txt", "1"), "deep/old": ("deep/old.md", "2"), "gone": ("gone.txt", "3")}


def test_files_are_told_apart_by_path_and_digest() -> None:
    """The same path with the same digest is unchanged; all other files are to be read.

    What is skipped is handed on.
    """
    moved, other = (
        SourceFile("new.txt", "gone", "3", Path("anywhere")),
        SourceFile("deep/old.md", "deep/old", "9", Path("anywhere")),
    )
    bad = Skipped("bad.txt", "is empty")
    changes = compare([SourceFile("pay.txt", "pay", "1", Path("anywhere")), moved, bad, other], KNOWN)
    assert changes.unchanged == ["pay"]
    assert changes.files == [moved, other]
    assert changes.skipped == [bad]


@pytest.mark.parametrize(
    ("skipped", "kept"),
    [
        pytest.param([], {}, id="gone"),
        pytest.param(["gone.txt"], {"gone": "gone.txt"}, id="unreadable"),
        pytest.param(["deep"], {"deep/old": "deep/old.md"}, id="folder-unlisted"),
        pytest.param(["dee", "deep/old", "gone.txt.md"], {}, id="other-names"),
    ],
)
def test_article_whose_file_is_there_but_unreadable_is_kept(skipped: list[str], kept: dict[str, str]) -> None:
    """Only what has no file any more is taken out."""
    left, gone = left_over(KNOWN, ["pay"], [Skipped(path, "cannot be read") for path in skipped])
    assert left == kept
    assert gone == [article_id for article_id in ("deep/old", "gone") if article_id not in kept]
