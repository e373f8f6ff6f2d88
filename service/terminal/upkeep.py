"""`careerqa doctor` and `careerqa rollback`: what is shown, and which exit code it comes to."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from service.terminal import console
from service.terminal.options import (
    DEFAULT_INDEX,
    NO_INDEX,
    OUTDATED,
    WRONG_USE,
    IndexOption,
    fail,
    print_json,
)

if TYPE_CHECKING:
    from index import IndexUnusable, LocalStore
    from index.doctor import Finding

MARKS = {"whole": "✓", "noted": "✓", "changed": "✗", "damaged": "✗"}
BESIDE = ("before", "journal")  # checks of what is no part of the generation
STYLES = {"whole": "green", "noted": "yellow", "changed": "yellow", "damaged": "red"}


def doctor(
    index: IndexOption = DEFAULT_INDEX,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Mend what is damaged without encoding again, as a new generation, and check that.",
        ),
    ] = False,
    generation: Annotated[
        int | None,
        typer.Option(metavar="N", help="Look at an older generation that is still there."),
    ] = None,
    no_sources: Annotated[
        bool,
        typer.Option("--no-sources", help="Do not compare with the files that the index was made of."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Prove that the index is whole and up to date: files, texts, quotes, vectors, words and sources agree.

    Exit code 0: whole, and the sources are as they were read. 5: whole, but the sources have changed since, or are not there. 3: damaged, or there is none that can be used; what does not agree is named.
    """
    from index import IndexUnusable, LocalStore
    from index.doctor import repair as mend
    from service.answering.tuning import Tuning, kept_tuning

    if repair and generation is not None:
        fail("--repair mends the current generation; leave --generation out", WRONG_USE)
    store = LocalStore(index)
    try:
        done = mend(store, kept_tuning, Tuning.of) if repair else []
        folder, digest = _wanted(store, generation)
        findings = _examined(store, folder, digest, sources=not no_sources, beside=generation is None)
        if as_json:
            _print_json(store, folder, list(findings), done)
            return
        for line in done:
            console.print_line(console.console(), ("mended", "green"), (line, ""))
        if repair and not done:
            console.print_line(console.console(), ("There is nothing to mend.", ""))
        _print(store, folder, findings)
    except IndexUnusable as error:
        _refuse(store, error, as_json=as_json)
    except OSError as error:  # a full disk, lacking rights: what was published stays
        fail(f"{error.filename or index}: {error.strerror or error}", NO_INDEX)


def rollback(index: IndexOption = DEFAULT_INDEX) -> None:
    """Go back to the index as it was before the last ingest; a running service picks it up.

    The generation before is checked first. The sources stay as they are: the next ingest reads what has changed since that one. Two generations are kept, so that there is one step back, and none before it.
    """
    from index import IndexUnusable, LocalStore
    from index.rollback import roll_back
    from service.answering.tuning import Tuning

    try:
        left, current = roll_back(LocalStore(index), Tuning.of)
    except IndexUnusable as error:
        fail(str(error), NO_INDEX)
    except OSError as error:
        fail(f"{error.filename or index}: {error.strerror or error}", NO_INDEX)
    told = f"back to generation {current.name}; {left.name} stays until the next ingest"
    console.print_line(console.console(), (told, ""))


def _wanted(store: "LocalStore", generation: int | None) -> tuple[Path, str]:
    """The folder to look at, with its manifest's sha256 where that is known."""
    if generation is None:
        current = store.read_current()
        return store.folder_of(current, whole=False), current.manifest
    found = {int(folder.name): folder for folder in store.generations()}
    if generation not in found:
        there = ", ".join(map(str, found)) or "none"
        fail(f"there is no generation {generation} in {store.root}; there are: {there}", WRONG_USE)
    return found[generation], ""


def _examined(
    store: "LocalStore", folder: Path, digest: str, *, sources: bool, beside: bool
) -> "Iterator[Finding]":
    from index.doctor import examine
    from service.answering.tuning import Tuning
    from service.settings import own_files

    feedback = os.environ.get("CAREERQA_FEEDBACK")
    own = own_files(store.root, Path(feedback) if feedback else None)
    how = {"sources": sources, "beside": beside}
    return examine(store, folder, digest, tuned=Tuning.of, kept_out=own, **how)


def _print(store: "LocalStore", folder: Path, findings: "Iterable[Finding]") -> None:
    from index.doctor.files import whole_manifest

    out = console.console()
    console.print_manifest(whole_manifest(folder, "")[0], str(folder))
    seen = []
    for finding in findings:
        seen.append(finding)
        mark = (MARKS[finding.state], STYLES[finding.state])
        wrong = f"{finding.count} wrong" if finding.state == "damaged" else ""
        console.print_line(
            out, mark, (finding.check, "bold"), (f"{wrong}: " * bool(wrong) + finding.told, "")
        )
        for example in finding.examples:
            console.print_line(out, (example, ""), indent=4)
        if finding.count > len(finding.examples):
            console.print_line(out, (f"and {finding.count - len(finding.examples)} more", "dim"), indent=4)
    _conclude(store, folder, seen)


def _print_json(store: "LocalStore", folder: Path, findings: "list[Finding]", done: list[str]) -> None:
    checks: list[dict[str, Any]] = [
        {
            "check": finding.check,
            "state": finding.state,
            "told": finding.told,
            "count": finding.count,
            "examples": list(finding.examples),
        }
        for finding in findings
    ]
    told = {"index": str(store.root), "generation": folder.name, "state": _state(findings)}
    print_json({**told, "mended": done, "checks": checks}, indent=2)
    _conclude(store, folder, findings, quiet=True)


def _state(findings: "list[Finding]") -> str:
    states = {finding.state for finding in findings}
    return next((state for state in ("damaged", "changed") if state in states), "whole")


def _conclude(store: "LocalStore", folder: Path, findings: "list[Finding]", *, quiet: bool = False) -> None:
    """What it all comes to, and the exit code."""
    from index.remedy import ingest_command, repair_command

    state = _state(findings)
    if state == "damaged":
        wrong = ", ".join(finding.check for finding in findings if finding.state == "damaged")
        beside_it = all(finding.check in BESIDE for finding in findings if finding.state == "damaged")
        if beside_it:  # an ingest changes nothing of that
            fail(f"{store.root} is damaged ({wrong}): run {repair_command(store.root)}", NO_INDEX)
        fail(f"{folder} is damaged ({wrong}): {store.remedy(damaged=True)}", NO_INDEX)
    out = console.console()
    if state == "changed":
        if not quiet:
            command = ingest_command(store.root, [folder])
            console.print_line(
                out, ("The index is whole; the sources have changed since. Run", ""), (command, "bold")
            )
        raise typer.Exit(OUTDATED)
    if not quiet:
        console.print_line(out, ("The index is whole.", ""))


def _refuse(store: "LocalStore", error: "IndexUnusable", *, as_json: bool) -> NoReturn:
    """An index that cannot even be looked at: what is wrong, what to run, and the exit code."""
    from index.manifest import IndexDamaged

    remedy = error.remedy or store.remedy(damaged=isinstance(error, IndexDamaged))
    told = f"{error.problem}: {remedy}"
    if as_json:
        print_json({"index": str(store.root), "state": "damaged", "problem": told, "checks": []}, indent=2)
    fail(told, NO_INDEX)
