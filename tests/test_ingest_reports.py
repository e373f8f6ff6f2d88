"""What people of this trade reported of other programs: each kind of fault with inputs of its own."""

from pathlib import Path

import pytest

from ingest import (
    Article,
    Noted,
    Skipped,
    Source,
    SourceError,
    SourceFile,
    read_article,
    read_source,
    scan_folder,
)
from tests.test_ingest_article import assert_sound

FRONT = "---\ntitle: Desk talk\nvideoId: abcDEF-_123\n---\n\n"


def read(text: str, name: str = "a.md") -> Article:
    """The article of a text, sound in all that holds for every article."""
    article = read_article(Source(name, text.encode()), article_id="a")
    assert_sound(article)
    return article


def times(article: Article) -> dict[str, int | None]:
    """The second of each sentence."""
    return {one.text: one.seconds for each in article.passages for one in each.sentences}


def told(article: Article) -> list[tuple[str, str | None, str]]:
    """Kind, author and text of each passage."""
    return [(each.kind, each.author, each.text) for each in article.passages]


def text_of(article: Article) -> str:
    """All that can be quoted."""
    return "\n".join(each.text for each in article.passages)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "## Pay\n\n[00:00:05] Good morning. [00:00:40] Name no sum first. [00:01:30] Ask what the grade pays.\n",
            {"Good morning.": 5, "Name no sum first.": 40, "Ask what the grade pays.": 90},
            id="in front of each sentence",
        ),
        pytest.param(
            "## Pay\n\n(00:05)\nGood morning to all of you.\n\n(00:40)\nName no sum first.\n\n(01:30)\nAsk for the grade.\n",
            {"Good morning to all of you.": 5, "Name no sum first.": 40, "Ask for the grade.": 90},
            id="round, on a line of its own",
        ),
        pytest.param(
            "## 0:00 Hello\n\nGood morning.\n\n## 4:10 The grade\n\nAsk for the grade.\n\n## 9:45 The sum\n\nName none.\n",
            {"Good morning.": 0, "Ask for the grade.": 250, "Name none.": 585},
            id="bare, in headings",
        ),
        pytest.param(
            "## Talk\n\n[00:12] Ann: What should one ask?\n\n[00:31] Bo: Ask for the grade.\n\n[01:02] Ann: And then?\n",
            {"What should one ask?": 12, "Ask for the grade.": 31, "And then?": 62},
            id="in front of who speaks",
        ),
        pytest.param(
            "## Steps\n\n- [0:10] Ask for the grade.\n- [1:20] Wait a day.\n- [2:30] Sign nothing.\n",
            {"Ask for the grade.": 10, "Wait a day.": 80, "Sign nothing.": 150},
            id="in front of items",
        ),
    ],
)
def test_a_stamp_before_what_is_said_is_its_own(text: str, expected: dict[str, int]) -> None:
    """However it is written."""
    article = read(FRONT + text)
    assert times(article) == expected
    assert article.stamps == "before"


@pytest.mark.parametrize(
    ("stamps", "seconds"),
    [
        pytest.param(("00:00:00", "00:30:00", "01:00:00", "01:55:00"), 6900, id="of five minutes"),
        pytest.param(("0:00:00", "0:15:00", "1:10:00", "2:05:00"), 7500, id="of a workshop"),
        pytest.param(("00:00", "20:00", "45:00", "75:00"), 4500, id="minutes above sixty"),
    ],
)
def test_chapters_rounded_to_minutes_stay_where_they_are(stamps: tuple[str, ...], seconds: int) -> None:
    """Round times are no evidence of hours that are minutes."""
    said = ("Welcome to the day.", "Write the letter.", "Send the letter.", "Tell the old employer last.")
    body = "\n\n".join(f"{sentence} [{stamp}]" for sentence, stamp in zip(said, stamps, strict=True))
    assert times(read(f"{FRONT}## Parts\n\n{body}\n"))["Tell the old employer last."] == seconds


@pytest.mark.parametrize(
    ("text", "name", "quotes"),
    [
        pytest.param(
            "# Raise\n\nAsk **after** a project, see the [survey](https://a.example/s). Book it for a [[Tue|Tuesday]].\n",
            "post.md",
            ["Ask after a project, see the survey.", "Book it for a Tuesday."],
            id="one heading",
        ),
        pytest.param(
            "Ask _early_, and `often`.\n", "post.markdown", ["Ask early, and often."], id="no heading"
        ),
        pytest.param(
            "[00:00:04] Welcome back.\n[00:02:20] Test the camera first.\n[00:03:00] Then the light.\n",
            "talk.txt",
            ["Welcome back.", "Test the camera first.", "Then the light."],
            id="stamps in plain text",
        ),
    ],
)
def test_marks_are_not_shown(text: str, name: str, quotes: list[str]) -> None:
    """Nor does it take more than one sign to know Markdown."""
    assert list(times(read(text, name))) == quotes


