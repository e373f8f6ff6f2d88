"""The index of a running service changes under it without a question being lost."""

import logging
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index import IndexUnusable, LocalSnapshot, LocalStore
from index.manifest import MANIFEST, write_manifest
from index.store import Part
from service.assistant import Assistant, Fixed
from service.serving.live import NOTHING_SERVED, LiveIndex
from service.settings import Settings
from service.web.api import create_app
from tests.processes import wait_until

pytestmark = pytest.mark.slow

QUESTION = "should I do an exit interview?"


@pytest.fixture
def root(seeds_root: Path, tmp_path: Path) -> Path:
    """An index folder of one's own, of hard links to the seeds' index."""
    return Path(shutil.copytree(seeds_root, tmp_path / "index", copy_function=os.link))


def publish(root: Path, digest: str) -> None:
    """Publish the articles of the current generation again, under another digest."""
    tuning = LocalStore(root).open().tuning
    with LocalStore(root).writer() as writer:
        manifest = writer.previous()
        assert manifest is not None
        writer.begin(manifest.encoder["digest"], inherit=True)
        for name, part in manifest.parts.items():
            writer.add_part(Part(name, part, lambda _: None))
        writer.publish(replace(manifest, digest=digest), tuning)


def remove_vectors(root: Path) -> Path:
    """Damage the current generation; where its vectors are now."""
    aside = root.with_name("aside")
    return (LocalStore(root).current() / "vectors.faiss").rename(aside)


def test_what_an_ingest_publishes_is_served_soon(root: Path) -> None:
    """No restart is needed, no request is either, and who still has the old index can go on asking it."""
    old = LiveIndex(LocalStore(root)).get()
    with TestClient(create_app(Settings(index=root)), base_url="http://localhost:8000") as client:
        before = client.post("/api/ask", json={"question": QUESTION}).json()
        publish(root, "second")
        wait_until(lambda: client.get("/ready").json()["index"] == "second")
        after = client.post("/api/ask", json={"question": QUESTION}).json()
    assert (before["index"], after["index"]) == (old.manifest.digest, "second")
    assert after["answer"] == before["answer"] == Assistant(Fixed(old)).ask(QUESTION).answer


def test_no_request_opens_an_index_that_is_watched_for(root: Path) -> None:
    """While it is watched a newer index is opened in the background; afterwards whoever asks looks again."""
    told: list[bool] = []
    live = LiveIndex(LocalStore(root), told.append)
    first = live.get()
    with live.watched():
        publish(root, "second")
        wait_until(lambda: len(told) == 2)
        assert live.get().manifest.digest == "second"
    publish(root, "third")
    remove_vectors(root)
    assert live.get().manifest.digest == "second"
    assert told == [True, True, False]
    assert Assistant(Fixed(first)).ask(QUESTION).status == "answered"


def test_looking_goes_on_after_an_error_of_any_kind(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    """An error that nobody expected is logged with its traceback, and the next generation is opened."""

    def stumble(_: bool) -> None:
        if len(told) == 1:
            told.append(False)
            raise KeyError("unexpected")
        told.append(True)

    told: list[bool] = []
    live = LiveIndex(LocalStore(root), stumble)
    live.get()
    with live.watched():
        publish(root, "second")
        wait_until(lambda: "looking for a newer index failed" in caplog.messages)
        publish(root, "third")
        wait_until(lambda: live.get().manifest.digest == "third")
    assert "KeyError: 'unexpected'" in caplog.text


def test_the_same_index_stays_open_while_nothing_changes(root: Path) -> None:
    """The check costs a look at the folder; the index is opened once."""
    live = LiveIndex(LocalStore(root))
    assert live.get() is live.get()


def test_a_damaged_newer_index_is_said_once_and_not_used(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The old one is served until a whole one is published."""
    live = LiveIndex(LocalStore(root))
    first = live.get()
    with caplog.at_level(logging.ERROR, "service.serving.live"):
        publish(root, "damaged")
        aside = remove_vectors(root)
        assert live.get() is live.get() is first
    assert [("vectors.faiss is missing" in line, "still serving" in line) for line in caplog.messages] == [
        (True, True)
    ]
    aside.rename(LocalStore(root).current() / "vectors.faiss")
    publish(root, "repaired")
    assert live.get().manifest.digest == "repaired"


def test_an_index_built_anew_under_the_same_name_is_noticed(root: Path) -> None:
    """A folder that was deleted and built again has the same generation name and is another index."""
    live = LiveIndex(LocalStore(root))
    first = live.get()
    kept = root.with_name("kept")
    root.rename(kept)
    assert live.get() is first
    shutil.copytree(kept, root, copy_function=os.link)
    folder = LocalStore(root).current()
    assert str(folder) == first.place
    (folder / MANIFEST).unlink()
    write_manifest(folder, replace(first.manifest, digest="anew"))
    assert live.get().manifest.digest == "anew"


def test_without_a_usable_index_the_log_says_what_to_run(
    root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A missing folder and a damaged one are refused, and taken up as soon as they are whole.

    The log has what is wrong and what to run; the error, which reaches whoever asks, names nothing here.
    """
    with pytest.raises(IndexUnusable, match=f"^{NOTHING_SERVED}$"):
        LiveIndex(LocalStore(tmp_path / "nothing")).get()
    assert f"run careerqa ingest FOLDER --index {tmp_path / 'nothing'}" in caplog.text
    aside = remove_vectors(root)
    live = LiveIndex(LocalStore(root))
    with pytest.raises(IndexUnusable, match=f"^{NOTHING_SERVED}$"):
        live.get()
    assert "vectors.faiss is missing: run careerqa ingest " in caplog.text
    aside.rename(LocalStore(root).current() / "vectors.faiss")
    assert isinstance(live.get(), LocalSnapshot)


def test_no_request_is_dropped_while_the_index_changes(root: Path) -> None:
    """Questions asked from many threads during two ingests are all answered, each from one whole index."""
    live = LiveIndex(LocalStore(root))
    expected = Assistant(Fixed(live.get())).ask(QUESTION)
    names = {expected.index, "second", "third"}

    def ask(_: int) -> None:
        found = Assistant(Fixed(live.get())).ask(QUESTION)
        assert found.index in names
        assert found.citations == expected.citations

    with ThreadPoolExecutor(4) as pool:
        asked = pool.map(ask, range(30))
        publish(root, "second")
        publish(root, "third")
        list(asked)
    assert live.get().manifest.digest == "third"
