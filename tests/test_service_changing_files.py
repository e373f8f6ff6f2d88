"""The folder of sources that a running service changes: what is taken, what is refused, what is kept aside."""

from pathlib import Path

import pytest

from index import Manifest
from ingest import LARGEST_FILE
from service.changing.files import REMOVED, ChangeError, SourceFiles

TEXT = "A Desk of One's Own\n\nAsk for a desk by the window before the others do.\n"


@pytest.fixture
def files(tmp_path: Path) -> SourceFiles:
    """An empty folder of sources."""
    (tmp_path / "sources").mkdir()
    return SourceFiles(tmp_path / "sources")


def put(files: SourceFiles, path: str, content: bytes | str = TEXT, *, instead: bool = False) -> bool:
    """Have a file arrive and put it at its path."""
    arrived = files.arriving(path)
    arrived.write_bytes(content.encode() if isinstance(content, str) else content)
    try:
        return files.put(arrived, path, instead=instead)
    finally:
        arrived.unlink(missing_ok=True)


def seen(files: SourceFiles) -> list[str]:
    """All files below the folder that are not hidden."""
    (top,) = files.tops()
    found = (path.relative_to(top) for path in top.rglob("*") if path.is_file())
    return sorted(str(path) for path in found if not any(part.startswith(".") for part in path.parts))


def test_a_file_is_put_at_its_path(files: SourceFiles) -> None:
    """With the folders above it, in the modes that files have here; nothing else is left there."""
    assert put(files, "notes/2021/desk.txt")
    (top,) = files.tops()
    assert (top / "notes/2021/desk.txt").read_text() == TEXT
    (top / "plain.txt").touch()
    assert (top / "notes/2021/desk.txt").stat().st_mode == (top / "plain.txt").stat().st_mode
    assert [path.name for path in top.iterdir() if path.name.startswith(".")] == []


def test_another_file_is_not_replaced_unasked(files: SourceFiles) -> None:
    """The same one is there already; another one is refused, or takes its place, and the old is kept aside."""
    put(files, "desk.txt")
    assert put(files, "desk.txt") is False
    with pytest.raises(ChangeError, match=r"^there is another desk\.txt already$") as refused:
        put(files, "desk.txt", "Another\n\nWalls are for those who are late.\n")
    assert refused.value.another
    (top,) = files.tops()
    assert (top / "desk.txt").read_text() == TEXT
    assert put(files, "desk.txt", "Another\n\nWalls are for those who are late.\n", instead=True)
    assert (top / "desk.txt").read_text().startswith("Another")
    assert [path.read_text() for path in (top / REMOVED).rglob("desk.txt")] == [TEXT]
    assert seen(files) == ["desk.txt"]


@pytest.mark.parametrize(
    "path",
    [
        "../desk.txt",
        "notes/../../desk.txt",
        "/etc/desk.txt",
        "notes//desk.txt",
        "./desk.txt",
        "",
        ".hidden.txt",
        "notes/.git/desk.txt",
        ".careerqa-removed/desk.txt",
        "..\\desk.txt",
        "C:\\desk.txt",
        "desk\x00.txt",
        "desk\n.txt",
        "d\u202eesk.txt",
        "desk.txt/",
        f"{'d' * 300}.txt",
        "/".join(["deep"] * 20),
        "sources.yaml",
    ],
)
@pytest.mark.parametrize("act", ["put", "remove"])
def test_a_bad_name_is_refused(files: SourceFiles, path: str, act: str, tmp_path: Path) -> None:
    """Nothing is written, in the folder or out of it."""
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ChangeError):
        put(files, path) if act == "put" else files.remove(path)
    assert sorted(tmp_path.rglob("*")) == before