@pytest.mark.parametrize(
    "text",
    [
        "Ask them at the end\n\nThese questions work:\n\n1. What does a good first month look like?\n2. Who left before me?\n"
        "3. Thank you for your time; when may I hear from you?\n4. What would you change here?\n5. Who decides?\n",
        "Before the talk\n\n1) Read the advert again, please.\n2) Thanks to the porter: ask him for the room.\n"
        "3) Could you park nearby?\n4) Do you have the address?\n5) Leave early.\n",
    ],
    ids=["questions", "steps"],
)
def test_a_numbered_list_is_no_thread(text: str) -> None:
    """However many of its items ask or thank."""
    article = read(text, "a.txt")
    assert {each.kind for each in article.passages} == {"article"}
    items = [one for each in article.passages for one in each.sentences if one.role == "item"]
    assert len(items) >= 5


STORY = "I walked out at noon and it felt wonderful."
ADVICE = "Give a month's notice, and give it on paper."


@pytest.mark.parametrize(
    ("thread", "name"),
    [
        pytest.param(
            f"2 Responses to “Notice”\n\nMarta says:\nMarch 3, 2019 at 5:13 pm\n{STORY}\n\nReply\n\nTom says:\n"
            "March 4, 2019 at 6:00 am\nMine called the police.\n\nReply\n",
            "a.txt",
            id="WordPress, copied",
        ),
        pytest.param(
            f"Comments (2)\n\nMarta • 3 years ago\n{STORY}\n\nTom • 2 years ago\nMine did not.\n",
            "a.txt",
            id="Disqus",
        ),
        pytest.param(
            f"## Comments\n\n1. Marta says: {STORY}\n2. Tom says: Mine did not.\n",
            "a.md",
            id="Markdown, numbered",
        ),
        pytest.param(
            f"### 2 comments\n\n**Marta** (May 2, 2020):\n\n{STORY}\n\n**Tom** (May 3, 2020):\n\nMine did not.\n",
            "a.md",
            id="bold",
        ),
    ],
)
def test_a_readers_story_is_a_readers(thread: str, name: str) -> None:
    """With its author; the article's sentence stays the article's."""
    head = "Notice\n\n" if name.endswith("txt") else "---\ntitle: Notice\n---\n\n# Notice\n\n"
    found = told(read(f"{head}{ADVICE} It is read by people who never met you.\n\n{thread}", name))
    assert next(kind for kind, _, text in found if ADVICE in text) == "article"
    assert [(kind, author) for kind, author, text in found if STORY in text] == [("reader", "Marta")]


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        pytest.param(
            "Whoever writes a letter of reference should first of all send the\nFormer manager a list of what was done, "
            "and mention that the years\n2019 and 2020 belong together, because the firm changed its name in\n(late) 2020 "
            "and nobody remembers it. The answer takes three weeks.\n",
            "a.txt",
            "Whoever writes a letter of reference should first of all send the Former manager a list of what was done, and "
            "mention that the years 2019 and 2020 belong together, because the firm changed its name in (late) 2020 and "
            "nobody remembers it.",
            id="capital, digit, bracket",
        ),
        pytest.param(
            "# Moving\n\n- Ask the new employer to pay the van, and put aside at least\n  $800 for the deposit, which the "
            "landlord wants on the day before\n  “the keys” are handed over [00:01:13].\n- Keep every receipt.\n",
            "a.md",
            "Ask the new employer to pay the van, and put aside at least $800 for the deposit, which the landlord wants on "
            "the day before “the keys” are handed over",
            id="item with a stamp",
        ),
    ],
)
def test_a_wrapped_line_does_not_end_a_sentence(text: str, name: str, sentence: str) -> None:
    """Whatever sign the next line begins with."""
    assert sentence in {" ".join(said.split()) for said in times(read(text, name))}


