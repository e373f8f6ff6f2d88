"""E-books: chapters in the order in which they are read."""

import pytest

from ingest import Article, Source, SourceError, read_article
from tests import documents
from tests.test_ingest_article import assert_sound

CHAPTERS = {
    "b.xhtml": "<h1>Chapter 2: What to write</h1><p>Name the firm.</p><ul><li>And the years.</li></ul>",
    "a.xhtml": "<section epub:type='chapter'><h1>Chapter 1: When to ask</h1><h2>Soon</h2><p>Ask "
    "<span epub:type='pagebreak' title='12'>12</span>early.</p><blockquote>Never wait.</blockquote></section>",
}


def article_of(data: bytes, path: str = "a.epub") -> Article:
    """The article of a book, sound in all that holds for every article."""
    article = read_article(Source(path, data), article_id="a")
    assert_sound(article)
    assert article.format == "epub"
    return article


def told(article: Article) -> list[tuple[tuple[str, ...], str]]:
    """Section and text of each passage."""
    return [(each.section, each.text) for each in article.passages]


def test_chapters_are_read_in_the_books_order() -> None:
    """Which is that of its spine, not of its files; the list of contents and page numbers are left out."""
    article = article_of(documents.book("References", CHAPTERS, spine=["a.xhtml", "b.xhtml"]), "book.txt")
    assert (article.title, article.author, article.date) == ("References", "Ann Field", "2019-05-06")
    assert article.licence == "CC BY-SA 4.0"
    assert told(article) == [
        (("Chapter 1: When to ask", "Soon"), "Ask early.\nNever wait."),
        (("Chapter 2: What to write",), "Name the firm.\nAnd the years."),
    ]


def test_a_chapter_that_is_missing_is_noted() -> None:
    """The others are read."""
    data = documents.book("References", CHAPTERS)
    broken = data.replace(b"OEBPS/a.xhtml", b"OEBPS/z.xhtml")
    article = article_of(broken)
    assert article.notes == ("1 of its chapters are missing",)
    assert [section for section, _ in told(article)] == [("Chapter 2: What to write",)]


def test_a_book_with_odd_chapters_is_read() -> None:
    """Names with blanks, no headings, entities, a chapter that is no valid XML, one of nothing."""
    chapters = {"empty.xhtml": "", "one two.xhtml": "<p>Ask&nbsp;early &amp; often.</p><p>Unclosed <b>tags"}
    data = documents.book("References", chapters, more={"OEBPS/x.css": "p{}"})
    assert told(article_of(data)) == [((), "Ask early & often.\nUnclosed tags.")]


PROTECTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:CipherData>'
    '<enc:CipherReference URI="OEBPS/{}"/></enc:CipherData></enc:EncryptedData></encryption>'
)


def test_protected_fonts_are_no_hindrance() -> None:
    """Publishers scramble them; the text can be read."""
    article_of(documents.book("A", CHAPTERS, more={"META-INF/encryption.xml": PROTECTED.format("a.otf")}))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(
            documents.book("A", CHAPTERS, more={"META-INF/encryption.xml": PROTECTED.format("a.xhtml")}),
            "is an e-book (EPUB) with copy protection, which cannot be read",
            id="protected",
        ),
        pytest.param(documents.book("A", CHAPTERS)[:700], "is a damaged e-book (EPUB)", id="cut off"),
        pytest.param(
            documents.book("A", {}),
            "is an e-book (EPUB) without chapters that can be read",
            id="without chapters",
        ),
        pytest.param(
            documents.zipped({"META-INF/container.xml": documents.CONTAINER}),
            "is damaged: OEBPS/book.opf is missing in it",
            id="without a package",
        ),
        pytest.param(
            documents.zipped({"META-INF/container.xml": ""}),
            "is a damaged e-book (EPUB): META-INF/container.xml in it is not readable",
            id="without a container",
        ),
        pytest.param(b"Ask early.", "is named .epub and is no e-book (EPUB)", id="a text"),
    ],
)
def test_a_book_that_cannot_be_read_is_named(data: bytes, reason: str) -> None:
    """In one line that says what is wrong."""
    with pytest.raises(SourceError) as error:
        read_article(Source("a.epub", data), article_id="a")
    assert str(error.value).startswith(reason)
