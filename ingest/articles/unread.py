"""What a file is that no reader reads, by its first bytes, its content, and its name."""

import json
import re
from pathlib import PurePosixPath

from ingest.core.article import SourceError
from ingest.core.source import Source
from ingest.documents.zipped import BEGINS, names_in

BINARY = "binary, not text"
# What the bytes from an offset on say.
_BYTES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (8, b"WEBP", "a WebP image"),
    (0, b"II*\x00", "a TIFF image"),
    (0, b"MM\x00*", "a TIFF image"),
    (0, b"8BPS", "a Photoshop image"),
    (0, b"AT&TFORM", "a DjVu document"),
    (4, b"ftypheic", "a HEIC image"),
    (4, b"ftypmif1", "a HEIC image"),
    (4, b"ftypavif", "an AVIF image"),
    (4, b"ftypM4A", "an audio file"),
    (4, b"ftyp", "a video file"),
    (0, b"\x1aE\xdf\xa3", "a video file"),
    (8, b"AVI ", "a video file"),
    (0, b"FLV\x01", "a video file"),
    (0, b"ID3", "an audio file"),
    (0, b"\xff\xfb", "an audio file"),
    (0, b"fLaC", "an audio file"),
    (0, b"OggS", "an audio or video file"),
    (8, b"WAVE", "an audio file"),
    (0, b"\x1f\x8b", "an archive (gzip)"),
    (0, b"BZh", "an archive (bzip2)"),
    (0, b"\xfd7zXZ\x00", "an archive (xz)"),
    (0, b"7z\xbc\xaf'\x1c", "an archive (7z)"),
    (0, b"Rar!\x1a\x07", "an archive (RAR)"),
    (0, b"(\xb5/\xfd", "an archive (Zstandard)"),
    (257, b"ustar", "an archive (tar)"),
    (0, b"SQLite format 3\x00", "a SQLite database"),
    (0, b"PAR1", "a Parquet table"),
    (0, b"\x93NUMPY", "a NumPy array"),
    (60, b"BOOKMOBI", "a Kindle book (.mobi): save it as EPUB"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ\x90\x00", "a program"),
    (0, b"\xca\xfe\xba\xbe", "a program"),
    (0, b"\xcf\xfa\xed\xfe", "a program"),
    (0, b"\x00asm", "a program"),
    (0, b"OTTO\x00", "a font"),
    (0, b"\x00\x01\x00\x00\x00", "a font"),
    (0, b"wOFF", "a font"),
    (0, b"wOF2", "a font"),
    (0, b"bplist00", "a property list of macOS"),
    (0, b"{\\rtf", "an RTF document: save it as DOCX"),
    (0, b"%!PS", "a PostScript document: save it as PDF"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_STREAMS = (
    ("EncryptedPackage", "a document of Office locked with a password: save it without one"),
    ("WordDocument", "a Word document of before 2007 (.doc): save it as DOCX"),
    ("Workbook", "a spreadsheet (.xls): save it as CSV"),
    ("PowerPoint Document", "a presentation (.ppt): save it as PDF"),
    ("__substg1.0_", "an e-mail of Outlook (.msg)"),
)
# What is in a ZIP file says what it is.
_ZIPPED = (
    ("xl/", "a spreadsheet (.xlsx): save it as CSV"),
    ("ppt/", "a presentation (.pptx): save it as PDF"),
    ("content.xml", "a document of OpenOffice or LibreOffice: save it as DOCX or PDF"),
    ("Index/Document.iwa", "a document of Apple’s Pages, Numbers or Keynote: save it as DOCX or PDF"),
    ("AndroidManifest.xml", "an Android app"),
    ("META-INF/MANIFEST.MF", "a Java archive"),
)
# What a name claims; the content has no mark by which its reader would have known it.
_CLAIMED = {
    ".pdf": "PDF", ".docx": "Word document", ".epub": "e-book (EPUB)", ".mhtml": "saved web page",
    ".mht": "saved web page", ".webarchive": "saved web page", ".html": "web page", ".htm": "web page",
}  # fmt: skip
_NAMES = {
    "a canvas of Obsidian": ".canvas",
    "a Jupyter notebook": ".ipynb",
    "a drawing of Excalidraw": ".excalidraw",
    "JSON": ".json .jsonl .ndjson .geojson .har",
    "XML": ".xml .rss .atom .opml .plist .kml .gpx .xsl .xsd",
    "an SVG image": ".svg",
    "program code": ".py .pyi .js .mjs .ts .tsx .jsx .java .c .h .cc .cpp .hpp .cs .go .rs .rb .php "
    ".pl .lua .swift .kt .scala .dart .sh .bash .zsh .fish .bat .cmd .ps1 .sql .vue .svelte .wat .asm "
    ".r .jl .m .vb .gradle",
    "a style sheet": ".css .scss .sass .less",
    "settings": ".yaml .yml .toml .ini .cfg .conf .properties .env .lock .reg .desktop .editorconfig",
    "a log": ".log",
    "LaTeX": ".tex .sty .cls",
    "a bibliography": ".bib .ris",
    "an e-mail": ".eml .mbox",
    "a calendar": ".ics",
    "contacts": ".vcf",
    "a patch": ".diff .patch",
    "a link to a page": ".url .webloc",
    "an image": ".png .jpg .jpeg .gif .webp .tif .tiff .bmp .ico .heic .avif .psd .raw",
    "an audio file": ".mp3 .m4a .wav .flac .ogg .opus .aac",
    "a video file": ".mp4 .mkv .mov .avi .webm .m4v .wmv",
    "an archive": ".zip .gz .tgz .bz2 .xz .7z .rar .tar .zst",
    "a spreadsheet": ".xlsx .xls .ods .numbers",
    "a presentation": ".pptx .ppt .odp .key",
    "a document of a word processor": ".doc .odt .rtf .pages",
    "a database": ".db .sqlite .sqlite3 .parquet",
}  # fmt: skip
_SUFFIXES = {suffix: name for name, suffixes in _NAMES.items() for suffix in suffixes.split()}
_XML = re.compile(r"\ufeff?\s*(?:<\?xml\b|<(?:rss|feed|opml|svg|plist|kml|gpx)\b)", re.IGNORECASE)
_OPENINGS = (
    ("BEGIN:VCALENDAR", "a calendar"),
    ("BEGIN:VCARD", "contacts"),
    ("-----BEGIN ", "a key or certificate"),
    ("version https://git-lfs.github.com/spec/", "a pointer of Git LFS; the file itself is not here"),
    ("#!/", "a script"),
    ("diff --git ", "a patch"),
    ("%YAML", "settings"),
)


def unread_bytes(source: Source) -> str | None:
    """What bytes are that are no text; None where they may be some."""
    data = source.data
    if data.startswith(_OLD_OFFICE):
        for stream, name in _OLD_STREAMS:
            if stream.encode("utf-16-le") in data:
                return name
        return "a document of an old Office"
    if data.startswith((BEGINS, b"PK\x05\x06")):
        return _zipped(data, source.path)
    named = next((name for offset, sign, name in _BYTES if data.startswith(sign, offset)), None)
    return named or (BINARY if _is_binary(source) else None)


def unread_text(source: Source) -> str | None:
    """What a text is that is no prose: data, code, settings; None where it may be some."""
    text, suffix = source.text, PurePosixPath(source.path).suffix.lower()
    opening = next((name for sign, name in _OPENINGS if text.startswith(sign)), None)
    named = _SUFFIXES.get(suffix)
    if _is_json(text):
        return named if named and suffix not in (".json", ".jsonl") else "JSON that holds no transcript"
    if opening or _XML.match(text):
        return opening or named or "XML"
    if suffix in _CLAIMED:
        return f"named {suffix} and is no {_CLAIMED[suffix]}"
    return named and f"{named} ({suffix})"


def _is_binary(source: Source) -> bool:
    try:
        return not source.text and bool(source.data)
    except SourceError as error:
        if BINARY in str(error):
            return True
        raise


def _zipped(data: bytes, path: str) -> str:
    names = names_in(data)
    if not names:
        suffix = PurePosixPath(path).suffix.lower()
        return f"a damaged {_CLAIMED.get(suffix, 'archive (ZIP)')}"
    return next(
        (what for sign, what in _ZIPPED if any(name.startswith(sign) for name in names)), "an archive (ZIP)"
    )


def _is_json(text: str) -> bool:
    """Whether a text is an object or a list of JSON, or one on each of its first lines."""
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] not in ("{", "["):
        return False
    try:
        return isinstance(json.loads(start), dict | list)
    except (ValueError, RecursionError):
        pass
    try:
        lines = [json.loads(line) for line in start[:100_000].splitlines()[:3] if line.strip()]
    except (ValueError, RecursionError):
        return False
    return bool(lines) and all(isinstance(line, dict | list) for line in lines)
