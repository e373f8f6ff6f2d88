"""Files that somebody made to do harm, by name: their paths and bytes.

What is small and found by fuzzing lies in `tests/nasty/`; what is large is made here.
"""

import gzip
import io
import struct
import tarfile
import zipfile
from pathlib import Path

from tests import documents, exports
from tests.adversarial import FRONT, PAGE, word
from tests.fuzzed_formats import made_part

KEPT = Path(__file__).parent / "nasty"
DEEP = 10_000
MB = 2**20
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
DECLARED = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "It is so. ">'
    + "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    + '<!ENTITY out SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'
)
USED = "&a9;&out;&a1;"


def nasty_texts() -> dict[str, tuple[str, bytes]]:
    """Texts that are deep, broken, endless, or hold what no text should."""
    deep = DEEP
    texts = {
        "elements, page": ("a.html", PAGE + "<div>" * 100_000 + "It is."),
        "tables, page": ("a.html", PAGE + "<table><tr><td>" * deep + "It is."),
        "tags that never end, page": ("a.html", PAGE + "<a " * deep),
        "entities, page": ("a.html", DECLARED + f"<html><body><p>It is {USED}</p></body></html>"),
        "encoding that is none, page": ("a.html", "<html><meta charset=undefined><p>It is \udcff so.</p></html>"),
        "title in lines, page": ("a.html", "<html><title>a\nb\u2028c&#10;d</title><p>It is so. It is.</p></html>"),
        "brackets, JSON": ("a.json", "[" * 100_000 + "]" * 100_000),
        "braces, JSON": ("a.json", '{"a":' * 100_000),
        "numbers, JSON": ("a.json", f'[{{"text":"a","start":{"9" * 400}}},{{"text":"b","start":1e999}},{{"text":"It is.","start":1}}]'),
        "no number, JSON": ("a.json", '[{"text":"It is.","start":NaN,"end":Infinity},{"text":"So.","start":-1}]'),
        "digits, JSON": ("a.json", f'[{{"text":"a","start":{"9" * 100_000}}}]'),
        "names twice, JSON": ("a.json", '[{"text":"It is.","start":1,"start":2,"text":"So."}]'),
        "halves of signs, JSON": ("a.json", '{"title":"a\\ud800","segments":[{"text":"It \\udfff is.","speaker":"\\ud83d\\ude00\\n","start":1}]}'),
        "laughs, YAML": ("a.md", f"---\n{LAUGHS}title: a\n---\nIt is.\n"),
        "names of themselves, YAML": ("a.md", "---\ntitle: &a [*a, *a]\nauthor: &b {name: *b}\n---\nIt is.\n"),
        "brackets, YAML": ("a.md", f"---\ntitle: {'[' * deep}\n---\nIt is.\n"),
        "halves of signs, YAML": ("a.md", '---\ntitle: "a\\ud800"\nauthor: "b\\n\\udfff"\n---\nIt is.\n'),
        "tables, TOML": ("a.md", f"+++\na = {'[' * deep}\n+++\nIt is.\n"),
        "parts of a key, TOML": ("a.md", f"+++\ntitle = 'A'\n{'a.' * 40_000}a = 1\n+++\nIt is.\n"),
        "attributes, page": ("a.html", PAGE + f"<p {' '.join(f'a{at}=x' for at in range(100_000))}>It is."),
        "numbers, TOML": ("a.md", f"+++\ntitle = {'9' * 5000}\n+++\nIt is.\n"),
        "quotations, Markdown": ("a.md", FRONT + ">" * deep + " It is.\n"),
        "lists, Markdown": ("a.md", FRONT + "- " * deep + "It is.\n"),
        "lists in lists, Markdown": ("a.md", FRONT + "\n".join(f"{' ' * at}- It is." for at in range(400))),
        "emphasis, Markdown": ("a.md", FRONT + "*a **b " * deep + "\n"),
        "stamps": ("a.txt", "[99999999999:99] It is. [00:00:99] So. (999:59:59) [-1:00] We say it. [٩٩:٩٩]\n"),
        "dates": ("a.md", "---\ntitle: a\ndate: 99999-99-99\nduration: 99999999999h\n---\nIt is [00:01:00].\n"),
        "length, front matter": ("a.md", f"---\ntitle: a\nduration: {'9' * 30}.{'9' * 30}s\n---\nIt is [00:01:00].\n"),
        "one line": ("a.txt", "It is so, " * deep),
        "one word": ("a.txt", "a" * 100_000),
        "carriage returns": ("a.txt", "It is.\rSo it is.\r" * 99),
        "separators of lines": ("a.txt", "A Title\u2028b\x85c\x0cd\x1ce\n\nIt is so.\u2029And so.\n"),
        "directions": ("a.txt", "A \u202etitle\u2066\n\nIt \u202eis so.\n"),
        "marks of order": ("a.txt", "\ufeff\ufeffA Title\n\n\ufeffIt is so.\n"),
        "mark of order, table": ("a.csv", 'question,answer\n"\ufeff",a\n\ufeffQ?,\ufeffIt is.\n'),
        "escapes": ("a.txt", "\x1b[31mA Title\x1b[0m\n\nIt is \x1b]0;x\x07 so. And so it goes on for a while in words.\n"),
        "quotation mark that stays open, table": ("a.csv", 'question,answer\nQ?,"It is so.\nAnd so.\n' * 9),
        "quotation marks, table": ("a.csv", 'question,answer\n"' + '"' * 50_000),
        "line that parts columns, table": ("a.csv", "sep=\u2028\nquestion\u2028answer\nQ?\u2028It is.\n"),
        "names in lines, table": ("a.csv", 'question,answer,"a\nb"\nQ?,It is.,c\n'),
        "cells, table": ("a.csv", "question,answer" + "," * 50_000 + "\nQ?,It is." + "," * 50_000),
        "backward times, subtitles": ("a.vtt", "WEBVTT\n\n00:00:09.000 --> 00:00:01.000\nIt is.\n\n00:00:01.000 --> 00:00:00.000\nSo.\n"),
        "negative times, subtitles": ("a.srt", "1\n-00:00:09,000 --> -00:00:01,000\nIt is.\n\n2\n00:00:01,000 --> 00:00:02,000\nSo.\n"),
        "late times, subtitles": ("a.vtt", "WEBVTT\n\n9999:59:59.999 --> 9999:59:59.999\nIt is.\n"),
        "name in lines, subtitles": ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A\u2028b\x85c>It is.\n"),
        "entities, subtitles": ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nIs\u00a0it &amp; so? Is\u00a0it?\n"),
        "stamps alone, comments": ("a.txt", "It is.\n\nComments\n\n1. Ann says:\n\nIs it so?\n\n2. Bo says:\n\n[99:99:99]"),
        "escaped stamp": ("a.md", f"{FRONT}It is so \\[09:99]. \\[00:01] And so.\n"),
        "laughs, export": ("a.xml", DECLARED + exports.wxr(exports.post(1, "A", f"It is {USED}")).decode().partition("?>")[2]),
        "laughs, Disqus": ("a.xml", DECLARED + f"<disqus><thread dsq:id='1'><title>{USED}</title></thread></disqus>"),
        "halves of signs, export": ("a.xml", exports.wxr(exports.post(1, "&#xd800;", "")).decode().replace("<![CDATA[&#xd800;]]>", "a&#xd800;&#57343;")),
        "comments in a circle, export": (
            "a.xml",
            exports.wxr(exports.post(1, "A", "<p>It is.</p>", *(exports.comment(at, "Ann", "So?", above=3 - at) for at in (1, 2)))).decode(),
        ),
        "answers to themselves, Disqus": ("a.xml", exports.disqus(exports.thread(1, "A"), exports.said(1, 1, "Ann", "So?", above=1)).decode()),
        "elements, export": ("a.xml", exports.wxr("<item>" * 50_000).decode()),
        "address, page": ("a.html", "<html><head><link rel=canonical href='http://[::1'><base href='//['></head><body><p>It is so.</p></body></html>"),
        "data, page": ("a.html", f"<html><head><script type='application/ld+json'>{'[' * deep}</script></head><body><p>It is so.</p></body></html>"),
        "plist of laughs": ("a.webarchive", DECLARED + "<plist><string>&a9;</string></plist>"),
    }  # fmt: skip
    return {name: (path, text.encode("utf-8", "surrogateescape")) for name, (path, text) in texts.items()}


