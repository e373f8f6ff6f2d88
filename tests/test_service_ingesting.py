"""`careerqa ingest`: what wants to be confirmed, and the folder that is watched."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from index import LocalStore
from tests.conftest import Desk
from tests.processes import COMMAND, wait_until
from tests.pseudo_terminal import PseudoTerminal
from tests.test_service_cli import careerqa

pytestmark = pytest.mark.slow


@pytest.fixture
def own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of the small workplace whose model the environment names."""
    monkeypatch.setenv("CAREERQA_MODEL", str(desk.model))
    return desk


def articles(desk: Desk) -> list[str]:
    """The ids of what is in the index."""
    index = LocalStore(desk.root).open()
    ids = [card.id for card in index.articles()]
    index.close()
    return ids


def test_most_articles_go_only_where_that_is_said(own: Desk) -> None:
    """Without `--yes` it is exit code 4, one line, and nothing changes."""
    for path in own.sources.rglob("*.*"):
        path.unlink()
    words = ["ingest", str(own.sources), "--index", str(own.root)]
    done = careerqa(*words)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (4, "", 1)
    assert "4 of the 4 articles" in done.stderr
    assert len(articles(own)) == 4
    done = careerqa(*words, "--yes")
    assert (done.returncode, articles(own)) == (0, [])
    assert "4 removed" in done.stdout
    assert "holds no article any more: every question is refused" in done.stderr


def test_who_sits_at_a_terminal_is_asked(own: Desk) -> None:
    """And nothing is done without a yes."""
    for name in ("leaving.md", "pay.txt", "holidays.txt"):
        (own.sources / name).unlink()
    for answer, left in (("n\r", 4), ("y\r", 1)):
        environment = {"CAREERQA_MODEL": str(own.model)}
        with PseudoTerminal(
            "ingest", str(own.sources), "--index", str(own.root), columns=100, environment=environment
        ) as terminal:
            terminal.wait(lambda: "Take them out? [y/N]" in terminal.text)
            terminal.type(answer)
            terminal.end()
        assert len(articles(own)) == left


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_folder_is_watched(own: Desk, tmp_path: Path, number: int) -> None:
    """Each change is ingested, what is wrong costs a line, and told to stop it ends with exit code 0."""
    log = tmp_path / "log"

    def heard(text: str) -> Callable[[], bool]:
        return lambda: text in log.read_text(encoding="utf-8")

    with log.open("w") as file:
        process = subprocess.Popen(
            [*COMMAND, "ingest", str(own.sources), "--index", str(own.root), "--watch"],
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NO_COLOR": "1"},
        )
    try:
        wait_until(heard("4 unchanged"))
        own.write("bad.txt", "")
        wait_until(heard("skipped bad.txt: is empty"))
        own.write("sources.yaml", "pay.txt: {stamps: up}")
        wait_until(heard("sources.yaml:1: stamps 'up' is neither"))
        own.write("sources.yaml", "pay.txt: {title: Money}")
        wait_until(heard("1 changed"))
        own.sources.rename(tmp_path / "away")
        wait_until(heard("is not there; waiting for it"))
        (tmp_path / "away").rename(own.sources)
        (own.sources / "holidays.txt").rename(own.sources / "days.txt")
        wait_until(heard("1 added, 0 changed, 1 removed"))
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
    assert articles(own) == ["days", "deep/references", "leaving", "pay"]
    assert "Traceback" not in log.read_text(encoding="utf-8")


def test_feedback_beside_the_index_is_no_source(own: Desk) -> None:
    """Nor is what the environment says is feedback."""
    root = own.sources / "var" / "index"
    own.write("var/feedback.jsonl", '{"question": "why?"}')
    done = careerqa("ingest", str(own.sources), "--index", str(root))
    assert done.stdout.startswith("4 added")
    done = careerqa("ingest", str(own.sources), "--index", str(root))
    assert done.stdout.startswith("0 added, 0 changed, 0 removed, 4 unchanged, 0 skipped")
