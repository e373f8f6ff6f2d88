"""Which sentences answer, and in which order."""

import numpy as np
import pytest

from index import ArticleCard, Hit
from ingest import Passage, PassageKind, Sentence
from ingest.core.article import SentenceRole
from service.answering.compose import Chosen
from service.answering.compose import compose as compose_tuned
from service.answering.reranking import Ranked
from service.answering.tuning import Composing

COMPOSING = Composing()
CARD = ArticleCard("a", "A", "a.md", "wiki", None, None, None, 1000, 3)


def ranked(
    row: int,
    score: float,
    sentences: list[tuple[str, float, SentenceRole]],
    *,
    kind: PassageKind = "article",
    block: int | None = None,
    article: str = "a",
    section: tuple[str, ...] = (),
) -> Ranked:
    """A passage whose sentences have the given texts, scores and roles."""
    made, start = [], row * 1000
    for number, (text, _, role) in enumerate(sentences):
        made.append(Sentence(start, start + len(text), text, number if block is None else block, role, None))
        start += len(text) + 1
    passage = Passage(article, made[0].start, made[-1].end, section, kind, None, tuple(made))
    scores = np.array([value for _, value, _ in sentences], dtype=np.float32)
    return Ranked(Hit(row, passage, CARD, 0.5, 1.0), score, scores)


def compose(question: str, passages: list[Ranked]) -> list[Chosen]:
    """What is composed of passages in as many words as one question has."""
    return compose_tuned(question, passages, COMPOSING, most_words=COMPOSING.most_words)


def texts(chosen: list[Chosen]) -> list[str]:
    """The sentences of an answer."""
    return [sentence.sentence.text for sentence in chosen]


def test_the_best_sentence_is_said_first_and_the_rest_by_score() -> None:
    """The best sentence opens; what goes on from another stands behind it."""
    passage = ranked(
        1,
        1.0,
        [
            ("One comes early here.", 0.5, "prose"),
            ("Two is the answer.", 0.9, "prose"),
            ("Three ends it all.", 0.8, "prose"),
        ],
    )
    assert texts(compose("what is it", [passage])) == ["Two is the answer.", "Three ends it all."]
    near = ranked(
        1,
        1.0,
        [
            ("One comes early here.", 0.8, "prose"),
            ("Two is the answer.", 0.9, "prose"),
            ("Three ends it all.", 0.85, "prose"),
            ("However, four is left.", 0.81, "prose"),
        ],
    )
    assert texts(compose("what is it", [near])) == [
        "Two is the answer.",
        "Three ends it all.",
        "However, four is left.",
        "One comes early here.",
    ]


def test_a_reader_is_never_quoted() -> None:
    """A reader's own story is no advice, however well it matches."""
    story = ranked(1, 2.0, [("I waited three weeks myself.", 0.99, "prose")], kind="reader")
    reply = ranked(2, 1.0, [("Wait two weeks and write again.", 0.5, "prose")], kind="reply")
    assert texts(compose("how long to wait", [story, reply])) == ["Wait two weeks and write again."]
    assert compose("how long to wait", [story]) == []


def test_a_list_keeps_its_introduction_and_items() -> None:
    """When the introduction of a list answers best, its items come with it, in order."""
    passage = ranked(
        1,
        1.0,
        [
            ("They ask three things:", 0.9, "lead"),
            ("Why you leave now?", 0.1, "item"),
            ("Where you go next?", 0.2, "item"),
            ("Who you talked to?", 0.1, "item"),
        ],
    )
    assert texts(compose("what do they ask", [passage])) == [
        "They ask three things:",
        "Why you leave now?",
        "Where you go next?",
        "Who you talked to?",
    ]


def test_an_item_that_answers_stands_alone_when_no_list_was_asked_for() -> None:
    """A question with one item for its answer is not answered by the whole list."""
    passage = ranked(
        1,
        1.0,
        [
            ("These can happen:", 0.2, "lead"),
            ("You get an offer soon.", 0.9, "item"),
            ("You hear nothing at all.", 0.1, "item"),
        ],
    )
    assert texts(compose("did I get it", [passage])) == ["You get an offer soon."]


def test_an_answer_has_at_most_its_words() -> None:
    """Sentences are added only while they fit."""
    long = " ".join(["word"] * 70)
    passages = [
        ranked(row, 1.0, [(f"{name} {long}.", 0.9, "prose")]) for row, name in ((1, "Ann"), (2, "Bob"))
    ]
    chosen = compose("anything", passages)
    assert sum(len(text.split()) for text in texts(chosen)) <= COMPOSING.most_words
    assert len(chosen) == 1


def test_the_same_sentence_is_said_once() -> None:
    """A near-duplicate of the same article is dropped, that of another is kept as a second place."""
    one = ranked(1, 1.0, [("Send a short note of thanks the same day.", 0.9, "prose")])
    own = ranked(2, 0.9, [("Send a short note of thanks the same day!", 0.9, "prose")])
    other = ranked(3, 0.9, [("Send a short note of thanks the same day!", 0.9, "prose")], article="b")
    assert len(compose("what to send", [one, own])) == 1
    said, again = compose("what to send", [one, own, other])
    assert (said.repeats, again.repeats) == (None, said.place)


