"""Readers' comments, however their engine writes them, and what only looks like them."""

import pytest

from ingest import Article
from tests.conftest import Read

ARTICLE = """How to Give Notice

Tell your manager first, in person, and bring a short letter of two lines.

Thank the team on your last day.

"""
NOTE = """---
title: Giving notice
author: Jo Doe
---

## How

Tell your manager first, in person.

"""


def told(article: Article) -> list[tuple[str, str | None, str]]:
    """Kind, author and text of each passage."""
    return [(one.kind, one.author, one.text.replace("\n", " ")) for one in article.passages]


PLAIN = [
    pytest.param(
        "3 Responses to “How to Give Notice”\n\nMarta says:\nMarch 3, 2019 at 5:13 pm\nI walked out at noon and\n"
        "never came back.\n\nReply\n\nEditor says:\nMarch 4, 2019 at 9:02 am\nMarta, that is unwise.\n\nReply\n",
        [
            ("reader", "Marta", "I walked out at noon and never came back."),
            ("reply", "Editor", "that is unwise."),
        ],
        id="WordPress",
    ),
    pytest.param(
        "zed99 • 2 years ago\n\nI shouted.\n\nReply • Share ›\n\ncoach > zed99 • a year ago\n\nA jacket is safer.\n",
        [("reader", "zed99", "I shouted."), ("reply", "coach", "A jacket is safer.")],
        id="Disqus-without-a-heading",
    ),
    pytest.param(
        "2 comments:\n\nAnonymous said...\nI never gave any.\nMay 3, 2011 at 10:22 AM\n\nJo Lee said...\nMe neither.\n",
        [("reader", "Anonymous", "I never gave any."), ("reader", "Jo Lee", "Me neither.")],
        id="Blogger",
    ),
    pytest.param(
        "Tom wrote:\nI left. Should I call?\n\nAnn wrote:\nThanks, I left too.\n\nEditor wrote:\nTom, call them.\n",
        [
            ("reader", "Tom", "I left. Should I call?"),
            ("reader", "Ann", "Thanks, I left too."),
            ("reply", "Editor", "call them."),
        ],
        id="wrote",
    ),
    pytest.param(
        "Comments (2)\n\nMarta: I walked out.\n\nTom: I told them by fax.\n",
        [("reader", "Marta", "I walked out."), ("reader", "Tom", "I told them by fax.")],
        id="labels",
    ),
    pytest.param(
        "Comments\n\nAnn Lee\nI never told anybody.\nLike · Reply · 2w\n\nBo Ek\nMe neither!\nLike · Reply · 1w\n",
        [("reader", "Ann Lee", "I never told anybody."), ("reader", "Bo Ek", "Me neither!")],
        id="names-alone",
    ),
    pytest.param(
        "Comments\n\nI walked out at noon.\n\nThanks, I told them by mail. – Tom\n",
        [("reader", None, "I walked out at noon."), ("reader", "Tom", "Thanks, I told them by mail.")],
        id="unnumbered",
    ),
    pytest.param(
        "1. Marta says:\n   I walked out.\n\n2. Tom says:\n   So did I, and nobody of the firm where I had worked until\n   May called me.\n\n3. Ann says:\n   So?\n\n4. Thanks!\n",
        [
            ("reader", "Marta", "I walked out."),
            ("reader", "Tom", "So did I, and nobody of the firm where I had worked until May called me."),
            ("reader", "Ann", "So?"),
            ("reader", None, "Thanks!"),
        ],
        id="numbered",
    ),
]


