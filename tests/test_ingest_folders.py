"""Several folders read as one, and the collections that they are."""

import os
import re
from pathlib import Path

import pytest

from ingest import (
    Folders,
    Skipped,
    SourceError,
    SourceFile,
    collection_of,
    read_source,
    scan_folder,
    scan_sources,
    sources_of,
)


def write(folder: Path, *paths: str) -> Path:
    """A folder with files, each of which says its own path."""
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"A Title\n\nAsk for {path} in spring.\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("path", "collection"),
    [
        pytest.param("talks/first.md", "talks", id="in-a-folder"),
        pytest.param("talks/2024/first.md", "talks", id="further-down"),
        pytest.param("first.md", None, id="in-none"),
        pytest.param("my talks, 2024/a=b.md", "my talks, 2024", id="any-name"),
    ],
)
def test_a_collection_is_the_first_folder_of_a_path(path: str, collection: str | None) -> None:
    """Nothing else is needed to know it."""
    assert collection_of(path) == collection


def test_folders_are_read_as_one_with_these_at_its_top(tmp_path: Path) -> None:
    """Paths, ids and digests are those of a folder that held them all; each file is read from its own place."""
    paths = ("notes.md", "talks.md", "talks.txt", "deep/notes.txt")
    write(tmp_path / "b" / "articles", *paths)
    write(tmp_path / "a" / "talks", *paths)
    (tmp_path / "a" / "talks" / "empty.txt").touch()
    one = tmp_path / "one"
    write(one / "articles", *paths)
    write(one / "talks", *paths)
    (one / "talks" / "empty.txt").touch()
    joined = list(scan_sources(sources_of([str(tmp_path / "a" / "talks"), str(tmp_path / "b" / "articles")])))
    alone = list(scan_sources(sources_of([str(one)])))
    assert [found for found in joined if isinstance(found, Skipped)] == [
        Skipped("talks/empty.txt", "is empty")
    ]
    told = [
        [(found.path, found.id, found.sha256) for found in scan if isinstance(found, SourceFile)]
        for scan in (joined, alone)
    ]
    assert sorted(told[0]) == sorted(told[1])
    assert ("articles/talks.md", "articles/talks.md") in [(path, name) for path, name, _ in told[0]]
    for file in joined:
        if isinstance(file, SourceFile):
            assert read_source(file).path == file.path
            assert file.path.partition("/")[2] in file.read().decode()


def test_one_folder_is_read_as_it_is(tmp_path: Path) -> None:
    """Unless it is given a name, which makes it a collection."""
    folder = write(tmp_path / "talks", "first.md", "deep/second.md")
    assert sources_of([str(folder)]) == folder
    assert list(scan_sources(folder)) == list(scan_folder(folder))
    named = sources_of([f"heard={folder}"])
    assert named == Folders((("heard", folder),))
    assert [found.path for found in scan_sources(named)] == ["heard/deep/second.md", "heard/first.md"]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        pytest.param(["a/talks", "b/articles/"], ["talks", "articles"], id="their-own"),
        pytest.param(["a/talks", "heard=b/talks"], ["talks", "heard"], id="another"),
        pytest.param(["a/talks", "my talks, 2024=b/talks"], ["talks", "my talks, 2024"], id="with-blanks"),
        pytest.param(["a/talks", "Talks=b/talks"], ["talks", "Talks"], id="letter-by-letter"),
        pytest.param(["a/talks", "b/one=two"], ["talks", "one=two"], id="a-folder-with-a-sign"),
        pytest.param(["a/talks", "one=two"], ["talks", "one=two"], id="one-right-here"),
        pytest.param(["a/talks/../talks", "b/articles/."], ["talks", "articles"], id="roundabout"),
        pytest.param(["a/talks", "linked"], ["talks", "linked"], id="a-link"),
        pytest.param(["a/talks", "~/articles"], ["talks", "articles"], id="home"),
        pytest.param(["a/talks", "heard=~/articles"], ["talks", "heard"], id="home-behind-a-name"),
    ],
)
def test_folders_have_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], names: list[str]
) -> None:
    """Their own or those given."""
    for path in ("a/talks", "b/talks", "b/articles", "b/one=two", "one=two"):
        write(tmp_path / path, "a.md")
    (tmp_path / "linked").symlink_to("b/articles")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "b"))
    sources = sources_of(arguments)
    assert isinstance(sources, Folders)
    assert [name for name, _ in sources.named] == names
    assert {found.path for found in scan_sources(sources)} == {f"{name}/a.md" for name in names}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(
            ["a/talks", "b/talks"],
            "two folders are named talks: a/talks and b/talks; give one another name: NAME=b/talks",
            id="equal-names",
        ),
        pytest.param(
            ["talks=b/articles", "a/talks"],
            "two folders are named talks: b/articles and a/talks; give one another name: NAME=a/talks",
            id="equal-to-a-given-one",
        ),
        pytest.param(
            ["/", "a/talks"], "/ has no name that can be used; give it one: NAME=/", id="without-a-name"
        ),
        pytest.param(
            ["a\x1bb=a/talks"],
            "a/talks has no name that can be used; give it one: NAME=a/talks",
            id="control",
        ),
        pytest.param(
            ["a", "a/talks"],
            "a/talks lies in a, so that its files would be read twice",
            id="one-in-the-other",
        ),
        pytest.param(
            ["a/talks", "again=linked"],
            "a/talks is named twice, so that its files would be read twice",
            id="the-same",
        ),
        pytest.param(
            ["a/talks", "nowhere"], "nowhere is not a folder: there is nothing of that name", id="not-there"
        ),
        pytest.param(
            ["a/talks", "c=nowhere"],
            "nowhere is not a folder: there is nothing of that name",
            id="a-named-one-not-there",
        ),
        pytest.param(
            ["a/talks", "b/c=d"],
            "b/c=d is not a folder: there is nothing of that name",
            id="a-path-with-a-sign",
        ),
        pytest.param(
            ["=a/talks"], "=a/talks is not a folder: there is nothing of that name", id="an-empty-name"
        ),
        pytest.param(
            ["..=a/talks"],
            "..=a/talks is not a folder: there is nothing of that name",
            id="no-name-but-a-place",
        ),
    ],
)
def test_what_cannot_be_named_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    """In one line, before a file is read."""
    for path in ("a/talks", "b/talks", "b/articles"):
        write(tmp_path / path, "a.md")
    (tmp_path / "linked").symlink_to(Path("a", "talks"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError, match=f"^{re.escape(told)}$"):
        next(iter(scan_sources(sources_of(arguments))))


def test_what_is_skipped_is_told_under_the_name(tmp_path: Path) -> None:
    """A link out of a folder is refused, also where it leads into another that is read."""
    write(tmp_path / "talks", "a.md")
    write(tmp_path / "articles", "b.md")
    (tmp_path / "talks" / "b.md").symlink_to(
        os.path.relpath(tmp_path / "articles" / "b.md", tmp_path / "talks")
    )
    found = list(scan_sources(sources_of([str(tmp_path / "talks"), str(tmp_path / "articles")])))
    assert [one.path for one in found if isinstance(one, Skipped)] == ["talks/b.md"]
    assert {one.path for one in found} == {"articles/b.md", "talks/a.md", "talks/b.md"}
