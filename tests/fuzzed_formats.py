"""What is fuzzed of each format: the pieces that its grammar has, how they become a file, and small real files.

`tests/test_ingest_fuzzed.py` puts the pieces together with hypothesis, `benchmarks/fuzz.py` gives them to
atheris.
"""

import gzip
import json
import plistlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape

from tests import documents, exports
from tests.adversarial import word

Shape = Callable[[str], bytes]

WORDS = (
    "It is so. ",
    "Ask “why”? ",
    "e.g. Dr. ",
    "我想辞职。",
    "a",
    " ",
    "\n",
    "\n\n",
    "\r",
    "\u2028",
    "\u0085",
    "\t",
)
"""What stands between the marks of any format."""
STAMPS = (
    *(
        "[00:01:10]",
        "[99:99:99]",
        "(0:01)",
        "00:03:41",
        "99999999999:99",
        "[٠٠:٠١]",
        "0:00 ",
        "[0:01 - 0:00]",
    ),
    *("[1:02](https://youtu.be/abcdefghijk?t=1h2m3s)", "[0:01](?t=999999)", "-1:00"),
)
NUMBERS = (
    "-1",
    "0",
    "1e999",
    "NaN",
    "Infinity",
    "-0.0",
    "1e308",
    "9" * 400,
    "0.0000001",
    "true",
    "null",
    "18446744073709551616",
)
SIGNS = (
    "\x00",
    "\x1b[31m",
    "\ufeff",
    "\u202e",
    "\u200b",
    "\ufffe",
    "\U0001f600",
    "&#0;",
    "&#xd800;",
    "&#1114112;",
    "\x7f",
    "\x0c",
)
ALWAYS = (*WORDS, *SIGNS)
"""What may stand in a file of any format."""
PROSE = (
    *(
        "---\n",
        "title: a\n",
        "title: 'a\n  b'\n",
        'title: "\\ud800\\n"\n',
        "date: 0000-99-99\n",
        "videoId: abcdefghijk\n",
    ),
    *(
        "+++\n",
        'title = "a"\n',
        "{",
        '"title": "a"',
        "}",
        "From: [[a]]\n",
        "# ",
        "###### ",
        "- ",
        "* ",
        "1. ",
        "> ",
        "> [!note] ",
    ),
    *(
        "```\n",
        "~~~\n",
        "    ",
        "|a|b|\n",
        "|-|-|\n",
        "[[a|b]]",
        "![[a]]",
        "[a](b)",
        "![a](b)",
        "**",
        "_",
        "`",
        "==",
        "~~",
        "%%",
    ),
    *(
        "<!--",
        "-->",
        "[^1]",
        "[^1]: ",
        "<br/>",
        "<b>",
        "&amp;",
        "\\",
        "a:: b\n",
        "#tag ",
        "{{< a >}}",
        "===\n",
        "- [ ] ",
    ),
    *(
        "Comments\n\n",
        "2 Comments\n",
        "12. Ann says:\n",
        "Ann • 2 years ago\n",
        "Reply\n",
        "Ann on March 3, 2020 said:\n",
        "thanks",
    ),
    *(
        "Dear Sir,\n",
        "Kind regards,\n",
        "[Your Name]\n",
        "By Ann Lee\n",
        "Share this\n",
        "Tags: a\n",
        "Ann: ",
        "Posted in A\n",
    ),
)
TAGS = (
    *("<p>", "</p>", "<div>", "</div>", "<div class='comment'>", "<ol class='comment-list'>", "<li id='comment-1'>", "<h1>", "</h1>"),
    *("<table><tr><td>", "</table>", "<ul><li>", "<br>", "<pre>", "<script>", "</script>", "<!--", "-->", "<![CDATA[", "]]>"),
    *("<title>a\nb</title>", "<meta charset=undefined>", "<meta charset=utf-7>", "<base href='//['>", "<article>", "<main>"),
    *("<a href='http://[::1'>", "<time datetime='99999-01-01'>", "<cite class='fn'>Ann</cite>", "<blockquote>", "<?a?>", "<!DOCTYPE a>"),
    *("<meta property='og:title' content='a&#10;b'>", "<link rel=canonical href='http://a.b/\x00'>", "<p hidden>", "<sup><a href='#1'>1</a></sup>"),
    *("<script type='application/ld+json'>{\"@type\":\"Article\",\"author\":[[[]]],\"datePublished\":1e999}</script>", "<svg>", "<p itemprop=text>"),
)  # fmt: skip
ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