@pytest.mark.parametrize(("below", "expected"), PLAIN)
def test_comments_of_plain_text_are_the_readers(
    read: Read, below: str, expected: list[tuple[str, str | None, str]]
) -> None:
    """Each comment has its author and is a reader's, but for the host's and those to a commenter."""
    article = read(ARTICLE + below)
    own = [one for one in told(article) if one[0] == "article"]
    assert [text for _, _, text in own] == [
        "Tell your manager first, in person, and bring a short letter of two lines. Thank the team on your last day."
    ]
    found = [one for one in told(article) if one[0] != "article"]
    assert [(kind, author, text) for kind, author, text in found] == expected
    shown = {article.text[span.start : span.end].strip() for span in article.spans if span.kind == "text"}
    assert not shown & {
        "Reply",
        "Comments",
        "Like · Reply · 2w",
        "Marta says:",
        "3 Responses to “How to Give Notice”",
    }


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        pytest.param(
            "## Comments\n\n1. Marta says:\n   I walked out.\n\n2. Editor says:\n   Marta, that is unwise.\n",
            [("reader", "Marta", "I walked out."), ("reply", "Editor", "that is unwise.")],
            id="numbered",
        ),
        pytest.param(
            "## Responses\n\n### Marta says:\n*March 3, 2019 at 5:13 pm*\n\nI walked out.\n\n### Jo Doe says:\n\nUnwise.\n",
            [("reader", "Marta", "I walked out."), ("reply", "Jo Doe", "Unwise.")],
            id="headings-and-the-author",
        ),
        pytest.param(
            "## Comments\n\n**Marta** (2019-03-03): I walked out.\n\n**Tom**: So did I.\n",
            [("reader", "Marta", "I walked out."), ("reader", "Tom", "So did I.")],
            id="strong-names",
        ),
        pytest.param(
            "## Discussion\n\n- **zed99** · 2 years ago\n  I shouted.\n- **kim** · 1 year ago\n  Me too.\n",
            [("reader", "zed99", "I shouted."), ("reader", "kim", "Me too.")],
            id="list",
        ),
        pytest.param(
            "## 2 Comments\n\n> I walked out.\n> — Marta\n\n> Never tell them.\n> — Tom, Leeds\n",
            [
                ("reader", "Marta", "I walked out."),
                ("reader", "Tom", "Never tell them."),
            ],
            id="quotations",
        ),
        pytest.param(
            "## Comments\n\nI walked out.\n\nNever tell them.\n",
            [("reader", None, "I walked out."), ("reader", None, "Never tell them.")],
            id="unnumbered",
        ),
        pytest.param(
            "**Comments**\n\n*Marta wrote:*\n\nI walked out.\n\n*Tom wrote:*\n\nSo did I.\n",
            [("reader", "Marta", "I walked out."), ("reader", "Tom", "So did I.")],
            id="strong-heading",
        ),
    ],
)
def test_comments_of_markdown_are_the_readers(
    read: Read, below: str, expected: list[tuple[str, str | None, str]]
) -> None:
    """The same below front matter and headings; a section behind the comments is the article's again."""
    article = read(NOTE + below + "\n## Further reading\n\nAsk the union.\n", path="a.md")
    assert told(article)[-1] == ("article", None, "Ask the union.")
    found = [one for one in told(read(NOTE + below, path="a.md")) if one[0] != "article"]
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Questions to Ask\n\nAsk these at the end of the interview, when you are invited to.\n\n"
            "1. What does success look like?\n2. How do you give feedback to me?\n3. Should I expect travel?\n"
            "4. Can I meet the team?\n5. When do I hear from you?\n",
            id="questions",
        ),
        pytest.param(
            "Steps\n\nThese are the steps after a layoff, in their order.\n\n1. Read it. Should I sign? No.\n"
            "2. File for benefits. Thank the clerk.\n3. Tell them. They appreciate it.\n4. Cut the budget.\n",
            id="steps",
        ),
        pytest.param(
            ARTICLE
            + "Scores\n\nA score of three is average.\n\nComments\n\nA manager writes two lines about the year.\n\n"
            "Goals\n\nWrite the goals yourself.\n",
            id="section-named-comments",
        ),
        pytest.param(
            NOTE + "## Discussion\n\nThe talk takes ten minutes.\n\n## Feedback\n\nIt is given in writing.\n",
            id="sections-of-Markdown",
        ),
        pytest.param(
            "How to Wait\n\nJo Doe • 2 years ago\n\nWaiting is an art that takes years to learn well.\n\nCount to ten.\n",
            id="byline",
        ),
        pytest.param(
            ARTICLE + "The boss says:\nYou cannot leave.\n\nYou say:\nI can.\n\nAnn says: this is fine.\n",
            id="dialogue",
        ),
        pytest.param(
            ARTICLE + "Pay Talks | March 3, 2019\n\nAsk early.\n\nNotice | March 9, 2019\n\nGive it.\n",
            id="digest",
        ),
    ],
)
def test_what_only_looks_like_comments_is_the_articles(read: Read, text: str) -> None:
    """Lists, steps, sections, bylines and dialogues are no thread."""
    assert {kind for kind, _, _ in told(read(text, path="a.md" if text.startswith("---") else "a.txt"))} == {
        "article"
    }


def test_form_below_the_comments_is_furniture(read: Read) -> None:
    """What a page has below its comments is in no comment."""
    article = read(
        ARTICLE
        + "Marta says:\nMarch 3, 2019 at 5:13 pm\nI left.\n\nLeave a Reply\n\nYour email address will not be published.\n"
    )
    assert [(kind, text) for kind, _, text in told(article)[1:]] == [("reader", "I left.")]
    assert [span.kind for span in article.spans[-2:]] == ["boilerplate", "boilerplate"]


def test_reply_has_the_question_that_it_answers(read: Read) -> None:
    """The host's reply carries the comment of whom it names."""
    article = read(
        ARTICLE
        + "Comments\n\nAnn says:\nDo I need a letter?\n\nBo says:\nI left at noon.\n\nAdmin says:\nAnn, you do.\n"
    )
    assert article.passages[-1].question == "Do I need a letter?"
