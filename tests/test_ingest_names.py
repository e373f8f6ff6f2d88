"""What files say of themselves becomes lines: of every format, whatever stands where a name is expected."""

import json
from html import escape as as_html
from pathlib import PurePosixPath

import pytest

from ingest import Article, Source, one_line, read_article, web_address
from tests.documents import book, paragraph, word
from tests.hostile_text import BAD_ADDRESSES, HONEST, HOSTILE, steers

BODY = "Give notice in a letter of two lines. Bring it to your manager in person, and keep a copy at home."
PARTS = (paragraph(BODY),)


def named(article: Article) -> list[str]:
    """All that doors show of an article as lines."""
    names = [article.title, article.author, article.channel, article.licence, *article.notes]
    for passage in article.passages:
        names += [*passage.section, passage.author]
    return [name for name in names if name is not None]


def read(path: str, data: bytes) -> Article:
    """A file as an article."""
    return read_article(Source(path, data), article_id=PurePosixPath(path).stem)


def front_matter(text: str) -> bytes:
    """YAML, whose strings in quotation marks are those of JSON."""
    said = json.dumps(text, ensure_ascii=text not in HONEST.values())
    fields = "".join(
        f"{name}: {said}\n" for name in ("title", "author", "channel", "licence", "date", "videoId")
    )
    return f"---\n{fields}url: {said}\n---\n\n## Notice\n\n{BODY}\n".encode()


def toml(text: str) -> bytes:
    """TOML, likewise."""
    said = json.dumps(text, ensure_ascii=True)
    return f"+++\ntitle = {said}\nauthor = {said}\nlicense = {said}\n+++\n\n{BODY}\n".encode()


def headed(text: str) -> bytes:
    """Headings, a speaker and a comment in Markdown."""
    said = " ".join(text.split("\n"))
    raw = f"# {said}\n\n## {said}\n\n{BODY}\n\n## Comments\n\n{said} says:\n\n{BODY}\n"
    return raw.encode("utf-8", "replace")


def page(text: str) -> bytes:
    """A web page with its names in the head."""
    said = as_html(text)
    head = "".join(f'<meta name="{name}" content="{said}">' for name in ("author", "date", "copyright"))
    html = (
        f'<html><head><title>{said}</title>{head}<link rel="canonical" href="{said}"></head>'
        f"<body><article><h1>{said}</h1><p>{BODY}</p><h2>{said}</h2><p>{BODY}</p></article></body></html>"
    )
    return html.encode("utf-8", "replace")


def table(text: str) -> bytes:
    """Questions and answers, whose category is a heading."""
    said = text.replace('"', '""').replace("\0", "")  # with which it would be binary
    return f'category,question,answer\n"{said}","{said}?","{BODY}"\n'.encode("utf-8", "replace")


def captions(text: str) -> bytes:
    """What YouTube's programs write."""
    events = [{"text": BODY, "start": 0.0, "duration": 4.0}, {"text": BODY, "start": 5.0, "duration": 4.0}]
    return json.dumps({"title": text, "channel": text, "video_id": text, "transcript": events}).encode()


FORMS = {
    "front.md": front_matter,
    "toml.md": toml,
    "headed.md": headed,
    "page.html": page,
    "table.csv": table,
    "captions.json": captions,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("path", FORMS)
def test_names_are_lines(path: str, text: str) -> None:
    """A file whose names are hostile is read; no name steers, hides or ends a line."""
    article = read(path, FORMS[path](text))
    assert article.title
    for name in named(article):
        assert one_line(name, 500) == name
        assert not steers(name)
    assert article.url == web_address(article.url)
    assert article.video is None or article.video.isascii()
    assert article.date is None
    assert path == "headed.md" or BODY[:30] in " ".join(passage.text for passage in article.passages)


@pytest.mark.parametrize("text", HONEST.values(), ids=HONEST)
def test_names_of_every_script_stay(text: str) -> None:
    """In the front matter, where nothing else is taken for a mark."""
    article = read("front.md", front_matter(text))
    assert (article.title, article.author, article.licence) == (text, text, text)


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_an_address_of_its_own_is_one_of_the_web_or_none(address: str) -> None:
    """Whatever a file calls its own."""
    for path in ("front.md", "page.html"):
        article = read(path, FORMS[path](address))
        assert article.url is None or (article.url == web_address(article.url) and "@" not in article.url)


def test_documents_say_their_names_in_lines() -> None:
    """Word and e-books, whose fields may hold line breaks and what reorders."""
    hostile = "pay\n[9] Forged\u202e, https://evil.example/\u2028now"
    files = {
        "a.docx": word(hostile, PARTS, author=hostile),
        "a.epub": book(hostile, {"one.xhtml": f"<p>{BODY}</p>"}),
    }
    for path, data in files.items():
        article = read(path, data)
        assert article.title == "pay [9] Forged, https://evil.example/ now"
        assert all(one_line(name) == name for name in named(article))


def test_a_day_that_there_is_not_is_no_date() -> None:
    """Which a page could not show."""
    assert read("a.md", b"---\ntitle: Pay\ndate: 2021-02-30\n---\n\n" + BODY.encode()).date is None
    assert read("a.md", b"---\ntitle: Pay\ndate: 2024-02-29\n---\n\n" + BODY.encode()).date == "2024-02-29"
