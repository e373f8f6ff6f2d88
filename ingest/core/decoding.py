"""The text that a file's bytes are, whatever its encoding."""

import codecs
import re
import string
from contextlib import suppress
from typing import TYPE_CHECKING
from unicodedata import category

from ingest.core.article import SourceError

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch, CharsetMatches

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What text files are written in; without such a list rare code pages of DOS are guessed.
_ENCODINGS = (
    "utf_16_le", "utf_16_be", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257",
    "iso8859_2", "koi8_r", "cp866", "gb18030", "big5", "cp932", "euc_jp", "cp949", "mac_roman",
)  # fmt: skip
_WESTERN_LETTERS = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽž"
_WESTERN = frozenset(string.printable + _WESTERN_LETTERS + "€‚„…†‡‰‹›‘’“”•–—™¡£¥§©«®°±·»¿½¼¾\u00a0")
MOST_WESTERN_LETTERS = (
    0.03  # of all letters, where a handful of signs decides; more is for statistics to tell
)
SURE_WESTERN_LETTERS = 3
# Letters of Icelandic in the place of Turkish ones of Windows-1254, and letters that Turkish never has.
_ICELANDIC, _NEVER_TURKISH = frozenset("ýþðÝÞÐ"), frozenset("áíúæÁÍÚÆ")
# Signs that stand within no word, where a letter of another code page does.
_BROKEN_WORD = re.compile(r"[^\W\d_][¶±¼½¾¿¡¤¦¬¨¯´¸×÷¹²³][^\W\d_]")
_JAPANESE_ESCAPES = (b"\x1b$B", b"\x1b$@")
_PLAIN_SIGNS = " \n.,、。，،।"
FEWEST_PLAIN = 60  # characters, at most, for one that parts words or sentences
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
    if any(escape in data for escape in _JAPANESE_ESCAPES):
        try:
            return data.decode("iso2022_jp"), ("is ISO-2022-JP, not UTF-8",)
        except UnicodeDecodeError:
            return text, ()
    if "\x00" in text:
        return _told(data, data.index(b"\x00"))
    return text, ()


def _told(data: bytes, offset: int) -> tuple[str, tuple[str, ...]]:
    wide = _wide(data)
    if wide:
        return data.decode(wide), (f"is not UTF-8 (byte {offset}); read as {wide}",)
    if data.count(0) or _controls(data.decode("latin-1")):
        raise SourceError("is binary, not text")
    western = _western(data)
    if western is not None:
        return western, (f"is not UTF-8 (byte {offset}); read as Windows-1252",)
    from charset_normalizer import from_bytes  # only what is not UTF-8 needs it

    found = from_bytes(data, cp_isolation=list(_ENCODINGS))
    whole = (match for match in found if not _BROKEN_WORD.search(str(match)))
    best = next(whole, found.best())
    if best is None or _controls(str(best)) or _is_doubtful(best, found):
        raise SourceError("is text in an unknown encoding: save it as UTF-8")
    if best.encoding == "cp1252" and set(str(best)) & _ICELANDIC and not set(str(best)) & _NEVER_TURKISH:
        with suppress(UnicodeDecodeError):  # it lacks two signs that Windows-1252 has
            return data.decode("cp1254"), (f"is not UTF-8 (byte {offset}); read as cp1254",)
    return str(best), (f"is not UTF-8 (byte {offset}); read as {best.encoding}",)


def _is_doubtful(best: "CharsetMatch", found: "CharsetMatches") -> bool:
    """Whether bytes, of which no language is told, read as well as another text; pairs of bytes rarely do."""
    if best.coherence > 0 or best.multi_byte_usage > 0:
        return False
    return any(match.chaos <= best.chaos and str(match) != str(best) for match in found)


def _wide(data: bytes) -> str | None:
    """The order of bytes of UTF-16 without a mark, or None where the bytes are not that.

    Zeros stand in one half of the pairs alone; or, of scripts beyond Latin, all characters are assigned in
    one order and blanks and stops stand among them, which the other order has none or fewer of.
    """
    if len(data) % 2 or (data.count(0) and not _is_wide(data) and data.count(0) * 2 > len(data)):
        return None
    signs: dict[str, int] = {}
    for encoding in ("utf_16_le", "utf_16_be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        plain = sum(text.count(sign) for sign in _PLAIN_SIGNS)
        if plain and all(
            category(sign) not in ("Cn", "Co", "Cs", "Cc") or sign in "\t\n\r" for sign in set(text)
        ):
            signs[encoding] = plain
    if not signs:
        return None
    best = max(signs, key=signs.__getitem__)
    enough = signs[best] * FEWEST_PLAIN >= len(data) // 2 and list(signs.values()).count(signs[best]) == 1
    return best if len(data) >= SHORTEST_WIDE and enough else None


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