@pytest.mark.parametrize(
    "paragraphs",
    [
        (
            "Never send a photo of a dog!",
            "Leave out the year of birth (it invites guesses)",
            "One page is enough*",
        ),
        ("never name a sum", "ask what the grade pays", "Say that you need two days", "Write the sum down"),
        ("把照片从简历里拿掉。", "面试前睡好觉。", "不要先说工资。"),
        ("हमेशा समय पर पहुँचें।", "वेतन पहले न बताएं।"),
    ],
    ids=["marks", "none", "Chinese", "Hindi"],
)
def test_a_short_paragraph_can_be_quoted(paragraphs: tuple[str, ...]) -> None:
    """It is no heading because it is short."""
    said = set(times(read("Notes on letters\n\n" + "\n\n".join(paragraphs) + "\n", "a.txt")))
    assert set(paragraphs) <= said


@pytest.mark.parametrize(
    "sentence",
    [
        "Return to the recruiter within a day of the call.",
        "Sign up for job alerts with two agencies today.",
        "Follow us into the next room, says the host, and then they test you.",
        "Posted in a branch abroad, you keep your contract.",
        "Tags on the badge show who may enter the store.",
        "Skip to the last page of the contract and read the notice period.",
        "Share this list with your referee before the call.",
        "Subscribe to the trade paper a month before the interview.",
    ],
)
def test_a_sentence_of_the_article_is_no_furniture(sentence: str) -> None:
    """Though it begins as furniture does."""
    for text, name in (
        (f"# Calls\n\nWrite it down. {sentence}\n\n{sentence}\n", "a.md"),
        (f"Calls\n\n{sentence}\n", "a.txt"),
    ):
        assert sentence in times(read(text, name))


@pytest.mark.parametrize(
    ("front", "facts"),
    [
        pytest.param(
            "title: Calls: a guide\nauthor: 'R. Moss'\nvideoId: \"abcDEF-_123\"\n",
            ("Calls: a guide", "R. Moss", "abcDEF-_123"),
            id="a colon",
        ),
        pytest.param(
            "title: Calls\nsource: https://youtu.be/abcDEF-_123\n",
            ("Calls", None, "abcDEF-_123"),
            id="an address",
        ),
        pytest.param(
            "title: >\n  Calls and\n  letters\nauthors:\n  - R. Moss\n  - B. Lee\n",
            ("Calls and letters", "R. Moss, B. Lee", None),
            id="folded",
        ),
        pytest.param("title: Calls\n\tdraft: no\n", ("Calls", None, None), id="a tab"),
    ],
)
def test_front_matter_of_every_shape(front: str, facts: tuple[str, str | None, str | None]) -> None:
    """What it says holds, and it is not quoted."""
    article = read(f"---\n{front}---\n\nA recruiter writes down three words.\n")
    assert (article.title, article.author, article.video) == facts
    assert text_of(article) == "A recruiter writes down three words."


@pytest.mark.parametrize(
    "text",
    [
        "---\nA call begins with the weather. It ends with money.\n---\n\nWrite both down.\n",
        "---\n\nA call begins with the weather. It ends with money.\n\nWrite both down.\n",
        "***\nA call begins with the weather. It ends with money.\n***\nWrite both down.\n",
    ],
    ids=["between rules", "never closed", "stars"],
)
def test_a_rule_is_no_front_matter(text: str) -> None:
    """What stands below it is text."""
    assert set(times(read(text))) == {
        "A call begins with the weather.",
        "It ends with money.",
        "Write both down.",
    }


NOTE = """%% the floor is 50,000 %%
<!-- nickname: Walrus -->
# Day

- [ ] Ask for the plan in writing
- [x] Call the ==landlord== at noon ^first

| Who | Decides |
|---|---|
| Lead | days at home |

![[Recipes#Soup]]

Checked with HR[^1] &amp; twice.

[^1]: Room 4.

<!--
Two lines of
draft.
-->

%%
More of it.
%%

Offer
-----

status:: open
Say yes on paper.

#offers/first #pay
"""


def test_what_the_writer_of_a_note_hid_is_not_read() -> None:
    """Nor are marks shown; a line below words makes them a heading."""
    article = read(NOTE)
    text = text_of(article)
    for hidden in (
        "floor",
        "Walrus",
        "draft",
        "More of it",
        "[ ]",
        "|",
        "==",
        "^",
        "[[",
        "&amp;",
        "::",
        "#",
        "---",
    ):
        assert hidden not in text
    for shown in (
        "Ask for the plan in writing",
        "Call the landlord at noon",
        "Checked with HR & twice.",
        "Say yes on paper.",
    ):
        assert shown in times(article)
    assert article.passages[-1].section[-1] == "Offer"


