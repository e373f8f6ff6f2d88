"""The reader of wiki articles made from videos."""

from collections.abc import Callable

import pytest

from ingest import Article, SourceError
from ingest.wiki import is_wiki

Read = Callable[..., Article]

ARTICLE = """---
title: leaving on good terms
videoId: abcDEF-_123
---

From: [[deskside]] <br/>

Handing in your [[notice_periods | notice]] well costs little [00:00:05].

## Before the Talk

Pick a quiet hour [00:01:00]. Bring a letter of two lines [00:01:10], [00:01:15].
The letter should name:
*   The last day. [00:01:20]
*   **Your thanks**: one sentence is enough [00:01:30].
    - Name a person [00:01:32].

### What to Leave Out

> Nobody needs your reasons
> in writing.

1.  Complaints, however just [00:02:00].
2.  Gossip [00:02:10].

Subscribe to our channel for updates!

## After It

Keep working [00:03:00].
"""


def told(article: Article) -> list[tuple[str, int | None, str]]:
    """Role, time and text of each sentence."""
    return [(one.role, one.seconds, one.text) for passage in article.passages for one in passage.sentences]


def test_article_is_read_whole(read: Read) -> None:
    """Front matter, channel, headings, lists and quotations come out as such, each sentence with its time."""
    article = read(ARTICLE)
    assert (article.format, article.title, article.video, article.channel) == (
        "wiki",
        "leaving on good terms",
        "abcDEF-_123",
        "deskside",
    )
    assert article.notes == ()
    assert told(article) == [
        ("prose", 5, "Handing in your notice well costs little"),
        ("prose", 60, "Pick a quiet hour"),
        ("prose", 70, "Bring a letter of two lines"),
        ("lead", 80, "The letter should name:"),
        ("item", 80, "The last day."),
        ("item", 90, "Your thanks: one sentence is enough"),
        ("item", 92, "Name a person"),
        ("lead", 120, "Nobody needs your reasons in writing."),
        ("item", 120, "Complaints, however just"),
        ("item", 130, "Gossip"),
        ("prose", 180, "Keep working"),
    ]


def test_sections_are_the_heading_paths(read: Read) -> None:
    """A passage's section is the path of headings above it."""
    assert list(dict.fromkeys(passage.section for passage in read(ARTICLE).passages)) == [
        (),
        ("Before the Talk",),
        ("Before the Talk", "What to Leave Out"),
        ("After It",),
    ]


