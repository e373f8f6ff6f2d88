"""Archives among the sources: their files have paths and ids of their own; nothing dangerous is read."""

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

import ingest.files.archive
import ingest.files.packed
from ingest import Article, Skipped, SourceError, SourceFile, read_source, scan_folder
from ingest.files.source_file import LARGEST_FILE

GOOD = b"How to Wait\n\nSit down and count to ten. Then stand up.\n"
Members = list[tuple[str, bytes]]


def make_zip(path: Path, members: Members, compression: int = zipfile.ZIP_DEFLATED) -> None:
    """A zip with these members."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in members:
            archive.writestr(name, data)


def make_tar(path: Path, members: Members) -> None:
    """A tar with these members, compressed as its name says."""
    mode: Any = f"w:{path.suffix[1:].replace('tar', '').replace('tgz', 'gz')}"
    with tarfile.open(path, mode) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def make(path: Path, members: Members) -> None:
    """An archive of the kind that its name says."""
    (make_zip if path.suffix.lower() == ".zip" else make_tar)(path, members)


def scan(folder: Path) -> tuple[list[Article], list[Skipped]]:
    """All articles of a folder, and what was skipped."""
    files = list(scan_folder(folder))
    return (
        [read_source(file) for file in files if isinstance(file, SourceFile)],
        [file for file in files if isinstance(file, Skipped)],
    )


NAMES = ["old.zip", "OLD.ZIP", "old.tar", "old.tar.gz", "old.tgz", "old.tar.bz2", "old.tar.xz"]
KINDS = pytest.mark.parametrize("name", NAMES)


@KINDS
def test_files_of_an_archive_are_sources(tmp_path: Path, name: str) -> None:
    """Each by a path below the archive's, with an id and the digest of its own content.

    What is hidden or ignored is passed over, inside as outside.
    """
    make(
        tmp_path / name,
        [
            ("talk.md", GOOD),
            ("./talk.txt", GOOD + b"Sit again.\n"),
            ("deep/er/ü.md", GOOD),
            (".git/x.md", GOOD),
            ("__MACOSX/._talk.md", b"\x00\x05\x16"),
            ("deep/private.md", GOOD),
            ("deep/.careerqaignore", b"private.md\n"),
            ("drafts/d.md", GOOD),
        ],
    )
    (tmp_path / ".careerqaignore").write_text("drafts/\n", encoding="utf-8")
    (tmp_path / "talk.md").write_bytes(GOOD)
    articles, skipped = scan(tmp_path)
    assert skipped == []
    assert sorted((article.id, article.path) for article in articles) == sorted(
        [
            ("talk", "talk.md"),
            (f"{name}/talk.md", f"{name}/talk.md"),
            (f"{name}/talk.txt", f"{name}/talk.txt"),
            (f"{name}/deep/er/ü", f"{name}/deep/er/ü.md"),
        ]
    )
    for article in articles:
        again = b"Sit again.\n" if article.path.endswith(".txt") else b""
        assert article.sha256 == sha256(GOOD + again).hexdigest()
        assert article.title == "How to Wait"


@KINDS
def test_bad_members_are_named_and_the_good_go_in(tmp_path: Path, name: str) -> None:
    """A path out of the archive, an archive in it, an empty file cost a line each."""
    make(
        tmp_path / name,
        [
            ("good.md", GOOD),
            ("/etc/absolute.md", GOOD),
            ("../up.md", GOOD),
            ("deep/../../up.md", GOOD),
            ("C:/drive.md", GOOD),
            ("inner.zip", GOOD),
            ("inner.tar.gz", GOOD),
            ("empty.md", b"\n"),
            ("binary.md", b"\x00\x01\x02"),
            ("two\nlines.md", GOOD),
        ],
    )
    files = list(scan_folder(tmp_path))
    assert {file.path: file.reason for file in files if isinstance(file, Skipped)} == {
        f"{name}//etc/absolute.md": "has a path that leads out of the archive",
        f"{name}/../up.md": "has a path that leads out of the archive",
        f"{name}/deep/../../up.md": "has a path that leads out of the archive",
        f"{name}/C:/drive.md": "has a path that leads out of the archive",
        f"{name}/inner.zip": "is an archive within an archive: unpack it",
        f"{name}/inner.tar.gz": "is an archive within an archive: unpack it",
        f"{name}/empty.md": "is empty",
        f"{name}/two\\x0alines.md": "has a name that is not UTF-8 or holds a control character",
    }
    read = [file for file in files if isinstance(file, SourceFile)]
    assert [file.path for file in read] == [f"{name}/binary.md", f"{name}/good.md"]
    with pytest.raises(SourceError, match="is binary, not text"):
        read_source(read[0])


@pytest.mark.parametrize("name", ["old.tar", "old.zip"])
def test_a_member_may_be_as_large_as_a_file(tmp_path: Path, name: str) -> None:
    """And no larger."""
    huge = Random(1).randbytes(LARGEST_FILE + 1)
    make(tmp_path / name, [("huge.md", huge), ("large.md", huge[1:])])
    files = list(scan_folder(tmp_path))
    assert files[0] == Skipped(f"{name}/huge.md", "has 16 MB; an article has at most 16")
    assert [file.path for file in files[1:]] == [f"{name}/large.md"]


def test_links_and_devices_of_an_archive_are_refused(tmp_path: Path) -> None:
    """In a tar by their kind, in a zip by their mode; a member twice is read once, and told."""
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in {"s": tarfile.SYMTYPE, "h": tarfile.LNKTYPE, "d": tarfile.CHRTYPE}.items():
            info = tarfile.TarInfo(f"{name}.md")
            info.type, info.linkname = kind, "/etc/hostname"
            archive.addfile(info)
    link = zipfile.ZipInfo("s.md")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.writestr(link, "/etc/hostname")
        packed.writestr("t.md", GOOD)
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed.writestr("t.md", GOOD + b"Sit again.\n")
    articles, skipped = scan(tmp_path)
    assert {file.path: file.reason for file in skipped} == {
        "a.tar/s.md": "is a link",
        "a.tar/h.md": "is a link",
        "a.tar/d.md": "is not a regular file",
        "b.zip/s.md": "is a link",
        "b.zip/t.md": "is in the archive more than once; the last was read",
    }
    assert [article.text.endswith("again.\n") for article in articles] == [True]


def truncate(data: bytes) -> bytes:
    """The first half, and a part of a block."""
    return data[: len(data) // 2 + 100]


def garble(data: bytes) -> bytes:
    """With a stretch of its content overwritten."""
    return data[:60] + b"\xff" * 20 + data[80:]


BROKEN = [
    pytest.param(truncate, id="truncated"),
    pytest.param(garble, id="garbled"),
    pytest.param(lambda _: GOOD, id="text"),
    pytest.param(lambda _: b"PK\x03\x04", id="a-beginning"),
]


@KINDS
@pytest.mark.parametrize("damage", BROKEN)
def test_a_broken_archive_costs_lines_and_no_traceback(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    """Its neighbours go in, and so does what could be unpacked of it."""
    (tmp_path / "good.md").write_bytes(GOOD)
    make(tmp_path / name, [(f"{number}.md", GOOD + bytes([65 + number])) for number in range(20)])
    (tmp_path / name).write_bytes(damage((tmp_path / name).read_bytes()))
    articles, skipped = scan(tmp_path)
    assert "good.md" in [article.path for article in articles]
    assert skipped
    assert all(file.path.startswith(name) and "cannot be unpacked" in file.reason for file in skipped)


def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    """There is nobody to ask for the password."""
    make_zip(tmp_path / "a.zip", [("secret.md", GOOD)])
    data = bytearray((tmp_path / "a.zip").read_bytes())
    data[6] |= 1  # the flag of the member, in its own header
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    (tmp_path / "a.zip").write_bytes(data)
    assert scan(tmp_path) == ([], [Skipped("a.zip/secret.md", "is encrypted")])


@KINDS
def test_an_archive_that_is_too_much_is_left_out_whole(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More files, more bytes, or bytes packed harder than text can be."""
    make(tmp_path / name, [(f"{number}.md", GOOD) for number in range(5)])
    monkeypatch.setattr(ingest.files.archive, "MOST_MEMBERS", 4)
    assert scan(tmp_path) == ([], [Skipped(name, "holds more than 4 files")])
    monkeypatch.undo()
    make(tmp_path / name, [(f"{number}.md", b"a" * 2**20) for number in range(8)])
    monkeypatch.setattr(ingest.files.packed, "HEADERS", 0)
    monkeypatch.setattr(ingest.files.packed, "MOST_BYTES", 3 * 2**20)
    assert scan(tmp_path) == ([], [Skipped(name, "has more than 3 MB unpacked")])
    monkeypatch.undo()
    monkeypatch.setattr(ingest.files.packed, "HEADERS", 0)
    monkeypatch.setattr(ingest.files.packed, "RATIO_FROM", 2**20)
    articles, skipped = scan(tmp_path)
    if name == "old.tar":
        assert (len(articles), skipped) == (8, [])
    else:
        assert skipped == [Skipped(name, "is packed more than 250 times smaller than what is in it")]