def test_links_are_not_followed(files: SourceFiles, tmp_path: Path) -> None:
    """Neither a folder that is one nor a file: nothing is written or taken elsewhere."""
    (top,) = files.tops()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    (top / "way").symlink_to(outside)
    (top / "one.txt").symlink_to(outside / "kept.txt")
    (top / "none.txt").symlink_to(outside / "new.txt")
    for act in (lambda: put(files, "way/desk.txt"), lambda: files.remove("way/kept.txt")):
        with pytest.raises(ChangeError, match="behind a link"):
            act()
    with pytest.raises(ChangeError, match="no file"):
        files.remove("one.txt")
    for path in ("one.txt", "none.txt"):
        with pytest.raises(ChangeError, match=f"{path} is a link"):
            put(files, path)
        with pytest.raises(ChangeError, match=f"{path} is a link"):
            put(files, path, "kept")  # a guess at what is there
    assert [path.name for path in outside.iterdir()] == ["kept.txt"]
    assert (outside / "kept.txt").read_text() == "kept"


@pytest.mark.parametrize(
    ("path", "content", "told"),
    [
        pytest.param(
            "cat.png",
            b"\x89PNG\r\n\x1a\n",
            "cat.png is a PNG image; the formats that are read are Markdown,",
            id="image",
        ),
        pytest.param("run.py", b"import os\n", "run.py is program code (.py); the formats", id="code"),
        pytest.param("book.txt", b"a" * (LARGEST_FILE + 1), "book.txt is larger than 16 MB", id="large"),
        pytest.param("a.pdf", b"no pdf", "a.pdf is named .pdf and is no PDF; the formats", id="false-name"),
    ],
)
def test_what_is_not_read_is_refused(files: SourceFiles, path: str, content: bytes, told: str) -> None:
    """At once, with what it is and what is read."""
    with pytest.raises(ChangeError) as refused:
        put(files, path, content)
    assert str(refused.value).startswith(told)
    assert seen(files) == []


def test_a_file_is_taken_out_and_kept_aside(files: SourceFiles) -> None:
    """Hidden, below its own path, so that it can be put back; what is not there is told."""
    put(files, "notes/desk.txt")
    files.remove("notes/desk.txt")
    (top,) = files.tops()
    assert seen(files) == []
    (aside,) = (top / REMOVED).rglob("desk.txt")
    assert (aside.parent.name, aside.read_text()) == ("notes", TEXT)
    for path in ("notes/desk.txt", "notes"):
        with pytest.raises(ChangeError, match="there is no file"):
            files.remove(path)
    put(files, "old.zip", b"PK\x05\x06" + bytes(18))
    with pytest.raises(ChangeError, match=r"is in the file old\.zip"):
        files.remove("old.zip/talk.md")


def test_several_folders_are_chosen_from(tmp_path: Path) -> None:
    """A path begins with the name of one; the sources are named as the command line names them."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    files = SourceFiles(None, {"advice": tmp_path / "a", "talks": tmp_path / "b"})
    assert put(files, "talks/more/desk.txt")
    assert (tmp_path / "b/more/desk.txt").is_file()
    assert files.arguments() == [f"advice={tmp_path / 'a'}", f"talks={tmp_path / 'b'}"]
    for path in ("desk.txt", "else/desk.txt"):
        with pytest.raises(ChangeError, match=r"choose a collection for desk\.txt: advice, talks"):
            put(files, path)


def manifest(sources: str, folders: dict[str, str] | None = None) -> Manifest:
    """That of an index made from a folder, or from several."""
    return Manifest(
        format=1,
        digest="",
        created="",
        sources=sources,
        reader=1,
        encoder={},
        chunking={},
        articles=1,
        passages=1,
        parts={},
        folders=folders or {},
    )


def test_the_folder_is_the_one_that_the_index_is_of(tmp_path: Path) -> None:
    """The one that is followed first; without an index a folder beside it; one that is gone is told."""
    index = tmp_path / "index"
    built = manifest(sources=str(tmp_path))
    assert SourceFiles.of(Path("followed"), index, built).tops() == [Path("followed")]
    assert SourceFiles.of(None, index, built).tops() == [tmp_path]
    assert SourceFiles.of(None, index, None).tops() == [tmp_path / "sources"]
    several = manifest(sources="x", folders={"advice": str(tmp_path)})
    assert SourceFiles.of(None, index, several).folders == {"advice": tmp_path}
    with pytest.raises(ChangeError, match="is not there; start careerqa serve with --sources FOLDER"):
        SourceFiles.of(None, index, manifest(sources=str(tmp_path / "gone")))