@dataclass(frozen=True)
class Format:
    """The path of a file of the format, its grammar's pieces, what makes a file of them, and real small files."""

    path: str
    pieces: tuple[str, ...]
    shapes: tuple[Shape, ...]
    samples: tuple[bytes, ...]


def plain(text: str, before: str = "", behind: str = "") -> bytes:
    """A text as it is."""
    return f"{before}{text}{behind}".encode("utf-8", "surrogatepass")


def within(before: str, behind: str = "") -> Shape:
    """What makes a file of pieces that stand within something."""
    return partial(plain, before=before, behind=behind)


def made_part(name: str, text: str) -> bytes:
    """A Word document of which one part is that text."""
    return _replaced(documents.word("A title", documents.REFERENCES), {name: text})


def _replaced(packed: bytes, parts: Mapping[str, str]) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        own: dict[str, bytes] = {name: archive.read(name) for name in archive.namelist()}
    return documents.zipped(own | {name: plain(text) for name, text in parts.items()})


def _chapter(text: str) -> bytes:
    return documents.book("A title", {"1.xhtml": text, "2.xhtml": "<p>It is so.</p>"})


def _package(text: str) -> bytes:
    return _replaced(_chapter("<p>It is so.</p>"), {"OEBPS/book.opf": text})


def _container(text: str) -> bytes:
    return _replaced(_chapter("<p>It is so.</p>"), {"META-INF/container.xml": text})


def _captions(text: str) -> bytes:
    """Captions that say each line of it, at times that are written oddly."""
    said = enumerate(text.splitlines() or [""])
    entries = (
        f'{{"text":{json.dumps(line)},"start":{NUMBERS[(at + len(line)) % len(NUMBERS)]}}}'
        for at, line in said
    )
    return f'[{{"text":"It is so.","start":1}},{",".join(entries)}]'.encode()


def _pdf_of(text: str) -> bytes:
    """A page whose drawing is that text, without a table of where its parts are."""
    stream = plain(text)
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF" % (len(stream), stream)
    )  # fmt: skip


def _pdf_trailer(text: str) -> bytes:
    """A PDF whose objects are that text."""
    return b"%PDF-1.7\n" + plain(text) + b"\ntrailer<</Root 1 0 R/Info 6 0 R>>\nstartxref\n9\n%%EOF"


def _safari(text: str) -> bytes:
    page = {
        "WebResourceData": plain(text),
        "WebResourceTextEncodingName": "utf-8",
        "WebResourceURL": "http://a.b/",
    }
    return plistlib.dumps({"WebMainResource": page}, fmt=plistlib.FMT_BINARY)


def _mime(text: str) -> bytes:
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8'
        b"\r\nContent-Location: http://a.b/\r\n\r\n" + plain(text) + b"\r\n--x--\r\n"
    )


def _mime_head(text: str) -> bytes:
    return (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; "
        + plain(text)
        + b"\r\n\r\n--x\r\n\r\n<p>It is so.</p>"
    )


