"""Word documents: headings, lists, tables and text; nothing that is hidden or deleted."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest import Article, Source, SourceError, read_article
from tests import documents
from tests.test_ingest_article import assert_sound


def article_of(data: bytes, path: str = "a.docx") -> Article:
    """The article of a document, sound in all that holds for every article."""
    article = read_article(Source(path, data), article_id="a")
    assert_sound(article)
    assert article.format == "docx"
    return article


def told(article: Article) -> list[tuple[tuple[str, ...], str]]:
    """Section and text of each passage."""
    return [(each.section, each.text) for each in article.passages]


def test_words_own_styles_are_the_structure() -> None:
    """Title, headings, bullets, who wrote it."""
    article = article_of(documents.word("References", documents.REFERENCES))
    assert (article.title, article.author) == ("References", "Ann Field")
    assert [each.section for each in article.passages] == [
        (),
        ("When to ask",),
        ("What to write", "The first lines"),
    ]
    assert [one.role for one in article.passages[1].sentences] == ["prose", "prose", "lead", "item", "item"]


def test_a_document_without_styles_has_its_bold_lines_for_headings() -> None:
    """A short line all in bold without a sentence's end; a bold sentence is text."""
    document = docx.Document()
    document.core_properties.author = "python-docx"
    for text, bold in (("When to ask", True), ("Ask early.", False), ("Never ask twice.", True)):
        document.add_paragraph().add_run(text).bold = bold
    article = article_of(documents.saved(document))
    assert (article.title, article.author) == ("When to ask", None)
    assert told(article) == [((), "Ask early.\nNever ask twice.")]


def test_tables_lists_and_line_breaks() -> None:
    """A row in a line; a frame of one cell is text; numbered paragraphs are items; a break parts lines."""
    document = docx.Document()
    document.add_paragraph("Notice is due:")
    table = document.add_table(rows=2, cols=2)
    for at, text in enumerate(("Years", "Notice", "Two", "One month")):
        table.cell(at // 2, at % 2).text = text
    document.add_table(rows=1, cols=1).cell(0, 0).text = "Ask in writing."
    document.add_paragraph("Sign it.", style="List Number")
    document.add_paragraph("Ann Field\n12 Desk Lane")
    assert told(article_of(documents.saved(document))) == [
        (
            (),
            "Notice is due:\nYears | Notice\nTwo | One month\nAsk in writing.\nSign it.\nAnn Field.\n12 Desk Lane.",
        )
    ]


CHANGED = (
    '<w:p {}><w:r><w:t xml:space="preserve">Ask </w:t></w:r>'
    "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
    '<w:ins><w:r><w:t xml:space="preserve">early </w:t></w:r></w:ins>'
    '<w:hyperlink><w:r><w:t xml:space="preserve">in writing</w:t></w:r></w:hyperlink>'
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t> (we mean late)</w:t></w:r>"
    '<w:r><w:instrText> HYPERLINK "x" </w:instrText></w:r><w:r><w:t>.</w:t></w:r></w:p>'
)


def test_what_is_deleted_or_hidden_is_never_read() -> None:
    """Insertions and links are; a reviewer's comment is none of the document's text."""
    document = docx.Document()
    shown = document.add_paragraph("Ask twice.")
    document.add_comment(shown.runs, text="Never quote me.", author="Reviewer")
    shown._p.addnext(parse_xml(CHANGED.format(nsdecls("w"))))
    assert told(article_of(documents.saved(document))) == [((), "Ask twice.\nAsk early in writing.")]


NOTE = (
    '<w:footnotes {}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>not read</w:t></w:r></w:p></w:footnote>'
    '<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> By law.</w:t></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)


def test_footnotes_stand_behind_the_text() -> None:
    """They are the writer's own words; broken ones are left out."""
    with zipfile.ZipFile(
        io.BytesIO(documents.word("References", (documents.paragraph("Ask early."),)))
    ) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    noted = {**parts, "word/footnotes.xml": NOTE.format(nsdecls("w")).encode()}
    assert told(article_of(documents.zipped(noted))) == [((), "Ask early.\nBy law.")]
    broken = {**parts, "word/footnotes.xml": b"no XML"}
    assert told(article_of(documents.zipped(broken))) == [((), "Ask early.")]


def test_comments_below_their_heading_are_a_readers() -> None:
    """Up to a heading as high."""
    parts = (
        documents.heading("3 Comments"),
        documents.paragraph("I never ask."),
        documents.heading("More"),
        documents.paragraph("Ask early."),
    )
    article = article_of(documents.word("References", parts))
    assert [(each.kind, each.text) for each in article.passages] == [
        ("reader", "I never ask."),
        ("article", "Ask early."),
    ]


WHOLE = documents.word("References", documents.REFERENCES)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(WHOLE[:2000], "is a damaged Word document", id="cut off"),
        pytest.param(
            documents.zipped({"word/document.xml": "<w:document", "[Content_Types].xml": "<Types/>"}),
            "is a damaged Word document",
            id="broken XML",
        ),
        pytest.param(
            WHOLE.replace(b"word/styles.xml", b"word/stylez.xml", 1),
            "is a damaged Word document",
            id="broken part",
        ),
        pytest.param(
            OLD + "EncryptedPackage".encode("utf-16-le"),
            "is a document of Office locked with a password: save it without one",
            id="locked",
        ),
        pytest.param(
            OLD + "WordDocument".encode("utf-16-le"),
            "is a Word document of before 2007 (.doc): save it as DOCX",
            id="of before 2007",
        ),
        pytest.param(b"Ask early.", "is named .docx and is no Word document", id="a text"),
        pytest.param(
            documents.word("References", ()),
            "holds no text besides headings and page furniture",
            id="no text",
        ),
    ],
)
def test_a_document_that_cannot_be_read_is_named(data: bytes, reason: str) -> None:
    """In one line that says what to do."""
    with pytest.raises(SourceError) as error:
        read_article(Source("a.docx", data), article_id="a")
    assert str(error.value).startswith(reason)


def test_a_document_is_known_by_its_content() -> None:
    """Whatever its file is called."""
    article_of(WHOLE, "a.txt")
