"""Saved web pages: their main text, who wrote it, when and where; comments as readers' own words."""

from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote

import pytest

from ingest import Article, Source, SourceError, read_article, reader_of
from ingest.core.address import web_address
from tests import documents
from tests.test_ingest_article import assert_sound

ADDRESS = "https://desk.example/references/"
HEAD = (
    f'<link rel="canonical" href="{ADDRESS}"><meta name="author" content="Ann Field">'
    '<meta property="article:published_time" content="2020-03-04T09:00:00+00:00">'
)
WORDPRESS = """<div id="comments" class="comments-area"><h2 class="comments-title">3 thoughts on “References”</h2>
<ol class="comment-list">
<li id="comment-12" class="comment even depth-1 parent"><article id="div-comment-12" class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Dana</b> <span class="says">says:</span></div>
<div class="comment-metadata"><time datetime="2020-03-05">March 5, 2020 at 8:00 am</time></div></footer>
<div class="comment-content"><p>I named my uncle and got the job.</p><p>May I do so again?</p></div>
<div class="reply"><a href="#">Reply</a></div></article>
<ol class="children"><li id="comment-13" class="comment byuser bypostauthor depth-2"><article class="comment-body">
<footer class="comment-meta"><div class="comment-author vcard"><b class="fn">Ann Field</b></div></footer>
<div class="comment-content"><p>Better name a colleague, Dana.</p></div></article></li></ol></li>
<li id="comment-14" class="comment depth-1"><div class="comment-author vcard"><cite class="fn">Eve</cite></div>
<p>I never ask anybody.</p><div class="reply"><a href="#">Reply</a></div></li></ol>
<div id="respond"><h3>Leave a Reply</h3><form><p>Your email address will not be published.</p></form></div></div>"""
DISQUS = """<div id="disqus_thread"><ul id="post-list" class="post-list"><li class="post" id="post-4001">
<div class="post-content"><header class="comment__header"><span class="post-byline"><span class="author">Kim Moss</span></span>
<span class="post-meta"><a class="time-ago">3 years ago</a></span></header>
<div class="post-body-inner"><div class="post-message"><p>My boss refused to write one.</p></div></div></div>
<ul class="children"><li class="post" id="post-4002"><div class="post-content"><header><span class="author">Lee</span></header>
<div class="post-message"><p>Mine did so, too.</p></div></div></li></ul></li></ul></div>"""
SCHEMA = """<section itemprop="comment" itemscope itemtype="https://schema.org/Comment"><span itemprop="author">Jo</span>
<div itemprop="text">I pay people to praise me.</div></section>"""

Page = Callable[..., Article]


def page(data: bytes, path: str = "page.html") -> Article:
    """The article of a page, sound in all that holds for every article."""
    article = read_article(Source(path, data), article_id="page")
    assert_sound(article)
    assert article.format == "web page"
    return article


def told(article: Article) -> list[tuple[str, str | None, str]]:
    """Kind, author and text of each passage."""
    return [(each.kind, each.author, each.text) for each in article.passages]


def test_the_main_text_is_read_and_nothing_around_it() -> None:
    """Headings, paragraphs and items; no script, style, navigation, sidebar or footer."""
    article = page(documents.web_page("References", documents.REFERENCES, head=HEAD))
    assert (article.title, article.author, article.date, article.url) == (
        "References",
        "Ann Field",
        "2020-03-04",
        ADDRESS,
    )
    assert [(each.section, each.text) for each in article.passages] == [
        ((), "A reference opens doors, so ask while people still remember you."),
        (
            ("When to ask",),
            "Ask in your last week. Ask again a year later, for people move on.\nThese people can still help you "
            "if you were let go:\nA colleague whom you trained.\nA client who liked your work.",
        ),
        (
            ("What to write", "The first lines"),
            "Name the firm and the years. Well-known projects come first; self-praise comes never.\nNobody minds a "
            "short letter.",
        ),
    ]
    roles = [one.role for each in article.passages for one in each.sentences]
    assert roles == ["prose", "prose", "prose", "lead", "item", "item", "prose", "prose", "prose"]
    for around in ("never ask", "color", "Home", "Ten ways", "Copyright"):
        assert around not in article.text


