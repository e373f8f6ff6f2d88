"""What `sources.yaml` says of files: it wins over what is read, and what is wrong with it has a line."""

from pathlib import Path
from typing import Any

import pytest

from ingest import Article, Noted, SourceError, SourceFile, read_source, scan_folder
from ingest.files.overrides import FIELDS

TALK = """---
title: a talk
videoId: abcDEF-_123
---

From: [[deskside]] <br/>

Tell your manager first [00:00:10]. Bring a letter [00:00:20]. Leave it there.
"""


def scan(folder: Path) -> tuple[dict[str, Article], list[Noted]]:
    """Articles by path, and notes."""
    files = list(scan_folder(folder))
    articles = {file.path: read_source(file) for file in files if isinstance(file, SourceFile)}
    return articles, [file for file in files if isinstance(file, Noted)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three talks."""
    for path in ("a.md", "talks/b.md", "talks/[c].md"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(TALK, encoding="utf-8")
    return tmp_path


def says(folder: Path, content: str) -> None:
    """Write the file."""
    (folder / "sources.yaml").write_text(content, encoding="utf-8")


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        pytest.param("title", "Leaving  well", "Leaving well", id="title"),
        pytest.param("title", "1984", "1984", id="a number is a text"),
        pytest.param("author", "Ann Bell", "Ann Bell", id="author"),
        pytest.param("channel", "Desks", "Desks", id="channel"),
        pytest.param("video", "zyxWVU-_987", "zyxWVU-_987", id="video"),
        pytest.param(
            "video", "https://www.youtube.com/watch?t=3s&v=zyxWVU-_987&x=1", "zyxWVU-_987", id="address"
        ),
        pytest.param("video", "https://youtu.be/zyxWVU-_987?t=3", "zyxWVU-_987", id="short address"),
        pytest.param("url", "https://example.org/leaving", "https://example.org/leaving", id="url"),
        pytest.param("date", "2021-03-04", "2021-03-04", id="date"),
        pytest.param("licence", "CC  BY 4.0", "CC BY 4.0", id="licence"),
        pytest.param("stamps", "before", "before", id="stamps"),
    ],
)
def test_each_field_wins(folder: Path, field: str, value: str, kept: str) -> None:
    """Over what the file itself says; other files and fields stay."""
    before, _ = scan(folder)
    says(folder, f"a.md:\n  {field}: {value!r}\n".replace("'1984'", "1984"))
    after, notes = scan(folder)
    assert notes == []
    assert getattr(after["a.md"], field) == kept
    assert getattr(before["a.md"], field) != kept
    assert after["talks/b.md"] == before["talks/b.md"]
    assert after["a.md"].text == before["a.md"].text
    assert after["a.md"].sha256 != before["a.md"].sha256


def test_stamps_that_are_said_hold_for_each_block(folder: Path) -> None:
    """What a person knows is not weighed against how a line looks."""
    times = [sentence.seconds for sentence in scan(folder)[0]["a.md"].passages[0].sentences]
    assert times == [10, 20, 20]
    says(folder, "a.md: {stamps: before}")
    times = [sentence.seconds for sentence in scan(folder)[0]["a.md"].passages[0].sentences]
    assert times == [None, 10, 20]
    lines = "[00:00:05] Tell her. [00:00:10] Bring a letter. Leave it. [00:00:20] Go."
    (folder / "a.md").write_text(TALK[: TALK.index("Tell")] + lines, encoding="utf-8")
    says(folder, "a.md: {title: Leaving}")
    times = [sentence.seconds for sentence in scan(folder)[0]["a.md"].passages[0].sentences]
    assert times == [5, 10, 10, 20]
    says(folder, "a.md: {stamps: behind}")
    times = [sentence.seconds for sentence in scan(folder)[0]["a.md"].passages[0].sentences]
    assert times == [5, 20, 20, 20]


def test_the_last_entry_that_applies_counts_field_by_field(folder: Path) -> None:
    """Patterns are those of gitignore; a name that is written out is that file, brackets or not."""
    says(
        folder,
        "'*.md': {author: All, title: One}\n"
        "talks/: {author: Talks}\n"
        "'talks/[c].md': {title: Brackets}\n"
        "'/*.md': {channel: Top}\n",
    )
    articles, notes = scan(folder)
    told = {path: (article.author, article.title, article.channel) for path, article in articles.items()}
    assert told == {
        "a.md": ("All", "One", "Top"),
        "talks/b.md": ("Talks", "One", "deskside"),
        "talks/[c].md": ("Talks", "Brackets", "deskside"),
    }
    assert notes == []


def test_what_is_not_known_or_meets_nothing_is_named(folder: Path) -> None:
    """With its line; the rest holds."""
    says(folder, "# talks\na.md:\n  autor: Ann\n  title: Leaving\n\ntalks/d.md:\n  title: Gone\n")
    articles, notes = scan(folder)
    assert articles["a.md"].title == "Leaving"
    assert notes == [
        Noted("sources.yaml:3", f"'autor' is not known; known are {', '.join(FIELDS)}"),
        Noted("sources.yaml:6", "'talks/d.md' is no file here"),
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(
            "a.md:\n  stamps: befor\n",
            "sources.yaml:2: stamps 'befor' is neither before nor behind (what is said)",
            id="stamps",
        ),
        pytest.param(
            "a.md: {video: 'https://example.org/v'}",
            "sources.yaml:1: video 'https://example.org/v' is neither the id nor the address of a video on YouTube",
            id="video",
        ),
        pytest.param(
            "a.md:\n  title: [x]\n  author:\n",
            "sources.yaml:2: title needs a text\nsources.yaml:3: author needs a text",
            id="two",
        ),
        pytest.param("a.md:\n  - title", "sources.yaml:2: 'a.md' needs fields below it", id="list"),
        pytest.param("\n- a.md", "sources.yaml:2: files or patterns are expected", id="no mapping"),
        pytest.param("some words", "sources.yaml:1: files or patterns are expected", id="text"),
        pytest.param("? [a]\n: {title: x}", "sources.yaml:1: a text is expected before the colon", id="key"),
        pytest.param('!!str "!a": {title: x}', "sources.yaml:1: '!a' is neither a file nor", id="negated"),
        pytest.param(
            "a.md: {title: x}\na.md: {title: y}",
            "sources.yaml:2: 'a.md' stands in line 1 already",
            id="twice",
        ),
        pytest.param(
            "a.md:\n  title: a: b\n", "sources.yaml:2: is not valid YAML (mapping values", id="YAML"
        ),
        pytest.param("a.md: {", "sources.yaml:1: is not valid YAML", id="unclosed"),
        pytest.param("a.md: \x01", "sources.yaml: is not valid YAML", id="control character"),
        pytest.param("[" * 5000, "sources.yaml: is nested too deeply", id="nested"),
        pytest.param("#" * (2**20 + 1), "sources.yaml has more than 1048576 bytes", id="size"),
        pytest.param(b"caf\xe9: {}", "sources.yaml: is not UTF-8 (byte 3)", id="encoding"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(folder: Path, content: Any, problem: str) -> None:
    """And nothing is read: every article would be another."""
    (folder / "sources.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SourceError) as refused:
        list(scan_folder(folder))
    assert str(refused.value).startswith(problem)


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "{}"])
def test_an_empty_file_says_nothing(folder: Path, content: str) -> None:
    """It is no article either; one in a folder below is a file like any other."""
    before, _ = scan(folder)
    says(folder, content)
    assert scan(folder) == (before, [])
    (folder / "talks" / "sources.yaml").write_text("a: text about sources, to be read.", encoding="utf-8")
    paths = [file.path for file in scan_folder(folder)]
    assert "talks/sources.yaml" in paths
    assert "sources.yaml" not in paths
