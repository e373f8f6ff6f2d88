"""PDF files: pages, paragraphs and headings, words mended, running lines apart; what cannot be read is named."""

import pytest

from ingest import Article, Source, SourceError, read_article, reader_of
from tests import documents
from tests.documents import heading, item, paragraph
from tests.test_ingest_article import assert_sound

LONG = (
    "Tell your manager first, and only then your colleagues, for news travels. "
    "Read your contract: the notice period is written there, and it is often longer than you think."
)


def article_of(data: bytes) -> Article:
    """The article of a PDF, sound in all that holds for every article."""
    article = read_article(Source("a.pdf", data), article_id="a")
    assert_sound(article)
    assert article.format == "pdf"
    return article


def texts(article: Article) -> list[str]:
    """The text of each passage."""
    return [each.text for each in article.passages]


def pages_of(article: Article) -> list[int | None]:
    """The page of each sentence."""
    reader = reader_of(article.format)
    return [reader.page(article.text, one.start) for each in article.passages for one in each.sentences]


def test_a_handout_is_read_with_its_structure() -> None:
    """Title, author, headings by their size, paragraphs over several lines, items with hanging lines."""
    parts = (
        paragraph(LONG),
        heading("Before you go"),
        item("Save your pay slips, each of them, since nobody else will keep them for you later."),
        item("Note who can speak for you."),
        heading("The letter", 3),
        paragraph(f"{LONG} {LONG}"),
    )
    article = article_of(documents.pdf("Leaving Well", parts))
    assert (article.title, article.author) == ("Leaving Well", "Ann Field")
    assert [each.section for each in article.passages] == [
        (),
        ("Before you go",),
        ("Before you go", "The letter"),
    ]
    assert texts(article) == [LONG, f"{parts[2].text}\n{parts[3].text}", f"{LONG} {LONG}"]
    assert [one.role for one in article.passages[1].sentences] == ["item", "item"]


def test_a_paragraph_goes_on_over_a_page() -> None:
    """Running lines and page numbers stand apart, and each sentence has its own page."""
    parts = tuple(paragraph(f"{LONG} This is paragraph {number} of them.") for number in range(24))
    article = article_of(documents.pdf("Leaving Well", parts, running="Desk Letters – Leaving"))
    said = "\n".join(texts(article))
    assert said == "\n".join(part.text for part in parts)
    pages = pages_of(article)
    assert pages[0] == 1
    assert pages[-1] == article.text.count("\f") + 1 > 2
    furniture = [article.text[span.start : span.end] for span in article.spans if span.kind == "boilerplate"]
    assert furniture == ["Desk Letters – Leaving", "Page 1"]
    over = next(each for each in article.passages if "\f" in article.text[each.start : each.end])
    assert "\f" not in over.text


def lines(*rows: str, top: float = 550, left: float = 40) -> list[tuple[float, float, str]]:
    """Rows of a page, one below the other."""
    return [(left, top - 14 * at, row) for at, row in enumerate(rows)]


def test_words_parted_at_a_lines_end_are_mended() -> None:
    """The hyphen is left out, unless it is the word's own; over a page, too."""
    first = lines(
        "The new employ-",
        "ment contract is a well-",
        "known paper. Self-",
        "employed people sign a state-of-the-art con-",
        "tract, and cross-check it. Look for state-of-",
    )
    article = article_of(documents.pdf_of_lines(first, lines("the-art clauses in it.", "It ends here.")))
    assert texts(article) == [
        "The new employment contract is a well-known paper. Self-employed people sign a state-of-the-art "
        "contract, and cross-check it. Look for state-of-the-art clauses in it.\nIt ends here."
    ]
    assert pages_of(article) == [1, 1, 1, 2]


def test_paragraphs_without_a_gap_are_told_by_what_would_have_had_room() -> None:
    """A line that ends early ends its paragraph; so does one before an indented line."""
    rows = lines(
        "Ask for the reference in your last week and not",
        "later.",
        "Name the firm and the years in which you were",
        "there with them.",
    )
    indented = [*rows[:3], (52.0, rows[2][1] - 14, "Then sign.")]
    assert texts(article_of(documents.pdf_of_lines(rows))) == [
        "Ask for the reference in your last week and not later.\n"
        "Name the firm and the years in which you were there with them."
    ]
    assert texts(article_of(documents.pdf_of_lines(indented)))[0].endswith("you were.\nThen sign.")


def test_columns_are_read_one_after_the_other() -> None:
    """As the file has them; the second does not go on in the first one's line."""
    left = lines("Ask for the reference", "in your last week.", "Later nobody knows")
    right = lines("who you are, for people", "move on quickly.", left=230)
    assert texts(article_of(documents.pdf_of_lines([*left, *right]))) == [
        "Ask for the reference in your last week.\nLater nobody knows who you are, for people move on quickly."
    ] or texts(article_of(documents.pdf_of_lines([*left, *right]))) == [
        "Ask for the reference in your last week. Later nobody knows who you are, for people move on quickly."
    ]


def test_a_page_without_text_is_noted() -> None:
    """The others are read, and pages keep their numbers."""
    page = lines("Ask for the reference in your last week and not later than that.")
    article = article_of(documents.pdf_of_lines(page, [], lines("Sign it on the day on which you leave.")))
    assert article.notes == ("1 of 3 pages hold no text (scanned or drawn): 2",)
    assert pages_of(article) == [1, 3]
    assert reader_of("pdf").fragment(article.text, len(article.text) - 5, len(article.text)) == "page=3"


@pytest.mark.parametrize(
    "title", ["", "Microsoft Word - draft.docx", "(anonymous)", "leaving.indd", "untitled"]
)
def test_a_title_that_is_none_gives_way(title: str) -> None:
    """To the first heading, as large as it is."""
    import io

    from reportlab.pdfgen.canvas import Canvas

    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(420, 595))
    canvas.setTitle(title)
    canvas.setFont("Helvetica", 20)
    canvas.drawString(40, 550, "Leaving Well")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(40, 520, "Tell your manager first, and only then your colleagues.")
    canvas.save()
    assert article_of(file.getvalue()).title == "Leaving Well"


WHOLE = documents.pdf_of_lines(lines("Ask early, while people still remember you."))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(
            documents.locked_pdf(), "is a PDF locked with a password: save it without one", id="locked"
        ),
        pytest.param(
            documents.pdf_of_lines([], []),
            "is a PDF without text (2 pages, scanned or drawn): run it through text recognition (OCR) first",
            id="scanned",
        ),
        pytest.param(WHOLE[:200], "is a damaged PDF: PDFium cannot open it", id="cut off"),
        pytest.param(b"%PDF-1.7\n", "is a damaged PDF: PDFium cannot open it", id="only its first line"),
        pytest.param(b"Ask early.", "is named .pdf and is no PDF", id="a text"),
    ],
)
def test_a_pdf_that_cannot_be_read_is_named(data: bytes, reason: str) -> None:
    """In one line that says what to do."""
    with pytest.raises(SourceError) as error:
        read_article(Source("a.pdf", data), article_id="a")
    assert str(error.value).startswith(reason)


def test_a_pdf_is_known_by_its_content() -> None:
    """Whatever its file is called."""
    assert read_article(Source("a.txt", WHOLE), article_id="a").format == "pdf"
