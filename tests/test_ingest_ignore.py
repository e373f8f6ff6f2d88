"""What is never a source: patterns of `.careerqaignore` at any depth, and folders that hold an index."""

from pathlib import Path

import pytest

from ingest import SourceError, SourceFile, scan_folder
from ingest.files.ignore import Ignored, holds_index, index_folders

GOOD = "How to Wait\n\nSit down and count to ten. Then stand up.\n"


def write(folder: Path, *paths: str) -> None:
    """Good files at these paths."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(GOOD, encoding="utf-8")


def found(folder: Path) -> list[str]:
    """The paths of a folder's sources."""
    return [file.path for file in scan_folder(folder) if isinstance(file, SourceFile)]


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        pytest.param("drafts/", ["a.md", "deep/b.txt", "notes.tmp"], id="a-folder-at-any-depth"),
        pytest.param("/drafts/\n", ["a.md", "deep/b.txt", "deep/drafts/d.md", "notes.tmp"], id="at-the-top"),
        pytest.param(
            "*.tmp\n# a remark\n\n",
            ["a.md", "deep/b.txt", "deep/drafts/d.md", "drafts/c.md"],
            id="by-its-ending",
        ),
        pytest.param("*\n!a.md\n", ["a.md"], id="all-but-one"),
        pytest.param("deep/*\n!deep/b.txt\n", ["a.md", "deep/b.txt", "drafts/c.md", "notes.tmp"], id="but"),
        pytest.param("**/d.md\r\nnotes.tmp\r\n", ["a.md", "deep/b.txt", "drafts/c.md"], id="Windows-lines"),
        pytest.param(
            "\ufeffa.md", ["deep/b.txt", "deep/drafts/d.md", "drafts/c.md", "notes.tmp"], id="byte-order-mark"
        ),
    ],
)
def test_what_is_named_is_no_source(tmp_path: Path, patterns: str, left: list[str]) -> None:
    """The syntax is gitignore's, and what is left out costs no line."""
    write(tmp_path, "a.md", "deep/b.txt", "deep/drafts/d.md", "drafts/c.md", "notes.tmp")
    (tmp_path / ".careerqaignore").write_bytes(patterns.encode())
    assert [getattr(file, "path", "") for file in scan_folder(tmp_path)] == left


def test_an_ignore_file_speaks_of_its_own_folder(tmp_path: Path) -> None:
    """A deeper one goes before one above it; what is in an ignored folder cannot be taken in again."""
    write(tmp_path, "x.md", "deep/x.md", "deep/er/x.md", "shut/x.md")
    (tmp_path / ".careerqaignore").write_text("x.md\nshut/\n", encoding="utf-8")
    (tmp_path / "deep" / ".careerqaignore").write_text("!/x.md\n", encoding="utf-8")
    (tmp_path / "shut" / ".careerqaignore").write_text("!x.md\n", encoding="utf-8")
    assert found(tmp_path) == ["deep/x.md"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"*.tmp\n!\n", "deep/.careerqaignore:2: '!' is no pattern of gitignore", id="pattern"),
        pytest.param(b"caf\xe9.md", "deep/.careerqaignore: is not UTF-8 (byte 3)", id="encoding"),
        pytest.param(b"a\n" * 2**20, "deep/.careerqaignore: has more than 1048576 bytes", id="size"),
        pytest.param(
            b"# ******\n*a*a*a*a*a*b\n",
            "deep/.careerqaignore:2: has more than 3 * between two /",
            id="stars",
        ),
    ],
)
def test_an_ignore_file_that_is_wrong_stops_everything(tmp_path: Path, data: bytes, problem: str) -> None:
    """What it keeps out must not go in because of a slip."""
    write(tmp_path, "a.md", "deep/b.md")
    (tmp_path / "deep" / ".careerqaignore").write_bytes(data)
    with pytest.raises(SourceError) as refused:
        list(scan_folder(tmp_path))
    assert str(refused.value) == problem


def test_a_link_to_what_is_ignored_is_told(tmp_path: Path) -> None:
    """It is no way around."""
    write(tmp_path, "a.md", "private/b.md")
    (tmp_path / ".careerqaignore").write_text("private/\n", encoding="utf-8")
    (tmp_path / "shown.md").symlink_to("private/b.md")
    (tmp_path / "folder").symlink_to("private")
    why = "is a link to what .careerqaignore names"
    assert [(file.path, getattr(file, "reason", "")) for file in scan_folder(tmp_path)] == [
        ("folder", why),
        ("shown.md", why),
        ("a.md", ""),
    ]


@pytest.mark.parametrize(
    ("names", "is_index"),
    [
        ({"CURRENT", "generations"}, True),
        ({"generations", "ingest.lock"}, True),
        ({"manifest.json", "catalog.sqlite", "words"}, True),
        ({"generations", "CURRENT.md"}, False),
        ({"manifest.json", "index.html"}, False),
        (set[str](), False),
    ],
)
def test_an_index_is_known_by_what_is_in_it(names: set[str], is_index: bool) -> None:
    """Its folder and each of its generations, also copied somewhere else; not a site with a manifest."""
    assert holds_index(names) is is_index
    assert index_folders(f"a/b/{name}" for name in names) == ({"a/b/"} if is_index else set())


def test_hidden_by_a_folder_above() -> None:
    """A path alone tells, as of a file in an archive."""
    ignored = Ignored()
    assert not ignored.hides("a/b/c.md")
    ignored.add("a/", b"b/\n")
    assert ignored.hides("a/b/c.md")
    assert not ignored.hides("b/c.md")
