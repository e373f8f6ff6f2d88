"""A program of its own that reads the lines of a PDF: one that is made to do harm ends it, and nothing else.

It takes the file from its input and writes JSON; it imports nothing of ours, so that it begins quickly.
"""

import ctypes
import json
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MOST_MEMORY = 1536 * 2**20  # bytes of address space
MOST_SECONDS = 20  # of processor time
MOST_TEXT = 16 * 2**20  # characters
PASSWORD = 4  # PDFium's number for it
HYPHENS = "\ufffe\x02\u00ad"  # as PDFium writes a hyphen at a line's end
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00a0": " "}
)
_LINE = re.compile(rf"[^\r\n{HYPHENS}]+[{HYPHENS}]?")
_NO_SIGN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_FONT_NAME = 128
LEAST_HEIGHT = 0.1  # points; a broken font has none
LETTERS = 8  # of a line that are measured
Line = tuple[int, str, float, float, float, float, bool, bool]  # the fields of a `PdfLine`


def limit() -> None:
    """Take no more than that from here on, where the system knows limits."""
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, hard))


def read(data: bytes) -> dict[str, object]:
    """What is in a PDF, by the fields of a `PdfPages`; or what is wrong with it."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD:
            return {"problem": "is a PDF locked with a password: save it without one"}
        return {"problem": "is a damaged PDF: PDFium cannot open it"}
    try:
        lines: list[Line] = []
        size = 0
        for number in range(len(document)):
            for line in _lines(document, number):
                lines.append(line)
                size += len(line[1])
                if size > MOST_TEXT:
                    return {"problem": f"is a PDF with more than {MOST_TEXT // 2**20} million letters"}
        told = {"title": _told(document, "Title"), "author": _told(document, "Author")}
        return {"lines": lines, "pages": len(document), **told}
    except pypdfium2.PdfiumError:
        return {"problem": "is a damaged PDF: a page of it cannot be read"}
    finally:
        document.close()


def _told(document: pypdfium2.PdfDocument, key: str) -> str:
    """What a PDF says of itself, whose signs need not be whole."""
    size = pdfium.FPDF_GetMetaText(document, key.encode(), None, 0)
    told = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, key.encode(), told, size)
    return told.raw[: size - 2].decode("utf-16-le", "replace")


def _lines(document: pypdfium2.PdfDocument, number: int) -> Iterator[Line]:
    page = document[number]
    letters = page.get_textpage()
    count = letters.count_chars()
    text = letters.get_text_range() if count else ""
    if len(text) != count:  # a sign of two halves
        text = "".join(chr(pdfium.FPDFText_GetUnicode(letters, at)) for at in range(count))
    for match in _LINE.finditer(text):
        places = [at for at in range(*match.span()) if not text[at].isspace() and text[at] not in HYPHENS]
        words = _words(match.group())
        if not words or not places:
            continue
        left, bottom, _, _ = letters.get_charbox(places[0], loose=True)
        right = letters.get_charbox(places[-1], loose=True)[2]
        bold = _is_bold(letters, places[0]) and _is_bold(letters, places[-1])
        height, hyphen = _height(letters, places), match.group()[-1] in HYPHENS
        yield number + 1, words, left, right, bottom, height, bold, hyphen
    letters.close()
    page.close()


def _words(line: str) -> str:
    """A line's words: no ligatures, no signs that are none, the halves of a sign together."""
    whole = (
        _NO_SIGN.sub("", line.rstrip(HYPHENS)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
    return " ".join(whole.translate(_LIGATURES).split())


def _height(letters: Any, places: Sequence[int]) -> float:
    """The usual height of some of the letters: a bullet and a raised number differ from their line."""
    step = max(len(places) // LETTERS, 1)
    boxes = [letters.get_charbox(at, loose=True) for at in places[-1::-step]]
    return max(float(sorted(top - bottom for _, bottom, _, top in boxes)[len(boxes) // 2]), LEAST_HEIGHT)


def _is_bold(letters: Any, at: int) -> bool:
    """By the name of the font, which says it where the font's weight does not."""
    name, flags = ctypes.create_string_buffer(_FONT_NAME), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(letters, at, name, _FONT_NAME, flags)
    return _BOLD.search(name.value) is not None


if __name__ == "__main__":
    limit()
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)
