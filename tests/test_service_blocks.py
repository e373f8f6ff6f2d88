"""An article as it is read: markup gone, stamps apart, one stretch marked."""

import pytest

from index import LocalSnapshot
from ingest import reader_of
from service.web.blocks import Piece, article_blocks, short_clock
from tests.conftest import DESK_ARTICLES, Read

WIKI = "---\ntitle: a\nvideoId: abcDEF-_123\n---\n\n## One\n\n**Bold** [[word|words]] [00:01:05], more [00:99:99].\n\n*   Item [01:00:00]\n"


def test_markup_goes_and_stamps_stand_apart(read: Read) -> None:
    """Headings have their level, items no bullet, stamps their seconds.

    One that cannot be right is left out.
    """
    article = read(WIKI, path="a.md")
    blocks = article_blocks(article.text, article.spans, reader=reader_of("wiki"))
    assert [(one.kind, one.level) for one in blocks if one.kind != "metadata"] == [
        ("heading", 2),
        ("text", 0),
        ("item", 0),
    ]
    assert [one.text for one in blocks[-3:]] == ["One", "Bold words, more.", "Item"]
    assert [
        (piece.text, piece.seconds) for one in blocks for piece in one.pieces if piece.seconds is not None
    ] == [
        ("1:05", 65),
        ("1:00:00", 3600),
    ]


@pytest.mark.parametrize(("path", "form"), [("leaving.md", "wiki"), ("pay.txt", "plain")])
def test_every_stretch_is_marked_as_it_stands(read: Read, path: str, form: str) -> None:
    """Whatever is marked, the text is the same, and what is marked lies within the stretch."""
    article, reader = read(DESK_ARTICLES[path], path=path), reader_of(form)
    assert article.format == form
    plain = [
        "".join(piece.text for piece in one.pieces)
        for one in article_blocks(article.text, article.spans, reader=reader)
    ]
    for start in range(0, len(article.text), 7):
        blocks = article_blocks(article.text, article.spans, reader=reader, start=start, end=start + 40)
        assert ["".join(piece.text for piece in one.pieces) for one in blocks] == plain
        assert sum(len(piece.text) for one in blocks for piece in one.pieces if piece.marked) <= 40


def test_a_sentence_is_marked_whole(seeds_index: LocalSnapshot) -> None:
    """For every sentence of the sources, what is marked, without stamps, is the sentence."""
    for card in seeds_index.articles():
        found = seeds_index.article(card.id)
        assert found is not None
        _, text, spans = found
        for row in seeds_index._catalog.rows_of(card.id)[::4]:
            for sentence in seeds_index._catalog.passages([row])[row].sentences[::3]:
                blocks = article_blocks(
                    text, spans, reader=reader_of(card.format), start=sentence.start, end=sentence.end
                )
                marked = [
                    piece.text
                    for one in blocks
                    for piece in one.pieces
                    if piece.marked and piece.seconds is None
                ]
                assert "".join(marked) == sentence.text


def test_a_stretch_that_is_not_there_marks_nothing(read: Read) -> None:
    """Offsets behind the end, or none, mark nothing and break nothing."""
    article = read("Two words. And more.")
    for start, end in ((0, 0), (900, 950), (8, 3)):
        blocks = article_blocks(article.text, article.spans, reader=reader_of("plain"), start=start, end=end)
        assert blocks[0].pieces[0].marked is False
        assert "".join(piece.text for piece in blocks[0].pieces) == "Two words. And more."
    assert article_blocks(article.text, article.spans, reader=reader_of("plain"), end=9)[0].pieces[
        0
    ] == Piece("Two words", marked=True)


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (65, "1:05"), (3599, "59:59"), (3600, "1:00:00"), (36061, "10:01:01")]
)
def test_a_time_is_as_short_as_it_can_be(seconds: int, shown: str) -> None:
    """Hours only where there are any."""
    assert short_clock(seconds) == shown


def test_whose_words_begin_is_told_where_the_text_does_not(read: Read) -> None:
    """Once for each who speaks; not where the line above names them, and not of the article's own words."""
    page = (
        "<!doctype html><html><head><title>Leaving</title></head><body><article><h1>Leaving</h1>"
        "<p>Leave early, and say why you do.</p><p>Hand in your keys on the day before.</p></article>"
        '<div id="comments"><ol class="comment-list">'
        '<li class="comment" id="comment-1"><cite class="fn">Bo Lund</cite><div class="comment-content">'
        "<p>I left late.</p><p>It was no good.</p></div></li>"
        '<li class="comment" id="comment-2"><cite class="fn">Cy Dorn</cite><div class="comment-content">'
        "<p>I never left.</p></div></li></ol></div></body></html>"
    )
    article = read(page, path="leaving.html")
    blocks = article_blocks(
        article.text, article.spans, reader=reader_of("web page"), passages=article.passages
    )
    assert [(block.speaker, block.text) for block in blocks if block.speaker or "left" in block.text] == [
        ("a reader’s own words, by Bo Lund", "I left late."),
        ("a reader’s own words, by Cy Dorn", "I never left."),
    ]
    assert {
        block.speaker for block in article_blocks(article.text, article.spans, reader=reader_of("web page"))
    } == {""}
