"""The reader of a numbered thread of comments: who asks, who answers, and which question."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import Article
from ingest.prose.thread import find_thread

Read = Callable[..., Article]
SEED = Path(__file__).parent.parent / "seeds" / "003_0c5a6819a0cc41f0.txt"
SEED_REPLIES = {
    2,
    4,
    7,
    9,
    12,
    14,
    16,
    18,
    20,
    22,
    24,
    26,
    28,
    30,
    32,
    34,
    37,
    39,
    41,
    43,
    46,
    49,
    51,
    54,
    57,
    58,
    61,
}

THREAD = """How to hand in your notice

Tell your manager before you tell your friends. Bring a short letter.

What the letter says

Name the date and say thanks. Nothing else belongs there.


  1. Petra says:

    I gave my notice on Monday and my manager asked me to stay until the summer. Should I stay longer than my
    contract says?

  2. Petra, you owe them what your contract says and not a day more. I would offer a proper handover and then
  leave on the agreed date.

  3. Thank you so much, that calms me.

    Petra

  4. Tom K. says:

    I was told last week that I must train the person who follows me. Is that normal? How long can it take? Do
    I get paid?

    My last day is the 30th.

  5. Tom, it is quite normal. Training falls within your working hours, so you are paid for it. Start with the
  weekly routines.

    If they ask for more after your last day, you can name a price.

  6. I handed in my letter by e-mail. Does that count? I never got an answer from my boss.

  7. I have a question about holidays. I had ten days left when I resigned and my firm says I lose them. Can
  they do that?

    Thanks,
    Marisol

  8. Marisol, in many places unused days have to be paid out. Ask the personnel office to show you the rule in
  writing.

  9. You should always ask for a receipt when you resign by e-mail. Send it again with your manager in copy,
  and keep what you sent.

  10. Hi, I got an offer with a start in two weeks but my notice is a month. I like the new team a lot. What
  should I tell them?

  11. Hello Ines, tell them the truth: you keep your word to your present employer, so you will keep it to
  them. Most firms wait.

  12. Great article, I appreciate the honest words!

Leave a Reply
"""
REPLIES = {2, 5, 8, 9, 11}


def voices(article: Article) -> dict[int, str]:
    """Who speaks in each comment, by its number."""
    return {
        int(one.section[-1].split()[-1]): one.kind
        for one in article.passages
        if one.section[:1] == ("Comments",)
    }


def comment(article: Article, number: int) -> list[tuple[str | None, str | None, str]]:
    """Author, question and text of the passages of one comment."""
    return [
        (one.author, one.question, one.text)
        for one in article.passages
        if one.section == ("Comments", f"Comment {number}")
    ]


def test_replies_are_told_from_readers(read: Read) -> None:
    """Answers are found with and without the asker's name; questions, stories and thanks are the readers'."""
    found = voices(read(THREAD))
    assert sorted(found) == list(range(1, 13))
    assert {number for number, kind in found.items() if kind == "reply"} == REPLIES


@pytest.mark.parametrize(
    ("reply", "asker"),
    [(2, 1), (5, 4), (8, 7), (9, 6), (11, 10)],
    ids=["named", "questions-in-a-row", "signed", "nameless", "greeted"],
)
def test_reply_is_paired_with_its_question(read: Read, reply: int, asker: int) -> None:
    """A reply carries the comment it answers: the one of the name it addresses, else the nearest open one."""
    article = read(THREAD)
    asked = " ".join(text for _, _, text in comment(article, asker))
    question = comment(article, reply)[0][1]
    assert question is not None
    assert question.split()[:6] == asked.split()[:6]
    assert comment(article, asker)[0][1] is None


@pytest.mark.parametrize(
    ("number", "author"),
    [(1, "Petra"), (3, "Petra"), (4, "Tom K."), (6, None), (7, "Marisol"), (10, "Ines")],
    ids=lambda value: str(value),
)
def test_reader_is_named(read: Read, number: int, author: str | None) -> None:
    """A reader's name stands in the header, below the comment, or at the opening of the answer."""
    assert comment(read(THREAD), number)[0][0] == author


