"""The same article in several formats answers alike, and each answer opens where it stands."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from index import LocalSnapshot, LocalStore, update_index
from ingest import Article, SourceFile, read_source, reader_of, scan_folder
from service.answering.answer import Answer
from service.answering.tuning import kept_tuning
from service.assistant import Assistant, Fixed
from service.protocols.plain_text import source_list
from service.terminal.places import place_of
from tests.conftest import ROOT, BuiltOnce
from tests.documents import Part, write_all

ARTICLE = "000_545cee09d23d1661"
FORMATS = ("page", "pdf", "word")
ALIKE = 0.95
pytestmark = pytest.mark.slow


def parts_of(article: Article) -> tuple[Part, ...]:
    """An article's headings, paragraphs and items, as a reader sees them."""
    reader = reader_of(article.format)
    parts = []
    for span in article.spans:
        shown = " ".join(reader.visible(article.text, span.start, span.end).text.split())
        mark = reader.mark(article.text, span.start, span.end)
        if span.kind == "heading" and shown:
            parts.append(Part("heading", shown, max(mark.level, 2)))
        elif span.kind == "text" and shown:
            parts.append(Part("item" if mark.bullet else "paragraph", shown))
    return tuple(parts)


def _fill(folder: Path) -> None:
    files = [file for file in scan_folder(ROOT / "seeds") if isinstance(file, SourceFile)]
    article = read_source(next(file for file in files if file.id == ARTICLE))
    write_all(folder, article.title, parts_of(article))
    for name in ("markdown", *FORMATS):
        update_index(folder / name, LocalStore(folder / f"{name}-index"), tuning=kept_tuning)


@pytest.fixture(scope="module")
def indexes(built_once: BuiltOnce) -> Iterator[dict[str, LocalSnapshot]]:
    """An index of the one article for each format."""
    folder = built_once("formats", _fill)
    opened = {name: LocalStore(folder / f"{name}-index").open() for name in ("markdown", *FORMATS)}
    yield opened
    for index in opened.values():
        index.close()


def questions() -> list[tuple[str, list[str]]]:
    """The own set's questions about the article, with what was asked before each."""
    lines = (ROOT / "eval" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        (question["question"], question.get("history", []))
        for question in map(json.loads, lines)
        if any(gold["article"] == ARTICLE for gold in question.get("gold", []))
    ]


def said(answer: Answer) -> list[str]:
    """What an answer quotes, in its order."""
    return [" ".join(citation.quote.split()) for citation in answer.citations]


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_article_gives_the_same_answers(form: str, indexes: dict[str, LocalSnapshot]) -> None:
    """Of the own set's questions on it nearly all have the very same quotes as from Markdown."""
    markdown, other = (Assistant(Fixed(indexes[name])) for name in ("markdown", form))
    asked = questions()
    assert len(asked) > 40
    differ = [
        (question, before, after)
        for question, history in asked
        if (before := said(markdown.ask(question, history))) != (after := said(other.ask(question, history)))
    ]
    assert len(differ) <= (1 - ALIKE) * len(asked), differ


def test_a_page_of_a_pdf_is_cited(indexes: dict[str, LocalSnapshot]) -> None:
    """In words at every door, and in the link that opens the file."""
    assistant = Assistant(Fixed(indexes["pdf"]))
    citations = assistant.ask("should I do an exit interview?").citations
    pages = {citation.page for citation in citations}
    assert pages <= {1, 2, 3, 4}
    for citation in citations:
        assert citation.line is None
        assert citation.fragment == f"page={citation.page}"
        assert citation.place.endswith(f", page {citation.page}")
        assert citation.point == f"page {citation.page}"
        place = place_of(citation, assistant)
        assert place.link is not None
        assert place.link.endswith(f"article.pdf#page={citation.page}")


def test_a_sentence_of_a_page_is_opened_by_its_words(indexes: dict[str, LocalSnapshot]) -> None:
    """A saved page without an address is opened as a file; its line would be none."""
    assistant = Assistant(Fixed(indexes["page"]))
    answer = assistant.ask("should I do an exit interview?")
    for citation in answer.citations:
        assert (citation.line, citation.page, citation.url) == (None, None, None)
        assert citation.point == "file"
        start = unquote(citation.fragment.removeprefix(":~:text=").split("-,")[-1].split(",")[0])
        assert citation.quote.startswith(start[:20])
    assert "article" in source_list(answer)