@pytest.mark.parametrize(
    ("comments", "expected"),
    [
        pytest.param(
            WORDPRESS,
            [
                ("reader", "Dana", "I named my uncle and got the job.\nMay I do so again?"),
                ("reply", "Ann Field", "Better name a colleague, Dana."),
                ("reader", "Eve", "I never ask anybody."),
            ],
            id="WordPress",
        ),
        pytest.param(
            DISQUS,
            [
                ("reader", "Kim Moss", "My boss refused to write one."),
                ("reader", "Lee", "Mine did so, too."),
            ],
            id="Disqus",
        ),
        pytest.param(SCHEMA, [("reader", "Jo", "I pay people to praise me.")], id="schema.org"),
    ],
)
def test_comments_are_readers_own_words(comments: str, expected: list[tuple[str, str, str]]) -> None:
    """Each with its author; who wrote the article answers as such."""
    article = page(documents.web_page("References", documents.REFERENCES, head=HEAD, comments=comments))
    apart = [each for each in told(article) if each[0] != "article"]
    assert apart == expected
    assert "refused" not in "".join(text for kind, _, text in told(article) if kind == "article")


@pytest.mark.parametrize(
    ("head", "below", "licence"),
    [
        (
            "",
            '<p><a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/">Some rights</a></p>',
            "CC BY-SA 4.0",
        ),
        ('<link rel="license" href="https://a.example/use">', "", "https://a.example/use"),
        ('<meta name="dcterms.rights" content="Ann  Field">', "", "Ann Field"),
        (
            '<script type="application/ld+json">{"@type": "Article", "license": "https://a.example/l"}</script>',
            "",
            "https://a.example/l",
        ),
        ("", "", None),
    ],
    ids=["a link", "a link of the head", "a name", "JSON-LD", "none"],
)
def test_a_licence_is_what_a_mark_of_the_page_says(head: str, below: str, licence: str | None) -> None:
    """In its own words; a footer's copyright is none."""
    data = documents.web_page("References", documents.REFERENCES, head=head, comments=below)
    assert page(data).licence == licence


def test_a_day_and_a_title_are_what_the_page_says_of_itself() -> None:
    """No day is taken from its text, and no heading of a window beside the article is its title."""
    help_box = "<div class='help'><h2>Keyboard shortcuts</h2></div>"
    data = (
        "<!doctype html><html><head><title>When to ask - Desk Letters</title></head><body>"
        f"{help_box}<main><h1>When to ask</h1><p>We asked on 2019-04-05, in the rain, and on March 3, 2018.</p>"
        "<p>Ask in your last week, while people still remember you and what you did for them.</p></main></body></html>"
    )
    article = page(data.encode())
    assert (article.title, article.date) == ("When to ask", None)
    article = page(data.replace("<h1>When to ask</h1>", "").encode())
    assert article.title == "When to ask"
    dated = data.replace("<main>", '<main><time datetime="2019-04-06T10:00:00Z">6 April</time>')
    assert page(dated.encode()).date == "2019-04-06"


def test_what_stands_below_a_heading_over_comments_is_a_readers() -> None:
    """Where the markup says no more; who wrote it is not known."""
    below = (documents.heading("2 Comments"), documents.paragraph("Nobody reads references in my town."))
    article = page(documents.web_page("References", (*documents.REFERENCES, *below)))
    assert told(article)[-1] == ("reader", None, "Nobody reads references in my town.")
    assert {kind for kind, _, _ in told(article)[:-1]} == {"article"}


def test_a_reply_knows_its_question() -> None:
    """What it answers is context for ranking, and the comments are numbered as they stand."""
    article = page(documents.web_page("References", documents.REFERENCES, comments=WORDPRESS))
    reply = next(each for each in article.passages if each.kind == "reply")
    assert reply.question == "I named my uncle and got the job. May I do so again?"
    assert [each.section for each in article.passages[-3:]] == [
        ("Comments", f"Comment {number}") for number in (1, 2, 3)
    ]


def test_a_class_named_comment_is_no_comment_by_itself() -> None:
    """An article's own paragraph stays what it is, without a list or an author to bear it out."""
    data = documents.web_page("References", documents.REFERENCES)
    data = data.replace(b"<p>Ask in your last week", b'<p class="comment">Ask in your last week')
    assert {kind for kind, _, _ in told(page(data))} == {"article"}


MIME = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://desk.example/saved\r\nSubject: References\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x"\r\n\r\n'
    b"----x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
)


def mime(markup: bytes) -> bytes:
    """A page as Chrome saves it in one file."""
    from quopri import encodestring

    return MIME + encodestring(markup) + b"\r\n----x\r\nContent-Type: text/css\r\n\r\np { }\r\n----x--\r\n"


def safari(markup: bytes) -> bytes:
    """A page as Safari saves it."""
    import plistlib

    main = {
        "WebResourceData": markup,
        "WebResourceURL": "https://desk.example/saved",
        "WebResourceTextEncodingName": "UTF-8",
    }
    return plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)


def after_doctype(comment: bytes) -> Callable[[bytes], bytes]:
    """Puts a comment where browsers say what they saved."""
    return lambda markup: markup.replace(b"<html", comment + b"\n<html", 1)


