"""The pages as HTML, by answers and blocks that were made by hand."""

import re
from dataclasses import replace

import pytest
from markupsafe import Markup

from index import ArticleCard
from service.answering.answer import ShownPassage
from service.answering.said import Said
from service.answering.sureness import of_degree
from service.web.blocks import Piece, ShownBlock
from service.web.pages import answer_html, page_html, problem_html, source_address, source_html
from tests.test_service_answer import ANSWER, citation

CARD = ArticleCard("deep/pay", "How to Ask", "deep/pay.txt", "wiki", None, None, "abcDEF-_123", 900, 12)
SAID = re.compile(r'<div class="said" dir="auto">(.*?)</div>', re.DOTALL)


def said(*entries: Said) -> str:
    """What an answer says, as HTML without line breaks and without classes."""
    html = SAID.findall(answer_html(replace(ANSWER, said=list(entries))))[0]
    html = html.replace("&nbsp;", " ")  # which keeps a number on the line of its word
    return re.sub(r' class="\w+"|\n', "", html).replace("</span> ", "</span>").strip()


def test_each_piece_stands_with_its_numbers() -> None:
    """They lead to the quotes below; a quote is closed as a sentence, our own words stay as they are."""
    assert said(Said("Ask in spring", (2, 1)), Said("Not answered: why")) == (
        '<span>Ask in spring. <a href="#quote-2">2</a> <a href="#quote-1">1</a></span>'
        "<span>Not answered: why</span>"
    )


def test_items_of_a_list_are_one() -> None:
    """What has the same item is one; what stands between two lists parts them."""
    entries = [Said("Two things:", (1,)), Said("A.", (1,), 1), Said("More.", (1,), 1), Said("B.", (1,), 2)]
    bare = re.sub(r" <a.*?</a>", "", said(*entries, Said("So it is.", (2,)), Said("C.", (2,), 3)))
    assert bare == (
        "<span>Two things:</span>"
        "<ul><li><span>A.</span><span>More.</span></li><li><span>B.</span></li></ul>"
        "<span>So it is.</span>"
        "<ul><li><span>C.</span></li></ul>"
    )


def test_a_video_is_linked_at_its_second() -> None:
    """A citation of a text has a link to the text alone."""
    video = replace(citation(1), seconds=221, timestamp="00:03:41", url="https://v/?a=1&t=221s")
    html = answer_html(replace(ANSWER, citations=[video, citation(2)]))
    assert re.findall(r'<a href="([^"]*)"[^>]*>Watch at ([\d:]+)</a>', html) == [
        ("https://v/?a=1&amp;t=221s", "3:41")
    ]
    assert html.count("Open source") == 2


def test_a_page_of_the_web_is_linked() -> None:
    """In the answer and above the article; a PDF's page stands behind its headings."""
    web = replace(citation(1), url="https://a.example/b#page=3", page=3)
    html = answer_html(replace(ANSWER, citations=[web]))
    assert '<a href="https://a.example/b#page=3" target="_blank" rel="noopener">Open on the web</a>' in html
    assert ", page 3" in html
    for address, shown in (("https://a.example/b", True), ("javascript:alert(1)", False)):
        card = replace(CARD, video=None, url=address)
        assert ("Open on the web" in source_html(card, [])) is shown


@pytest.mark.parametrize(
    ("changed", "label"),
    [
        pytest.param({}, None, id="answered"),
        pytest.param({"unanswered": ["why?"]}, "Partly answered", id="in part"),
        pytest.param({"status": "not_in_sources", "citations": []}, "Not in the sources", id="refused"),
        pytest.param({"sureness": of_degree("sure")}, None, id="surely"),
        pytest.param({"sureness": of_degree("likely")}, "Probably the answer", id="likely"),
        pytest.param({"sureness": of_degree("barely")}, "May not be the answer", id="barely"),
    ],
)
def test_what_is_not_answered_is_labelled(changed: dict[str, object], label: str | None) -> None:
    """In words, not by a colour alone."""
    html = answer_html(replace(ANSWER, **changed))  # type: ignore[arg-type]  # the fields have several types
    assert re.findall(r'<p class="label">(.*?)</p>', html) == ([label] if label else [])


def test_the_question_is_shown_as_it_was_understood() -> None:
    """Where something was changed; not where it is looked up in another form."""
    assert 'class="understood"' not in answer_html(replace(ANSWER, standalone_question="When? (how?)"))
    html = answer_html(replace(ANSWER, understood="Read as “When?”"))
    assert '<p class="understood" dir="auto">Read as “When?”</p>' in html


