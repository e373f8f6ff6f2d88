"""The reader of plain articles."""

from collections.abc import Callable

import pytest

from ingest import Article

Read = Callable[..., Article]

ARTICLE = """Desk Letter No. 7 (2017)

How to Ask for a Reference

By Ann van der Berg

A reference opens doors, so ask while people still remember you.

When to Ask

Ask in your last week. Ask again a year later – people move on.

If you were let go, these people can still help:

A colleague you trained with
A client who liked your work
Your former manager, if you parted as friends

Bring them:

  • A short list of what you did. It jogs their memory.
  • The name of the new firm.

What to Write

You could write:

Dear [Name],

I hope you are well. May I name you as a reference?

My new firm will call you next week.

Kind regards,

[Your Name]

And never ask twice in a week.

“Can I Ask My Current Boss?”

Only if your boss knows that you are leaving.

Working Onward,

Sign up for our free newsletter to get a letter like this every month!

Image credit: a friend
"""


def told(article: Article) -> list[tuple[str, str]]:
    """Role and text of each sentence."""
    return [(one.role, one.text) for passage in article.passages for one in passage.sentences]


def test_article_is_read_whole(read: Read) -> None:
    """Headings, byline, lists, letter and furniture are told apart; the sentences are the author's."""
    article = read(ARTICLE)
    assert (article.format, article.title, article.author) == (
        "plain",
        "How to Ask for a Reference",
        "Ann van der Berg",
    )
    assert told(article) == [
        ("prose", "A reference opens doors, so ask while people still remember you."),
        ("prose", "Ask in your last week."),
        ("prose", "Ask again a year later – people move on."),
        ("lead", "If you were let go, these people can still help:"),
        ("item", "A colleague you trained with"),
        ("item", "A client who liked your work"),
        ("item", "Your former manager, if you parted as friends"),
        ("lead", "Bring them:"),
        ("item", "A short list of what you did."),
        ("item", "It jogs their memory."),
        ("item", "The name of the new firm."),
        ("lead", "You could write:"),
        ("example", "Dear [Name],"),
        ("example", "I hope you are well."),
        ("example", "May I name you as a reference?"),
        ("example", "My new firm will call you next week."),
        ("example", "Kind regards,"),
        ("example", "[Your Name]"),
        ("prose", "And never ask twice in a week."),
        ("prose", "Only if your boss knows that you are leaving."),
    ]


def test_sections_are_the_short_lines_between(read: Read) -> None:
    """A short line that stands alone heads what follows; an issue's label gives way to the title."""
    sections = dict.fromkeys(passage.section for passage in read(ARTICLE).passages)
    assert list(sections) == [(), ("When to Ask",), ("What to Write",), ("“Can I Ask My Current Boss?”",)]


def test_furniture_is_no_text(read: Read) -> None:
    """The byline is metadata; the parting formula, newsletter and image credit at the end are boilerplate."""
    article = read(ARTICLE)
    kinds = {article.text[span.start : span.end]: span.kind for span in article.spans}
    assert kinds["By Ann van der Berg"] == "metadata"
    assert kinds["Working Onward,"] == "boilerplate"
    assert kinds["Image credit: a friend"] == "boilerplate"
    assert kinds["Sign up for our free newsletter to get a letter like this every month!"] == "boilerplate"
    assert kinds["Kind regards,"] == "text", "within the letter it belongs to the letter"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_line_breaks_change_nothing(read: Read, line_break: str) -> None:
    """The same sentences and sections with the line breaks of any system."""
    article, plain = read(ARTICLE.replace("\n", line_break)), read(ARTICLE)
    assert told(article) == told(plain)
    assert [passage.section for passage in article.passages] == [
        passage.section for passage in plain.passages
    ]


