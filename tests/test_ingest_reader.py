"""What every reader of a format keeps to, shown on those that are there and on one more that is only here."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import (
    Article,
    Mark,
    Reader,
    Source,
    SourceError,
    SourceFile,
    Times,
    Visible,
    all_readers,
    read_article,
    read_source,
    reader_of,
    scan_folder,
)
from ingest.text.blocks import Block, Draft
from tests import documents, exports
from tests.test_ingest_article import assert_sound

QUESTIONS = "Q: When do I ask?\nA: In spring. Ask early.\n\nQ: Whom?\nA: Your manager.\n"
WIKI = """---
title: Pay
videoId: abcDEF-_123
---

## When

- **Ask** early [00:01:00].

Then *wait* [00:02:00].
"""
THREAD = "Pay\n\nAsk early.\n\n" + "".join(
    f"  {number}. {text}\n\n"
    for number, text in enumerate(
        [
            "Ann says: can I ask twice?",
            "Ann, you can.",
            "Thank you!",
            "Tom says: and I?",
            "Tom, you can too.",
        ],
        start=1,
    )
)
SUBTITLES = "1\n00:00:05,000 --> 00:00:09,000\nAsk early\nand wait.\n\n2\n00:00:09,000 --> 00:00:11,000\nThen <i>go</i> on\n"
CAPTIONS = '[{"text": "Ask early", "start": 5.0, "duration": 2.0}, {"text": "and wait.", "start": 7.0, "duration": 2.0}]'
TRANSCRIPT = "On pay\n\nAnn  0:05\nAsk early.\n\nBo  0:31\nThen wait. Then go on.\n\nAnn  1:02\nYes.\n"
TEXTS = {
    "subtitles": SUBTITLES,
    "caption JSON": CAPTIONS,
    "transcript": TRANSCRIPT,
    "wiki": WIKI,
    "thread": THREAD,
    "plain": "When to Ask\n\nAsk early.\n\n• Be brief.\n",
    "questions": QUESTIONS,
}
FILES = {
    **{f"{name}.txt": text.encode() for name, text in TEXTS.items()},
    "pdf.pdf": documents.pdf("References", documents.REFERENCES * 6, running="Desk Letters"),
    "docx.docx": documents.word("References", documents.REFERENCES),
    "epub.epub": documents.book(
        "References", {"a.xhtml": "<h1>When</h1><p>Ask early.</p><ul><li>A</li></ul>"}
    ),
    "blog export.xml": exports.wxr(
        exports.post(
            1, "References", "<h2>When</h2><p>Ask early.</p>", exports.comment(1, "Dana", "I never ask.")
        )
    ),
    "web page.html": documents.web_page("References", documents.REFERENCES),
    "table.csv": b"question,answer\nWhen do I ask?,Ask early.\n",
}


class QuestionsReader(Reader):
    """Reads files of `Q:` and `A:` lines: each question a heading, each answer the text below it."""

    name = "questions"

    def recognises(self, source: Source) -> bool:
        """By its first two letters."""
        return source.data.startswith(b"Q:")

    def read(self, source: Source) -> Draft:
        """A block for each line."""
        blocks: list[Block] = []
        for line in re.finditer(r"^([QA]:)(.+)$", source.text, re.MULTILINE):
            blocks.append(Block(*line.span(1), "metadata"))
            blocks.append(
                Block(*line.span(2), "heading" if line[1] == "Q:" else "paragraph", level=line[1] == "Q:")
            )
        return Draft(source.text, title=None, blocks=tuple(blocks))


ALL: tuple[Reader, ...] = (QuestionsReader(), *all_readers())
every_reader = pytest.mark.parametrize("reader", ALL, ids=lambda reader: str(reader.name))


def source_of(reader: Reader) -> Source:
    """A file of the reader's format."""
    path = next(path for path in FILES if path.rpartition(".")[0] == reader.name)
    return Source(path, FILES[path])


@every_reader
def test_it_has_a_name_by_which_it_is_found_again(reader: Reader) -> None:
    """Articles keep the name; no two readers share one."""
    assert isinstance(reader, QuestionsReader) or type(reader_of(reader.name)) is type(reader)
    assert [other.name for other in ALL].count(reader.name) == 1
    assert reader.media_type.startswith("text/")


@every_reader
def test_it_recognises_its_own(reader: Reader) -> None:
    """The first reader that recognises a file is its own; asking again says the same."""
    source = source_of(reader)
    assert next(other for other in ALL if other.recognises(source)) is reader
    assert reader.recognises(source) is reader.recognises(Source(source.path, source.data)) is True


@every_reader
def test_its_blocks_cover_the_text(reader: Reader) -> None:
    """Blocks rise, do not overlap, and leave nothing out but blanks."""
    draft = reader.read(source_of(reader))
    at = 0
    for block in draft.blocks:
        assert at <= block.start < block.end <= len(draft.text)
        assert not draft.text[at : block.start].strip()
        at = block.end
    assert not draft.text[at:].strip()


