"""Exports of WordPress and Disqus: what was published, comments as readers' own words."""

import pytest

from ingest import Article, Source, SourceError, read_article
from tests.exports import comment, disqus, post, said, thread, wxr
from tests.test_ingest_article import assert_sound

BLOCKS = (
    "<!-- wp:paragraph -->\n<p>Ask for a reference in your last week.</p>\n<!-- /wp:paragraph -->\n\n"
    "<!-- wp:heading -->\n<h2>What to send</h2>\n<!-- /wp:heading -->\n\n<!-- wp:list -->\n<ul><li>The years.</li>\n"
    "<li>Your title.</li></ul>\n<!-- /wp:list -->"
)
CLASSIC = (
    'A letter of thanks takes ten minutes,\nand is kept for years.\n\n[caption id="a" width="3"]<img src="a.png"/> '
    "A short letter[/caption]\n\n<h3>The day</h3>\nSend it on the day you leave.<!--more-->\n\n"
    "[embed]https://youtu.be/abcDEF-_123[/embed]\n\n<blockquote>Never by chat.</blockquote>\nNot even to a friend."
)


def article_of(data: bytes) -> Article:
    """The article of an export, sound in all that holds for every article."""
    article = read_article(Source("blog.xml", data), article_id="blog")
    assert_sound(article)
    assert article.format == "blog export"
    return article


def told(article: Article) -> list[tuple[tuple[str, ...], str, str | None, str]]:
    """Section, kind, author and text of each passage."""
    return [(each.section, each.kind, each.author, each.text) for each in article.passages]


def test_a_post_is_read_with_its_comments() -> None:
    """Of the block editor; the writer's answer to a reader is a reply, what nobody approved is not there."""
    comments = (
        comment(1, "Dana &amp; Co", "May I name my uncle?\r\n\r\nHe is <em>kind</em>."),
        comment(2, "Bo", "Buy shoes here.", approved="spam"),
        comment(3, "desk.example", "[…] as Ann says […]", kind="pingback"),
        comment(4, "Eve", "I never ask anybody."),
        comment(5, "ann", "Better name a colleague.", above=1, user=2),
        comment(6, "Zed", "I did so, too.", above=1),
        comment(7, "Kim", "Waiting.", approved="0"),
    )
    article = article_of(wxr(post(11, "When to ask&#8230;", BLOCKS, *comments, name="ask")))
    facts = (article.title, article.author, article.date, article.url)
    assert facts == ("When to ask…", "Ann Field", "2019-03-04", "https://desk.example/ask/")
    assert told(article) == [
        ((), "article", None, "Ask for a reference in your last week."),
        (("What to send",), "article", None, "The years.\nYour title."),
        (("Comments", "Comment 1"), "reader", "Dana & Co", "May I name my uncle?\nHe is kind."),
        (("Comments", "Comment 2"), "reply", "ann", "Better name a colleague."),
        (("Comments", "Comment 3"), "reader", "Zed", "I did so, too."),
        (("Comments", "Comment 4"), "reader", "Eve", "I never ask anybody."),
    ]
    assert article.passages[3].question == "May I name my uncle? He is kind."


def test_blank_lines_part_paragraphs_of_the_old_editor() -> None:
    """A line break is one, marks of a program are not shown, and nothing of it is lost."""
    assert told(article_of(wxr(post(12, "Thanks", CLASSIC)))) == [
        (
            (),
            "article",
            None,
            "A letter of thanks takes ten minutes, and is kept for years.\nA short letter.",
        ),
        (
            ("The day",),
            "article",
            None,
            "Send it on the day you leave.\nNever by chat.\nNot even to a friend.",
        ),
    ]


def test_what_was_never_published_is_not_read() -> None:
    """Drafts, private posts, those behind a password, and what is no text."""
    kept_back = [
        post(1, "A draft", "Secret one.", status="draft"),
        post(2, "Private", "Secret two.", status="private"),
        post(3, "Locked", "Secret three.", password="open"),
        post(4, "A picture", "Secret four.", kind="attachment", status="inherit"),
        post(5, "Gone", "Secret five.", status="trash"),
        post(6, "Nothing", "  "),
    ]
    article = article_of(wxr(*kept_back, post(7, "A page", "About us.", kind="page")))
    assert (article.title, article.text) == ("A page", "About us.")
    with pytest.raises(SourceError, match="is an export of WordPress without a published post"):
        article_of(wxr(*kept_back))