def test_byte_order_mark_is_no_part_of_the_title(read: Read) -> None:
    """A mark in front of the file is covered by a span of its own."""
    article = read("\ufeffHow to Wait\n\nSit down and count to ten.\n")
    assert article.title == "How to Wait"
    assert (article.spans[0].start, article.spans[0].end, article.spans[0].kind) == (0, 1, "metadata")


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("What to Say", True),
        ("“May I Call You?”", True),
        ("Why wait?", True),
        ("Wait for the letter.", False),
        ("Wait, then sign,", False),
        ("Bring these:", False),
        ("wait for it", False),
        ("…and then you wait", False),
        ("[Your Name]", False),
        ("“We regret that we have to let you go this summer”", False),
        ("A line of some words that says what follows below it", True),
        ("A very long line that says far too much for a heading since it goes on and on", False),
        ("Never put a photo on a CV!", False),
        ("You Can Tell Me Anything (But Not Them!)", True),
        ("Leave your age out of it (it invites bias)", False),
        ("Keep it to two pages at most*", False),
        ("不要先说出自己目前的工资。", False),
        ("面试建议", True),
        ("A line that is too long for a heading because it has more than eighty characters in it", False),
    ],
)
def test_short_line_that_reads_like_no_sentence_is_a_heading(read: Read, line: str, heading: bool) -> None:
    """What ends like a sentence, opens in lower case, quotes or runs long is text."""
    article = read(f"First of all, breathe.\n\n{line}\n\nThen it goes on like this.\n")
    assert ((line,) in [passage.section for passage in article.passages]) is heading


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("It begins.\n\nA Last Line", id="at-the-end"),
        pytest.param("It begins.\nA Line Within\nIt goes on.", id="not-alone"),
        pytest.param(
            "It begins.\n\nA Line Above\n\nSubscribe to our newsletter for free!", id="above-furniture"
        ),
        pytest.param(
            "It begins.\n\nSay thank you\n\nAsk for two days\n\nGet it in writing\n\nIt ends.", id="several"
        ),
        pytest.param("It begins.\n\nAnn: Why?\n\nBo: So.\n\nAnn: Why not?\n\nIt ends.", id="dialogue"),
    ],
)
def test_short_line_that_heads_nothing_is_text(read: Read, text: str) -> None:
    """A heading stands alone and has text below it."""
    assert all(span.kind != "heading" for span in read(text).spans)


def test_letter_ends_at_the_signature(read: Read) -> None:
    """A salutation without a signature is no template; one with a name below a parting formula is."""
    open_end = read("Dear reader,\n\nWe begin today.\n\nIt is a good day.\n")
    assert {role for role, _ in told(open_end)} == {"prose"}
    signed = read(
        "Write this.\n\nDear Ms Lund,\n\nI resign.\n\nYours sincerely,\n\nAnn Smith\n\nThen send it off.\n"
    )
    assert [text for role, text in told(signed) if role == "example"] == [
        "Dear Ms Lund,",
        "I resign.",
        "Yours sincerely,",
        "Ann Smith",
    ]


@pytest.mark.parametrize(
    ("lines", "role"),
    [
        pytest.param(["A pen", "A pad", "A plan"], "item", id="three"),
        pytest.param(["A pen", "A pad"], "prose", id="two-are-too-few"),
    ],
)
def test_bare_lines_after_a_colon_are_a_list(read: Read, lines: list[str], role: str) -> None:
    """Three or more lines without blank lines between them, after a colon, are items; two are not."""
    article = read("Start with this.\n\nYou need:\n\n" + "\n".join(lines) + "\n\nThat is all.\n")
    roles = {text: role for role, text in told(article)}
    assert {roles[line] for line in lines} == {role}


def test_article_without_a_heading_has_its_first_words_as_title(read: Read) -> None:
    """The title of a bare text is its opening sentence, cut to ten words."""
    assert read("ask early. Then wait.").title == "ask early."
    assert read("if you want to ask for more you should first ask yourself why, they say.").title == (
        "if you want to ask for more you should first…"
    )


def test_paragraphs_without_full_stops_are_text(read: Read) -> None:
    """Of notes in a row only the one on top names the article; all others can be quoted."""
    notes = ["Never name a number first", "ask for the pay band", "Put promises in writing", "Go home"]
    article = read("\n\n".join(["Notes from a talk", *notes]) + "\n")
    assert article.title == "Notes from a talk"
    assert [text for _, text in told(article)] == notes


def test_wrapped_paragraph_is_whole(read: Read) -> None:
    """In text that is wrapped to a width a line goes on whatever the next opens with, within items too."""
    article = read(
        "A Move for Work\n\n"
        "Ask the firm to pay for the van, and put aside a sum for\n"
        "$800 of deposit. Drive through the streets of the town with\n"
        "Ann's map, because the way to work costs more time than\n"
        "I thought (and\nmore money) on my first move to the coast, which took\n14 days.\n\n"
        "1. Give notice on the flat only when the contract with the\n"
        "   New firm is signed by both.\n"
    )
    assert [text for _, text in told(article)] == [
        "Ask the firm to pay for the van, and put aside a sum for $800 of deposit.",
        "Drive through the streets of the town with Ann's map, because the way to work costs more time than I"
        " thought (and more money) on my first move to the coast, which took 14 days.",
        "Give notice on the flat only when the contract with the New firm is signed by both.",
    ]


def test_name_and_date_below_the_title_are_its_author(read: Read) -> None:
    """A line such as `Jo Doe • 2 years ago` is the byline and no heading."""
    article = read("How to Wait\n\nJo Doe • 2 years ago\n\nWaiting is an art that takes years.\n")
    assert (article.title, article.author) == ("How to Wait", "Jo Doe")
    assert [text for _, text in told(article)] == ["Waiting is an art that takes years."]
