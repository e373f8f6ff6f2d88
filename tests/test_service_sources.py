"""`careerqa sources`: what was found in a folder or an index, and one source as the assistant sees it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DESK_ARTICLES, Desk
from tests.test_service_cli import careerqa

THREAD = """How to Ask

Ask in the morning, when the day is young.

Comments

1. Ann says:
   Could I ask in the evening? I am never up early.
2. Bob says:
   Thank you, that helped me. Should I write first?
3. Cid says:
   What if nobody answers? I have asked twice.
4. Dora says:
   Does it help to call? I never know.
5. Ed says:
   Could it wait? I would rather ask in May.
6. Fay says:
   Thanks for this. Is Monday a good day?
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sources of the small workplace, a thread, a file that is doubtful and one that is none."""
    desk = Desk(tmp_path / "sources", tmp_path / "index", tmp_path)
    for path, content in DESK_ARTICLES.items():
        desk.write(path, content)
    desk.write("ask.txt", THREAD)
    desk.write("empty.txt", "")
    desk.write("sources.yaml", "pay.txt: {author: Zoë Bell}\nnobody.md: {title: x}\n")
    return desk.sources


def told(*words: str) -> Any:
    """What the command says as JSON."""
    done = careerqa("sources", "--json", *words)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_a_folder_is_listed_as_it_would_be_read(folder: Path) -> None:
    """Every file with what was found in it, without an index; what is left out with the reason."""
    listed = told(str(folder))
    rows = {row["path"]: row for row in listed["sources"]}
    assert rows["leaving.md"] == {
        "path": "leaving.md",
        "id": "leaving",
        "format": "wiki",
        "title": "leaving well",
        "author": None,
        "channel": "deskside",
        "video": "abcDEF-_123",
        "url": None,
        "date": None,
        "licence": None,
        "sections": 2,
        "passages": 2,
        "comments": 0,
        "words": 29,
        "stamps": "behind",
        "language": "English",
        "problems": [],
    }
    assert (rows["ask.txt"]["format"], rows["ask.txt"]["comments"]) == ("thread", 6)
    assert rows["pay.txt"]["author"] == "Zoë Bell"
    assert listed["skipped"] == [{"path": "empty.txt", "reason": "is empty"}]
    assert listed["notes"] == [{"path": "sources.yaml:2", "note": "'nobody.md' is no file here"}]


def test_a_list_can_be_read_by_people(folder: Path) -> None:
    """Two lines a source."""
    lines = careerqa("sources", str(folder)).stdout.splitlines()
    at = lines.index("leaving.md leaving well")
    assert lines[at + 1] == (
        "  wiki, id leaving, channel deskside, video abcDEF-_123, 2 sections, 2 passages, 29 words, "
        "stamps behind what is said, English"
    )
    assert lines[-2:] == [
        "skipped empty.txt: is empty",
        "note sources.yaml:2: 'nobody.md' is no file here",
    ]


def test_an_index_is_listed_as_its_folder_was(built_desk: Desk) -> None:
    """What was read then is kept, so that the list is the same."""
    assert told("--index", str(built_desk.root)) == told(str(built_desk.sources))


@pytest.mark.parametrize("name", ["leaving.md", "leaving"])
def test_a_source_is_shown_as_the_assistant_sees_it(built_desk: Desk, folder: Path, name: str) -> None:
    """Passages under their headings, sentences with times and roles, and what is never quoted."""
    shown = careerqa("sources", "--show", name, "--index", str(built_desk.root)).stdout
    assert careerqa("sources", str(built_desk.sources), "--show", name).stdout == shown
    lines = shown.splitlines()
    assert "not read: title: leaving well" in lines
    assert "not read: From: [[deskside]] <br/>" in lines
    assert "heading The Last Week" in lines
    assert "  00:01:10 prose   Thank the people who taught you something" in lines
    thread = careerqa("sources", str(folder), "--show", "ask.txt").stdout
    assert "Comments › Comment 2 — a reader by Bob — ask:" in thread


def test_a_source_is_shown_as_json(built_desk: Desk) -> None:
    """With raw offsets, for programs."""
    shown = told("--index", str(built_desk.root), "--show", "leaving")
    first = shown["parts"][0]
    assert (shown["title"], first["kind"], first["section"]) == (
        "leaving well",
        "article",
        ["Handing in Notice"],
    )
    assert [sentence["seconds"] for sentence in first["sentences"]] == [10, 20]
    assert {"start", "end", "text", "block", "role"} < set(first["sentences"][0])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("empty.txt", "empty.txt: is empty"),
        ("no.md", "there is no source no.md; careerqa sources {sources} lists those there are"),
    ],
)
def test_a_source_that_there_is_not_is_wrong_use(folder: Path, name: str, why: str) -> None:
    """One line, with the reason where there is one."""
    done = careerqa("sources", str(folder), "--show", name)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"careerqa: {why.format(sources=folder)}\n")


def test_what_is_wrong_with_sources_yaml_is_told(folder: Path) -> None:
    """Each thing in a line."""
    (folder / "sources.yaml").write_text("pay.txt:\n  stamps: up\n  title: []\n", encoding="utf-8")
    done = careerqa("sources", str(folder))
    assert done.returncode == 2
    assert "sources.yaml:2: stamps 'up' is neither before nor behind" in done.stderr
    assert "sources.yaml:3: title needs a text" in done.stderr
