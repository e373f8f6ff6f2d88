"""A folder of sources: what goes in, and the one line that says why something does not."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest import Article, Skipped, SourceError, SourceFile, read_source, scan_folder
from ingest.folder import LARGEST_FILE

GOOD = "How to Wait\n\nSit down and count to ten. Then stand up.\n"


def scan(folder: Path) -> tuple[list[Article], list[Skipped]]:
    """Every file of a folder, read, and those that could not be."""
    articles, skipped = [], []
    for file in scan_folder(folder):
        try:
            if isinstance(file, SourceFile):
                articles.append(read_source(file))
            else:
                skipped.append(file)
        except SourceError as error:
            skipped.append(Skipped(file.path, str(error)))
    return articles, skipped


def write(content: bytes) -> Callable[[Path], None]:
    """Makes a file with this content."""

    def make(path: Path) -> None:
        path.write_bytes(content)

    return make


def make_huge(path: Path) -> None:
    """A single line of 50 MB, sparse on disk."""
    with path.open("wb") as file:
        file.truncate(50 * 2**20)


BAD = [
    pytest.param(write(b""), "is empty", id="empty"),
    pytest.param(write(b" \n\t\r\n"), "is empty", id="blank"),
    pytest.param(write(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "is binary, not text", id="picture"),
    pytest.param(write(GOOD.encode("utf-16")), "is binary, not text", id="UTF-16"),
    pytest.param(write(b"\x7f\x01\x02\x03\xff" * 50), "is binary, not text", id="binary-without-NUL"),
    pytest.param(write(b"---\ntitle: a talk\n\nAsk.\n"), "front matter is opened on the first line and never closed by ---", id="unclosed"),
    pytest.param(write(b"# One\n\n## Two\n"), "holds no text besides headings and page furniture", id="only-headings"),
    pytest.param(write(b"\xef\xbb\xbf\n"), "holds no text besides headings and page furniture", id="only-a-byte-order-mark"),
    pytest.param(make_huge, "has 50 MB; an article has at most 16", id="50-MB-line"),
    pytest.param(lambda path: path.symlink_to("nowhere.txt"), "is a link to a file that is not there", id="dangling-link"),
    pytest.param(lambda path: path.symlink_to(path.name), "is a link to a file that is not there", id="link-to-itself"),
    pytest.param(os.mkfifo, "is not a regular file", id="pipe"),
]


@pytest.mark.parametrize(("make", "reason"), BAD)
def test_bad_file_is_named_with_its_reason(tmp_path: Path, make: Callable[[Path], None], reason: str) -> None:
    """A file that cannot be taken in costs one line that says what is wrong; its neighbours go in."""
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "z.txt").write_text(GOOD, encoding="utf-8")
    make(tmp_path / "bad.txt")
    articles, skipped = scan(tmp_path)
    assert [article.path for article in articles] == ["a.txt", "z.txt"]
    assert skipped == [Skipped("bad.txt", reason)]


@pytest.mark.parametrize(
    ("content", "title", "note"),
    [
        pytest.param(
            "Café hours\n\nAsk Zoë at nine.".encode("latin-1"), "Café hours", "is not UTF-8 (byte 3); read as Windows-1252", id="Latin-1"
        ),
        pytest.param("“Ask”\n\nDon’t wait – sign.".encode("cp1252"), "“Ask”", "is not UTF-8 (byte 0); read as Windows-1252", id="Windows"),
        pytest.param(b"Caf\xe9 \x81\n\nAsk at nine.", "Café \x81", "is not UTF-8 (byte 3); read as Latin-1", id="neither"),
        pytest.param(
            b"---\ntitle: a: b\n---\nAsk.\n", "a: b", "front matter is not valid YAML (mapping values are not allowed here)", id="YAML"
        ),
        pytest.param(b"---\ntitle: x\n---\nAsk [00:02:01].\nWait [00:01:02].\n", "x", "1 time stamp out of order", id="stamps"),
    ],
)
def test_doubtful_file_goes_in_with_a_note(tmp_path: Path, content: bytes, title: str, note: str) -> None:
    """What can be read is read, and the note says in one line what was doubtful."""
    (tmp_path / "letter.txt").write_bytes(content)
    (article,), skipped = scan(tmp_path)
    assert skipped == []
    assert article.title == title
    assert len(article.notes) == 1
    assert article.notes[0].startswith(note)


@pytest.mark.parametrize(
    ("name", "shown"),
    [pytest.param(b"caf\xe9.txt", "caf\\xe9.txt", id="not-UTF-8"), pytest.param(b"two\nlines.txt", "two\\x0alines.txt", id="line-break")],
)
def test_name_that_cannot_be_shown_is_refused(tmp_path: Path, name: bytes, shown: str) -> None:
    """A name that would break a message or the catalog is skipped, written so that it can be found."""
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:  # noqa: PTH118, PTH123 - a path of bytes
        file.write(GOOD.encode())
    articles, skipped = scan(tmp_path)
    assert [article.id for article in articles] == ["good"]
    assert skipped == [Skipped(shown, "has a name that is not UTF-8 or holds a control character")]


@pytest.fixture
def unprivileged(tmp_path: Path) -> Iterator[None]:
    """Root may read everything, so root tries as nobody."""
    if os.geteuid() != 0:
        yield
        return
    modes = {folder: folder.stat().st_mode for folder in (tmp_path, *tmp_path.parents[:2])}
    for folder in modes:
        folder.chmod(0o755)
    os.seteuid(65534)
    yield
    os.seteuid(0)
    for folder, mode in modes.items():
        folder.chmod(mode)


@pytest.mark.usefixtures("unprivileged")
def test_unreadable_file_and_folder_are_named(tmp_path: Path) -> None:
    """What the system does not let us read is skipped with the system's own words."""
    if os.geteuid() == 65534:
        os.seteuid(0)
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "shut.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut.txt").chmod(0)
    (tmp_path / "shut").chmod(0)
    if os.geteuid() == 0:
        os.seteuid(65534)
    articles, skipped = scan(tmp_path)
    assert [article.id for article in articles] == ["good"]
    assert skipped == [Skipped("shut", "cannot be read: Permission denied"), Skipped("shut.txt", "cannot be read: Permission denied")]


