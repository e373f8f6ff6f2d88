"""How text reaches a terminal: harmless, wrapped at words, plain in a pipe and with NO_COLOR.

And what the commands that neither ask nor serve print.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.style import Style
from rich.text import Text

from ingest import harmless, undirected
from service.answering.numbers import unnumbered

if TYPE_CHECKING:
    from index import Report, Snapshot
    from service.assistant import Assistant

WIDEST = 100
ENDLESS = 1_000_000  # a pipe breaks no line
NO_LINKS = {"dumb", "linux"}  # values of TERM whose terminals print a hyperlink's address as text
_BLANKS = re.compile(r"[^\S\xa0]+")


def clean(text: str) -> str:
    """Text in one line without characters that steer a terminal; each leaves a mark where it stood.

    What changes the direction of text is left out, and not isolated: most terminals show no direction, and
    those that do show letters in their own.
    """
    return undirected(harmless(_BLANKS.sub(" ", text).strip(" ")))


def quoted(text: str) -> str:
    """Words of a source, clean and without what looks like a number of ours."""
    return unnumbered(clean(text))


def console(*, stderr: bool = False) -> Console:
    """A console as wide as its terminal, at most `WIDEST`; endless in a pipe."""
    stream = sys.stderr if stderr else sys.stdout
    width = min(os.get_terminal_size(stream.fileno()).columns or 80, WIDEST) if stream.isatty() else ENDLESS
    return Console(stderr=stderr, highlight=False, soft_wrap=True, width=width, height=25)


def linked(out: Console, address: str | None) -> Style:
    """The style of words that open an address, where the terminal can; else none."""
    can = out.file.isatty() and os.environ.get("TERM") not in NO_LINKS
    return Style(link=address) if address and can else Style()


class Lines:
    """Words laid into lines as they come, wrapped at the terminal's width, all but the first hanging."""

    def __init__(self, out: Console, *, indent: int = 0, hang: int = 0) -> None:
        self._out = out
        self._indent = indent
        self._hang = indent + hang
        self._at = 0  # columns written in this line; 0: none is open

    def write(self, text: str | Text, style: str | Style = "") -> None:
        """Go on with these words; a no-break space holds two together and is written as a space."""
        laid = Text(style=style)
        for word in (text if isinstance(text, Text) else Text(clean(text))).split(" "):
            for piece in self._pieces(word):
                wide = cell_len(piece.plain)
                if not self._at:
                    before, self._at = " " * self._indent, self._indent
                elif self._at + 1 + wide <= self._out.width:
                    before, self._at = " ", self._at + 1
                else:
                    before, self._at = "\n" + " " * self._hang, self._hang
                laid.append(before).append_text(piece)
                self._at += wide
        laid.plain = laid.plain.replace("\xa0", " ")
        self._out.print(laid, end="")

    def end(self) -> None:
        """Close the line, if one is open."""
        if self._at:
            self._out.print()
        self._at = 0

    def _pieces(self, word: Text) -> list[Text]:
        """A word, cut where it is wider than a line; an address or a path stays whole."""
        room = max(self._out.width - self._hang, 2)
        if cell_len(word.plain) <= room or "/" in word.plain:
            return [word] if word else []
        lengths = [len(piece) for piece in chop_cells(word.plain, room)]
        return list(word.divide(accumulate(lengths[:-1])))


def print_line(out: Console, *parts: tuple[str, str], indent: int = 0, hang: int = 2) -> None:
    """One line of words, each part in its style, wrapped where the terminal is too narrow for it."""
    lines = Lines(out, indent=indent, hang=hang)
    for words, style in parts:
        lines.write(words, style)
    lines.end()


def print_row(out: Console, name: str, words: str, column: int) -> None:
    """A name, and what it stands for beside it in a column of its own."""
    lines = Lines(out, hang=column + 1)
    lines.write(name.ljust(column).replace(" ", "\xa0"), "bold")
    lines.write(words)
    lines.end()


def print_error(message: str) -> None:
    """One line on standard error; each further line of a message below it, as it is.

    Messages put what others wrote into one line; what else could end one there does not.
    """
    first, *others = message.split("\n")
    for line in (f"careerqa: {first}", *others):
        print_line(console(stderr=True), (line, ""))


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error while an ingest runs; nothing in a pipe."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    out = console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(None),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=True, disable=not out.file.isatty()) as bar:
        tasks: dict[str, int] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]  # TaskID is an int

        yield show


def print_note(of: str, note: str) -> None:
    """What somebody should know of a file, an index or a model, in a line on standard error."""
    print_line(console(stderr=True), ("note", "yellow"), (f"{of}: {note}", ""))


def print_report(report: "Report") -> None:
    """What an ingest did, in one line; what was skipped or is doubtful, in a line each on standard error."""
    from ingest import names_of_formats

    errors = console(stderr=True)
    for skipped in report.skipped:
        print_line(errors, ("skipped", "red"), (f"{skipped.path}: {skipped.reason}", ""))
    if report.skipped:
        print_line(errors, (f"The formats that are read: {names_of_formats()}.", "dim"))
    for path, note in report.notes:
        print_note(path, note)
    counts = ", ".join(
        f"{len(getattr(report, name))} {name}"
        for name in ("added", "changed", "removed", "unchanged", "skipped")
    )
    if report.renamed:
        counts += f" ({len(report.renamed)} of those added and removed only renamed)"
    print_line(
        console(),
        (f"{counts}; {report.passages} passages, {report.encoded} encoded; index {report.digest}", ""),
    )


def print_next(page: str, prompt: str) -> None:
    """How to ask what has been read."""
    print_line(
        console(), ("Now ask:", "dim"), (page, "bold"), ("(in the browser) or", "dim"), (prompt, "bold")
    )


def print_sources(
    assistant: "Assistant", word: str = "", most: int | None = None, within: Sequence[str] = ()
) -> None:
    """One line an article; of those in some collections, whose title has a word, and only the first.

    Each where so wanted.
    """
    out = console()
    cards = [card for card in assistant.articles(within) if word.casefold() in card.title.casefold()]
    for card in cards[:most]:
        print_line(
            out, (card.id, ""), (card.title, "bold"), (f"{card.passages}\xa0passages, {card.path}", "dim")
        )
    if most is not None and len(cards) > most:
        print_line(out, (f"and {len(cards) - most} more", "dim"))
    if not cards:
        print_line(out, (f"No title has {word}." if word else "There are no sources.", ""))


def print_doctor(index: "Snapshot") -> None:
    """How the index was built; it has been verified by being opened."""
    manifest = index.manifest
    lines = {
        "index": f"{manifest.digest} in {index.place}, whole",
        "built": f"{manifest.created} from {manifest.sources}",
        "holds": f"{manifest.articles} articles, {manifest.passages} passages, "
        f"cut at {manifest.chunking['passage_characters']} characters",
        "encoder": "{model} ({dimensions} dimensions, {digest:.16})".format(**manifest.encoder),
        "size": f"{sum(file['bytes'] for file in manifest.files.values()) / 2**20:.1f} MiB",
    }
    if index.cross_encoder:
        lines["reranker"] = (
            f"{index.cross_encoder.settings.model} ({index.cross_encoder.settings.digest:.16})"
        )
    out = console()
    for name, value in lines.items():
        print_row(out, name, value, 8)
