"""The text that a file's bytes are, whatever its encoding."""

import codecs
import string

from ingest.article import SourceError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What text files are written in; without such a list rare code pages of DOS are guessed.
_ENCODINGS = (
    "utf_16_le", "utf_16_be", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "koi8_r", "gb18030", "big5", "cp932", "euc_jp", "cp949", "mac_roman",
)  # fmt: skip
_WESTERN_LETTERS = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽž"
_WESTERN = frozenset(string.printable + _WESTERN_LETTERS + "€‚„…†‡‰‹›‘’“”•–—™¡£¥§©«®°±·»¿½¼¾\u00a0")
MOST_WESTERN_LETTERS = (
    0.03  # of all letters, where a handful of signs decides; more is for statistics to tell
)
SURE_WESTERN_LETTERS = 3
SHORTEST_WIDE = 20  # bytes
WIDE_ZEROS = 0.2  # of all bytes, at least, in UTF-16 of a language with blanks


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and a note where it is not UTF-8; raises `SourceError` where it is none.

    A few accents and curly quotes among plain letters are Windows-1252, which statistics get wrong; all else
    that is neither UTF-8 nor marked as UTF-16 is told by `charset-normalizer`.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), (f"is {encoding.upper()}, not UTF-8",)
            except UnicodeDecodeError as error:
                raise SourceError(f"is marked as {encoding.upper()} and is not") from error
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _told(data, error.start)
    if "\x00" in text:
        return _told(data, data.index(b"\x00"))
    return text, ()


def _told(data: bytes, offset: int) -> tuple[str, tuple[str, ...]]:
    zeros = data.count(0)
    if not _is_wide(data) if zeros else _controls(data.decode("latin-1")):
        raise SourceError("is binary, not text")
    western = None if zeros else _western(data)
    if western is not None:
        return western, (f"is not UTF-8 (byte {offset}); read as Windows-1252",)
    from charset_normalizer import from_bytes  # only what is not UTF-8 needs it

    best = from_bytes(data, cp_isolation=list(_ENCODINGS)).best()
    text = "" if best is None else str(best)
    if best is None or _controls(text):
        raise SourceError(
            "is binary, not text" if zeros else "is text in an unknown encoding: save it as UTF-8"
        )
    return text, (f"is not UTF-8 (byte {offset}); read as {best.encoding}",)


def _is_wide(data: bytes) -> bool:
    """Whether zeros stand as in UTF-16: many, and nearly all in the same half of the pairs of bytes."""
    first, second = data[::2].count(0), data[1::2].count(0)
    most, few = max(first, second), min(first, second)
    return len(data) >= SHORTEST_WIDE and most >= WIDE_ZEROS * len(data) and few <= most // 20


def _controls(text: str) -> bool:
    """Whether more than a stray character in a hundred is a control character."""
    return sum(character < " " and character not in "\t\n\f\r" for character in text) > len(text) // 100


def _western(data: bytes) -> str | None:
    """The text as Windows-1252, if that is plain.

    Signs of Western Europe alone, and few letters with accents.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    if not set(text) <= _WESTERN:
        return None
    accented = sum(text.count(letter) for letter in _WESTERN_LETTERS)
    letters = sum(map(str.isalpha, text))
    return text if accented <= max(SURE_WESTERN_LETTERS, MOST_WESTERN_LETTERS * letters) else None
