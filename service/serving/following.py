"""Folders of sources that are ingested while the service runs, each time by a process of its own.

So that what answers has no torch in it, and what an ingest takes is given back when it ends.
"""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import IO

from ingest import SourceError, changes_of, no_folder, paths_of
from service.settings import Settings, own_files

AGAIN_AFTER = 2.0  # seconds, where another ingest writes the index
BUSY = "another ingest is writing"
STOP_SECONDS = 10.0  # that an ingest has to end when the service does
_PROGRAM = "import os; os.nice(10); from service.cli import main; main()"  # answering goes before
log = logging.getLogger(__name__)


@contextmanager
def followed(settings: Settings) -> Iterator[None]:
    """Ingest the settings' folders of sources now and whenever one changes; nothing where there is none."""
    if not settings.sources:
        yield
        return
    stop = Event()
    follower = Thread(target=_follow, args=(settings, stop), name="sources")
    follower.start()
    try:
        yield
    finally:
        stop.set()
        follower.join()


def folders_of(settings: Settings) -> list[Path]:
    """The settings' folders; raises `SourceError` where one is none, or two cannot be read together."""
    followed = settings.followed()
    folders = [] if followed is None else paths_of(followed)
    for folder in folders:
        if not folder.is_dir():
            raise no_folder(folder)
    return folders


def _follow(settings: Settings, stop: Event) -> None:
    own = own_files(settings.index, settings.feedback, settings.keys_file)
    try:
        with closing(changes_of(folders_of(settings), stop, own)) as found:
            for _ in found:
                _ingest(settings, stop)
    except SourceError as error:
        log.error("%s; the index stays as it is", error)
    except Exception:  # of whatever library: it would else end without a word
        log.exception("following %s failed; the index stays as it is", ", ".join(settings.sources))


def _ingest(settings: Settings, stop: Event) -> None:
    """One ingest; what it says is logged, a line each. It is stopped when the service is."""
    command = [sys.executable, "-c", _PROGRAM, "ingest", "--index", str(settings.index)]
    command += ["--follow-links"] * settings.follow_links
    busy = False
    with ingesting([*command, "--", *settings.sources], stop) as (process, lines):
        for line in lines:
            busy = busy or BUSY in line
            if line.strip():
                log.info("ingest: %s", line.strip())
    if busy and not stop.wait(AGAIN_AFTER):
        _ingest(settings, stop)
    elif process.returncode and not stop.is_set():
        log.error("ingest of %s failed with exit code %d", ", ".join(settings.sources), process.returncode)


@contextmanager
def ingesting(
    command: Sequence[str], stop: Event, given: str = ""
) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A process of our own with what it prints, line by line; it is `given` its input, and ends with the service."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "NO_COLOR": "1"},
        text=True,
        errors="replace",
        start_new_session=True,  # Ctrl-C is for the service, which ends it
    )
    ended = Event()
    ender = Thread(target=_end_with, args=(process, stop, ended), name="ingest", daemon=True)
    ender.start()
    with process:
        assert process.stdin is not None  # both are pipes
        assert process.stdout is not None
        process.stdin.write(given)
        process.stdin.close()
        yield process, process.stdout
    ended.set()
    ender.join()


def _end_with(process: subprocess.Popen[str], stop: Event, ended: Event) -> None:
    """End a process when the service ends, by force where it has to be."""
    while not ended.wait(0.2):
        if not stop.is_set():
            continue
        process.terminate()
        if not ended.wait(STOP_SECONDS):
            process.kill()
        return
