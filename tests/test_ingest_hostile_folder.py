"""A folder that somebody made to do harm: each thing that is no source costs one line, and nothing else is lost."""

import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import Skipped, SourceError, SourceFile, read_source, scan_folder
from ingest.core.source import Source
from ingest.files.packed import MOST_BYTES
from ingest.files.source_file import file_sha256
from ingest.prose.plain_readers import PlainReader
from ingest.text.blocks import Draft
from service.terminal import console
from tests.conftest import ROOT
from tests.nasty_files import bomb, lying_zip, overlapping_zip, tar_of, zip_of
from tests.test_ingest_folder import GOOD, scan

NO_NAME = "has a name that is not UTF-8 or holds a control character"
OUT = "is a link that leads out of the folder; --follow-links reads it"


def write(folder: Path, name: bytes | str, data: bytes = GOOD.encode()) -> None:
    """A file of any name."""
    path = os.path.join(os.fsencode(folder), os.fsencode(name))  # noqa: PTH118 - a path of bytes
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(data)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        pytest.param(b"a\nb.txt", r"a\x0ab.txt", id="line feed"),
        pytest.param(
            b"a\rcareerqa: all is well.txt", r"a\x0dcareerqa: all is well.txt", id="carriage return"
        ),
        pytest.param(b"\x1b[2J\x1b[31ma.txt", r"\x1b[2J\x1b[31ma.txt", id="escape sequence"),
        pytest.param(b"\x1b]0;title\x07.txt", r"\x1b]0;title\x07.txt", id="title of the terminal"),
        pytest.param("\x85a\x9b31m.txt".encode(), r"\x85a\x9b31m.txt", id="controls of eight bits"),
        pytest.param("a\u2028b\u2029.txt".encode(), r"a\u2028b\u2029.txt", id="separators of lines"),
        pytest.param(b"\xff\xfe.txt", r"\xff\xfe.txt", id="no UTF-8"),
        pytest.param(b"\xed\xa0\x80.txt", r"\xed\xa0\x80.txt", id="half of a sign"),
        pytest.param(b"\x7f.txt", r"\x7f.txt", id="delete"),
        pytest.param(b"a\n.zip", r"a\x0a.zip", id="archive"),
        pytest.param(b"a\n.xml", r"a\x0a.xml", id="export"),
    ],
)
def test_a_name_that_is_no_line_is_named_in_one(
    tmp_path: Path, name: bytes, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a terminal would obey is escaped, and its neighbour goes in."""
    write(tmp_path, "good.txt")
    write(tmp_path, name)
    articles, skipped = scan(tmp_path)
    assert [article.id for article in articles] == ["good"]
    assert skipped == [Skipped(shown, NO_NAME)]
    console.print_error(f"{shown}: {NO_NAME}")
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    "name",
    ["-rf", "--help.txt", "CON", "NUL.txt", "a.", "a .txt", "a", "é.txt", "e\u0301.txt", "n" * 251 + ".txt", "*?.txt", "$(a).txt", "~", "a:b.txt", "\u202etxt.exe.txt"],
)  # fmt: skip
def test_any_other_name_is_read(tmp_path: Path, name: str) -> None:
    """Names that other programs take for something else are names, and twins in Unicode are two."""
    write(tmp_path, name)
    write(tmp_path, "e\u0301twin.txt")
    write(tmp_path, "étwin.txt")
    articles, skipped = scan(tmp_path)
    assert skipped == []
    assert {article.path for article in articles} == {name, "e\u0301twin.txt", "étwin.txt"}
    assert len({article.id for article in articles}) == 3


def to_itself(folder: Path) -> None:
    """A folder with a link to itself."""
    (folder / "sub").mkdir()
    (folder / "sub" / "again").symlink_to(folder / "sub")
    (folder / "sub" / "above").symlink_to("..")


def in_a_circle(folder: Path) -> None:
    """Two hidden links that lead to each other, and one to them."""
    (folder / "a").symlink_to(".b")
    (folder / ".b").symlink_to("a")


LOOP = Skipped("a", "is a link that cannot be followed: Too many levels of symbolic links")


@pytest.mark.parametrize("follow", [False, True])
@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(to_itself, [], id="folder to itself"),
        pytest.param(in_a_circle, [LOOP], id="links in a circle"),
    ],
)
def test_links_that_lead_back_end(
    tmp_path: Path, make: Callable[[Path], None], expected: list[Skipped], follow: bool
) -> None:
    """Each file is read once."""
    write(tmp_path, "good.txt")
    make(tmp_path)
    found = list(scan_folder(tmp_path, follow_links=follow))
    assert [file.path for file in found if isinstance(file, SourceFile)] == ["good.txt"]
    assert [file for file in found if isinstance(file, Skipped)] == expected


@pytest.mark.parametrize("suffix", [".txt", ".xml", ".zip", ".tar", ".tar.gz", ".pdf"])
@pytest.mark.parametrize("kind", ["pipe", "pipe that is written to", "device"])
def test_what_is_no_file_is_no_source(tmp_path: Path, suffix: str, kind: str) -> None:
    """A pipe and a device, whatever they are called, are neither waited for nor read without end."""
    write(tmp_path, "good.txt")
    path = tmp_path / f"a{suffix}"
    writer = None
    if kind == "device":
        path.symlink_to("/dev/zero")
    else:
        os.mkfifo(path)
        if kind != "pipe":
            writer = os.open(path, os.O_RDWR)
    found = list(scan_folder(tmp_path, follow_links=True))
    if writer is not None:
        os.close(writer)
    assert [file.path for file in found if isinstance(file, SourceFile)] == ["good.txt"]
    (skipped,) = [file for file in found if isinstance(file, Skipped)]
    assert skipped.path == path.name
    assert skipped.reason.removeprefix("cannot be unpacked: ") == "is not a regular file"


@pytest.mark.parametrize("name", ["sources.yaml", ".careerqaignore"])
def test_what_says_of_files_must_be_one(tmp_path: Path, name: str) -> None:
    """A pipe in its place is told; it is not waited for."""
    write(tmp_path, "good.txt")
    os.mkfifo(tmp_path / name)
    writer = os.open(tmp_path / name, os.O_RDWR)
    with pytest.raises(SourceError, match=rf"{name}:? cannot be read: is not a regular file"):
        list(scan_folder(tmp_path))
    os.close(writer)


def test_a_hole_of_ten_gigabytes_costs_a_line(tmp_path: Path) -> None:
    """What is too large is told by its size, whatever it holds."""
    write(tmp_path, "good.txt")
    for name in ("a.txt", "a.xml", "a.pdf"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(10 * 2**30)
    articles, skipped = scan(tmp_path)
    assert [article.id for article in articles] == ["good"]
    assert {one.path: one.reason for one in skipped} == dict.fromkeys(
        ("a.txt", "a.xml", "a.pdf"), "has 10240 MB; an article has at most 16"
    )


def test_a_file_that_grows_while_it_is_read_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its reading ends where a file would be too large, however long it goes on growing."""
    path = tmp_path / "a.txt"
    path.write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr("ingest.files.source_file.LARGEST_FILE", 2**16)
    monkeypatch.setattr("ingest.files.source_file.PIECE", 2**10)

    class Growing(io.FileIO):
        """Each time that something is read, more of it is there."""

        def read(self, size: int | None = -1, /) -> bytes:
            write(tmp_path, "a.txt", path.read_bytes() + b"It goes on. " * 100)
            return super().read(size) or b""

    monkeypatch.setattr("ingest.files.source_file.opened", lambda location: Growing(location))
    with pytest.raises(SourceError, match="an article has at most"):
        file_sha256(path)


def test_a_file_that_was_cut_off_after_its_digest_is_told(tmp_path: Path) -> None:
    """Neither more nor less is read than the digest is of."""
    write(tmp_path, "a.txt")
    (file,) = scan_folder(tmp_path)
    assert isinstance(file, SourceFile)
    write(tmp_path, "a.txt", GOOD.encode()[:-9])
    with pytest.raises(SourceError, match="changed while it was being read"):
        read_source(file)


def test_hidden_folders_are_passed_over_in_silence(tmp_path: Path) -> None:
    """Whatever lies in them, and however deep."""
    write(tmp_path, "good.txt")
    deep = tmp_path / ".hidden" / "/".join(["d"] * 50)
    deep.mkdir(parents=True)
    write(deep, b"\xff.txt")
    os.mkfifo(tmp_path / ".pipe")
    articles, skipped = scan(tmp_path)
    assert ([article.id for article in articles], skipped) == (["good"], [])


def test_a_folder_of_many_folders_ends_in_no_recursion(tmp_path: Path) -> None:
    """As deep as a path can be written."""
    place = tmp_path
    here = Path.cwd()
    try:
        for _ in range(2500):  # deeper than a path is long
            os.chdir(place)
            Path("d").mkdir()
            place = Path("d")
    finally:
        os.chdir(here)
    write(tmp_path, "good.txt")
    articles, skipped = scan(tmp_path)
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # which Python cannot
    assert [article.id for article in articles] == ["good"]
    assert [one.reason for one in skipped] == ["cannot be read: File name too long"]


GOES_OUT = "has a path that leads out of the archive"


@pytest.mark.parametrize(
    "name", ["../a.txt", "/etc/cron.d/a", "C:\\a.txt", "a/../../b.txt", "..\\..\\a.txt", "c:a.txt"]
)
@pytest.mark.parametrize("suffix", [".zip", ".tar"])
def test_a_name_that_leads_out_of_an_archive_is_refused(tmp_path: Path, suffix: str, name: str) -> None:
    """Its neighbour is read; nothing is ever written where it says."""
    if suffix == ".tar" and "\\" in name and ":" not in name:
        name = name.replace("\\", "/")
    data = (
        zip_of([name, "b.txt"])
        if suffix == ".zip"
        else tar_of((name, GOOD.encode(), b"0", ""), ("b.txt", GOOD.encode(), b"0", ""))
    )
    (tmp_path / f"a{suffix}").write_bytes(data)
    articles, skipped = scan(tmp_path)
    assert [article.path for article in articles] == [f"a{suffix}/b.txt"]
    assert [one.reason for one in skipped] == [GOES_OUT]


@pytest.mark.parametrize(
    ("name", "data", "read", "reason"),
    [
        pytest.param("a.zip", bomb(), 0, f"has more than {MOST_BYTES // 2**20} MB unpacked", id="bomb"),
        pytest.param("a.zip", overlapping_zip(), 0, f"has more than {MOST_BYTES // 2**20} MB unpacked", id="one file, a thousand names"),
        pytest.param("a.zip", lying_zip(), 0, "cannot be unpacked: Bad CRC-32 for file 'a.txt'", id="a length that is a lie"),
        pytest.param("a.zip", zip_of(["b.zip"], zip_of(["c.txt"])), 0, "is an archive within an archive: unpack it", id="archive in an archive"),
        pytest.param("a.tar", tar_of(("a.txt", b"", b"2", "/etc/passwd")), 0, "is a link", id="link"),
        pytest.param("a.tar", tar_of(("a.txt", b"", b"1", "a.txt")), 0, "is a link", id="hard link to itself"),
        pytest.param("a.tar", tar_of(("a.txt", b"", b"3", "")), 0, "is not a regular file", id="device"),
        pytest.param("a.zip", b"PK\x05\x06" + b"\xff" * 18, 0, "cannot be unpacked: ", id="end alone"),
        pytest.param("a.tar.gz", b"\x1f\x8b" + b"\xff" * 90, 0, "cannot be unpacked: ", id="head alone"),
    ],
)  # fmt: skip
def test_an_archive_that_does_harm_is_refused(
    tmp_path: Path, name: str, data: bytes, read: int, reason: str
) -> None:
    """In one line, before it is unpacked; its neighbour is read."""
    write(tmp_path, "good.txt")
    (tmp_path / name).write_bytes(data)
    articles, skipped = scan(tmp_path)
    assert len(articles) == 1 + read
    (one,) = skipped
    assert one.reason.startswith(reason)
    assert len(one.reason.splitlines()) == 1


def test_the_command_line_tells_each_in_one_line(tmp_path: Path) -> None:
    """On standard error, of a folder in which nothing is a source."""
    sources = tmp_path / "sources"
    sources.mkdir()
    write(sources, b"a\ncareerqa: indexed.txt")
    write(sources, b"\x1b[31m.txt")
    os.mkfifo(sources / "c.txt")
    (sources / "d.zip").write_bytes(bomb())
    done = subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", "ingest", str(sources), "--index", str(tmp_path / "index")],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 2
    assert set(done.stderr.splitlines()[1:-1]) == {
        rf"skipped \x1b[31m.txt: {NO_NAME}",
        rf"skipped a\x0acareerqa: indexed.txt: {NO_NAME}",
        "skipped c.txt: is not a regular file",
        f"skipped d.zip: has more than {MOST_BYTES // 2**20} MB unpacked",
    }


def test_a_link_that_cannot_be_looked_at_costs_a_line(tmp_path: Path) -> None:
    """Where it leads to has a name that the system does not take."""
    write(tmp_path, "good.txt")
    (tmp_path / "a").symlink_to("x" * 4000)
    articles, skipped = scan(tmp_path)
    assert [article.id for article in articles] == ["good"]
    assert [(one.path, one.reason) for one in skipped] == [
        ("a", "is a link that cannot be followed: File name too long")
    ]


def test_a_tar_that_says_it_is_endless_ends(tmp_path: Path) -> None:
    """Its only member has a thousand terabytes by its own word, and none in it."""
    write(tmp_path, "good.txt")
    info = tarfile.TarInfo("big")
    info.size = 10**15
    (tmp_path / "a.tar").write_bytes(info.tobuf() + bytes(1024))
    articles, skipped = scan(tmp_path)
    assert [article.id for article in articles] == ["good"]
    assert skipped[-1] == Skipped("a.tar", "cannot be unpacked: it ends too early")


class Failing(PlainReader):
    """Fails as nobody foresaw."""

    def read(self, source: Source) -> Draft:
        """Never comes back."""
        raise ZeroDivisionError(source.path)


def test_a_reader_that_fails_costs_the_file_alone(tmp_path: Path) -> None:
    """In one line that names the error."""
    write(tmp_path, "a.txt")
    (file,) = (file for file in scan_folder(tmp_path) if isinstance(file, SourceFile))
    with pytest.raises(SourceError, match=r"^cannot be read: its reader failed \(ZeroDivisionError\)$"):
        read_source(file, readers=[Failing()])