def test_a_sentence_that_points_back_brings_the_one_before_it() -> None:
    """They, this is, … cannot be understood alone; what stands before comes first."""
    passage = ranked(
        1,
        1.0,
        [("Exit interviews are a formality.", 0.5, "prose"), ("They are not required by law.", 0.9, "prose")],
    )
    assert texts(compose("what about the law", [passage])) == [
        "Exit interviews are a formality.",
        "They are not required by law.",
    ]


def test_what_points_back_over_a_list_brings_no_item() -> None:
    """It means the list: an item alone would be understood no better."""
    asked: list[tuple[str, float, SentenceRole]] = [("Would you come back?", 0.2, "item")]
    stored: tuple[str, float, SentenceRole] = ("This is kept for years.", 0.9, "prose")
    assert texts(compose("what about the files", [ranked(1, 1.0, [*asked, stored])])) == [stored[0]]
    before, after = ranked(1, 0.2, asked), ranked(2, 1.0, [stored])
    assert texts(compose("what about the files", [after, before])) == [stored[0]]


@pytest.mark.parametrize(("behind", "said"), [(0.03, 2), (0.07, 1)])
def test_a_reply_to_another_reader_must_come_nearer(behind: float, said: int) -> None:
    """What was told to somebody else is about another case; of one thread all that is near completes."""
    comments = [("Comments", f"Comment {number}") for number in (1, 2)]
    best = ranked(1, 1.0, [("Call them on Monday.", 0.9, "prose")], kind="reply", section=comments[0])
    other: list[tuple[str, float, SentenceRole]] = [("Write before the week ends.", 0.9 - behind, "prose")]
    elsewhere = ranked(2, 1.0, other, kind="reply", section=comments[1])
    same = ranked(2, 1.0, other, kind="reply", section=comments[0])
    assert len(compose("when should I call", [best, elsewhere])) == said
    assert len(compose("when should I call", [best, same])) == 2


@pytest.mark.parametrize(
    ("question", "alone"),
    [("what is noted there", False), ("where do they keep a record", True), ("are records kept", True)],
)
def test_a_thing_that_is_named_again_is_understood_where_it_was_asked_of(
    question: str, *, alone: bool
) -> None:
    """What "these records" are stands in the sentence before, unless the question is about records."""
    passage = ranked(
        1,
        1.0,
        [
            ("Firms write down why people leave.", 0.5, "prose"),
            ("These records are kept for years.", 0.9, "prose"),
        ],
    )
    said = texts(compose(question, [passage]))
    assert (
        said == ["These records are kept for years."]
        if alone
        else ["Firms write down why people leave.", "These records are kept for years."]
    )


def test_a_sentence_at_the_start_of_a_passage_points_back_into_the_one_before() -> None:
    """Where a passage was cut does not matter to who reads the answer."""
    first = ranked(1, 0.2, [("Exit interviews are a formality.", 0.1, "prose")])
    second = ranked(2, 1.0, [("They are not required by law.", 0.9, "prose")])
    assert texts(compose("what about the law", [second, first])) == [
        "Exit interviews are a formality.",
        "They are not required by law.",
    ]


@pytest.mark.parametrize(
    ("question", "opens"),
    [
        pytest.param("should I go there", "You should decline it.", id="a stand"),
        pytest.param("tell me of that", "Offices are full of people.", id="nothing in particular"),
    ],
)
def test_of_equals_the_sentence_that_takes_a_stand_opens_where_that_is_asked(
    question: str, opens: str
) -> None:
    """Among sentences as good as the best, one that takes a stand goes first where that is asked."""
    passage = ranked(
        1,
        1.0,
        [
            ("Offices are full of people.", 0.9, "prose"),
            ("You should decline it.", 0.89, "prose"),
        ],
    )
    assert texts(compose(question, [passage]))[0] == opens


@pytest.mark.parametrize(
    ("score", "opens"), [(0.89, "Offices are full of people."), (0.8, "However, they are often empty.")]
)
def test_of_equals_one_that_goes_on_from_another_does_not_open(score: float, opens: str) -> None:
    """An answer does not begin with "however", unless nothing else is nearly as good."""
    passage = ranked(
        1,
        1.0,
        [("Offices are full of people.", score, "prose"), ("However, they are often empty.", 0.9, "prose")],
    )
    assert texts(compose("tell me of offices", [passage]))[0] == opens


def test_no_candidates_make_no_answer() -> None:
    """Nothing found is nothing said."""
    assert compose("anything", []) == []


def test_an_introduction_without_its_list_does_not_fill_up_an_answer() -> None:
    """What ends in a colon announces something; only as the best sentence it is said, with its list."""
    passage = ranked(
        1, 1.0, [("The answer is this one.", 0.9, "prose"), ("And now for something else:", 0.85, "prose")]
    )
    assert texts(compose("what is it", [passage])) == ["The answer is this one."]


def test_a_question_answers_only_who_asks_for_questions() -> None:
    """What the source asks is quoted to somebody who wants to know what to ask, and to nobody else."""
    passage = ranked(
        1,
        1.0,
        [
            ("How would you describe the culture here?", 0.9, "prose"),
            ("Then listen to what they say.", 0.85, "prose"),
        ],
    )
    assert (
        texts(compose("what questions are good at the end", [passage]))[0]
        == "How would you describe the culture here?"
    )
    assert texts(compose("what makes a good end", [passage])) == ["Then listen to what they say."]
