"""The generation before the current one made current again, where it is whole.

The one that is left stays until the next ingest removes it, so that it can be looked at; there is nothing to
roll back to then, as only two are kept.
"""

from pathlib import Path

from index.doctor import examine, found_damage
from index.doctor.examination import Tuned
from index.local import LocalStore
from index.manifest import IndexUnusable


def roll_back(store: LocalStore, tuned: Tuned = dict) -> tuple[Path, Path]:
    """The generation that was current and the one that is now; whoever serves the index picks it up.

    Raises `IndexUnusable`, with nothing changed, where there is none before it or that is not whole, and
    where an ingest runs.
    """
    store.read_current()  # where there is none, no folder is made either
    with store.locked():
        name = store.read_current().name
        before = store.before(name)
        if before is None:
            raise IndexUnusable(f"there is no generation before {name} in {store.root}", store.remedy())
        problem = _problem(store, before, tuned)
        if problem:
            told = f"the generation before, {before.name}, is not whole: {problem}"
            raise IndexUnusable(told, store.remedy())
        store.point_to(before)
        return before.with_name(name), before


def _problem(store: LocalStore, folder: Path, tuned: Tuned) -> str:
    """The first thing that is wrong with a generation; empty where it is whole."""
    try:
        damaged = found_damage(examine(store, folder, tuned=tuned, sources=False, beside=False))
    except IndexUnusable as error:
        return error.problem
    return next(("; ".join((finding.check, *finding.examples[:1])) for finding in damaged), "")
