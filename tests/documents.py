"""The same text as a page, a PDF, a Word document, an e-book and Markdown, as programs of each kind write it."""

import io
import zipfile
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

import docx
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, ListFlowable, ListItem, Paragraph, SimpleDocTemplate

Kind = Literal["heading", "paragraph", "item"]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of a level, a paragraph or an item of a list."""

    kind: Kind
    text: str
    level: int = 0


def heading(text: str, level: int = 2) -> Part:
    """A heading."""
    return Part("heading", text, level)


def paragraph(text: str) -> Part:
    """A paragraph."""
    return Part("paragraph", text)


def item(text: str) -> Part:
    """An item of a list."""
    return Part("item", text)


REFERENCES = (
    paragraph("A reference opens doors, so ask while people still remember you."),
    heading("When to ask"),
    paragraph("Ask in your last week. Ask again a year later, for people move on."),
    paragraph("These people can still help you if you were let go:"),
    item("A colleague whom you trained."),
    item("A client who liked your work."),
    heading("What to write"),
    heading("The first lines", 3),
    paragraph("Name the firm and the years. Well-known projects come first; self-praise comes never."),
    paragraph("Nobody minds a short letter."),
)
AROUND = (
    '<header class="site-header"><nav><ul><li><a href="/">Home</a></li><li><a href="/all">All posts</a></li></ul>'
    "</nav></header>"
)
BELOW = (
    '<aside class="sidebar"><h2>Recent posts</h2><ul><li><a href="/late">Ten ways to be late</a></li></ul></aside>'
    '<footer class="site-footer"><p>Copyright 2020 Desk Letters. All rights reserved.</p></footer>'
)


def markdown(title: str, parts: tuple[Part, ...]) -> bytes:
    """An article of a wiki."""
    marks = {"heading": "", "paragraph": "", "item": "- "}
    lines = [
        f"{'#' * part.level} {part.text}\n" if part.kind == "heading" else f"{marks[part.kind]}{part.text}\n"
        for part in parts
    ]
    return f"---\ntitle: {title!r}\n---\n\n".encode() + "\n".join(lines).encode()


def web_page(
    title: str,
    parts: tuple[Part, ...],
    *,
    head: str = "",
    comments: str = "",
) -> bytes:
    """A page of a blog with a script, a style, navigation and a footer around the article."""
    body, listed = [], False
    for part in parts:
        if listed != (part.kind == "item"):
            body.append("</ul>" if listed else "<ul>")
            listed = not listed
        tag = {"heading": f"h{part.level}", "paragraph": "p", "item": "li"}[part.kind]
        body.append(f"<{tag}>{escape(part.text)}</{tag}>")
    text = "\n".join([*body, "</ul>" * listed])
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)} - Desk Letters</title>\n'
        f'<meta property="og:title" content="{escape(title)}">{head}\n'
        "<style>.nav { color: red }</style><script>var tip = 'never ask anybody';</script></head>\n"
        f'<body>{AROUND}<main><article class="post"><h1 class="entry-title">{escape(title)}</h1>\n'
        f'<div class="entry-content">{text}</div></article>\n{comments}</main>{BELOW}</body></html>\n'
    ).encode()


def pdf(title: str, parts: tuple[Part, ...], *, running: str = "", told: bool = True) -> bytes:
    """A booklet with the title on its first page and running lines on each."""
    styles = getSampleStyleSheet()
    flow: list[Flowable] = [Paragraph(escape(title), styles["Title"])]
    for part in parts:
        if part.kind == "item":
            flow.append(
                ListFlowable([ListItem(Paragraph(escape(part.text), styles["Normal"]))], bulletType="bullet")
            )
        else:
            style = styles[f"Heading{part.level}"] if part.kind == "heading" else styles["BodyText"]
            flow.append(Paragraph(escape(part.text), style))

    def run(canvas: Canvas, document: SimpleDocTemplate) -> None:
        if running:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(72, 565, running)
            canvas.drawCentredString(200, 24, f"Page {document.page}")

    file = io.BytesIO()
    document = SimpleDocTemplate(file, pagesize=A5, title=title if told else "", author="Ann Field")
    document.build(flow, onFirstPage=run, onLaterPages=run)
    return file.getvalue()


def pdf_of_lines(*pages: list[tuple[float, float, str]], font: str = "Helvetica", size: float = 11) -> bytes:
    """Lines of text at their places, for what a typesetter would do; a page without lines has a drawing."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(420, 595))
    for lines in pages:
        canvas.setFont(font, size)
        for left, bottom, text in lines:
            canvas.drawString(left, bottom, text)
        if not lines:
            canvas.rect(50, 50, 300, 400, fill=1)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def locked_pdf() -> bytes:
    """A PDF that opens with a password only."""
    file = io.BytesIO()
    canvas = Canvas(file, encrypt="secret")
    canvas.drawString(72, 700, "Nobody reads this.")
    canvas.save()
    return file.getvalue()


def word(title: str, parts: tuple[Part, ...], *, author: str = "Ann Field") -> bytes:
    """A document with Word's own styles."""
    document = docx.Document()
    document.core_properties.author = author
    document.add_paragraph(title, style="Title")
    for part in parts:
        if part.kind == "heading":
            document.add_heading(part.text, level=part.level - 1)
        else:
            document.add_paragraph(part.text, style="List Bullet" if part.kind == "item" else None)
    return saved(document)


def saved(document: "docx.document.Document") -> bytes:
    """A document's bytes."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)


def book(
    title: str,
    chapters: dict[str, str],
    *,
    spine: list[str] | None = None,
    more: dict[str, str] | None = None,
) -> bytes:
    """An e-book of chapters by their file names, read in the order of the spine; `more` are further parts."""
    names = list(chapters)
    items = "".join(
        f'<item id="c{at}" href="{name}" media-type="application/xhtml+xml"/>'
        for at, name in enumerate(names)
    )
    refs = "".join(f'<itemref idref="c{names.index(name)}"/>' for name in spine or names)
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title><dc:creator>Ann Field'
        "</dc:creator><dc:date>2019-05-06T00:00:00Z</dc:date><dc:rights>CC BY-SA 4.0</dc:rights></metadata><manifest>"
        f'<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>{items}</manifest>'
        f'<spine><itemref idref="nav"/>{refs}</spine></package>'
    )
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
        "OEBPS/nav.xhtml": xhtml("<nav><ol><li>When to ask</li></ol></nav>"),
        **{f"OEBPS/{name}": xhtml(body) for name, body in chapters.items()},
        **(more or {}),
    }
    return zipped(parts)


def xhtml(body: str) -> str:
    """A chapter's page."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head><body>{body}</body></html>'
    )


def zipped(parts: dict[str, str] | dict[str, bytes]) -> bytes:
    """A ZIP file of these parts, the same at any time: it may name a test."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def write_all(folder: Path, title: str, parts: tuple[Part, ...]) -> None:
    """The same article in a folder for each format."""
    for name, data in {
        "markdown/article.md": markdown(title, parts),
        "page/article.html": web_page(title, parts),
        "pdf/article.pdf": pdf(title, parts, running="Desk Letters"),
        "word/article.docx": word(title, parts),
    }.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(data)
