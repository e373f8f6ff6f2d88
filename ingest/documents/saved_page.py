"""The markup of a saved web page and the address it was saved from, whichever program saved it."""

import codecs
import plistlib
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from xml.parsers.expat import ExpatError

from ingest.core.article import SourceError
from ingest.core.source import Source

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
MOST_PARTS = 2000  # of an .mhtml file; each takes some KB of memory
HEAD = 4096  # bytes in which a page says what it is
_BEGINS = re.compile(
    r"(?:\ufeff|\s|<\?xml[^>]{0,200}\?>|<!--(?:[^-]|-(?!->)){0,3000}-->)*"
    r"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(?:html|head|body|title|article|main|div|p|h[1-6]|ul|ol|table)\b[^<>]*>", re.IGNORECASE)
_CHARSET = re.compile(
    rb"<meta[^<>]{0,200}?charset\s{0,20}=\s{0,20}[\"']?\s{0,20}([\w.:-]{2,40})", re.IGNORECASE
)
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s<>]{1,2000}?)\s"
)
_MIME = re.compile(
    rb"(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){1,40}?Content-Type:\s*multipart/related", re.IGNORECASE
)
_BOUNDARY = re.compile(rb"boundary[ \t]*=[ \t]*\"?([^\"\s;]{1,200})", re.IGNORECASE)
_SAFARI = b"bplist00"


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page's markup, and where it was saved from."""

    markup: str
    url: str | None


def saved_page(source: Source) -> SavedPage | None:
    """The page that a file is, or None; raises `SourceError` where it is a broken one."""
    if source.data.startswith(_SAFARI):
        return _of_safari(source.data)
    if _MIME.match(source.data[:HEAD]):
        return _of_mime(source.data)
    head = source.data[:HEAD].decode(_encoding(source.data), "replace")
    named = source.path.lower().endswith(SUFFIXES)
    if not _BEGINS.match(head) and not (named and _TAG.search(head)):
        return None
    markup = _decoded(source)
    saved = _SAVED_FROM.search(markup, 0, HEAD)
    return SavedPage(markup, saved[1] if saved else None)


def _of_mime(data: bytes) -> SavedPage:
    """The page of an `.mhtml` file is its first part that is one."""
    if sum(data.count(b"--" + boundary) for boundary in set(_BOUNDARY.findall(data[:HEAD]))) > MOST_PARTS:
        raise SourceError(f"is a saved web page (.mhtml) of more than {MOST_PARTS} parts")
    try:
        message = message_from_bytes(data, policy=policy.default)
    except RecursionError as error:
        raise SourceError("is a saved web page (.mhtml) of parts within too many parts") from error
    url = message["Snapshot-Content-Location"] or message["Content-Location"]
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and isinstance(
            part, EmailMessage
        ):
            try:
                markup = str(part.get_content(errors="replace"))
            except (LookupError, MessageError, ValueError) as error:
                raise SourceError("is a saved web page (.mhtml) in an unknown encoding") from error
            return SavedPage(markup, _web(url or part["Content-Location"]))
    raise SourceError("is a saved web page (.mhtml) that holds no page")


def _of_safari(data: bytes) -> SavedPage | None:
    """The main resource of a `.webarchive`; None for another property list."""
    try:
        main = plistlib.loads(data)["WebMainResource"]
        markup = main["WebResourceData"].decode(main.get("WebResourceTextEncodingName") or "utf-8", "replace")
        return SavedPage(markup, _web(main.get("WebResourceURL")))
    except (plistlib.InvalidFileException, ExpatError, KeyError, TypeError, AttributeError):
        return None
    except (LookupError, ValueError, OverflowError, IndexError, RecursionError):
        return None


def _web(url: object) -> str | None:
    text = str(url or "").strip()
    return text if text.startswith(("https://", "http://")) and not re.search(r"\s", text) else None


def _decoded(source: Source) -> str:
    """A page's text by what it says of its own encoding, unless it is UTF-8 or wrong about itself."""
    declared = _CHARSET.search(source.data[:HEAD])
    try:
        return source.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if declared and not source.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = declared[1].decode("ascii").lower()
        try:
            return source.data.decode("cp1252" if name in ("iso-8859-1", "latin1", "latin-1") else name)
        except (LookupError, ValueError):  # `undefined` is an encoding too
            pass
    return source.text


def _encoding(data: bytes) -> str:
    return "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "latin-1"
