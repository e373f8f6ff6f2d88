"""A folder of sources: what goes in, and the one line that says why something does not."""

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import Article, Skipped, SourceError, SourceFile, read_source, scan_folder
from ingest.files.ids import article_ids
from ingest.files.source_file import LARGEST_FILE

GOOD = "How to Wait\n\nSit down and count to ten. Then stand up.\n"


def scan(folder: Path) -> tuple[list[Article], list[Skipped]]:
    """Every file of a folder, read, and those that could not be."""
    articles, skipped = [], []
    for file in scan_folder(folder):
        try:
            if isinstance(file, SourceFile):
                articles.append(read_source(file))
            elif isinstance(file, Skipped):
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


def make_circle(path: Path) -> None:
    """Two links, one hidden, that lead to each other."""
    path.symlink_to(".other")
    (path.parent / ".other").symlink_to(path.name)


def make_chain(path: Path) -> None:
    """A link to a link, within the folder, to a file that is not."""
    path.symlink_to(".step")
    (path.parent / ".step").symlink_to(path.parent.parent / "outside.txt")


def make_socket(path: Path) -> None:
    """A socket, bound by a short name, since an address may not be long."""
    here = Path.cwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(path.name)
    os.chdir(here)


LEADS_OUT = "is a link that leads out of the folder; --follow-links reads it"
BAD = [
    pytest.param(write(b""), "is empty", id="empty"),
    pytest.param(write(b" \n\t\r\n"), "is empty", id="blank"),
    pytest.param(write(b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "is a PNG image", id="picture"),
    pytest.param(write(b"\x7f\x01\x02\x03\xff" * 50), "is binary, not text", id="binary-without-NUL"),
    pytest.param(
        write(b"# One\n\n## Two\n"), "holds no text besides headings and page furniture", id="only-headings"
    ),
    pytest.param(
        write(b"\xef\xbb\xbf\n"),
        "holds no text besides headings and page furniture",
        id="only-a-byte-order-mark",
    ),
    pytest.param(make_huge, "has 50 MB; an article has at most 16", id="50-MB-line"),
    pytest.param(
        lambda path: path.symlink_to("nowhere.txt"),
        "is a link to a file that is not there",
        id="dangling-link",
    ),
    pytest.param(
        lambda path: path.symlink_to(path.name),
        "is a link that cannot be followed: Too many levels of symbolic links",
        id="link-to-itself",
    ),
    pytest.param(
        make_circle,
        "is a link that cannot be followed: Too many levels of symbolic links",
        id="links-in-a-circle",
    ),
    pytest.param(lambda path: path.symlink_to("/etc/hostname"), LEADS_OUT, id="link-out"),
    pytest.param(lambda path: path.symlink_to("../outside.txt"), LEADS_OUT, id="link-to-the-parent"),
    pytest.param(
        lambda path: path.symlink_to(f"../{path.parent.name}/../outside.txt"), LEADS_OUT, id="link-in-and-out"
    ),
    pytest.param(make_chain, LEADS_OUT, id="chain-of-links-out"),
    pytest.param(lambda path: path.symlink_to(".."), LEADS_OUT, id="link-to-a-folder-outside"),
    pytest.param(lambda path: path.symlink_to("/proc/self/environ"), LEADS_OUT, id="link-to-the-process"),
    pytest.param(lambda path: path.symlink_to("/dev/zero"), LEADS_OUT, id="link-to-a-device"),
    pytest.param(
        lambda path: path.symlink_to(f"../{path.parent.name}-too/a.txt"),
        LEADS_OUT,
        id="link-to-a-longer-name",
    ),
    pytest.param(os.mkfifo, "is not a regular file", id="pipe"),
    pytest.param(make_socket, "cannot be read: No such device or address", id="socket"),
]


@pytest.mark.parametrize(("make", "reason"), BAD)
def test_bad_file_is_named_with_its_reason(tmp_path: Path, make: Callable[[Path], None], reason: str) -> None:
    """A file that cannot be taken in costs one line that says what is wrong; its neighbours go in."""
    folder = tmp_path / "sources"
    for path in (
        folder / "a.txt",
        folder / "z.txt",
        tmp_path / "outside.txt",
        tmp_path / "sources-too" / "a.txt",
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_text(GOOD, encoding="utf-8")
    make(folder / "bad.txt")
    articles, skipped = scan(folder)
    assert [article.path for article in articles] == ["a.txt", "z.txt"]
    assert skipped == [Skipped("bad.txt", reason)]


@pytest.mark.parametrize(
    ("content", "title", "note"),
    [
        pytest.param(
            "Café hours\n\nAsk Zoë at nine.".encode("latin-1"),
            "Café hours",
            "is not UTF-8 (byte 3); read as Windows-1252",
            id="Latin-1",
        ),
        pytest.param(
            "“Ask”\n\nDon’t wait – sign.".encode("cp1252"),
            "“Ask”",
            "is not UTF-8 (byte 0); read as Windows-1252",
            id="Windows",
        ),
        pytest.param(GOOD.encode("utf-16"), "How to Wait", "is UTF-16, not UTF-8", id="UTF-16"),
        pytest.param(
            b"---\ntitle: a: b\n---\nAsk.\n",
            "a: b",
            "front matter is not valid YAML (mapping values are not allowed here)",
            id="YAML",
        ),
        pytest.param(
            b"---\ntitle: x\n---\nAsk [00:02:01].\nWait [00:01:02].\n",
            "x",
            "1 time stamp out of order",
            id="stamps",
        ),
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
    [
        pytest.param(b"caf\xe9.txt", "caf\\xe9.txt", id="not-UTF-8"),
        pytest.param(b"two\nlines.txt", "two\\x0alines.txt", id="line-break"),
    ],
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
    for folder in (tmp_path, *tmp_path.parents):  # shared by all that run tests, so they stay open
        if not folder.stat().st_mode & 0o001:
            folder.chmod(0o755)
    os.seteuid(65534)
    yield
    os.seteuid(0)


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
    assert skipped == [
        Skipped("shut", "cannot be read: Permission denied"),
        Skipped("shut.txt", "cannot be read: Permission denied"),
    ]


def test_folder_is_walked_in_order(tmp_path: Path) -> None:
    """Folders below are read too, what is hidden is passed over, ids are paths without the ending."""
    for path in ("b.txt", "a.md", "deep/er/c.txt", ".hidden.txt", ".git/d.txt"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(GOOD, encoding="utf-8")
    articles, _ = scan(tmp_path)
    assert [(article.id, article.path) for article in articles] == [
        ("a", "a.md"),
        ("b", "b.txt"),
        ("deep/er/c", "deep/er/c.txt"),
    ]


@pytest.mark.parametrize(
    "ids",
    [
        pytest.param({"a.md": "a", "b.txt": "b", "c.markdown": "c"}, id="usual-suffixes"),
        pytest.param({"a.md": "a.md", "a.txt": "a.txt", "b.txt": "b"}, id="twins"),
        pytest.param(
            {"talk.md": "talk.md", "talk.md.txt": "talk.md.txt", "talk.txt": "talk.txt"}, id="stem-is-a-file"
        ),
        pytest.param({"talk.md": "talk", "talk.md.txt": "talk.md.txt"}, id="stem-is-the-only-other-file"),
        pytest.param({"talk.md.txt": "talk.md"}, id="two-suffixes"),
        pytest.param(
            {"talk.rst": "talk.rst", "talk.rst.txt": "talk.rst.txt", "talk.org": "talk.org"},
            id="other-markup",
        ),
        pytest.param({"a": "a", "a.md": "a.md", "a.txt": "a.txt"}, id="no-suffix"),
        pytest.param({"1.5 tips": "1.5 tips", "notes.2026": "notes.2026"}, id="a-full-stop-is-no-suffix"),
        pytest.param({"README.md": "README", "readme.md": "readme"}, id="capitals"),
        pytest.param({"Bu\u0308ro.md": "Bu\u0308ro", "B\u00fcro.md": "B\u00fcro"}, id="normal-forms"),
        pytest.param({"a/talk.md": "a/talk", "b/talk.txt": "b/talk"}, id="other-folders"),
        pytest.param({"talk.md": "talk", "talk/a.md": "talk/a"}, id="folder-of-that-name"),
        pytest.param({"Vacation #1? 100%.md": "Vacation #1? 100%", "x" * 240 + ".md": "x" * 240}, id="odd"),
    ],
)
def test_every_file_has_an_id_of_its_own(tmp_path: Path, ids: dict[str, str]) -> None:
    """The path without its usual suffix, where that is no other file's.

    Nothing is lost and nothing doubled.
    """
    for name in ids:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    articles, skipped = scan(tmp_path)
    assert {article.path: article.id for article in articles} == ids
    assert skipped == []


@given(
    st.lists(st.text(alphabet="ab.", min_size=1, max_size=4), max_size=8),
    st.sampled_from(["", ".md", ".txt", ".markdown"]),
)
def test_ids_never_collide(stems: list[str], suffix: str) -> None:
    """However names and suffixes are mixed, each path has one id and no two the same, in whatever order."""
    paths = sorted({f"a{stem}{ending}" for stem in stems for ending in ("", ".md", suffix)})
    ids = article_ids(paths)
    assert list(ids) == paths
    assert len(set(ids.values())) == len(paths)
    assert article_ids(paths[::-1]) == ids


def test_link_within_the_folder_is_read_once(tmp_path: Path) -> None:
    """What a link leads to is read in its own place.

    Only what is hidden there goes in under the link's name.
    """
    folder = tmp_path / "sources"
    (folder / "deep").mkdir(parents=True)
    (folder / ".store").mkdir()
    (folder / "a.txt").write_text(GOOD, encoding="utf-8")
    (folder / "deep" / "b.txt").write_text(GOOD, encoding="utf-8")
    (folder / ".store" / "c").write_text(GOOD, encoding="utf-8")
    (folder / "again.txt").symlink_to("a.txt")
    (folder / "a.md").symlink_to("deep/../again.txt")
    (folder / "shallow").symlink_to("deep")
    (folder / "deep" / "up").symlink_to("..")
    (folder / "shown.txt").symlink_to(".store/c")
    (folder / "shown-again.txt").symlink_to("shown.txt")
    (folder / "store").symlink_to(".store")
    (tmp_path / "linked").symlink_to("sources")
    for name in ("sources", "linked"):
        articles, skipped = scan(tmp_path / name)
        assert [(article.id, article.path) for article in articles] == [
            ("a", "a.txt"),
            ("deep/b", "deep/b.txt"),
            ("shown-again", "shown-again.txt"),
        ]
        assert skipped == [Skipped("store", "is a link to a hidden folder")]


def make_other(path: Path) -> None:
    """Another text of the same length."""
    path.write_text(GOOD.replace("ten", "six"), encoding="utf-8")


def make_link(path: Path) -> None:
    """A link in the place of the file."""
    path.unlink()
    path.symlink_to("/etc/hostname")


def make_pipe(path: Path) -> None:
    """A pipe that nobody writes to."""
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(
            make_other, "changed while it was being read: run careerqa ingest again", id="other-text"
        ),
        pytest.param(make_pipe, "was there and cannot be read: is not a regular file", id="pipe"),
        pytest.param(Path.unlink, "was there and cannot be read: No such file or directory", id="gone"),
        pytest.param(
            make_link, "was there and cannot be read: Too many levels of symbolic links", id="link-out"
        ),
    ],
)
def test_file_that_changes_after_its_digest_is_told(
    tmp_path: Path, change: Callable[[Path], None], reason: str
) -> None:
    """A file's bytes are read when they are asked for, and are those of its digest, or the reason is said."""
    path = tmp_path / "a.txt"
    path.write_text(GOOD, encoding="utf-8")
    (file,) = scan_folder(tmp_path)
    assert isinstance(file, SourceFile)
    assert file.read() == GOOD.encode()
    change(path)
    with pytest.raises(SourceError, match=reason):
        read_source(file)


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
