"""Files as the programs of each format write them, with their habits: what they say, when and where it stands."""

import io
import json

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from ingest import Article, Source, read_article, reader_of
from tests import documents
from tests.test_ingest_article import assert_sound

Said = list[tuple[str | None, int | None, str]]


def article_of(name: str, data: bytes) -> Article:
    """The article of a file, sound in all that holds for every article, each quote where it is said to be."""
    article = read_article(Source(name, data), article_id="a")
    assert_sound(article)
    reader = reader_of(article.format)
    for each in article.passages:
        for one in each.sentences:
            assert reader.shown(article.text, one.start, one.end) == one.text
    return article


def said(article: Article) -> Said:
    """Speaker, second and text of each sentence."""
    return [(each.author, one.seconds, one.text) for each in article.passages for one in each.sentences]


SRT = (
    '1\n00:00:01,000 --> 00:00:03,500\n<i>We ask</i> <font color="#fff">early</font>\n\n'
    "2\n00:00:03,000 --> 00:00:06,000\nand – often.\n\n3\n00:00:07,000 --> 00:00:09,000\n{\\an8}Then we wait.\n"
)
VTT = (
    "WEBVTT - Talk\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\nKind: captions\n\nSTYLE\n::cue { color: red }\n\n"
    "REGION\nid:fred width:40%\n\nNOTE\nTwo lines\nof a note\n\nintro\n00:01.000 --> 00:03.500 align:start position:0%\n"
    "<v.loud Ann Lee>We <c.yellow>ask</c> &lt;early&gt;.</v>\n\n00:04.000 --> 00:06.000 line:-1\n<v Bo>Then&nbsp;we wait.\n\n"
    "00:05.000 --> 00:08.000\n<v Ann Lee>Both.</v>\n"
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_subrip_with_tags_in_any_encoding(encoding: str) -> None:
    """Cues that overlap run on; the blank between two tags parts words."""
    data = SRT.replace("\n", "\r\n").encode(encoding)
    assert said(article_of("a.srt", data)) == [
        (None, 1, "We ask early and – often."),
        (None, 7, "Then we wait."),
    ]


def test_webvtt_of_a_stream() -> None:
    """Its headers, styles, regions, notes, names of cues and settings are not said; its voices speak."""
    expected = [("Ann Lee", 1, "We ask <early>."), ("Bo", 4, "Then we wait."), ("Ann Lee", 5, "Both.")]
    assert said(article_of("a.vtt", VTT.encode())) == expected


def words(*timed: tuple[str, float]) -> list[dict[str, object]]:
    """Words as speech recognition gives them."""
    return [{"word": word, "start": start, "end": start + 0.2} for word, start in timed]


EACH = words(("We", 1.0), ("ask", 1.3), ("early.", 1.6), ("Then", 7.0), ("wait.", 7.3))


@pytest.mark.parametrize(
    ("loaded", "expected"),
    [
        pytest.param(
            {
                "wireMagic": "pb3",
                "events": [
                    {"tStartMs": 0, "dDurationMs": 99999, "id": 1, "wpWinPosId": 1},
                    {
                        "tStartMs": 1000,
                        "dDurationMs": 3000,
                        "segs": [{"utf8": "we"}, {"utf8": " ask", "tOffsetMs": 300}],
                    },
                    {"tStartMs": 2500, "dDurationMs": 1500, "aAppend": 1, "segs": [{"utf8": "\n"}]},
                    {
                        "tStartMs": 2510,
                        "dDurationMs": 3000,
                        "segs": [{"utf8": "early"}, {"utf8": " too", "tOffsetMs": 9}],
                    },
                    {"tStartMs": 4000, "aAppend": 1, "segs": [{"utf8": "\n"}]},
                    {"tStartMs": 9000, "dDurationMs": 3000, "segs": [{"utf8": "then"}, {"utf8": " wait"}]},
                ],
            },
            [(None, 1, "we ask early too"), (None, 9, "then wait")],
            id="YouTube, with events of a line break",
        ),
        pytest.param(
            {
                "task": "transcribe",
                "language": "english",
                "duration": 9.1,
                "text": "We ask early. Then wait.",
                "segments": [
                    {
                        "id": 0,
                        "seek": 0,
                        "start": 1.0,
                        "end": 3.5,
                        "text": " We ask early.",
                        "words": EACH[:3],
                    },
                    {"id": 1, "seek": 0, "start": 7.0, "end": 9.0, "text": " Then wait.", "words": EACH[3:]},
                ],
                "words": EACH,
            },
            [(None, 1, "We ask early."), (None, 7, "Then wait.")],
            id="Whisper, with words",
        ),
        pytest.param(
            {
                "segments": [
                    {
                        "start": 1.0,
                        "end": 3.0,
                        "text": " We ask early.",
                        "words": EACH[:3],
                        "speaker": "SPEAKER_00",
                    },
                    {
                        "start": 7.0,
                        "end": 8.0,
                        "text": " Then wait.",
                        "words": EACH[3:],
                        "speaker": "SPEAKER_01",
                    },
                ],
                "word_segments": EACH,
            },
            [("SPEAKER_00", 1, "We ask early."), ("SPEAKER_01", 7, "Then wait.")],
            id="WhisperX",
        ),
        pytest.param(
            {
                "version": "1.0.0",
                "segments": [
                    {
                        "speaker": name,
                        "startTime": each["start"],
                        "endTime": each["end"],
                        "body": each["word"],
                    }
                    for each, name in zip(EACH, ("Ann", "Ann", "Ann", "Bo", "Bo"), strict=True)
                ],
            },
            [("Ann", 1, "We ask early."), ("Bo", 7, "Then wait.")],
            id="a podcast, word by word",
        ),
    ],
)
def test_captions_in_json(loaded: object, expected: Said) -> None:
    """What is said once, in sentences with the second of their own cue."""
    assert said(article_of("a.json", json.dumps(loaded).encode())) == expected


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        (
            "faq.csv",
            '\ufeffFrage;Antwort;Kategorie\r\n"Wann\r\nfragen?";"Früh; und oft.\r\nDann warten.";Lohn\r\n'.encode(),
            [(("Lohn", "Wann fragen?"), "Früh; und oft.\nDann warten.")],
        ),
        (
            "faq.tsv",
            'Question\tAnswer\r\nWhen to ask?\t"Early, ""at noon""."\r\n'.encode("utf-16"),
            [(("When to ask?",), 'Early, "at noon".')],
        ),
        (
            "faq.csv",
            'id,Question,Answer\n1,Where?,At the café.\n2,"Who, then?","The lead.\n\nNobody – else."\n'.encode(
                "cp1252"
            ),
            [(("Where?",), "At the café."), (("Who, then?",), "The lead.\nNobody – else.")],
        ),
    ],
    ids=["German, with a mark", "Unicode text of Excel", "Windows"],
)
def test_tables_of_spreadsheets(name: str, data: bytes, expected: list[tuple[tuple[str, ...], str]]) -> None:
    """Signs and line breaks within quotation marks, whatever the encoding."""
    assert [(each.section, each.text) for each in article_of(name, data).passages] == expected