@pytest.mark.parametrize(
    ("text", "sentences", "language"),
    [
        ("Das Gespräch dauert z. B. eine Stunde. Am 3. März kommt die Antwort.", 2, "German"),
        ("试用期三个月。工资在月底支付。你可以提前离开吗？", 3, "Chinese"),
        ("試用期間は三か月です。給料は月末に払われます。", 2, "Japanese"),
        (
            "Испытательный срок длится три месяца. Зарплату платят в конце каждого месяца на карту.",
            2,
            "Russian",
        ),
        ("मुलाकात एक घंटे की होती है और दो लोग पूछते हैं। जवाब सोमवार को डाक से आएगा।", 2, "Hindi"),
        (
            "مدة التجربة في هذه الشركة ثلاثة أشهر كاملة. هل يدفع الراتب في آخر الشهر؟ نعم يدفع كله.",
            3,
            "Arabic",
        ),
    ],
    ids=["de", "zh", "ja", "ru", "hi", "ar"],
)
def test_other_scripts_are_split_and_named(text: str, sentences: int, language: str) -> None:
    """By their own marks."""
    article = read(f"# X\n\n{text}\n")
    assert len(times(article)) == sentences
    assert article.notes == (f"is in {language}",)


def test_twins_by_name_are_articles_of_their_own(tmp_path: Path) -> None:
    """Upper and lower case, NFC and NFD, dots, odd signs, equal stems, a stem that is another's path."""
    names = [
        "README.md",
        "readme.md",
        "B\u00fcro.md",
        "Bu\u0308ro.md",
        "1.5 tips",
        "1.md",
        "Leave #1? 100%.md",
        "x.md",
        "x.txt",
        "x.md.txt",
    ]
    for name in names:
        (tmp_path / name).write_text(f"# {name}\n\nA text.\n")
    (tmp_path / ".hidden.md").write_text("# No\n\nNever.\n")
    (tmp_path / "away").symlink_to(tmp_path.parent)
    found = list(scan_folder(tmp_path))
    files = [each for each in found if isinstance(each, SourceFile)]
    assert {each.path for each in files} == set(names)
    assert len({each.id for each in files}) == len(names)
    assert [each.path for each in found if isinstance(each, Skipped)] == ["away"]
    assert not [each for each in found if isinstance(each, Noted)]


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        (
            "board.canvas",
            b'{"nodes":[{"id":"1","type":"text","text":"Ask early."}],"edges":[]}',
            "a canvas of Obsidian",
        ),
        ("deal.json", b'{"offer": {"sum": 3}}', "JSON that holds no transcript"),
        ("tool.py", b"print('ask early')\n", "program code"),
        ("letter.rtf", rb"{\rtf1 Ask early.}", "an RTF document"),
        (
            "old.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "a Word document of before 2007",
        ),
        ("feed.xml", b"<?xml version='1.0'?><rss><channel/></rss>", "XML"),
    ],
)
def test_what_is_not_read_is_named(name: str, data: bytes, what: str) -> None:
    """In one line, with what is."""
    with pytest.raises(SourceError, match=f"is {what}"):
        read_article(Source(name, data), article_id="a")


def test_an_index_among_the_sources_is_none(tmp_path: Path) -> None:
    """Wherever it lies, and a copy of it."""
    (tmp_path / "note.md").write_text("# Cooler\n\nThe cooler hums.\n")
    for place in ("var/index", "copies/old"):
        inside = tmp_path / place / "generations" / "1"
        inside.mkdir(parents=True)
        (tmp_path / place / "CURRENT").write_text("1")
        (inside / "tokenizer.json").write_text('{"model": "x"}')
        (inside / "words.txt").write_text("A text of the index.\n")
    assert [each.path for each in scan_folder(tmp_path) if isinstance(each, SourceFile)] == ["note.md"]


def test_a_file_that_moves_is_the_same_text(tmp_path: Path) -> None:
    """Under its new name, by its content; one that went is gone."""
    for name, text in (
        ("a.txt", "Lunch\n\nA guest pays six.\n"),
        ("b.txt", "Parking\n\nParking is free at night.\n"),
    ):
        (tmp_path / name).write_text(text)
    before = {each.path: each for each in scan_folder(tmp_path) if isinstance(each, SourceFile)}
    (tmp_path / "a.txt").rename(tmp_path / "z.txt")
    (tmp_path / "b.txt").unlink()
    after = {each.path: each for each in scan_folder(tmp_path) if isinstance(each, SourceFile)}
    assert set(after) == {"z.txt"}
    assert after["z.txt"].digest == before["a.txt"].digest
    assert text_of(read_source(after["z.txt"])) == "A guest pays six."