def test_comment_of_several_paragraphs_is_whole(read: Read) -> None:
    """Every paragraph of a comment is in its passages, without the number and the header."""
    (text,) = (text for _, _, text in comment(read(THREAD), 5))
    assert text.startswith("it is quite normal.")
    assert text.splitlines()[-1] == "If they ask for more after your last day, you can name a price."
    (text,) = (text for _, _, text in comment(read(THREAD), 4))
    assert text.startswith("I was told last week")


def test_article_above_and_page_below_are_no_comments(read: Read) -> None:
    """The article's own sections stay the article's; what follows the last comment is furniture."""
    article = read(THREAD)
    own = [one for one in article.passages if one.kind == "article"]
    assert [one.section for one in own] == [(), ("What the letter says",)]
    assert article.text[article.spans[-1].start : article.spans[-1].end] == "Leave a Reply"
    assert article.spans[-1].kind == "boilerplate"


def test_host_who_is_addressed_signs_the_replies(read: Read) -> None:
    """Where readers address the host by name, the replies are the host's."""
    article = read(THREAD.replace("Hi, I got an offer", "Hello Dora, I got an offer"))
    assert {author for number in REPLIES for author, _, _ in comment(article, number)} == {"Dora"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            "  9. You should",
            "  9. You should do this:\n\n    1. Ask.\n    2. Keep it.\n    3. Wait.\n\n    You should",
            id="in-a-reply",
        ),
        pytest.param(
            "  5. Tom, it", "  5. Tom:\n\n  1. It\n  2. is\n  3. so\n\n    it", id="of-the-same-indentation"
        ),
        pytest.param(
            "  5. Tom, it",
            "  5. Tom:\n\n     1. It\n     2. is\n     3. so\n     4. as\n     5. you\n\n    it",
            id="up-to-its-own-number",
        ),
        pytest.param(
            "Name the date", "1. One\n2. Two\n3. Three\n4. Four\n\nName the date", id="in-the-article"
        ),
    ],
)
def test_list_is_not_taken_for_comments(read: Read, old: str, new: str) -> None:
    """A numbered list within a comment or above the thread neither ends the thread nor joins it."""
    assert old in THREAD
    assert sorted(voices(read(THREAD.replace(old, new)))) == list(range(1, 13))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("", id="empty"),
        pytest.param("Do this:\n\n1. Ask.\n2. Wait.\n3. Sign.\n4. Leave.\n", id="list-of-steps"),
        pytest.param("  1. I ask: can I?\n\n  2. Thanks!\n\n  3. Thanks?\n", id="too-few"),
        pytest.param(
            "  2. I ask: can I?\n\n  3. Thanks!\n\n  4. Thanks!\n\n  5. So do I?\n",
            id="does-not-begin-at-one",
        ),
    ],
)
def test_numbers_alone_make_no_thread(raw: str) -> None:
    """Steps to follow, a handful of lines, or a run that does not start at 1 are no thread."""
    assert find_thread(raw) is None


def test_thread_of_the_seed_is_labelled(read: Read) -> None:
    """All 61 comments of the third source are found, and at most three of them mistaken."""
    found = voices(read(SEED.read_bytes()))
    assert sorted(found) == list(range(1, 62))
    wrong = {number for number, kind in found.items() if (kind == "reply") != (number in SEED_REPLIES)}
    assert len(wrong) <= 3, f"mistaken: {sorted(wrong)}"


def test_to_whom_a_reply_is_addressed_is_not_quoted(read: Read) -> None:
    """A name in front of advice says nothing to anybody else; all offsets stay those of the file."""
    article = read(THREAD)
    opened: dict[int, str] = {}
    for passage in article.passages:
        first = passage.sentences[0]
        assert article.text.startswith(first.text.split()[0], first.start)
        if passage.kind == "reply":
            opened.setdefault(int(passage.section[-1].split()[-1]), " ".join(first.text.split()[:3]))
    assert opened == {
        2: "you owe them",
        5: "it is quite",
        8: "in many places",
        9: "You should always",
        11: "tell them the",
    }