def test_each_of_several_questions_has_a_head() -> None:
    """And what is far has neither passages nor a place for them."""
    said = [Said("When?", head=True), *ANSWER.said]
    assert '<h3 class="own head">When?</h3>' in answer_html(replace(ANSWER, said=said))
    refused = replace(ANSWER, status="not_in_sources", citations=[], said=[Said("No.")])
    refused = replace(
        refused, passages=[ShownPassage(1, "a", "A", [], "article", "B.", 0, 2, "A", "", None, 0.1)]
    )
    assert "Nearest passages" in answer_html(replace(refused, sureness=of_degree("near")))
    assert "Nearest passages" not in answer_html(replace(refused, sureness=of_degree("far")))


def test_only_the_first_marked_stretch_is_the_quote() -> None:
    """A mark goes over a stamp in three pieces; headings have their level, at most the sixth."""
    blocks = [
        ShownBlock("heading", 6, [Piece("When")]),
        ShownBlock(
            "text",
            0,
            [Piece("Ask "), Piece("in", marked=True), Piece("1:05", True, 65), Piece("spring", True)],
        ),
    ]
    lines = [line for line in source_html(CARD, blocks).splitlines() if line]
    stamp = '<a class="stamp" href="https://www.youtube.com/watch?v=abcDEF-_123&amp;t=65s">1:05</a>'
    marked = '<mark id="quote">in</mark>'
    assert lines[-3:-1] == [
        '<h6 class="heading" dir="auto">When</h6>',
        f'<p class="text" dir="auto">Ask {marked}<mark> {stamp}</mark><mark>spring</mark></p>',
    ]
    assert source_html(CARD, blocks).count('id="quote"') == 1


def test_an_article_says_whose_it_is_and_from_when() -> None:
    """In words; its own title, where it begins with it, is not said twice, but where it is marked."""
    card = replace(CARD, video=None, author="R. <Example>", date="2021-03-04")
    line = 'By R. &lt;Example&gt; · <time datetime="2021-03-04">4 March 2021</time></p>'
    title = [ShownBlock("heading", 1, [Piece("How to Ask")]), ShownBlock("text", 0, [Piece("Ask.")])]
    html = source_html(card, title)
    assert line in html
    assert html.count("How to Ask") == 1
    marked = [ShownBlock("heading", 1, [Piece("How to Ask", marked=True)])]
    assert source_html(card, marked).count("How to Ask") == 2
    assert "From deskside</p>" in source_html(replace(CARD, channel="deskside"), [])
    assert "byline" not in source_html(CARD, [])


def test_a_text_without_a_video_has_no_links_to_one() -> None:
    """A stamp in it is small print."""
    html = source_html(replace(CARD, video=None), [ShownBlock("text", 0, [Piece("1:05", seconds=65)])])
    assert '<small class="stamp">1:05</small>' in html
    assert "<a " not in html


def test_an_address_has_the_article_and_the_stretch() -> None:
    """Folders stay folders; all else is quoted."""
    shown = replace(citation(1), article="deep/what now?", start=7, end=21)
    assert source_address(shown) == "./source/deep/what%20now%3F?start=7&end=21#quote"


def test_the_page_holds_what_it_is_given() -> None:
    """Its title, escaped, its files below their address, the modules in order; or its own name."""
    page = page_html(Markup("<p>here</p>"), title="<b>", base="page/4f1d", modules=["a.js", "b.js"])
    assert "<title>&lt;b&gt; · careerqa</title>" in page
    assert re.findall(r'modulepreload" href="(.*?)"', page) == ["./page/4f1d/a.js", "./page/4f1d/b.js"]
    assert '<div id="conversation"><p>here</p></div>' in page
    assert "<title>careerqa</title>" in page_html(Markup(), title=" ", base="page/4f1d", modules=[])
    below = page_html(Markup(), title="", base="page/4f1d", modules=[], root="../../")
    assert {"../../", "../../page/4f1d/app.js"} <= set(re.findall(r'(?:href|src)="(.*?)"', below))


def test_the_page_has_the_lengths_and_what_was_not_asked() -> None:
    """The box holds it, escaped; no text is cut by the browser."""
    page = page_html(Markup(), title="", base="", modules=[], unasked="<b>long")
    assert 'data-longest-question="2000" data-longest-comment="2000" data-feedback="on"' in page
    assert ">&lt;b&gt;long</textarea>" in page
    assert "maxlength" not in page


def test_a_problem_is_text() -> None:
    """Whatever it names."""
    assert problem_html("there is no '<i>'") == '<p class="problem">there is no &#39;&lt;i&gt;&#39;</p>'