PAGE = "<!doctype html><html><head><title>A</title></head><body>"
POST = exports.post(1, "A title", "<p>It is so. We say it.</p>", exports.comment(1, "Ann", "Is it so?"))
JSON = (
    *(
        '{"text":"It is so.","start":',
        '{"utf8":"a"}',
        '"segs":[',
        '{"events":[',
        '{"tStartMs":',
        '{"start":1,"text":"\\ud800"},',
    ),
    *(
        '{"text":"a\\u0000b\\n","start":1,"duration":',
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        '"start":',
        '"end":',
        '"speaker":"Ann"',
        '"1:02"',
    ),
    *(
        '"title":"a\\nb",',
        '"video_id":"abcdefghijk",',
        '{"transcript":',
        '"99:99:99,999"',
        '"1e5s"',
        '"offsets":{"from":',
    ),
)
CUES = (
    *(
        "WEBVTT\n\n",
        "1\n",
        "00:00:01.000 --> 00:00:02.000\n",
        "00:00:09,000 --> 00:00:01,000\n",
        "-1:00:00.0 --> 0:00\n",
        "0:00:01.0,0:00:02.0\n",
    ),
    *(
        "9999:59:59.999 --> 9999:59:59.999\n",
        "00:61:00.000 --> 00:62:00.000\n",
        "00:01 --> \n",
        "--> 1\n",
        "NOTE a\n",
        "STYLE\n",
        "<v Ann>",
        "<c>",
    ),
    *(
        "</c>",
        "<00:00:01.500>",
        ">> ",
        "[Music]",
        "{\\an8}",
        "&amp;",
        "&lt;v ",
        "♪",
        "Ann: ",
        "It is so and\n",
        "it is so and more\n",
        " align:start\n",
    ),
)
DOCX = (
    *("<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:br/>", "<w:tab/>", "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", "<w:sdt>"),
    *("</w:sdt>", "<w:sdtContent>", "<w:pPr><w:pStyle w:val='Heading1'/></w:pPr>", "<w:pPr><w:outlineLvl w:val='x'/></w:pPr>", "<w:ins>"),
    *("<w:pPr><w:numPr><w:numId/></w:numPr></w:pPr>", "<w:pPr><w:pStyle w:val='ListBullet'/></w:pPr>", "<w:rPr><w:b/></w:rPr>", "<w:rPr><w:b w:val='x'/></w:rPr>"),
    *("<w:pPr><w:pStyle/></w:pPr>", "<w:pPr><w:pStyle w:val='no'/></w:pPr>", "<w:pPr><w:outlineLvl w:val='-5'/></w:pPr>", "<w:del>", "<?a?>", "<!--a-->", "&#1;"),
)  # fmt: skip
EPUB = (
    *("<item id='c0' href='1.xhtml' media-type='application/xhtml+xml'/>", "<itemref idref='c0'/>", "<itemref/>", "<item/>", "<spine>", "</spine>"),
    *("<manifest>", "</manifest>", "<package>", "<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>a\nb</dc:title>", "<rootfile full-path='../../x'/>"),
    *("<rootfile full-path='OEBPS/book.opf'/>", "<container>", "<item id='c0' href='%ff%00/../..' media-type='text/html'/>", "<h1 epub:type='x'>"),
)  # fmt: skip
PDF = (
    *("BT /F 12 Tf 20 200 Td (It is so. We say it.) Tj ET\n", "q 1 0 0 1 0 0 cm ", "Q ", "BT ", "ET ", "/F 1e38 Tf ", "/F 0 Tf ", "(a) Tj ", "[(a) -9999999 (b)] TJ "),
    *("1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n", "2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 99999>>endobj\n", "3 0 obj<</Type/Page/Parent 3 0 R/Contents 4 0 R>>endobj\n"),
    *("4 0 obj<</Length 4 0 R>>stream\nBT (a) Tj ET\nendstream endobj\n", "6 0 obj<</Title<FEFFD800>/Author(\\000)>>endobj\n", "0 0 0 0 0 0 Tm ", "T* ", "99999999999 TL ", "<</a", ">>", "(\\", "Do "),
    *("/Filter/FlateDecode", "/Filter[/ASCIIHexDecode/ASCIIHexDecode]", "nan ", "-1 ", "10 0 0 -10 50 50 Tm (It is.) Tj ", "xref\n0 9999999999\n"),
)  # fmt: skip
TABLE = (
    *('"', '""', ",", ";", "\t", "|", "\n", "\r", "question,answer\n", "category,question,answer\n", "sep=;\n", "sep=\x00\n", 'Q?,"It is so."\n', "Q?,\n"),
    *("Q?,It is so.\n", "'", "\\", "=cmd()", ",,,,,\n", "question;answer\n", "Why?;It is so.\n"),
)  # fmt: skip
RSS = (
    *("<item>", "</item>", "<wp:comment>", "</wp:comment>", "<wp:comment_parent>1</wp:comment_parent>", "<wp:comment_id>1</wp:comment_id>"),
    *("<wp:post_id>1</wp:post_id>", "<wp:post_date>9999-99-99</wp:post_date>", "<pubDate>Mon, 99 Foo 99999 99:99:99 +9999</pubDate>", "<title>a\nb</title>"),
    *("<content:encoded><![CDATA[<p>It is so.</p>[embed]x[/embed]]]></content:encoded>", "<wp:status>publish</wp:status>", "<wp:post_type>post</wp:post_type>"),
    *("<wp:post_name>../../a</wp:post_name>", "<link>http://[</link>", "<dc:creator>a</dc:creator>", "<wp:comment_approved>1</wp:comment_approved>", POST),
    *("<wp:comment_content>[caption]&lt;p&gt;It is.</wp:comment_content>", "<wp:comment_date>0000-00-00 00:00:00</wp:comment_date>", "&c;", ENTITIES),
)  # fmt: skip
DISQUS = (
    *(exports.thread(1, "A title"), exports.said(1, 1, "Ann", "<p>Is it so?</p>"), exports.said(2, 1, "Bo", "It is.", above=1), "<post dsq:id='3'>"),
    *("</post>", "<parent dsq:id='3'/>", "<thread dsq:id='1'/>", "<createdAt>99999-01-01T00:00:00Z</createdAt>", "<message>a</message>", "<isSpam>", "<author><name>"),
)  # fmt: skip
TALK = (
    *STAMPS,
    "Ann 0:01\n",
    "Ann: ",
    "# a\n",
    "[00:00:01] Ann: It is so.\n",
    "duration: 9h9m\n",
    "00:00 Intro\n",
    "- ",
    "(laughs) ",
    "00:01\nIt is so\n",
)
MARKDOWN = documents.markdown("A title", documents.REFERENCES)
PROSE_SHAPES = (
    within(""),
    within("---\n", "\n---\nIt is so.\n"),
    within("{", "}\nIt is so.\n"),
    within("+++\n", "\n+++\nIt is so.\n"),
)