def test_folder_is_walked_in_order(tmp_path: Path) -> None:
    """Folders below are read too, hidden files and folders are passed over, ids are paths without the ending."""
    for path in ("b.txt", "a.md", "deep/er/c.txt", ".hidden.txt", ".git/d.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(GOOD, encoding="utf-8")
    articles, _ = scan(tmp_path)
    assert [(article.id, article.path) for article in articles] == [("a", "a.md"), ("b", "b.txt"), ("deep/er/c", "deep/er/c.txt")]


def test_names_that_differ_in_their_ending_keep_it(tmp_path: Path) -> None:
    """Two files of one name get different ids."""
    for name in ("a.md", "a.txt", "b.txt"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    articles, _ = scan(tmp_path)
    assert [article.id for article in articles] == ["a.md", "a.txt", "b"]


def test_largest_file_still_goes_in(tmp_path: Path) -> None:
    """The limit itself is allowed, one byte more is not."""
    (tmp_path / "a.txt").write_bytes(GOOD.encode() + b"\n" * (LARGEST_FILE - len(GOOD.encode())))
    (tmp_path / "b.txt").write_bytes(GOOD.encode() + b"\n" * (LARGEST_FILE - len(GOOD.encode()) + 1))
    articles, skipped = scan(tmp_path)
    assert [article.id for article in articles] == ["a"]
    assert [file.path for file in skipped] == ["b.txt"]


@pytest.mark.parametrize("name", ["missing", "file.txt"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    """A path that is missing or a file is named."""
    (tmp_path / "file.txt").write_text(GOOD, encoding="utf-8")
    with pytest.raises(SourceError, match=f"{name} is not a folder"):
        list(scan_folder(tmp_path / name))