def nasty_bytes() -> dict[str, tuple[str, bytes]]:
    """Bytes that are no text, or packed to be more than they seem."""
    page = b"<p>It is so.</p>"
    return {
        "nothing": ("a.txt", b""),
        "zeros": ("a.txt", bytes(1000)),
        "half of UTF-16": ("a.txt", "It is so.".encode("utf-16")[:-1]),
        "half signs of UTF-16": ("a.txt", "It is".encode("utf-16") + b"\x00\xd8 \x00"),
        "UTF-8 that is none": ("a.txt", b"It is \xff\xfe\xc0\x80 \xed\xa0\x80 so, we say.\n" * 9),
        "letters of Windows": ("a.txt", "ýþð ÝÞ æ “x” ".encode("cp1252") * 9 + b"\x9e\x8e"),
        "page in UTF-7": ("a.html", b"<html><meta charset=utf-7><p>\xff +2AA- It is so.</p></html>"),
        "part of 200 MB, Word": ("a.docx", made_part("word/styles.xml", "<a/>" * (30 * MB))),
        "blanks of 100 MB, Word": ("a.docx", made_part("word/media/x.xml", " " * (100 * MB))),
        "paragraphs of 30 MB, Word": ("a.docx", word("<w:p/>" * (5 * MB))),
        "relations in a circle, Word": (
            "a.docx",
            made_part(
                "word/_rels/document.xml.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                + "".join(
                    f'<Relationship Id="r{at}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
                    for at, (kind, target) in enumerate([("officeDocument", "document.xml"), ("styles", "../word/document.xml"), ("header", "/word/document.xml")])
                )
                + "</Relationships>",
            ),
        ),
        "styles in a circle, Word": ("a.docx", made_part("word/styles.xml", STYLES)),
        "laughs, Word": ("a.docx", made_part("word/document.xml", DECLARED + f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{USED}</w:t></w:r></w:p></w:body></w:document>')),
        "laughs in notes, Word": ("a.docx", made_part("word/footnotes.xml", DECLARED + f'<w:footnotes xmlns:w="{W}"><w:footnote><w:p><w:r><w:t>{USED}</w:t></w:r></w:p></w:footnote></w:footnotes>')),
        "halves of signs in notes, Word": ("a.docx", made_part("word/footnotes.xml", f'<w:footnotes xmlns:w="{W}"><w:footnote><w:p><w:r><w:t>&#xd800;</w:t></w:r></w:p></w:footnote></w:footnotes>')),
        "levels, Word": ("a.docx", word(''.join(f'<w:p><w:pPr><w:outlineLvl w:val="{value}"/></w:pPr><w:r><w:t>It is.</w:t></w:r></w:p>' for value in ("x", "-5", "", "8", "²")))),
        "elements, Word": ("a.docx", word("<w:sdt><w:sdtContent>" * 200 + "<w:p><w:r><w:t>It is.</w:t></w:r></w:p>" + "</w:sdtContent></w:sdt>" * 200)),
        "controls in controls, Word": ("a.docx", word("<w:ins>" * 250 + "<w:p><w:r><w:t>It is.</w:t></w:r></w:p>" + "</w:ins>" * 250)),
        "laughs, book": ("a.epub", documents.book("a", {"1.xhtml": "It is."}, more={"OEBPS/book.opf": DECLARED + f"<package><metadata><title>{USED}</title></metadata></package>"})),
        "no order, book": ("a.epub", documents.zipped({"META-INF/container.xml": documents.CONTAINER, "OEBPS/book.opf": "<package/>"})),
        "book in itself": ("a.epub", documents.zipped({"META-INF/container.xml": documents.CONTAINER.replace("OEBPS/book.opf", "META-INF/container.xml")})),
        "chapter of 30 MB, book": ("a.epub", documents.book("a", {"1.xhtml": "<p>It is so.</p>" * (30 * MB // 16)})),
        "chapters, book": ("a.epub", documents.book("a", {f"{at}.xhtml": "" for at in range(3000)})),
        "loop of pages, PDF": ("a.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\ntrailer<</Root 1 0 R>>"),
        "pages without number, PDF": ("a.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 99999999>>endobj\ntrailer<</Root 1 0 R>>"),
        "locked, PDF": ("a.pdf", documents.locked_pdf()),
        "broken references, PDF": ("a.pdf", documents.pdf_of_lines([(50.0, 500.0, "It is so.")]).replace(b"xref", b"xxxx").replace(b"0000000", b"9999999")),
        "half, PDF": ("a.pdf", documents.pdf_of_lines([(50.0, 500.0, "It is so.")])[:400]),
        "title of halves, PDF": ("a.pdf", documents.pdf_of_lines([(50.0, 500.0, "It is so. We say it.")]).replace(b"(untitled)", b"<FEFFD800>")),
        "words that are none, saved page": ("a.mhtml", b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=?x?="; type==?x\r\nSnapshot-Content-Location: =?undefined?Q?x?=\r\n\r\n--=?x?=\r\nContent-Type: text/html; charset=undefined\r\n\r\n' + page),
        "parts in parts, saved page": ("a.mhtml", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n" + b"--x\r\nContent-Type: multipart/related; boundary=x\r\n\r\n" * 900 + page),
        "parts within parts, saved page": ("a.mhtml", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x0\r\n\r\n" + b"".join(b"--x%d\r\nContent-Type: multipart/related; boundary=x%d\r\n\r\n" % (at, at + 1) for at in range(1000)) + page),
        "parts, saved page": ("a.mhtml", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 100_000 + page),
        "plist of lists": ("a.webarchive", _plist_of_itself()),
        "gzip": ("a.txt", gzip.compress(bytes(MB))),
        "ZIP that is cut off": ("a.docx", documents.word("A", documents.REFERENCES[:2])[:-40]),
        "ZIP of names": ("a.docx", documents.zipped({f"{at}": "" for at in range(20_000)})),
    }  # fmt: skip


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="a"/><w:basedOn w:val="b"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="c"/><w:basedOn w:val="Heading1"/></w:style></w:styles>'
)


def _plist_of_itself() -> bytes:
    """A binary property list that holds itself."""
    head, table = b"bplist00", bytes([8, 10])
    body = bytes([0xA1, 0, 0xA1, 0])
    trailer = struct.pack(">6xBBQQQ", 1, 1, 2, 0, len(head) + len(body))
    return head + body + table + trailer


def nasty_files() -> dict[str, tuple[str, bytes]]:
    """All of them, with those that are kept, whose names say by `--` which path they have."""
    kept = {path.name: (path.name.partition("--")[2], path.read_bytes()) for path in sorted(KEPT.iterdir())}
    return nasty_texts() | nasty_bytes() | {name: file for name, file in kept.items() if file[0]}


def bomb() -> bytes:
    """A ZIP of 16 files of 60 MB in some KB, each of which says how long it is."""
    return documents.zipped({f"{at}.txt": bytes(60 * MB) for at in range(16)})


def lying_zip() -> bytes:
    """A ZIP whose member says that it is short, and is not."""
    data = bytearray(documents.zipped({"a.txt": b"It is so. " * 1000}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def overlapping_zip() -> bytes:
    """A ZIP of which many members are the same bytes."""
    data = documents.zipped({"a.txt": b"It is so. " * 200_000})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    entry = data[start:end]
    entries = b"".join(entry.replace(b"a.txt", f"{at:05d}"[-5:].encode()) for at in range(1000))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entries), start, 0)
    return data[:start] + entries + tail


def tar_of(*members: tuple[str, bytes, bytes, str]) -> bytes:
    """A tar of names, contents, types, and what links lead to."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content, kind, target in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, target, len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def zip_of(names: list[str], content: bytes = b"How to Wait\n\nSit down. Count to ten.\n") -> bytes:
    """A ZIP of files of any names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()