@pytest.mark.parametrize(
    ("path", "saved"),
    [
        pytest.param("page.mhtml", mime, id="Chrome, one file"),
        pytest.param("page.webarchive", safari, id="Safari"),
        pytest.param(
            "page.htm",
            after_doctype(b"<!-- saved from url=(0026)https://desk.example/saved -->"),
            id="browsers",
        ),
        pytest.param(
            "page.html",
            after_doctype(
                b"<!--\n Page saved with SingleFile\n url: https://desk.example/saved\n saved date: x\n-->"
            ),
            id="SingleFile",
        ),
    ],
)
def test_a_page_is_read_however_it_was_saved(path: str, saved: Callable[[bytes], bytes]) -> None:
    """With the address that it was saved from, where the page names none itself."""
    plain = page(documents.web_page("References", documents.REFERENCES))
    article = page(saved(documents.web_page("References", documents.REFERENCES)), path)
    assert [each.text for each in article.passages] == [each.text for each in plain.passages]
    assert (plain.url, article.url) == (None, "https://desk.example/saved")


@pytest.mark.parametrize("name", ["notes.txt", "notes.md", "notes"])
def test_a_page_is_known_by_its_content(name: str) -> None:
    """Whatever its file is called; a text that speaks of tags is none."""
    page(documents.web_page("References", documents.REFERENCES), name)
    text = Source("a.md", b"# Tags\n\n`<html>` opens a page, and <body> its text.\n\n# More\n\nAsk.")
    assert read_article(text, article_id="a").format == "wiki"


@pytest.mark.parametrize(
    ("charset", "encoding"), [("windows-1252", "cp1252"), ("koi8-r", "koi8_r"), ("", "utf-16")]
)
def test_a_page_says_its_encoding(charset: str, encoding: str) -> None:
    """As it declares it; UTF-16 is seen from its mark."""
    text = "Спросите сразу, кто ещё вас помнит." if charset == "koi8-r" else "Ask at the café – today."
    markup = documents.web_page(
        "Références" if charset != "koi8-r" else "Совет", (documents.paragraph(text),) * 3
    )
    declared = markup.decode().replace('charset="utf-8"', f'charset="{charset}"')
    article = page(declared.encode(encoding))
    assert text in article.passages[0].text


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        pytest.param(
            b"<html></html>", "a.html", "is a web page whose main text cannot be found", id="empty page"
        ),
        pytest.param(
            b"<!doctype html><html><body><div id=root></div><script>load()</script></body></html>",
            "app.html",
            "is a web page whose main text cannot be found",
            id="only a script",
        ),
        pytest.param(
            b"<html><body><nav><a href=/>Home</a></nav></body></html>",
            "nav.html",
            "is a web page whose main text cannot be found",
            id="only navigation",
        ),
        pytest.param(MIME, "a.mhtml", "is a web page whose main text cannot be found", id="Chrome, cut off"),
        pytest.param(b"Ask early.", "a.html", "is named .html and is no web page", id="no page"),
        pytest.param(b"bplist00\x00\x01", "a.webarchive", "is a property list of macOS", id="broken"),
    ],
)
def test_a_page_without_text_is_named(data: bytes, path: str, reason: str) -> None:
    """In one line that says what is wrong."""
    with pytest.raises(SourceError) as error:
        read_article(Source(path, data), article_id="a")
    assert str(error.value).startswith(reason)


def test_a_page_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    """A browser shows it, too."""
    data = documents.web_page("References", documents.REFERENCES)
    article = page(data[: data.index(b"Name the firm") + 20])
    assert article.passages[0].text.startswith("A reference opens doors")


def test_a_sentence_is_opened_by_its_words() -> None:
    """The fragment holds the sentence itself; the mark of its block is no part of it."""
    article = page(documents.web_page("References", documents.REFERENCES, head=HEAD))
    reader = reader_of(article.format)
    for sentence in (one for each in article.passages for one in each.sentences):
        fragment = reader.fragment(article.text, sentence.start, sentence.end)
        assert unquote(fragment) == f":~:text={sentence.text}"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://a.example/b?c=d", "https://a.example/b?c=d"),
        ("javascript:alert(1)", None),
        ("/relative", None),
        ("file:///etc/passwd", None),
        ("https://[", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_one_of_the_web(text: str | None, address: str | None) -> None:
    """Nothing else becomes a link."""
    assert web_address(text) == address


def test_the_names_of_pages_are_those_of_the_documentation() -> None:
    """So that nobody is told of a name that is not taken."""
    from ingest.articles.formats import FORMATS
    from ingest.documents.saved_page import SUFFIXES

    named = next(each.files.split() for each in FORMATS if each.name == "web pages")
    assert {PurePosixPath(f"a{name}").suffix for name in named} >= set(SUFFIXES) - {".shtml"}
