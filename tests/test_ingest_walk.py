"""The files below a folder: links, folders of indexes, what is kept out."""

import os
import shutil
from pathlib import Path

import pytest

from ingest import Skipped, SourceError, SourceFile, scan_folder

GOOD = "How to Wait\n\nSit down and count to ten. Then stand up.\n"
LEADS_OUT = "is a link that leads out of the folder; --follow-links reads it"


def write(folder: Path, *paths: str) -> None:
    """Good files at these paths."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(GOOD, encoding="utf-8")


def scan(folder: Path, **options: bool) -> tuple[list[str], list[Skipped]]:
    """Paths of the sources, and what was skipped."""
    files = list(scan_folder(folder, follow_links=options.get("follow_links", False)))
    return (
        [file.path for file in files if isinstance(file, SourceFile)],
        [file for file in files if isinstance(file, Skipped)],
    )


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A folder with links out of it: to a file, to a folder twice, in a circle, and to where it is itself."""
    write(tmp_path, "sources/a.md", "outside/b.md", "outside/deep/c.md", "outside/.hidden.md", "file.md")
    folder = tmp_path / "sources"
    (folder / "file.md").symlink_to("../file.md")
    (folder / "first").symlink_to("../outside")
    (folder / "second").symlink_to("../outside/deep")
    (folder / "up").symlink_to("../..")
    (tmp_path / "outside" / "again").symlink_to("../outside")
    return folder


def test_links_out_of_the_folder_are_refused(linked: Path) -> None:
    """Each is named, and nothing behind it is read."""
    assert scan(linked) == (
        ["a.md"],
        [Skipped(name, LEADS_OUT) for name in ("file.md", "first", "second", "up")],
    )


def test_links_are_followed_where_that_is_wanted(linked: Path) -> None:
    """Under the link's name, each file once, in circles not for ever; never a folder that holds this one."""
    assert scan(linked, follow_links=True) == (
        ["a.md", "file.md", "first/b.md", "first/deep/c.md"],
        [Skipped("up", "is a link to a folder that this one is in")],
    )


def test_an_index_is_no_source(tmp_path: Path) -> None:
    """Wherever it is, whatever leads there, and whether it is whole."""
    write(tmp_path, "sources/a.md")
    folder, elsewhere = tmp_path / "sources", tmp_path / "elsewhere"
    for index in (folder / "var" / "index", elsewhere):
        write(index, "CURRENT", "generations/000001/manifest.json", "generations/000001/words/meta.json")
    write(folder / "copy", "manifest.json", "catalog.sqlite", "parts/tokenizer.json")
    (folder / "link").symlink_to(elsewhere)
    (folder / "deep-link").symlink_to(elsewhere / "generations" / "000001" / "words")
    (folder / "link.txt").symlink_to("var/index/CURRENT")
    for follow_links in (False, True):
        assert scan(folder, follow_links=follow_links) == (["a.md"], [])


def test_what_is_kept_out_is_no_source(tmp_path: Path) -> None:
    """By whatever path it is named; folders and files."""
    write(tmp_path, "sources/a.md", "sources/own/b.md", "sources/feedback.jsonl")
    folder = tmp_path / "sources"
    (tmp_path / "alias").symlink_to("sources/own")
    (folder / "in.md").symlink_to("own/b.md")
    kept_out = [tmp_path / "alias", folder / ".." / "sources" / "feedback.jsonl", tmp_path / "not-there"]
    assert [file.path for file in scan_folder(folder, kept_out=kept_out)] == ["a.md"]
    assert [file.path for file in scan_folder(folder)] == ["a.md", "feedback.jsonl", "own/b.md"]


def test_an_index_given_as_the_folder_is_refused(tmp_path: Path) -> None:
    """So is the folder that is kept out, though there is no index in it yet."""
    write(tmp_path, "index/CURRENT", "index/generations/000001/manifest.json", "notes/a.md")
    for folder in (tmp_path / "index", tmp_path / "notes"):
        with pytest.raises(SourceError, match="is a folder of an index, not of sources"):
            list(scan_folder(folder, kept_out=[tmp_path / "notes"]))


def test_names_are_told_apart_as_the_disk_does(tmp_path: Path) -> None:
    """Capitals, composed and decomposed letters, folders as deep as the disk has them."""
    deep = "/".join(["d" * 50] * 60)
    here = Path.cwd()
    try:
        os.chdir(tmp_path)
        for name in deep.split("/"):
            Path(name).mkdir()
            os.chdir(name)
        Path("deep.md").write_text(GOOD, encoding="utf-8")
    finally:
        os.chdir(here)
    write(tmp_path, "Büro.md", "Bu\u0308ro.md", "README.md", "readme.md", "1.5 tips")
    paths, skipped = scan(tmp_path)
    assert sorted(paths) == sorted(
        ["Büro.md", "Bu\u0308ro.md", "README.md", "readme.md", "1.5 tips", f"{deep}/deep.md"]
    )
    assert skipped == []
    shutil.rmtree(tmp_path / ("d" * 50))
