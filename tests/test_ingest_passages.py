"""How an article is cut into passages."""

from collections.abc import Callable

import pytest

from ingest import Article, Chunking
from ingest.articles.passages import SHORTEST_PASSAGE

Read = Callable[..., Article]


def paragraph(word: str, sentences: int) -> str:
    """A paragraph of equal sentences of some sixty characters."""
    return " ".join(
        f"The {word} number {number} goes on with words that say very little." for number in range(sentences)
    )


def test_short_section_is_one_passage(read: Read) -> None:
    """What fits is not cut, however many paragraphs it has."""
    article = read("## One\n\nAsk.\n\nWait.\n\n- Sign.\n\n## Two\n\nLeave.\n")
    assert [(one.section, one.text) for one in article.passages] == [
        (("One",), "Ask.\nWait.\nSign."),
        (("Two",), "Leave."),
    ]


def test_long_section_is_cut_between_sentences(read: Read) -> None:
    """Passages keep to the length, end with whole sentences, and together hold every sentence once."""
    article = read(
        "## One\n\n"
        + "\n\n".join(paragraph(word, 9) for word in ("first", "second", "third"))
        + "\n\n## Two\n\nEnd.\n"
    )
    cut = [one for one in article.passages if one.section == ("One",)]
    assert len(cut) >= 3
    assert all(SHORTEST_PASSAGE <= len(one.text) <= Chunking().passage_characters for one in cut)
    assert sum(len(one.sentences) for one in cut) == 27
    assert all(sentence.text.endswith(".") for one in cut for sentence in one.sentences)


def test_paragraph_stays_together_where_it_can(read: Read) -> None:
    """Two paragraphs that do not fit in one passage are parted between, not within."""
    article = read(f"## One\n\n{paragraph('first', 8)}\n\n{paragraph('second', 8)}\n\n## Two\n\nEnd.\n")
    assert ["first" in one.text for one in article.passages[:2]] == [True, False]
    assert [len(one.sentences) for one in article.passages[:2]] == [8, 8]


def test_list_stays_with_its_introduction(read: Read) -> None:
    """A list is not parted from the line that introduces it."""
    items = "\n".join(f"- The thing number {number} that you bring along with you." for number in range(6))
    article = read(f"## One\n\n{paragraph('first', 9)}\n\nYou bring these:\n\n{items}\n\n## Two\n\nEnd.\n")
    (holder,) = (one for one in article.passages if "You bring these:" in one.text)
    assert [one.role for one in holder.sentences] == ["lead", *["item"] * 6]


def test_scrap_stays_with_its_neighbour(read: Read) -> None:
    """A greeting is too short for a passage of its own."""
    article = read(f"Hello.\n\n{paragraph('first', 12)}\n\nBye.\n")
    assert all(len(one.text) >= SHORTEST_PASSAGE for one in article.passages)


def test_endless_paragraph_is_cut(read: Read) -> None:
    """Speech without any full stop still makes passages of bounded length."""
    article = read("so we talked about it and then " * 300)
    assert len(article.passages) > 5
    assert max(len(one.text) for one in article.passages) <= Chunking().passage_characters


@pytest.mark.parametrize("characters", [150, 400, 1200])
def test_length_follows_the_chunking(read: Read, characters: int) -> None:
    """A passage has at most the asked length, but for a scrap that stays with its neighbour."""
    article = read(paragraph("first", 40), chunking=Chunking(characters))
    assert max(len(one.text) for one in article.passages) <= characters + SHORTEST_PASSAGE
    assert sum(len(one.sentences) for one in article.passages) == 40


def test_passage_never_crosses_a_heading(read: Read) -> None:
    """Each heading opens a new passage."""
    article = read("\n\n".join(f"## Part {number}\n\nIt says {number}." for number in range(5)))
    assert [(one.section, one.text) for one in article.passages] == [
        ((f"Part {n}",), f"It says {n}.") for n in range(5)
    ]


