"""The lines of a PDF's pages with where they stand, as PDFium sees them."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ingest.core.article import SourceError

CHILD = Path(__file__).with_name("pdf_child.py")


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of text: its page from 1, its box in points from the page's lower left, its letters' height.

    `hyphen` tells that its last word goes on in the next line.
    """

    page: int
    text: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    hyphen: bool


@dataclass(frozen=True, slots=True)
class PdfPages:
    """What is in a PDF: its lines in the order of the file, the number of pages, what it says of itself."""

    lines: tuple[PdfLine, ...]
    pages: int
    title: str | None
    author: str | None


def read_pages(data: bytes) -> PdfPages:
    """Read in a process of its own, whose memory and time are limited.

    Raises `SourceError` where the file is locked, broken, or takes too much.
    """
    command = [sys.executable, "-P", str(CHILD)]
    done = subprocess.run(command, input=data, capture_output=True, check=False)  # noqa: S603 - it is our own
    if done.returncode == -getattr(signal, "SIGXCPU", 0):
        raise SourceError("is a PDF that takes too long to be read")
    if done.returncode > 0 and b"MemoryError" not in done.stderr:
        why = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise SourceError(f"is a PDF at which its reader failed: {why}")
    if done.returncode:  # PDFium ends its process where it gets no memory, or goes too deep
        raise SourceError("is a PDF that takes too much memory to be read")
    told = json.loads(done.stdout)
    if problem := told.get("problem"):
        raise SourceError(problem)
    lines = tuple(PdfLine(*line) for line in told["lines"])
    return PdfPages(lines, told["pages"], told["title"], told["author"])
