"""An ingest as a program of its own that says, a line of JSON each, how far it is with which file.

It is started by `service.changing.updates`; what it is to do stands on standard input.
"""

import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index import IndexBusyError, IndexUnusable, LocalStore, RemovalUnconfirmedError, Report, update_index
from index.model import ModelError
from ingest import SourceError, scan_sources, sources_of
from service.answering.tuning import kept_tuning
from service.changing.files import is_of

AGAIN_AFTER = 1.0  # seconds, where another ingest writes the index


def main() -> None:
    """Bring the index up to date, and tell the report or what is wrong; wait for another ingest."""
    wanted = json.load(sys.stdin)
    try:
        while True:
            try:
                tell(report=asdict(update(wanted)))
                return
            except IndexBusyError:
                tell(stage="waiting for another ingest", done=0, total=1)
                time.sleep(AGAIN_AFTER)
    except (SourceError, IndexUnusable, ModelError, RemovalUnconfirmedError) as error:
        tell(error=str(error))
    except OSError as error:
        tell(error=f"the index cannot be written: {error.strerror}")


def tell(**told: Any) -> None:
    """A line of JSON on standard output."""
    print(json.dumps(told), flush=True)  # noqa: T201 - it is the program's output


def update(wanted: dict[str, Any]) -> Report:
    """The ingest. That most articles are gone is as it should be where those are the ones to remove."""
    sources = sources_of(wanted["sources"])
    store = LocalStore(Path(wanted["index"]))
    how: dict[str, Any] = {
        "kept_out": [Path(path) for path in wanted["kept_out"]],
        "follow_links": wanted["follow_links"],
    }

    def ingest(*, confirmed: bool) -> Report:
        return update_index(
            sources,
            store,
            model=os.environ.get("CAREERQA_MODEL"),
            reranker=os.environ.get("CAREERQA_RERANKER"),
            tuning=kept_tuning,
            progress=lambda stage, done, total: tell(stage=stage, done=done, total=total),
            told=lambda path, step: tell(path=path, step=step),
            confirmed=confirmed,
            **how,
        )

    try:
        return ingest(confirmed=False)
    except RemovalUnconfirmedError:
        there = {found.path for found in scan_sources(sources, **how)}
        snapshot = store.open()
        gone = [card.path for card in snapshot.articles() if card.path not in there]
        snapshot.close()
        if not all(any(is_of(path, file) for file in wanted["removed"]) for path in gone):
            raise
        return ingest(confirmed=True)