def test_each_span_says_what_it_is(read: Read) -> None:
    """Front matter and channel are metadata, a call to subscribe is boilerplate, headings are headings."""
    article = read(ARTICLE)
    kinds = {article.text[span.start : span.end].strip(): span.kind for span in article.spans}
    assert kinds["videoId: abcDEF-_123"] == "metadata"
    assert kinds["From: [[deskside]] <br/>"] == "metadata"
    assert kinds["## After It"] == "heading"
    assert kinds["Subscribe to our channel for updates!"] == "boilerplate"
    assert kinds["2.  Gossip [00:02:10]."] == "text"


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["no-mark", "byte-order-mark"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_line_breaks_and_byte_order_mark_change_nothing(read: Read, mark: str, line_break: str) -> None:
    """Files from Windows are read as others: the same sentences, sections and times."""
    article, plain = read(mark + ARTICLE.replace("\n", line_break)), read(ARTICLE)
    assert (article.title, article.video, article.channel) == (plain.title, plain.video, plain.channel)
    assert [(role, seconds, " ".join(text.split())) for role, seconds, text in told(article)] == told(plain)
    assert [passage.section for passage in article.passages] == [
        passage.section for passage in plain.passages
    ]


@pytest.mark.parametrize(
    ("front", "title", "note"),
    [
        pytest.param("title: a talk\n", "a talk", None, id="good"),
        pytest.param('title: "a talk: two"\n', "a talk: two", None, id="quoted"),
        pytest.param("title: 2020-01-02\n", "2020-01-02", None, id="date-stays-text"),
        pytest.param(
            "title: a talk: two\n", "a talk: two", "mapping values are not allowed here", id="colon"
        ),
        pytest.param("title: a talk\n\tx: 1\n", "a talk", "cannot start any token", id="tab"),
        pytest.param(
            "title: a talk\nx: [1, 2\n", "a talk", "front matter is not valid YAML", id="unclosed-list"
        ),
        pytest.param(
            "title: a talk\nx: &a [*a]\n", "a talk", "unconstructable recursive node", id="recursive"
        ),
        pytest.param(
            "title: a talk\nx: " + "[" * 3000 + "\n",
            "a talk",
            "front matter is not valid YAML",
            id="endless-nesting",
        ),
        pytest.param("- a talk\n", "Ask for a rise in spring.", "front matter holds no fields", id="list"),
        pytest.param("", "Ask for a rise in spring.", "front matter holds no fields", id="empty"),
        pytest.param("title: [a, talk]\n", "Ask for a rise in spring.", None, id="title-is-a-list"),
        pytest.param(
            "title: !!python/object/apply:os.abort []\n",
            "Ask for a rise in spring.",
            None,
            id="tag-is-not-run",
        ),
    ],
)
def test_front_matter_is_read_or_noted(read: Read, front: str, title: str, note: str | None) -> None:
    """Valid fields are taken, of invalid YAML the plain lines with a note.

    No title falls back to the first words.
    """
    article = read(f"---\n{front}---\nAsk for a rise in spring.\n")
    assert article.title == title
    assert [passage.text for passage in article.passages] == ["Ask for a rise in spring."]
    assert len(article.notes) == (note is not None)
    assert note is None or note in article.notes[0]


@pytest.mark.parametrize(
    "text",
    ["---\ntitle: a talk\n\nAsk for it.\n", "---\n", "---\r\ntitle: x\r\n"],
    ids=["text", "only", "CRLF"],
)
def test_unclosed_front_matter_is_refused(read: Read, text: str) -> None:
    """Front matter without its end would swallow the article: the file is refused with what is wrong."""
    with pytest.raises(SourceError, match="opened on the first line and never closed by ---"):
        read(text)


def test_bad_video_id_is_noted(read: Read) -> None:
    """An id that YouTube cannot have makes no link, and the note says so."""
    article = read("---\ntitle: a talk\nvideoId: my video\n---\nAsk for it.\n")
    assert article.video is None
    assert article.notes == ("videoId 'my video' is no YouTube id; cited without a link",)


def test_heading_of_the_first_level_is_the_title(read: Read) -> None:
    """Without front matter the heading above all text names the article and is in no section path."""
    article = read("# Asking for **more**\n\n## When\n\nIn spring.\n")
    assert article.title == "Asking for more"
    assert article.passages[0].section == ("When",)


def test_heading_that_repeats_the_title_is_left_out_of_the_path(read: Read) -> None:
    """A title that is printed again above the text says nothing about a section."""
    article = read("---\ntitle: Pay\n---\n# Pay\n\nAsk.\n\n## When\n\nIn spring.\n")
    assert [passage.section for passage in article.passages] == [(), ("When",)]


def test_deeper_heading_ends_with_its_parent(read: Read) -> None:
    """A heading closes all headings of its own or a deeper level, also where a level is skipped."""
    article = read("## A\n\n#### B\n\nOne.\n\n### C\n\nTwo.\n\n## D\n\nThree.\n")
    assert [passage.section for passage in article.passages] == [("A", "B"), ("A", "C"), ("D",)]


@pytest.mark.parametrize("fence", ["```", "~~~"])
def test_code_is_text_without_headings(read: Read, fence: str) -> None:
    """A comment sign in a code block opens no section; the fences themselves are not shown."""
    article = read(
        f"## Mail\n\nWrite:\n\n{fence}text\n# Subject: my notice\nDear Ann\n{fence}\n\n## End\n\nSend it.\n"
    )
    assert [passage.section for passage in article.passages] == [("Mail",), ("End",)]
    assert "Dear Ann" in article.passages[0].text
    assert fence not in article.passages[0].text


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- Draft: say 55 -->",
        "<!--\n# Draft\n\nSay 55.\n-->",
        "%% Draft: say 55 %%",
        "%%\n- Draft\n- say 55\n%%",
    ],
    ids=["comment", "comment-of-lines", "percent", "percent-of-lines"],
)
@pytest.mark.parametrize(
    "around",
    ["{}\n\n", "So {} it is.\n\n", "So it is. {}\nAnd so on.\n\n"],
    ids=["alone", "within", "behind"],
)
def test_what_its_writer_hid_is_never_read(read: Read, hidden: str, around: str) -> None:
    """A comment, wherever it stands, is in no sentence, no section and no title; what is around it is."""
    article = read(
        "---\ntitle: x\n---\n## A\n\nIt begins.\n\n" + around.format(hidden) + "## B\n\nIt ends.\n"
    )
    said = " ".join(passage.text for passage in article.passages)
    assert "55" not in said
    assert "Draft" not in said
    assert ("So" in said) is ("So" in around)
    assert {passage.section for passage in article.passages} == {("A",), ("B",)}
    hidden_at = article.text.index(hidden)
    assert not any(
        passage.start <= hidden_at < passage.sentences[0].start
        for passage in article.passages
        if passage.section == ("B",)
    )


def test_underlined_headings_open_sections(read: Read) -> None:
    """A line over === or --- is a heading, and its underline is not read."""
    article = read("Post\n====\n\nSo.\n\n## A\n\nAsk.\n\nB\n---\n\nWait.\n\n## C\n\nGo.\n")
    assert article.title == "Post"
    assert [(passage.section, passage.text) for passage in article.passages] == [
        ((), "So."),
        (("A",), "Ask."),
        (("B",), "Wait."),
        (("C",), "Go."),
    ]


def test_list_in_a_quotation_is_a_list(read: Read) -> None:
    """Items of a quoted list are items, and the line above introduces them."""
    article = read("## A\n\n> You bring:\n> - A pen\n> - A pad\n\n## B\n\nGo.\n")
    assert told(article)[:3] == [
        ("lead", None, "You bring:"),
        ("item", None, "A pen"),
        ("item", None, "A pad"),
    ]


def test_unclosed_fence_hides_no_heading(read: Read) -> None:
    """A fence that nothing closes takes no section away."""
    article = read("## Mail\n\n```\nDear Ann\n\n## End\n\nSend it.\n")
    assert [passage.section for passage in article.passages] == [("Mail",), ("End",)]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("---\ntitle: x\n---\n", True, id="front-matter"),
        pytest.param("\ufeff---\r\ntitle: x\r\n---\r\n", True, id="front-matter-from-Windows"),
        pytest.param("From: [[someone]] <br/>\nText.", True, id="channel"),
        pytest.param("# One\n\ntext\n\n# Two\n", True, id="headings"),
        pytest.param("[[a]] and [[b]] and [[c|d]]", True, id="links"),
        pytest.param("# One\n\ntext [1] and [[a]]", False, id="too-little"),
        pytest.param("Plain text.\n\nMore of it.", False, id="plain"),
    ],
)
def test_wiki_article_is_told_from_plain_text(raw: str, expected: bool) -> None:
    """Front matter, a channel line, several headings or wiki links make a wiki article."""
    assert is_wiki(raw) is expected