@every_reader
def test_what_is_shown_stands_in_the_text(reader: Reader) -> None:
    """Each character that is seen has its place, in rising order; a line break is shown as a blank."""
    draft = reader.read(source_of(reader))
    for block in draft.blocks:
        for prefix in (True, False):
            seen = reader.visible(draft.text, block.start, block.end, prefix=prefix)
            assert isinstance(seen, Visible)
            assert list(seen.offsets) == sorted(set(seen.offsets))
            assert all(block.start <= at < block.end for at in seen.offsets)
            assert seen.text == "".join(
                draft.text[at] if draft.text[at] not in "\r\n" else " " for at in seen.offsets
            )
            assert "\f" not in seen.text
        assert reader.shown(draft.text, block.start, block.end) == seen.text


@every_reader
def test_a_mark_opens_its_block(reader: Reader) -> None:
    """What a page shows in place of the mark takes nothing of the text."""
    draft = reader.read(source_of(reader))
    for block in draft.blocks:
        mark = reader.mark(draft.text, block.start, block.end)
        assert isinstance(mark, Mark)
        assert block.start <= mark.end < block.end
        assert 0 <= mark.level <= 6
        behind = reader.visible(draft.text, mark.end, block.end, prefix=False).text
        assert behind.endswith(reader.visible(draft.text, block.start, block.end).text)


@every_reader
def test_its_times_have_their_places(reader: Reader) -> None:
    """Stamps rise in the text, and it is said where they stand exactly where there are any."""
    draft = reader.read(source_of(reader))
    times = reader.times(draft.text)
    assert isinstance(times, Times)
    assert [at for at, _ in times.stamps] == sorted({at for at, _ in times.stamps})
    assert all(0 <= at < len(draft.text) and seconds >= 0 for at, seconds in times.stamps)
    assert (times.place is None) is (times.stamps == ())


@every_reader
def test_its_articles_are_sound(reader: Reader) -> None:
    """Whoever read it, an article loses, repeats and misquotes nothing."""
    article = read_article(source_of(reader), article_id="a", readers=ALL)
    assert article.format == reader.name
    if reader.name != "questions":
        assert_sound(article)
    for passage in article.passages:
        for sentence in passage.sentences:
            assert reader.shown(article.text, sentence.start, sentence.end) == sentence.text


@every_reader
@pytest.mark.parametrize(
    "data",
    [b"", b" ", b"\xef\xbb\xbf", b"\x00\x01", b"\xff\xfe", b"---\n", b"Q:", b"1. a\n2. b\n3. c\n4. d?\n"],
)
def test_a_file_that_it_cannot_read_is_refused_in_one_line(reader: Reader, data: bytes) -> None:
    """A file of any content is read, not recognised, or refused with a `SourceError`."""
    source = Source("a.txt", data)
    try:
        if reader.recognises(source):
            reader.read(source)
    except SourceError as error:
        reason = str(error)
    else:
        return
    assert reason
    assert "\n" not in reason


@every_reader
def test_pages_and_fragments_are_those_of_a_place(reader: Reader) -> None:
    """Pages never go back; a fragment has no blank and is the same whenever it is asked for."""
    draft = reader.read(source_of(reader))
    pages = [reader.page(draft.text, block.start) for block in draft.blocks]
    assert set(pages) == {None} or pages == sorted(page for page in pages if page is not None)
    for block in draft.blocks:
        fragment = reader.fragment(draft.text, block.start, block.end)
        assert not re.search(r"[\s#]", fragment)
        assert fragment == reader.fragment(draft.text, block.start, block.end)


@every_reader
def test_a_text_that_is_the_files_own_is_not_rendered(reader: Reader) -> None:
    """And the other way round: what is not rendered has lines that can be counted in the file."""
    source = source_of(reader)
    assert reader.rendered is (reader.read(source).text.encode() != source.data)


def test_another_reader_is_used_end_to_end(tmp_path: Path) -> None:
    """A reader in the tuple that ingest is given reads its files; the others go on reading theirs."""
    (tmp_path / "asked.txt").write_text(QUESTIONS, encoding="utf-8")
    (tmp_path / "pay.md").write_text(WIKI, encoding="utf-8")
    files = [file for file in scan_folder(tmp_path) if isinstance(file, SourceFile)]
    asked, pay = (read_source(file, readers=ALL) for file in files)
    assert [(passage.section, passage.text) for passage in asked.passages] == [
        (("When do I ask?",), "In spring. Ask early."),
        (("Whom?",), "Your manager."),
    ]
    assert (asked.format, pay.format) == ("questions", "wiki")
    assert read_source(files[0]).format == "plain"


def test_what_is_not_said_is_as_for_plain_text() -> None:
    """A reader that says no more than what it reads shows everything and has no times."""
    reader = QuestionsReader()
    assert reader.shown("*Ask* [00:01:00]", 0, 16) == "*Ask* [00:01:00]"
    assert reader.times("Ask [00:01:00].") == Times()
    assert reader.mark("- a", 0, 3) == Mark(0)


Read = Callable[..., Article]


@pytest.mark.parametrize(
    ("content", "form"),
    [(TEXTS["wiki"], "wiki"), (TEXTS["thread"], "thread"), (TEXTS["plain"], "plain"), (QUESTIONS, "plain")],
    ids=["wiki", "thread", "plain", "unknown"],
)
def test_a_format_is_told_by_its_content(read: Read, content: str, form: str) -> None:
    """The name of the file says nothing."""
    assert read(content, path="a.md").format == read(content, path="a.txt").format == form
