"""The command that is named where an index cannot be used: that of this very index."""

import json
from pathlib import Path

import pytest

from index.manifest import MANIFEST, MANIFEST_COPY
from index.remedy import ingest_command


def told(tmp_path: Path, **fields: object) -> str:
    """The command for an index whose manifest says so, without its first words."""
    (tmp_path / MANIFEST).write_text(json.dumps(fields), encoding="utf-8")
    return ingest_command(Path("my index"), [tmp_path]).removeprefix("careerqa ingest ")


def test_the_folder_is_that_which_was_read(tmp_path: Path) -> None:
    """As long as it is there; all is quoted as a shell takes it."""
    (tmp_path / "my talks").mkdir()
    there = str(tmp_path / "my talks")
    assert told(tmp_path, sources=there) == f"'{there}' --index 'my index'"
    assert told(tmp_path, sources=there + "gone") == "FOLDER --index 'my index'"


def test_several_folders_keep_their_names(tmp_path: Path) -> None:
    """All of them, or none where one is gone."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    folders = {"talks": str(tmp_path / "a"), "advice": str(tmp_path / "b")}
    expected = f"talks={tmp_path / 'a'} advice={tmp_path / 'b'} --index 'my index'"
    assert told(tmp_path, sources="several", folders=folders) == expected
    (tmp_path / "b").rmdir()
    assert told(tmp_path, sources="several", folders=folders) == "FOLDER --index 'my index'"


def test_a_model_of_ones_own_is_named_again(tmp_path: Path) -> None:
    """Without it the index would be built with another one."""
    assert "--model" not in told(tmp_path, encoder={"model": "careerqa-minilm"})
    assert told(tmp_path, encoder={"model": "a/b"}) == "FOLDER --model a/b --index 'my index'"
    pinned = told(tmp_path, encoder={"model": "a/b"}, revisions={"a/b": "c0ffee"})
    assert pinned == "FOLDER --model a/b@c0ffee --index 'my index'"


def test_that_links_are_followed_is_said_again(tmp_path: Path) -> None:
    """Without it what they lead to would be taken out."""
    assert told(tmp_path, follow_links=True) == "FOLDER --follow-links --index 'my index'"


def test_an_older_generation_tells_where_the_newest_does_not(tmp_path: Path) -> None:
    """One that was begun has no manifest; a copy is as good as the manifest."""
    for name in ("1", "2", "there"):
        (tmp_path / name).mkdir()
    manifest = json.dumps({"sources": str(tmp_path / "there")})
    (tmp_path / "1" / MANIFEST_COPY).write_text(manifest, encoding="utf-8")
    command = ingest_command(Path("i"), [tmp_path / "1", tmp_path / "2"])
    assert command == f"careerqa ingest {tmp_path / 'there'} --index i"


@pytest.mark.parametrize("content", ["", "[]", "{", '{"folders": [], "sources": 1, "encoder": 2}'])
def test_what_cannot_be_read_tells_nothing(content: str, tmp_path: Path) -> None:
    """A damaged manifest, one of another format, none."""
    assert ingest_command(Path("i"), [tmp_path]) == "careerqa ingest FOLDER --index i"
    (tmp_path / MANIFEST).write_text(content, encoding="utf-8")
    assert ingest_command(Path("i"), [tmp_path]) == "careerqa ingest FOLDER --index i"
    assert ingest_command(Path("i"), []) == "careerqa ingest FOLDER --index i"
