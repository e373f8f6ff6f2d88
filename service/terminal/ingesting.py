"""The ingest as people run it: once, or whenever the folder changes."""

import io
import os
import shlex
import signal
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import typer

from service.terminal import console
from service.terminal.lacking import lacks_memory
from service.terminal.options import DEFAULT_INDEX, FAILED, NO_INDEX, UNCONFIRMED, WRONG_USE, fail
from service.terminal.stopping import Stopped, stopping

if TYPE_CHECKING:
    from index import Report
    from ingest import Folders

AGAIN_AFTER = 2.0  # seconds, where another ingest writes the index
STOPPED = "stopped; the index is whole, and the next ingest goes on from here"
OUT_OF_MEMORY = "there is not enough memory to ingest; the index is as it was"


@dataclass(frozen=True, slots=True)
class Ingest:
    """An ingest of a folder, or of several, into an index, with what was asked of it."""

    sources: "Path | Folders"
    index: Path
    model: str | None = None
    reranker: str | None = None
    follow_links: bool = False
    confirmed: bool = False

    @property
    def kept_out(self) -> list[Path]:
        """Files and folders of our own, which are never sources."""
        from service.settings import own_files

        feedback, keys = (os.environ.get(f"CAREERQA_{name}") for name in ("FEEDBACK", "KEYS_FILE"))
        return own_files(self.index, Path(feedback) if feedback else None, Path(keys) if keys else None)

    def run(self, *, confirmed: bool) -> "Report":
        """Bring the index up to date; raises as `index.update_index` does."""
        from index import LocalStore, update_index
        from service.answering.tuning import kept_tuning

        with console.progress() as progress:
            return update_index(
                self.sources,
                LocalStore(self.index),
                model=self.model,
                reranker=self.reranker,
                tuning=kept_tuning,
                progress=progress,
                kept_out=self.kept_out,
                follow_links=self.follow_links,
                confirmed=confirmed,
            )


def ingest_once(ingest: Ingest) -> None:
    """Bring the index up to date, and say what was done; or fail with one line and an exit code.

    Before most articles are taken out, whoever sits at a terminal is asked.
    """
    from index import IndexUnusable, RemovalUnconfirmedError
    from index.model import ModelError
    from ingest import SourceError, escaped

    try:
        with stopping(STOPPED):
            try:
                report = ingest.run(confirmed=ingest.confirmed)
            except RemovalUnconfirmedError as error:
                console.print_error(str(error))
                if not sys.stdin.isatty() or not typer.confirm("Take them out?", err=True):
                    raise typer.Exit(UNCONFIRMED) from error
                report = ingest.run(confirmed=True)
    except SourceError as error:
        fail(str(error), WRONG_USE)
    except (IndexUnusable, ModelError) as error:
        fail(str(error), NO_INDEX)
    except OSError as error:  # such as a model that cannot be read: what was published stays
        fail(escaped(f"{error.filename or ingest.index}: {error.strerror or error}"), NO_INDEX)
    except (MemoryError, RuntimeError, ImportError) as error:
        if not lacks_memory(error):
            raise
        fail(OUT_OF_MEMORY, FAILED)
    except Stopped as stopped:
        fail(str(stopped), stopped.code)
    _print(ingest, report)


def ingest_watching(ingest: Ingest) -> None:
    """Bring the index up to date whenever the folder changes, until Ctrl-C or SIGTERM.

    What goes wrong is told in a line, and what was ingested before stays until the next change.
    """
    from index.model import NEEDED
    from ingest import SourceError, changes_of, no_folder, paths_of

    if find_spec("watchfiles") is None:
        fail(NEEDED, NO_INDEX)
    folders = paths_of(ingest.sources)
    for folder in folders:
        if not folder.is_dir():
            fail(str(no_folder(folder)), WRONG_USE)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # who reads the log of it reads what was done at once
    stop = Event()
    told = None
    try:
        with closing(changes_of(folders, stop, ingest.kept_out)) as found:
            for _ in found:
                told = _attempt(ingest, told)
    except KeyboardInterrupt:
        return
    except SourceError as error:
        fail(str(error), WRONG_USE)


def _attempt(ingest: Ingest, told: "Report | None") -> "Report | None":
    """Ingest, wait for another one where it has to, and say what is new since what was `told` last."""
    from index import IndexBusyError, IndexUnusable, RemovalUnconfirmedError
    from index.model import ModelError
    from ingest import SourceError

    waiting = False
    while True:
        try:
            report = ingest.run(confirmed=ingest.confirmed)
        except IndexBusyError as error:
            if not waiting:
                console.print_error(str(error))
            waiting = True
            time.sleep(AGAIN_AFTER)
        except (SourceError, IndexUnusable, ModelError, RemovalUnconfirmedError, OSError) as error:
            console.print_error(str(error))
            return None
        except (MemoryError, RuntimeError, ImportError) as error:
            if not lacks_memory(error):
                raise
            console.print_error(OUT_OF_MEMORY)
            return None
        else:
            if told is None or _news(report) != _news(told):
                _print(ingest, report)
            return report


def _news(report: "Report") -> tuple[object, ...]:
    return report.digest, report.skipped, report.notes


def _print(ingest: Ingest, report: "Report") -> None:
    from service.answering.cross_encoding import UNCALIBRATED

    console.print_report(report)
    if sys.stdout.isatty() and report.passages:
        at = [] if ingest.index == DEFAULT_INDEX else ["--index", str(ingest.index)]
        console.print_next(shlex.join(["careerqa", "serve", *at]), shlex.join(["careerqa", "chat", *at]))
    if ingest.reranker:
        console.print_note(ingest.reranker, UNCALIBRATED)
