"""`careerqa serve --sources`: what changes in the folder is answered from soon after."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from filelock import FileLock

from tests.conftest import Desk
from tests.processes import running, wait_until
from tests.test_service_cli import careerqa

pytestmark = pytest.mark.slow


def known(address: str) -> list[str]:
    """The ids of the articles that the service answers from."""
    told: list[dict[str, Any]] = httpx.get(f"{address}/api/articles", timeout=30).json()
    return [card["id"] for card in told]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_change_is_served(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """The ingest runs in a process of its own: what answers has no torch; all end together."""
    monkeypatch.setenv("CAREERQA_MODEL", str(desk.model))
    with running(desk.root, tmp_path / "log", workers=workers, sources=str(desk.sources)) as service:
        wait_until(lambda: "4 unchanged" in service.log.read_text())
        desk.write("bad.txt", "")
        desk.write("desks.txt", "Desks\n\nAsk for a desk by the window before the others do.\n")
        wait_until(lambda: "1 added" in service.log.read_text())
        wait_until(lambda: "desks" in known(service.address))
        said = [line for line in service.lines() if line["message"].startswith("ingest: ")]
        assert {line["logger"] for line in said} == {"service.serving.following"}
        assert any("skipped bad.txt: is empty" in line["message"] for line in said)
        for process in (service.process.pid, *service.workers()):
            assert "torch" not in Path(f"/proc/{process}/maps").read_text()
        service.process.terminate()
        assert service.process.wait(timeout=30) == 0


def test_another_ingest_is_waited_for(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changed while it ran is taken in after it."""
    monkeypatch.setenv("CAREERQA_MODEL", str(desk.model))
    other = FileLock(desk.root / "ingest.lock")
    other.acquire()
    with running(desk.root, tmp_path / "log", sources=str(desk.sources)) as service:
        wait_until(lambda: "another ingest is writing" in service.log.read_text())
        other.release()
        wait_until(lambda: "4 unchanged" in service.log.read_text())


def test_a_folder_that_is_not_there_is_refused(desk: Desk, tmp_path: Path) -> None:
    """Before anything listens."""
    done = careerqa("serve", "--index", str(desk.root), "--port", "0", "--sources", str(tmp_path / "no"))
    assert (done.returncode, done.stderr) == (
        1,
        f"careerqa: {tmp_path / 'no'} is not a folder: there is nothing of that name\n",
    )


def test_several_folders_are_followed_together(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As collections of one index; a change in any of them is answered from."""
    monkeypatch.setenv("CAREERQA_MODEL", str(desk.model))
    letters = tmp_path / "post"
    letters.mkdir()
    (letters / "thanks.txt").write_text("Thanks\n\nWrite a letter of thanks on the day you leave.\n")
    both = f"{desk.sources}:letters={letters}"
    with running(desk.root, tmp_path / "log", sources=both) as service:
        wait_until(lambda: "letters/thanks" in known(service.address))
        assert f"{desk.sources.name}/pay" in known(service.address)
        (letters / "keys.txt").write_text("Keys\n\nHand in your keys before noon.\n")
        wait_until(lambda: "letters/keys" in known(service.address))
        desk.write("desks.txt", "Desks\n\nAsk for a desk by the window before the others do.\n")
        wait_until(lambda: f"{desk.sources.name}/desks" in known(service.address))


def test_folders_that_cannot_be_read_together_are_refused(desk: Desk) -> None:
    """With what `careerqa ingest` says of them."""
    again = ("--sources", str(desk.sources)) * 2
    done = careerqa("serve", "--index", str(desk.root), "--port", "0", *again)
    assert done.returncode == 1
    assert f"two folders are named {desk.sources.name}" in done.stderr