def test_a_thread_of_disqus_is_readers_words() -> None:
    """Replies below what they answer, in time; deleted ones and spam never, not even with a reply below."""
    data = disqus(
        thread(900, "Leaving &amp; staying"),
        thread(901, "Nobody came"),
        said(5, 900, "Eve", "<p>I stayed two years too long.</p>"),
        said(2, 900, "Dana", "<p>I left in May.<br>It rained.</p><p>No regrets.</p>"),
        said(7, 900, "", "<p>Who paid the van?</p>", above=2),
        said(3, 900, "Bo", "<p>Cheap vans here.</p>", spam=True),
        said(4, 900, "Cy", "<p>I take this back.</p>", deleted=True),
        said(6, 900, "Fay", "<p>Well said, Cy.</p>", above=4),
    )
    article = article_of(data)
    assert (article.title, article.url) == ("Leaving & staying", "https://desk.example/900/")
    assert told(article) == [
        (("Comments", "Comment 1"), "reader", "Dana", "I left in May.\nIt rained.\nNo regrets."),
        (("Comments", "Comment 2"), "reader", "u7", "Who paid the van?"),
        (("Comments", "Comment 3"), "reader", "Fay", "Well said, Cy."),
        (("Comments", "Comment 4"), "reader", "Eve", "I stayed two years too long."),
    ]
    with pytest.raises(SourceError, match="is an export of Disqus without a comment"):
        article_of(disqus(thread(901, "Nobody came")))


def test_several_articles_in_one_file_follow_each_other() -> None:
    """As within an archive, where an export is not taken apart; comments are counted through."""
    first = post(1, "Thanks", "Send a letter.", comment(1, "Dana", "I sent two."))
    article = article_of(wxr(first, post(2, "Keys", "Hand in your keys.", comment(2, "Eve", "I lost mine."))))
    assert told(article) == [
        (("Thanks",), "article", None, "Send a letter."),
        (("Comments", "Comment 1"), "reader", "Dana", "I sent two."),
        (("Keys",), "article", None, "Hand in your keys."),
        (("Comments", "Comment 2"), "reader", "Eve", "I lost mine."),
    ]


SHORT = (
    '<rss version="2.0"{}><channel><item><title>Why wait?</title><link>https://b.example/w</link>'
    "<pubDate>Mon, 04 Mar 2019 10:11:12 +0000</pubDate><content:encoded><![CDATA[<p>Wait a day.</p>]]></content:encoded>"
    "<wp:comment><wp:comment_author>Bo</wp:comment_author><wp:comment_content>I never wait.</wp:comment_content>"
    "</wp:comment><wp:comment><wp:comment_content>Nor do I.</wp:comment_content></wp:comment></item></channel></rss>"
)


@pytest.mark.parametrize(
    "namespaces",
    ["", ' xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="c"'],
    ids=["undeclared", "declared"],
)
def test_an_export_that_says_little_is_read(namespaces: str) -> None:
    """What another program writes in this form has neither states nor numbers."""
    article = article_of(SHORT.format(namespaces).encode())
    assert (article.title, article.date, article.url) == ("Why wait?", "2019-03-04", "https://b.example/w")
    assert [(each.kind, each.author, each.text) for each in article.passages] == [
        ("article", None, "Wait a day."),
        ("reader", "Bo", "I never wait."),
        ("reader", None, "Nor do I."),
    ]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]><!-- x -->'
)


@pytest.mark.parametrize("root", ["disqus", "rss"])
def test_entities_are_refused(root: str) -> None:
    """Before anything of it is read; a text that only speaks of them is not."""
    data = disqus(thread(1, "A"), said(2, 1, "Bo", "&b;")) if root == "disqus" else wxr(post(1, "A", "&b;"))
    body = data.partition(b"?>")[2]
    with pytest.raises(SourceError, match="declares entities of its own, which are not read"):
        article_of(BOMB.format(root=root).encode() + body)
    quoted = "<p>I wrote &lt;!ENTITY a&gt; and &amp;a;.</p>"
    assert "<!ENTITY a> and &a;." in article_of(disqus(thread(1, "A"), said(2, 1, "Bo", quoted))).text


def test_a_damaged_export_is_read_as_far_as_it_goes() -> None:
    """Cut off in the middle, with signs that XML does not know, or bytes that are no UTF-8."""
    whole = wxr(post(1, "Thanks", "Send a \x08letter."), post(2, "Keys", "Hand in your keys."))
    assert article_of(whole[: whole.index(b"<item><title><![CDATA[Keys")]).text == "Send a letter."
    assert article_of(whole.replace(b"Send", b"S\xe9nd")).passages[0].text == "S�nd a letter."
    with pytest.raises(SourceError):
        article_of(b"<rss xmlns:wp='x'>")


@pytest.mark.parametrize(
    "data",
    [
        b"<?xml version='1.0'?><rss version='2.0'><channel><item><title>News</title></item></channel></rss>",
        b"<?xml version='1.0'?><note>disqus</note>",
    ],
    ids=["a feed", "other XML"],
)
def test_other_xml_is_named(data: bytes) -> None:
    """And not read."""
    with pytest.raises(SourceError, match="is XML"):
        article_of(data)