@KINDS
def test_an_archive_that_changes_is_not_mixed(tmp_path: Path, name: str) -> None:
    """A member is read on demand, and is the one of its digest, or the reason is said."""
    make(tmp_path / name, [("a.md", GOOD), ("b.md", GOOD)])
    first, second = (file for file in scan_folder(tmp_path) if isinstance(file, SourceFile))
    assert second.read() == GOOD
    assert first.read() == GOOD
    make(tmp_path / name, [("a.md", GOOD.replace(b"ten", b"six"))])
    with pytest.raises(SourceError, match="changed while it was being read: run careerqa ingest again"):
        read_source(first)
    (tmp_path / name).unlink()
    with pytest.raises(SourceError, match="changed while it was being read"):
        read_source(first)


def test_an_index_in_an_archive_is_no_source(tmp_path: Path) -> None:
    """As in a backup of a folder of notes."""
    inside = ["CURRENT", "generations/000001/manifest.json", "generations/000001/words/meta.json"]
    members = [("n/a.md", GOOD), *((f"n/var/index/{name}", GOOD) for name in inside)]
    make(tmp_path / "backup.tar.gz", members)
    assert [article.path for article in scan(tmp_path)[0]] == ["backup.tar.gz/n/a.md"]


def test_an_ignore_file_of_an_archive_that_is_wrong_stops_everything(tmp_path: Path) -> None:
    """As one beside it."""
    make(tmp_path / "a.zip", [(".careerqaignore", b"!"), ("b.md", GOOD)])
    with pytest.raises(SourceError, match=r"^a.zip/.careerqaignore:1: '!' is no pattern of gitignore$"):
        list(scan_folder(tmp_path))


def test_formats_that_are_zips_inside_are_no_archives(tmp_path: Path) -> None:
    """A document is one source, for a reader of its own."""
    make_zip(tmp_path / "letter.docx", [("word/document.xml", GOOD)])
    assert [file.path for file in scan_folder(tmp_path)] == ["letter.docx"]
