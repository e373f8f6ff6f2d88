"""Measure other systems and careerqa on the same sources, encoder and questions, and print one table.

    python -m benchmarks.peers [--write docs/peers.md] [--only careerqa --reuse]

The first run makes var/peers-venv. `--only` measures the named systems anew and shows no others; with
`--reuse` the others are shown as var/peers has them from an earlier run on the same sources and questions.
"""

import argparse
import signal
import sys
from pathlib import Path

from benchmarks.peers.measures import RUN, Measures, PeerError, install, measure, saved
from benchmarks.peers.systems import ROOT, System, systems


def main() -> None:
    """Measure everything first, judge afterwards.

    Judging imports much that would weigh on the children's measured memory.
    """
    parser = argparse.ArgumentParser(
        prog="benchmarks.peers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", type=Path, default=ROOT / "seeds")
    parser.add_argument("--questions", type=Path, default=ROOT / "eval" / "questions.jsonl")
    parser.add_argument("--work", type=Path, default=ROOT / "var" / "peers")
    parser.add_argument("--venv", type=Path, default=ROOT / "var" / "peers-venv")
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", help="beginnings of the systems' names, in any case"
    )
    parser.add_argument("--reuse", action="store_true")
    parser.add_argument("--write", type=Path)
    parser.add_argument("--timeout", type=float, default=1800, help="seconds for each process")
    options = parser.parse_args()
    options.work, options.venv = options.work.resolve(), options.venv.resolve()
    options.sources, options.questions = options.sources.resolve(), options.questions.resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    taken: dict[str, Measures | PeerError] = {}
    chosen = systems()
    try:
        asked = named(chosen, options.only)
    except PeerError as error:
        parser.error(str(error))
    for system in chosen:
        folder = options.work / system.folder
        earlier = saved(folder, options.sources, options.questions) if options.reuse else None
        if options.only and system not in asked:
            if earlier:
                taken[system.name] = earlier
            elif options.reuse:
                print(
                    f"{system.name}: {folder} has no run on these sources and questions; left out",
                    file=sys.stderr,
                )
        elif earlier and not options.only:
            taken[system.name] = earlier
        else:
            print(f"measuring {system.name} …", file=sys.stderr, flush=True)
            try:
                python = (
                    Path(sys.executable) if system.ours else install(options.venv, timeout=options.timeout)
                )
                taken[system.name] = measure(
                    system, python, folder, options.sources, options.questions, timeout=options.timeout
                )
            except PeerError as error:
                taken[system.name] = error
    report([system for system in chosen if system.name in taken], taken, options)


def named(chosen: list[System], names: list[str] | None) -> list[System]:
    """The systems whose name begins with one of the names; all where none is given.

    Raises `PeerError` for a name that is nobody's.
    """
    matched: list[System] = []
    for name in names or [""]:
        matching = [system for system in chosen if system.name.lower().startswith(name.lower())]
        if not matching:
            raise PeerError(f"no system {name!r}; there are {', '.join(system.name for system in chosen)}")
        matched += matching
    return matched


def report(chosen: list[System], taken: dict[str, Measures | PeerError], options: argparse.Namespace) -> None:
    """Judge the runs, print the table, and write the page where that was asked for."""
    from benchmarks.peers.runs import figures, read_run
    from benchmarks.peers.table import Row, notes, page, table
    from eval.questions import read_questions

    questions = read_questions(options.questions)
    rows: list[Row] = []
    for system in chosen:
        result = taken[system.name]
        try:
            if isinstance(result, PeerError):
                raise result
            rows.append(Row(system, result, figures(questions, read_run(options.work / system.folder / RUN))))
        except PeerError as error:
            rows.append(Row(system, failed=str(error)))
    print(table(rows), notes(rows), sep="\n\n")
    if options.write:
        text = page(rows, len(questions), sum(question.answerable for question in questions))
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
