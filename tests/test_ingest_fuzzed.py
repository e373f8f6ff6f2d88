"""Whatever bytes a file holds: it is read soundly, and twice the same, or refused in one line.

A few seconds for each reader, always the same; `python -m benchmarks.fuzz` goes on for as long as it is let.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest import Chunking, Skipped, Source, SourceError, SourceFile, read_article, reader_of, scan_folder
from ingest.core.decoding import decode
from ingest.files.archive import read_archive
from ingest.files.ignore import Ignored
from ingest.files.overrides import FIELDS, FILE, Overrides
from ingest.files.source_file import escaped
from ingest.text.boilerplate import is_furniture
from ingest.text.front_matter import bare_header, read_front_matter
from ingest.text.sentences import LONGEST_SENTENCE, split_sentences
from ingest.timing.times import find_times
from tests.fuzzed_formats import ALWAYS, FORMATS, PROSE, STAMPS, Format
from tests.nasty_files import tar_of, zip_of
from tests.test_ingest_article import assert_sound

FUZZED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
TEXT = st.lists(st.sampled_from((*PROSE, *STAMPS, *ALWAYS)), max_size=40).map("".join)
MARKS = (
    *("a.txt", "'", '"', ":", ": ", "\n", "  ", "- ", "&a ", "*a", "[", "]", "{", "}", "!!binary ", "#", "? ", "|\n", "<<"),
    *("\\ud800", *FIELDS, "before", "2020-01-01", "https://a.b/", "*", "!", "\t", "\x85", "\ufeff", "~", "\x00"),
)  # fmt: skip
YAML = st.lists(st.sampled_from(MARKS), max_size=30).map("".join)


def mutated(data: bytes) -> st.SearchStrategy[bytes]:
    """A file with stretches of it left out, repeated or replaced."""
    place = st.integers(0, len(data))
    change = st.tuples(
        place,
        place,
        st.one_of(
            st.just(b""),
            st.binary(max_size=8),
            st.sampled_from([b"\x00", b"\xff", b"\r", b"<", b'"', data[:64]]),
        ),
    )

    def apply(changes: list[tuple[int, int, bytes]]) -> bytes:
        made = data
        for start, end, new in changes:
            start, end = min(start, end), min(max(start, end), start + 40)
            made = made[:start] + new + made[end:]
        return made

    return st.lists(change, min_size=1, max_size=5).map(apply)


def files(kind: Format) -> st.SearchStrategy[bytes]:
    """Files of a format: of the pieces of its grammar, or real ones that were damaged."""
    pieces = st.lists(st.sampled_from((*kind.pieces, *kind.pieces, *ALWAYS)), min_size=1, max_size=30).map(
        "".join
    )
    assembled = st.builds(lambda text, shape: shape(text), pieces, st.sampled_from(kind.shapes))
    return st.one_of(assembled, *(mutated(sample) for sample in kind.samples))


@pytest.mark.parametrize("name", FORMATS)
def test_any_file_is_read_or_refused(name: str) -> None:
    """Of each format; its article loses nothing and misquotes nothing, however its passages are cut."""
    kind = FORMATS[name]
    taken = 0

    @given(data=files(kind), characters=st.sampled_from([60, 800]))
    @FUZZED
    def is_sound(data: bytes, characters: int) -> None:
        nonlocal taken
        source, chunking = Source(kind.path, data), Chunking(characters)
        try:
            taken += reader_of(name).recognises(source)
            article = read_article(source, article_id="a", chunking=chunking)
        except SourceError as error:
            reason = str(error)
        else:
            assert_sound(article)
            assert article == read_article(Source(kind.path, data), article_id="a", chunking=chunking)
            return
        assert len(reason.splitlines()) == 1
        assert reason.encode()

    is_sound()
    assert taken > 5, "the pieces make files of the format"


def test_every_reader_is_fuzzed() -> None:
    """A reader that is added is fuzzed too."""
    from ingest import all_readers

    assert list(FORMATS) == [reader.name for reader in all_readers()]


@given(
    st.one_of(
        st.binary(max_size=400),
        st.builds(str.encode, st.text(max_size=60), st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-7"])),
    )
)
@FUZZED
def test_any_bytes_are_text_or_not(data: bytes) -> None:
    """Decoding gives a text without halves of signs, or says in one line why there is none."""
    try:
        text, notes = decode(data)
    except SourceError as error:
        reason = str(error)
    else:
        assert text.encode() is not None
        assert all(len(note.splitlines()) == 1 for note in notes)
        return
    assert len(reason.splitlines()) == 1


@given(TEXT)
@FUZZED
def test_any_text_has_parts_in_their_places(text: str) -> None:
    """Front matter ends within the text and says lines; stamps rise within it, their seconds are none below zero."""
    for front in (read_front_matter(text), bare_header(text), read_front_matter(f"---\n{text}\n---\n")):
        assert 0 <= front.end <= len(text) + 9
        assert all(len(value.splitlines()) == 1 and value.encode() for value in front.fields.values())
    times = find_times(text)
    assert list(times.stamps) == sorted(times.stamps)
    assert all(0 <= at < len(text) and seconds >= 0 for at, seconds in times.stamps)
    assert is_furniture(text) in (True, False)


@given(
    TEXT,
    st.sampled_from(["en", "de", "zh", "ar", "xx"]),
    st.lists(st.integers(0, 200), max_size=5).map(sorted),
)
@FUZZED
def test_any_text_is_cut_into_sentences(text: str, language: str, borders: list[int]) -> None:
    """Sentences rise, hold all that is not blank, and are not longer than a quote may be."""
    spans = split_sentences(
        text, language=language, borders=[(at, at) for at in borders if at <= len(text)], use="before"
    )
    held = [at for start, end in spans for at in range(start, end) if not text[at].isspace()]
    assert held == [at for at, sign in enumerate(text) if not sign.isspace()]
    assert all(0 < end - start <= LONGEST_SENTENCE for start, end in spans)


@given(YAML)
@FUZZED
def test_any_sources_yaml_is_read_or_refused(tmp_path: Path, text: str) -> None:
    """What it says is text in lines; what is wrong with it is a line for each fault."""
    (tmp_path / FILE).write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        said = Overrides(tmp_path).of("a.txt")
    except SourceError as error:
        reason = str(error)
    else:
        assert set(said) <= set(FIELDS)
        assert all(len(value.splitlines()) == 1 and value.encode() for value in said.values())
        return
    assert all(line.startswith(FILE) for line in reason.splitlines())


@given(
    st.lists(
        st.sampled_from(
            [
                "*",
                "**",
                "/",
                "!",
                "[",
                "]",
                "\\",
                "a",
                " ",
                "#",
                "\n",
                "\r",
                "?",
                "[!a-",
                ".txt",
                "\x00",
                "é",
                "{",
                "\u2028",
            ]
        ),
        max_size=20,
    ).map("".join)
)
@FUZZED
def test_any_ignore_file_is_read_or_refused(text: str) -> None:
    """It hides files or not, or the line that is no pattern is named."""
    ignored = Ignored()
    try:
        ignored.add("", text.encode())
    except SourceError as error:
        reason = str(error)
    else:
        assert ignored.hides("a/b.txt") in (True, False)
        return
    assert reason.startswith(".careerqaignore")
    assert len(reason.splitlines()) == 1


NAMES = [
    "a.txt",
    "../a.txt",
    "/etc/passwd",
    "a\n.txt",
    "C:\\a.txt",
    "a//b.txt",
    "./a.txt",
    "",
    ".",
    "\x1b[31m.txt",
    "a\\..\\b",
    "é.txt",
    "e\u0301.txt",
    "-rf",
    "CON",
    "a.",
]


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tgz", ".tar.xz", ".tar.bz2"])
def test_any_archive_is_read_or_refused(suffix: str, tmp_path: Path) -> None:
    """What is in it comes by names below the folder; what is wrong with it is told in lines, once for each."""
    small = (
        zip_of(NAMES)
        if suffix == ".zip"
        else packed(tar_of(*((name, b"It is so.\n", b"0", "") for name in NAMES)), suffix)
    )

    @given(mutated(small))
    @FUZZED
    def is_read(data: bytes) -> None:
        place = tmp_path / f"a{suffix}"
        place.write_bytes(data)
        try:
            contents = read_archive(place.name, place, Ignored())
        except SourceError as error:
            told = [str(error)]
        else:
            told = [f"{skipped.path}: {skipped.reason}" for skipped in contents.skipped]
            assert all(path.startswith(place.name) and ".." not in path.split("/") for path in contents.files)
            for _, member in contents.files.values():
                try:
                    assert isinstance(member.read(), bytes)
                except SourceError as error:
                    told.append(str(error))
        assert all(len(line.splitlines()) == 1 for line in told)

    is_read()


def packed(data: bytes, suffix: str) -> bytes:
    """A tar, compressed as its name says."""
    import bz2
    import gzip
    import lzma

    how: dict[str, Callable[[bytes], bytes]] = {
        "z": gzip.compress,
        "gz": gzip.compress,
        "xz": lzma.compress,
        "2": bz2.compress,
    }
    return next((pack(data) for end, pack in how.items() if suffix.endswith(end)), data)


@given(
    st.lists(
        st.binary(min_size=1, max_size=20).filter(
            lambda name: b"/" not in name and b"\x00" not in name and name not in (b".", b"..")
        ),
        unique=True,
        max_size=6,
    )
)
@FUZZED
def test_any_name_of_a_file_is_one_line(tmp_path_factory: pytest.TempPathFactory, names: list[bytes]) -> None:
    """Files with names of any bytes are read or named in one line each, and none is lost."""
    folder = tmp_path_factory.mktemp("sources")
    for name in names:
        (folder / name.decode("utf-8", "surrogateescape")).write_text("How to Wait\n\nSit down.\n")
    found = [file for file in scan_folder(folder) if isinstance(file, SourceFile | Skipped)]
    assert all(len(file.path.splitlines()) == 1 and file.path.encode() for file in found)
    visible = [name for name in names if not name.startswith(b".")]
    assert len(found) == len(visible)
    assert escaped("a\nb").isprintable()