def test_sentence_without_its_stop_is_closed_in_the_passage(read: Read) -> None:
    """A sentence whose full stop stands behind the stamp reads as one in the passage.

    Its own text stays verbatim.
    """
    (passage,) = read("---\ntitle: x\n---\nAsk early [00:01:00]. Then wait [00:02:00].\n").passages
    assert passage.text == "Ask early. Then wait."
    assert [one.text for one in passage.sentences] == ["Ask early", "Then wait"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            "Ask early [00:01:00]. Then wait [00:02:00].",
            [("Ask early", 60), ("Then wait", 120)],
            id="before-the-stop",
        ),
        pytest.param(
            "Ask early. [00:01:00] Then wait. [00:02:00]",
            [("Ask early.", 60), ("Then wait.", 120)],
            id="after-the-stop",
        ),
        pytest.param(
            "Ask early. Then wait [00:02:00].", [("Ask early.", 120), ("Then wait", 120)], id="one-for-two"
        ),
        pytest.param("Ask [00:01:00], [00:01:30] early.", [("Ask early.", 60)], id="two-for-one"),
        pytest.param("Ask early.", [("Ask early.", None)], id="none"),
    ],
)
def test_sentence_has_the_time_of_its_stamp(
    read: Read, raw: str, expected: list[tuple[str, int | None]]
) -> None:
    """The time is the sentence's own, not the passage's, wherever the full stop stands."""
    article = read(f"---\ntitle: x\n---\n{raw}\n")
    assert [(one.text, one.seconds) for passage in article.passages for one in passage.sentences] == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(
            "[00:00:05] Hello. [00:00:40] We talk. [00:01:30] Ask early.\n",
            [("Hello.", 5), ("We talk.", 40), ("Ask early.", 90)],
            id="inline",
        ),
        pytest.param(
            "[00:00:05]\nHello.\n\n[00:01:30]\nAsk. Wait.\n",
            [("Hello.", 5), ("Ask.", 90), ("Wait.", 90)],
            id="own-line",
        ),
        pytest.param(
            "Hello.\n[00:00:05]\n\nAsk. Wait.\n[00:01:30]\n",
            [("Hello.", 5), ("Ask.", 90), ("Wait.", 90)],
            id="line-below",
        ),
        pytest.param(
            "## [00:04:10] When\n\nAsk.\n\n## [00:09:45] Who\n\nAnn.\n",
            [("Ask.", 250), ("Ann.", 585)],
            id="heading",
        ),
        pytest.param(
            "- [00:00:10] Ask. Wait.\n- [00:01:20] Go.\n",
            [("Ask.", 10), ("Wait.", 10), ("Go.", 80)],
            id="items",
        ),
        pytest.param(
            "**Ann** (00:00:12): So?\n\nBo (00:00:31):\nNot yet. Wait.\n",
            [("So?", 12), ("Not yet.", 31), ("Wait.", 31)],
            id="names",
        ),
        pytest.param(
            "[00:00:10] Ask. [00:01:20] Wait.\n\n## B\n\nGo [00:02:00]. Stay [00:02:30].\n",
            [("Ask.", 10), ("Wait.", 80), ("Go", 120), ("Stay", 150)],
            id="both-in-one-article",
        ),
        pytest.param(
            "## A [00:01:00]\n\nAsk.\n\nWait [00:02:00].\n\nGo.\n",
            [("Ask.", 60), ("Wait", 120), ("Go.", 120)],
            id="below-a-heading",
        ),
        pytest.param("Ask [00:01:00].\n\nWait.\n", [("Ask", 60), ("Wait.", None)], id="none-below"),
    ],
)
def test_stamps_before_the_speech_are_seen(
    read: Read, raw: str, expected: list[tuple[str, int | None]]
) -> None:
    """Where stamps stand is found in the article, and each sentence has the time of its own."""
    article = read(f"---\ntitle: x\n---\n{raw}")
    assert [
        (sentence.text, sentence.seconds) for passage in article.passages for sentence in passage.sentences
    ] == expected


@pytest.mark.parametrize(
    ("raw", "place"),
    [("Ask [00:01:00].", "behind"), ("[00:01:00] Ask.", "before"), ("Ask.", None)],
    ids=["behind", "before", "none"],
)
def test_article_says_where_its_stamps_stand(read: Read, raw: str, place: str | None) -> None:
    """Kept with the article, None where it has no stamps."""
    assert read(f"---\ntitle: x\n---\n{raw}\n").stamps == place


def test_passage_has_one_speaker(read: Read) -> None:
    """What different people say is never one passage; a heading ends what a speaker says."""
    said = "Ann (00:01:00): So?\nBo (00:01:10): No.\n(00:01:20): Wait.\n\n## End\n\nThat was it.\n"
    article = read(f"---\ntitle: x\n---\n{said}")
    assert [(passage.author, passage.kind, passage.text) for passage in article.passages] == [
        ("Ann", "article", "So?"),
        ("Bo", "article", "No.\nWait."),
        (None, "article", "That was it."),
    ]


def test_id_names_the_article_and_the_offset(read: Read) -> None:
    """A passage's id is readable and found again in the raw text."""
    article = read("## One\n\nAsk.\n\n## Two\n\nWait.\n", path="deep/notes.md")
    assert [one.id for one in article.passages] == [f"{article.id}:8", f"{article.id}:22"]
    assert [article.text[one.start : one.end] for one in article.passages] == ["Ask.", "Wait."]
