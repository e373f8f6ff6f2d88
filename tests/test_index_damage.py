"""Whatever happens to a file of an index, it is told in a line, and no library takes the process down."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from index import LocalStore
from tests.conftest import ROOT, Desk

pytestmark = pytest.mark.slow

FLIPPED = 2100
SEED = 15


@pytest.fixture(scope="module")
def root(built_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index folder of two generations, and the journal of an ingest that did not end."""
    desk = built_desk.copy(tmp_path_factory.mktemp("damaged"))
    desk.write("second.txt", "A Second Start\n\nBegin again on a Monday.\n")
    desk.ingest()
    desk.write("third.txt", "A Third Start\n\nBegin again on a Tuesday.\n")

    def stop(stage: str, done: int, _: int) -> None:
        if (stage, done) == ("encoding", 1):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.ingest(progress=stop)
    assert (desk.root / "journal.sqlite").is_file()
    return desk.root


@pytest.fixture(scope="module")
def told(root: Path) -> list[dict[str, Any]]:
    """What became of each damage, in a process that must not die of any."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.damaging", str(root), str(SEED), str(FLIPPED)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=1500,
    )  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, (done.stderr[-2000:], lines[-1:])
    return lines


@pytest.fixture(scope="module")
def undisturbed(root: Path, told: list[dict[str, Any]]) -> list[str]:
    """What is seen of the index as it is: most of what is no part of it leaves that as it was."""
    assert told
    index = LocalStore(root).open()
    hits = index.search("when do I ask for money?", index.encoder.encode_question("money"), 3)
    index.close()
    return [index.version, *(hit.passage.text for hit in hits)]


def part(root: Path, line: dict[str, Any]) -> bool:
    """Whether what was damaged is needed to answer: a file of the current generation, or CURRENT."""
    current = f"generations/{LocalStore(root).current_name()}/"
    names = [line["name"], *([line["other"]] if line["damage"] == "swap" else [])]
    return any(
        name == "CURRENT" or (name.startswith(current) and not name.endswith((".lock", "manifest.copy.json")))
        for name in names
    )


def test_all_files_were_damaged(root: Path, told: list[dict[str, Any]]) -> None:
    """Thousands of bytes, in every file that has any."""
    flipped = Counter(line["name"] for line in told if line["damage"] == "flip")
    assert sum(flipped.values()) == FLIPPED
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert set(flipped) == {name for name in names if not name.endswith(".lock")}
    assert {line["damage"] for line in told} >= {"truncate", "extend", "swap", "folder", "pipe", "dangling"}


def test_nothing_fails_otherwise_than_in_a_line(told: list[dict[str, Any]]) -> None:
    """Neither opening nor the doctor has an error of a library to show."""
    failed = [line for line in told if "failed" in line or "Traceback" in line["output"]]
    assert not failed, failed[:3]


def test_a_damaged_index_is_refused_with_what_to_run(root: Path, told: list[dict[str, Any]]) -> None:
    """One line that names a file that was damaged."""
    for line in told:
        if not part(root, line) or line["same"]:
            continue
        assert "refused" in line, line
        assert "\n" not in line["refused"], line
        assert "run careerqa ingest " in line["refused"], line
        names = [Path(line["name"]).name, Path(line["other"]).name, f"no index in {root}"]
        assert any(name in line["refused"] for name in names), line


def test_what_is_no_part_of_an_index_leaves_it_undisturbed(
    root: Path, told: list[dict[str, Any]], undisturbed: list[str]
) -> None:
    """The journal, the lock files, the copy of the manifest and the generation before."""
    others = [line for line in told if not part(root, line)]
    assert len(others) > 100
    for line in others:
        assert line.get("seen") == undisturbed, line


def test_the_doctor_never_calls_damage_whole(root: Path, told: list[dict[str, Any]]) -> None:
    """Exit code 3 for each, but for bytes of the journal that mean nothing, and for lock files."""
    for line in told:
        harmless = line["name"].endswith(".lock") or line["name"] == "journal.sqlite" or line["same"]
        assert line["doctor"] == 3 or (harmless and line["doctor"] == 0), line
        assert not part(root, line) or line["same"] or line["doctor"] == 3, line
    journal = Counter(line["doctor"] for line in told if line["name"] == "journal.sqlite")
    assert journal[3]
