"""`careerqa doctor` and `careerqa rollback` as scripts and people see them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from index import LocalStore
from service.cli import app
from tests.conftest import Desk
from tests.index_contents import contents
from tests.manifests import rewrite


def run(*words: str | Path) -> Result:
    """The command, in this process."""
    return CliRunner().invoke(app, list(map(str, words)))


def told(*words: str | Path) -> tuple[int, dict[str, Any]]:
    """The exit code and the JSON of the doctor."""
    done = run("doctor", "--json", *words)
    return done.exit_code, json.loads(done.stdout)


@pytest.fixture
def own(desk: Desk) -> Desk:
    """A workplace whose index was made of its own sources."""
    desk.ingest()
    return desk


def test_a_whole_index_is_shown_with_a_line_a_check(own: Desk) -> None:
    """How it was made, what was checked, and what it comes to; exit code 0."""
    done = run("doctor", "--index", own.root)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0].startswith("index    ")
    assert lines[-1] == "The index is whole."
    checks = [line.split()[1] for line in lines if line.startswith("✓ ")]
    assert {"files", "quotes", "vectors", "words", "tokens", "sources", "leftovers"} <= set(checks)
    assert "✗" not in done.stdout


def test_changed_sources_have_an_exit_code_of_their_own(own: Desk) -> None:
    """5: whole, and what to run; 0 where nobody wants to know."""
    own.write("new.txt", "Ask early.")
    done = run("doctor", "--index", own.root)
    assert done.exit_code == 5
    assert "✗ sources 4 as they were read, 0 changed, 1 new, 0 gone" in done.stdout
    assert "    new: new.txt" in done.stdout
    assert f"careerqa ingest {own.sources} --model {own.model} --index {own.root}" in done.stdout
    assert run("doctor", "--index", own.root, "--no-sources").exit_code == 0
    code, plain = told("--index", own.root)
    assert (code, plain["state"]) == (5, "changed")
    assert plain["checks"][-1]["check"] == "leftovers"


def test_damage_is_named_with_exit_code_3(own: Desk) -> None:
    """By people, and as JSON; after a repair all is whole."""
    before = contents(own.root)
    path = LocalStore(own.root).current() / "vectors.faiss"
    path.write_bytes(path.read_bytes()[:-1])
    done = run("doctor", "--index", own.root)
    assert done.exit_code == 3
    assert "✗ files 1 wrong" in done.stdout
    assert f"    {path} is damaged (" in done.stdout
    assert done.stderr.startswith(f"careerqa: {path.parent} is damaged (files): run careerqa ingest ")
    assert len(done.stderr.splitlines()) == 1
    code, plain = told("--index", own.root)
    assert (code, plain["state"]) == (3, "damaged")
    (files,) = (check for check in plain["checks"] if check["check"] == "files")
    assert (files["state"], files["count"], len(files["examples"])) == ("damaged", 1, 1)
    done = run("doctor", "--repair", "--index", own.root)
    assert done.exit_code == 0
    assert "mended vectors.faiss made anew from the catalog" in done.stdout
    assert contents(own.root) == before
    assert "There is nothing to mend." in run("doctor", "--repair", "--index", own.root).stdout


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"format": 6}, "has index format 6, this program reads 7: run careerqa ingest", id="format"
        ),
        pytest.param({"byteorder": "big"}, "of another kind (big-endian): run careerqa ingest", id="machine"),
    ],
)
def test_an_index_of_another_program_is_one_line(own: Desk, change: dict[str, Any], message: str) -> None:
    """Whoever asks for JSON gets that as well."""
    rewrite(own.root, **change)
    for words in ((), ("--repair",), ("--json",)):
        done = run("doctor", *words, "--index", own.root)
        assert done.exit_code == 3
        assert message in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert message in told("--index", own.root)[1]["problem"]


def test_a_generation_that_is_half_deleted_is_one_line(own: Desk) -> None:
    """Its manifests are gone, or all of it."""
    folder = LocalStore(own.root).current()
    for path in folder.glob("manifest*"):
        path.unlink()
    done = run("doctor", "--index", own.root)
    assert (done.exit_code, len(done.stderr.splitlines())) == (3, 1)
    assert "manifest.json is missing" in done.stderr


def test_what_cannot_be_mended_is_one_line(own: Desk) -> None:
    """With what to run."""
    own.write("new.txt", "Ask early.")
    own.ingest()
    path = LocalStore(own.root).current() / "catalog.sqlite"
    path.write_bytes(b"")
    done = run("doctor", "--repair", "--index", own.root)
    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (3, "", 1)
    assert f"or careerqa rollback --index {own.root}" in done.stderr


def test_an_older_generation_can_be_looked_at(own: Desk) -> None:
    """By its number; nothing that lies beside it is told of."""
    own.write("new.txt", "Ask early.")
    own.ingest()
    older, _ = LocalStore(own.root).generations()
    code, plain = told("--index", own.root, "--generation", older.name, "--no-sources")
    assert (code, plain["generation"], plain["state"]) == (0, older.name, "whole")
    assert not {"before", "leftovers"} & {check["check"] for check in plain["checks"]}


def test_a_rollback_says_where_it_is(own: Desk) -> None:
    """And a second one that there is nothing before."""
    own.write("new.txt", "Ask early.")
    own.ingest()
    older, newer = (folder.name for folder in LocalStore(own.root).generations())
    done = run("rollback", "--index", own.root)
    assert done.stdout == f"back to generation {older}; {newer} stays until the next ingest\n"
    done = run("rollback", "--index", own.root)
    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (3, "", 1)
    assert f"there is no generation before {older} in {own.root}: run careerqa ingest" in done.stderr