def test_a_document_with_controls_and_tracked_changes() -> None:
    """What a control holds is text, wherever it stands; insertions and links are, deletions are not."""
    document = docx.Document()
    document.add_paragraph("Before the control.")
    control = "<w:sdt {}><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inside = "<w:p><w:r><w:t>Inside the control.</w:t></w:r></w:p>"
    document.element.body.insert(1, parse_xml(control.format(nsdecls("w"), inside)))
    paragraph = document.add_paragraph("Ask ")
    for part in (
        f"<w:hyperlink {nsdecls('w')}><w:r><w:t>in writing</w:t></w:r></w:hyperlink>",
        f'<w:ins {nsdecls("w")} w:author="x"><w:r><w:t xml:space="preserve"> and early.</w:t></w:r></w:ins>',
        f'<w:del {nsdecls("w")} w:author="x"><w:r><w:delText> or never</w:delText></w:r></w:del>',
    ):
        paragraph._p.append(parse_xml(part))
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Who", "Decides"
    row = "<w:tr><w:tc><w:p><w:r><w:t>Lead</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>days</w:t></w:r></w:p></w:tc></w:tr>"
    table._tbl.append(parse_xml(control.format(nsdecls("w"), row)))
    texts = [text for _, _, text in said(article_of("a.docx", documents.saved(document)))]
    assert texts == [
        "Before the control.",
        "Inside the control.",
        "Ask in writing and early.",
        "Who | Decides",
        "Lead | days",
    ]


def test_a_pdf_that_only_its_owner_may_change() -> None:
    """It opens without a password, so it is read; a page that is turned, too."""
    file = io.BytesIO()
    canvas = Canvas(file, encrypt=pdfencrypt.StandardEncryption("", ownerPassword="x", canPrint=0))
    canvas.drawString(72, 700, "Everybody reads this. And this one too.")
    canvas.showPage()
    canvas.setPageRotation(90)
    canvas.drawString(72, 700, "This page is turned.")
    canvas.save()
    article = article_of("a.pdf", file.getvalue())
    texts = [text for _, _, text in said(article)]
    assert texts == ["Everybody reads this.", "And this one too.", "This page is turned."]
    assert reader_of("pdf").page(article.text, article.text.index("This page")) == 2


OLD_BOOK = (
    '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="2.0"><metadata '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf"><dc:title>Letters</dc:title>'
    '<dc:creator opf:role="aut">Ann Field</dc:creator></metadata><manifest>'
    '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    '<item id="cover" href="text/cover.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="c1" href="text/ch%201.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="c2" href="text/ch2.html" media-type="text/html"/></manifest><spine toc="ncx">'
    '<itemref idref="cover" linear="no"/><itemref idref="c1"/><itemref idref="c2"/></spine></package>'
)


def test_a_book_of_the_older_form_with_notes() -> None:
    """Without a page of contents, with a cover outside the order; a number that leads to a note is not said."""
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": documents.CONTAINER.replace("OEBPS/", ""),
        "book.opf": OLD_BOOK,
        "toc.ncx": "<ncx/>",
        "text/cover.xhtml": documents.xhtml("<p>Cover</p>"),
        "text/ch 1.xhtml": documents.xhtml(
            '<h2>One</h2><p>Ask early.<a epub:type="noteref" href="#n1">1</a> Ask often.<sup><a href="#n2">2</a></sup> Then '
            'wait 10<sup>2</sup> days.</p><aside epub:type="footnote" id="n1"><p>By law.</p></aside>'
        ),
        "text/ch2.html": documents.xhtml("<h2>Two</h2><p>Then <i>go</i>.</p>"),
    }
    article = article_of("a.epub", documents.zipped(parts))
    assert [(each.section, each.text) for each in article.passages] == [
        (("One",), "Ask early. Ask often. Then wait 102 days.\nBy law."),
        (("Two",), "Then go."),
    ]
