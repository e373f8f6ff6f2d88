"""An ingest that is killed at a stage of it: what is left is known, and nothing is encoded again.

Each call at which it may be killed, or which may fail, is in `tests/test_index_faults.py`.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from index import LocalStore
from tests.conftest import ROOT, Desk
from tests.index_contents import Seen, contents, edit

pytestmark = pytest.mark.slow

KILLED = """
import os, signal, sys
from pathlib import Path
import torch, sentence_transformers, transformers  # imported once, before the forks
import faiss, tantivy, langchain_text_splitters
import index.build, index.passage_encoder, index.local_writer, filelock
from index import LocalStore
from index.build import update_index
from service.answering.tuning import kept_tuning

sources, model = Path(sys.argv[1]), sys.argv[2]
encoder = index.passage_encoder
encoder.ENCODE_BATCH = encoder.PASSAGES_AT_ONCE = index.build.PASSAGES_AT_ONCE = 1

def run(root, when):
    renamed = []

    def kill():
        os.kill(os.getpid(), signal.SIGKILL)

    def watch(event, arguments):  # audit hooks are called before the thing happens
        if when[0] != "rename" or event == "os.kill":
            return
        if renamed:
            kill()
        if event == "os.rename" and str(arguments[1]).endswith("CURRENT"):
            renamed.append(True)
            if when[1] == "before":
                kill()

    def progress(stage, done, total):
        if when[0] == "stage" and stage == when[1] and done == int(when[2]):
            kill()

    sys.addaudithook(watch)
    update_index(sources, LocalStore(root), model=model, tuning=kept_tuning, progress=progress)

for line in sys.stdin:
    root, *when = line.split()
    child = os.fork()
    if not child:
        run(Path(root), when)
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


def kill_ingests(desk: Desk, roots: dict[Path, str]) -> dict[Path, int]:
    """Ingest into each folder in a process that kills itself where the text says; the exit statuses.

    The moments are `rename before|after` (the step that publishes) and `stage NAME DONE` (a progress report).
    """
    lines = "".join(f"{root} {when}\n" for root, when in roots.items())
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLED, str(desk.sources), str(desk.model)],
        input=lines, capture_output=True, text=True, check=True, cwd=ROOT, timeout=250,
    )  # fmt: skip
    return dict(zip(roots, map(int, done.stdout.split()), strict=True))


MOMENTS = [
    "stage reading 1",
    "stage encoding 0",
    "stage encoding 1",
    "stage encoding 2",
    "rename before",
    "rename after",
]
ENCODED_AGAIN = {
    "stage encoding 0": 2,
    "stage encoding 1": 1,
    "stage encoding 2": 0,
    "rename before": 0,
    "rename after": 0,
}
FIRST = "stage encoding 8"


@pytest.fixture(scope="module")
def killed(built_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Desk, int]]:
    """For each moment, a workplace of two generations whose next ingest was killed then, and the exit status.

    In the last one it was the very first ingest.
    """
    folder = tmp_path_factory.mktemp("killed")
    desk = built_desk.copy(folder / "start")
    desk.write("second.txt", "A Second Start\n\nBegin again on a Monday.\n")
    desk.ingest()
    edit(desk)
    desks = {moment: Desk(desk.sources, folder / moment.replace(" ", "-"), desk.model) for moment in MOMENTS}
    for copied in desks.values():
        shutil.copytree(desk.root, copied.root)
    desks[FIRST] = Desk(desk.sources, folder / "first", desk.model)
    statuses = kill_ingests(desk, {killed.root: moment for moment, killed in desks.items()})
    return {moment: (killed, statuses[killed.root]) for moment, killed in desks.items()}


@pytest.fixture(scope="module")
def old_and_new(
    killed: dict[str, tuple[Desk, int]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Seen, Seen]:
    """What a reader sees of the index before and after an ingest that nobody killed."""
    desk, _ = killed["stage reading 1"]
    whole = desk.copy(tmp_path_factory.mktemp("whole"))
    old = contents(whole.root)
    whole.ingest()
    return old, contents(whole.root)


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_ingest_leaves_the_old_or_the_new_index(
    killed: dict[str, tuple[Desk, int]], old_and_new: tuple[Seen, Seen], moment: str
) -> None:
    """Wherever it is killed, the index is the old or the new one, and the next ingest completes it."""
    desk, status = killed[moment]
    old, new = old_and_new
    assert old != new
    left = contents(desk.root)
    assert left in (old, new)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert left == (new if moment == "rename after" else old)
    report = desk.ingest()
    assert (report.added == ["desks", "speakers"]) is (left == old)
    assert report.encoded == ENCODED_AGAIN.get(moment, report.encoded), (
        "what the journal has is not encoded again"
    )
    assert contents(desk.root) == new
    assert len(list((desk.root / "generations").iterdir())) <= 3


def test_killed_first_ingest_is_no_index_and_is_resumed(
    killed: dict[str, tuple[Desk, int]], old_and_new: tuple[Seen, Seen]
) -> None:
    """Killed before anything was published, there is no index; the next ingest encodes nothing again."""
    desk, status = killed[FIRST]
    assert os.WTERMSIG(status) == signal.SIGKILL
    with pytest.raises(RuntimeError, match=r"no index in .*: run careerqa ingest FOLDER --index "):
        LocalStore(desk.root).open()
    assert desk.ingest().encoded == 0
    assert contents(desk.root) == old_and_new[1]
