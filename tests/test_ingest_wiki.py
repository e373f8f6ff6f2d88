"""The reader of wiki articles made from videos."""

from collections.abc import Callable

import pytest

from ingest import Article, SourceError
from ingest.prose.wiki import is_wiki

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
        pytest.param("", "Ask for a rise in spring.", None, id="empty"),
        pytest.param(
            "title: a: 'talk'\nauthor: 'Jo'\n",
            "a: 'talk'",
            "mapping values are not allowed",
            id="quotes-within",
        ),
        pytest.param("title: >-\n  a\n  talk\n", "a talk", None, id="folded"),
        pytest.param("Title: a talk\n", "a talk", None, id="capital-key"),
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


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_unclosed_front_matter_ends_with_its_fields(read: Read, break_: str) -> None:
    """Front matter without its end reaches as far as it looks like fields, and a note says so."""
    article = read(
        break_.join(["---", "title: a talk", "tags:", "  - pay", "", "Ask for it.", ""]), path="a.md"
    )
    assert article.title == "a talk"
    assert [passage.text for passage in article.passages] == ["Ask for it."]
    assert article.notes == ("front matter is opened and never closed by ---; its first lines were read",)


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nAsk for it.\n\n---\n\n## When\n\nIn spring.\n",
        "---\nAsk for it.\n---\n\n## When\n\nIn spring.\n",
        "---\n- Ask for it.\n---\n\n## When\n\nIn spring.\n",
        "---\n\nAsk for it.\n\n## When\n\nIn spring.\n",
        "+++\n\nAsk for it.\n\n## When\n\nIn spring.\n",
    ],
    ids=["two-rules", "adjoining", "list", "one-rule", "plus-signs"],
)
def test_rule_on_the_first_line_takes_no_text(read: Read, text: str) -> None:
    """What stands between two rules and is no mapping of fields is the article's."""
    article = read(text, path="a.md")
    assert [passage.text for passage in article.passages] == ["Ask for it.", "In spring."]
    assert article.notes == ()


@pytest.mark.parametrize("text", ["---\n", "---\r\ntitle: x\r\n"], ids=["rule", "fields"])
def test_file_of_a_fence_alone_holds_no_text(read: Read, text: str) -> None:
    """Nothing but a fence or fields is refused as every file without text is."""
    with pytest.raises(SourceError, match="holds no text"):
        read(text, path="a.md")


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
        pytest.param("# One\n\n**So** it [is](https://a.b).", True, id="marks-of-several-kinds"),
        pytest.param("[00:00:04] One.\n[00:01:10] Two.\n", False, id="lines-with-stamps"),
        pytest.param("One <!-- not said --> two.", True, id="comment"),
        pytest.param("One 10%% and two 20%%.", False, id="per-cent"),
        pytest.param("Plain text.\n\nMore of it.", False, id="plain"),
    ],
)
def test_wiki_article_is_told_from_plain_text(raw: str, expected: bool) -> None:
    """Front matter, a channel line, several headings or wiki links make a wiki article."""
    assert is_wiki(raw) is expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param("Ask **early**.", True, id="strong"),
        pytest.param("Ask early [00:01:13].", True, id="stamp"),
        pytest.param("- Ask\n- Wait\n", True, id="list"),
        pytest.param("Ask\n---\n\nEarly.", True, id="underlined"),
        pytest.param("Title: Ask\nAuthor: Jo\n\nEarly.", True, id="bare-fields"),
        pytest.param("How to Ask\n\nAsk early.", False, id="no-mark"),
    ],
)
def test_one_mark_makes_a_file_that_is_named_markdown(raw: str, expected: bool) -> None:
    """A file with the suffix needs a single mark; without any it is read as plain text."""
    assert is_wiki(raw, named=True) is expected
    assert is_wiki(raw) is False


VAULT = """---
title: Offers
---

## Basics

A first offer is ==rarely the last== one [00:01:13]. ^first

![[scan.png]]

- [ ] Ask for the plan
- [x] Ask for the days

> [!warning]- Deadlines
> An offer of one day
> may be refused.

Topic | Who decides
--- | ---
Home office | The [[lead\\|team lead]]
Car | The board

It is paid back.[^1] See [the rules][law].

[^1]: Within a year.
[law]: https://example.org/law "The law"

key:: value of a field

#offers #pay/first

```
limit = 5
never = 6
```
"""


def test_vault_is_read_without_its_marks(read: Read) -> None:
    """Tasks, tables, callouts, footnotes, embeds, references, fields and tags are read for what they say."""
    article = read(VAULT, path="a.md")
    assert told(article) == [
        ("lead", 73, "A first offer is rarely the last one"),
        ("item", None, "Ask for the plan"),
        ("item", None, "Ask for the days"),
        ("prose", None, "Deadlines"),
        ("prose", None, "An offer of one day may be refused."),
        ("lead", None, "Topic – Who decides"),
        ("item", None, "Home office – The team lead"),
        ("item", None, "Car – The board"),
        ("prose", None, "It is paid back."),
        ("prose", None, "See the rules."),
        ("prose", None, "Within a year."),
        ("prose", None, "limit = 5"),
        ("prose", None, "never = 6"),
    ]


def test_page_of_logseq_has_sections(read: Read) -> None:
    """Items that are headings open sections; properties are not read."""
    article = read(
        "title:: Pay\n\n- ## When\n\t- TODO Ask in spring\n\t  id:: 12\n- ## How\n\t- In person\n",
        path="a.md",
    )
    assert [(passage.section, passage.text) for passage in article.passages] == [
        (("When",), "Ask in spring"),
        (("How",), "In person"),
    ]


def test_sentence_over_two_lines_has_the_time_behind_it(read: Read) -> None:
    """A wrapped sentence is one sentence with one time, whatever its second line opens with."""
    article = read(
        "## Costs\n\nAsk the new firm to pay for the van, and put aside a sum of\n"
        "$800 for the deposit before it [00:01:13]. Visit the town with\n"
        "Ann's map, for the way to work costs more time than one who\nKnows it thinks [00:02:20].\n",
        path="a.md",
    )
    assert [seconds for _, seconds, _ in told(article)] == [73, 140]


@pytest.mark.parametrize(
    "text",
    [
        "Sign up for job alerts on three boards and check your email today.",
        "Return to the recruiter with a written summary.",
        "Posted on a Friday, an opening gets half the applicants.",
        "Skip to the result when you tell a story.",
        "Back to back interviews need a break.",
    ],
)
def test_advice_with_words_of_a_page_can_be_quoted(read: Read, text: str) -> None:
    """A sentence is no furniture because of its words, also where it is all that the file holds."""
    assert [sentence for _, _, sentence in told(read(f"---\ntitle: x\n---\n\n## A\n\n{text}\n"))] == [text]
