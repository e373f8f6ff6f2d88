"""The lines of a PDF's pages with where they stand, as PDFium sees them."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.core.article import SourceError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

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
    """Raises `SourceError` where the file is locked or broken."""
    import pypdfium2  # only ingest needs it

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD:
            raise SourceError("is a PDF locked with a password: save it without one") from error
        raise SourceError("is a damaged PDF: PDFium cannot open it") from error
    try:
        lines = tuple(line for number in range(len(document)) for line in _lines(document, number))
        return PdfPages(lines, len(document), _told(document, "Title"), _told(document, "Author"))
    except pypdfium2.PdfiumError as error:
        raise SourceError("is a damaged PDF: a page of it cannot be read") from error
    finally:
        document.close()


def _told(document: "PdfDocument", key: str) -> str:
    """What a PDF says of itself, whose signs need not be whole."""
    import pypdfium2.raw as pdfium

    size = pdfium.FPDF_GetMetaText(document, key.encode(), None, 0)
    told = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, key.encode(), told, size)
    return told.raw[: size - 2].decode("utf-16-le", "replace")


def _lines(document: "PdfDocument", number: int) -> Iterator[PdfLine]:
    import pypdfium2.raw as pdfium

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
        yield PdfLine(number + 1, words, left, right, bottom, height, bold, hyphen)
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
    import pypdfium2.raw as pdfium

    name, flags = ctypes.create_string_buffer(_FONT_NAME), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(letters, at, name, _FONT_NAME, flags)
    return _BOLD.search(name.value) is not None