FORMATS: dict[str, Format] = {
    "pdf": Format(
        "a.pdf",
        PDF,
        (_pdf_of, _pdf_trailer),
        (documents.pdf_of_lines([(50.0, 500.0, "It is so."), (50.0, 480.0, "We say it.")]), documents.locked_pdf()),
    ),
    "docx": Format(
        "a.docx",
        DOCX,
        (
            word,
            within(""),
            partial(made_part, "word/document.xml"),
            partial(made_part, "word/styles.xml"),
            partial(made_part, "word/footnotes.xml"),
            partial(made_part, "_rels/.rels"),
            partial(made_part, "word/_rels/document.xml.rels"),
            partial(made_part, "docProps/core.xml"),
            partial(made_part, "[Content_Types].xml"),
        ),
        (documents.word("A title", documents.REFERENCES[:4]),),
    ),
    "epub": Format(
        "a.epub",
        (*EPUB, *TAGS),
        (_chapter, _package, _container, within("")),
        (_chapter("<h1>A</h1><p>It is so.</p>"),),
    ),
    "blog export": Format(
        "a.xml",
        (*RSS, *DISQUS, *TAGS),
        (
            lambda text: exports.wxr(text),
            lambda text: exports.wxr(POST, text),
            lambda text: exports.disqus(text),
            lambda text: exports.wxr(exports.post(1, "A", text)),
            within("<disqus>"),
            within('<?xml version="1.0"?>'),
        ),
        (exports.wxr(POST), exports.disqus(exports.thread(1, "A"), exports.said(1, 1, "Ann", "Is it so?"))),
    ),
    "web page": Format(
        "a.html",
        TAGS,
        (within(PAGE), _safari, _mime, _mime_head, within(""), within("<html><head>", "</head><body><p>It is so.</p>")),
        (documents.web_page("A title", documents.REFERENCES), _mime("<p>It is so.</p>"), _safari("<html><p>It is so.</p>")),
    ),
    "subtitles": Format(
        "a.vtt",
        CUES,
        (within("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nIt is so.\n\n"), within("")),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>It is so.\n", b"1\n00:00:01,000 --> 00:00:02,000\nIt is so.\n"),
    ),
    "caption JSON": Format(
        "a.json",
        (*JSON, *NUMBERS),
        (_captions, _captions, within('[{"text":"It is so.","start":1},', "]"), within(""), within('{"events":[', "]}")),
        (json.dumps([{"text": "It is so.", "start": 1.5, "duration": 2}] * 3).encode(),),
    ),
    "transcript": Format(
        "a.txt",
        TALK,
        (within("00:00\nIt is so\n00:05\nand more\n00:09\nand more\n"), within(""), within("[00:01] It is.\n[00:02] So.\n")),
        (b"0:00\nIt is so\n0:04\nand we say it\n0:09\nas it is\n", b"Ann 0:01\nIt is so.\n\nBo 0:09\nIs it?\n"),
    ),
    "table": Format(
        "a.csv", TABLE, (within("question,answer\n"), within(""), within("sep=")), (b'question,answer\nWhy?,"It is so."\n',)
    ),
    "wiki": Format(
        "a.md", (*PROSE, *STAMPS), PROSE_SHAPES, (MARKDOWN, b"---\ntitle: a\n---\nFrom: [[a]]\n\n# A\n\nIt is so [00:01:00].\n")
    ),
    "thread": Format(
        "a.txt",
        (*PROSE, *STAMPS),
        (within("It is a text of some length.\n\nComments\n\n1. Ann says:\n\nIs it so?\n\n2. Bo says:\n\n"), within("")),
        (b"It is.\n\n2 Comments\n\n1. Ann says:\n\n  Is it so?\n\n2. Bo says:\n\n  It is, Ann.\n",),
    ),
    "plain": Format("a.txt", (*PROSE, *STAMPS), (*PROSE_SHAPES, within("A Title\n\n")), (b"A Title\n\nIt is so.\n\n- One\n- Two\n",)),
}  # fmt: skip


def made(kind: Format, data: bytes) -> bytes:
    """The file that a fuzzer's bytes stand for: the first says which shape the others take, or none."""
    if not data:
        return b""
    shape, text = data[0], data[1:]
    if shape < 64 or shape == 255:
        return text
    return kind.shapes[shape % len(kind.shapes)](text.decode("utf-8", "replace"))


def starts(kind: Format) -> list[bytes]:
    """What a fuzzer begins with: the real files, each piece in each shape, and texts of all kinds of bytes."""
    first = 64 + (-64) % len(kind.shapes)  # the number of the first shape
    shaped = [bytes([first + at]) + plain(piece) for piece in kind.pieces for at in range(len(kind.shapes))]
    raw = [b"\xff" + sample for sample in kind.samples]
    odd = [b"\xff" + sample.decode("utf-8", "ignore").encode("utf-16") for sample in kind.samples]
    chosen = random.Random(7)
    for at in range(24):
        long = "".join(chosen.choices((*kind.pieces, *ALWAYS), k=150))
        shaped.append(bytes([first + at % len(kind.shapes)]) + plain(long))
    return [*raw, *odd, *shaped, b"\xff" + gzip.compress(b"It is so."), b"\xff" + escape("<a>").encode()]
