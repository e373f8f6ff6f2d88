"""How answers, reports and lists look in a terminal; plain in a pipe and with NO_COLOR."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from index import Index, Report
    from service.answer import Answer, ShownPassage
    from service.citation import Citation

WIDEST = 100
SHORT_PASSAGE = 200


def console(*, stderr: bool = False) -> Console:
    """A console at most `WIDEST` columns wide that breaks no line in a pipe."""
    made = Console(stderr=stderr, highlight=False)
    made.soft_wrap = not made.is_terminal
    made.width = min(made.width, WIDEST)
    return made


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error while an ingest runs; nothing in a pipe."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeElapsedColumn())
    with Progress(*columns, console=console(stderr=True), transient=True, disable=not console(stderr=True).is_terminal) as bar:
        tasks: dict[str, int] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]  # TaskID is an int

        yield show


def print_answer(answer: "Answer", index: "Index") -> None:
    """The answer, then each citation with its time, link and place; a refusal with the nearest passages."""
    out = console()
    if answer.standalone_question != answer.question:
        out.print(f"[dim]understood as:[/] {escape(answer.standalone_question)}")
    if answer.status == "answered":
        out.print(Text(answer.answer))
        out.print()
        for place, group in groupby(answer.citations, key=attrgetter("place")):
            out.print(f"[cyan]{escape(place)}[/]")
            for one in group:
                out.print(f"  \\[{one.number}] {_where(one, index)}")
    else:
        out.print(f"[yellow]{escape(answer.answer)}[/]  [dim](confidence {answer.confidence:.2f})[/]")
        if answer.passages:
            out.print("\nNearest passages:")
        for passage in answer.passages[:3]:
            _print_passage(out, passage)
    for line in (answer.model and f"phrased by {answer.model}, each sentence compared with its quotes", answer.note):
        if line:
            out.print(f"\n[dim]{escape(line)}[/]")
    if answer.explanation:
        _print_explanation(out, answer)


def _where(one: "Citation", index: "Index") -> str:
    """The time and the link that opens it, or the file and the line."""
    if one.url:
        return f"{one.timestamp or '        '} [link={one.url}]{one.url}[/link]"
    found = index.article(one.article)
    assert found is not None  # the citation was proven against it
    return escape(f"{found[0].path}, line {found[1].count(chr(10), 0, one.start) + 1}")


def _print_passage(out: Console, passage: "ShownPassage") -> None:
    place = " › ".join(part for part in (passage.title, *passage.section) if part)
    flat = " ".join(passage.text.split())
    text = flat if len(flat) <= SHORT_PASSAGE else flat[:SHORT_PASSAGE].rpartition(" ")[0] + " …"
    out.print(f"  [cyan]{escape(place)}[/]" + (f" [dim]{passage.timestamp}[/]" if passage.timestamp else ""))
    out.print(Text(f"    {text}"))


def _print_explanation(out: Console, answer: "Answer") -> None:
    explanation = answer.explanation or {}
    for word, better in explanation["corrections"].items():
        out.print(f"\n[bold]corrected[/] {escape(word)} to {escape(better)}")
    for part in explanation["parts"]:
        out.print(f"\n[bold]{escape(part['resolved'])}[/]")
        for reading in part["readings"][1:]:
            out.print(f"  not read as: {escape(reading['text'])} ({reading['confidence']})")
        out.print(f"  {part['reason']}; " + ", ".join(f"{name} {value}" for name, value in part["features"].items()))
        signals = ("late", "sentence", "dense", "words")
        table = Table("passage", "score", *signals, "tokens that matched", box=None)
        for row in part["candidates"]:
            values = (f"{row[name]['score']:.3f} ({row[name]['rank']})" for name in signals)
            tokens = ", ".join(f"{one['asked']}~{one['matched']} {one['cosine']:.2f}" for one in row["tokens"])
            table.add_row(escape(row["passage"]), f"{row['score']:.3f}", *values, escape(tokens))
        out.print(table)


def print_report(report: "Report") -> None:
    """What an ingest did, in one line; what was skipped or is doubtful, in a line each on standard error."""
    errors = console(stderr=True)
    for skipped in report.skipped:
        errors.print(f"[red]skipped[/] {escape(skipped.path)}: {escape(skipped.reason)}", soft_wrap=True)
    for path, note in report.notes:
        errors.print(f"[yellow]note[/] {escape(path)}: {escape(note)}", soft_wrap=True)
    counts = ", ".join(f"{len(getattr(report, name))} {name}" for name in ("added", "changed", "removed", "unchanged", "skipped"))
    console().print(f"{counts}; {report.passages} passages, {report.encoded} encoded; index {report.digest}", soft_wrap=True)


def print_sources(index: "Index") -> None:
    """One line an article."""
    out = console()
    for card in index.articles():
        place = f"[dim]{card.passages} passages, {escape(card.path)}[/]"
        out.print(f"{escape(card.id)}  [bold]{escape(card.title)}[/]  {place}", soft_wrap=True)


def print_doctor(index: "Index") -> None:
    """How the index was built; it has been verified by being opened."""
    manifest = index.manifest
    lines = {
        "index": f"{manifest.digest} in {index.folder}, whole",
        "built": f"{manifest.created} from {manifest.sources}",
        "holds": f"{manifest.articles} articles, {manifest.passages} passages",
        "encoder": f"{manifest.encoder['model']} ({manifest.encoder['dimensions']} dimensions, {manifest.encoder['digest'][:16]})",
        "size": f"{sum(file['bytes'] for file in manifest.files.values()) / 2**20:.1f} MiB",
    }
    for name, value in lines.items():
        console().print(f"[bold]{name:8}[/] {escape(value)}", soft_wrap=True)


def prompt() -> str:
    """The next line typed at the prompt, without blanks around it; empty at the end of input."""
    try:
        return input("? ").strip()
    except EOFError:
        return ""
