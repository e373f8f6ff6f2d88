"""From a question to an answer, over the real index."""

from dataclasses import replace
from itertools import pairwise

import pytest

from index import Snapshot
from service.answering.answer import LONGEST_HISTORY, LONGEST_QUESTION, Answer, AnswerOverdue, QuestionError
from service.answering.asking import MOST_PARTS, say
from service.answering.citation import Citation
from service.answering.compose import Chosen
from service.answering.parted import REFUSAL
from service.answering.said import Said
from service.answering.tuning import Composing
from service.assistant import Assistant
from tests.test_service_compose import ranked

QUESTION = "should I do an exit interview?"


def test_the_answer_is_made_of_its_numbered_quotes(seeds_assistant: Assistant) -> None:
    """Each piece that is said is one quote, verbatim, with its number, counted from 1."""
    answer = seeds_assistant.ask(QUESTION)
    assert (answer.status, answer.calibrated) == ("answered", True)
    assert [(entry.text, entry.citations) for entry in answer.said] == [
        (citation.quote, (citation.number,)) for citation in answer.citations
    ]
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))


def test_the_stance_comes_first_with_the_time_of_its_sentence(seeds_assistant: Assistant) -> None:
    """A should-I question is answered by the recommendation, timed by that sentence's own stamp."""
    first = seeds_assistant.ask(QUESTION).citations[0]
    assert "not recommended to participate" in first.quote
    assert (first.timestamp, first.seconds) == ("00:03:36", 216)
    assert first.url == "https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=216s"


def test_quotes_stand_in_the_source_where_the_citation_says(
    seeds_assistant: Assistant, seeds_index: Snapshot
) -> None:
    """The raw characters at the offsets begin and end as the quote does."""
    for citation in seeds_assistant.ask("how should I ask for feedback after a rejection?").citations:
        stored = seeds_index.article(citation.article)
        assert stored is not None
        raw = stored[1][citation.start : citation.end]
        assert (raw[:10], raw[-10:]) == (citation.quote[:10], citation.quote[-10:])


def test_an_answer_is_short_and_quotes_no_reader(seeds_assistant: Assistant) -> None:
    """At most 120 words of quotes, from articles and replies only."""
    answer = seeds_assistant.ask("how long should I wait before I follow up after an interview?")
    assert sum(len(citation.quote.split()) for citation in answer.citations) <= Composing().most_words
    assert {citation.kind for citation in answer.citations} <= {"article", "reply"}


def test_a_question_that_the_sources_do_not_answer_is_refused_with_the_nearest_passages(
    seeds_assistant: Assistant,
) -> None:
    """The refusal is one sentence without citations; the passages are still there."""
    answer = seeds_assistant.ask("how do I explain a two year gap on my resume?")
    assert (answer.status, answer.answer, answer.citations) == ("not_in_sources", REFUSAL, [])
    assert answer.passages


def test_a_follow_up_is_resolved_and_shown(seeds_assistant: Assistant) -> None:
    """The resolved question is part of the object, and its answer is about the earlier subject."""
    answer = seeds_assistant.ask("are they mandatory?", [QUESTION])
    assert answer.standalone_question == "are they mandatory? (should I do an exit interview?)"
    assert any("not required" in cited.quote or "voluntary" in cited.quote for cited in answer.citations)


@pytest.mark.parametrize(
    "question",
    [pytest.param("", id="empty"), pytest.param(" \n\t", id="blank"), pytest.param("?!…", id="only marks")],
)
def test_a_question_without_words_is_an_error(question: str, seeds_assistant: Assistant) -> None:
    """There is nothing to look for."""
    with pytest.raises(QuestionError, match="empty"):
        seeds_assistant.ask(question)


def test_an_endless_question_is_an_error(seeds_assistant: Assistant) -> None:
    """The limit and the length are named."""
    with pytest.raises(QuestionError, match=str(LONGEST_QUESTION)):
        seeds_assistant.ask("why " * LONGEST_QUESTION)


@pytest.mark.parametrize(
    "question",
    [
        "warum?",
        "日本語の質問です",
        "a",
        "exit" * 400,
        "\u202eabc",
        "'; DROP TABLE passages; --",
        "text:* AND (",
        "[[link]] **bold**",
        "💼💼 resume 💼",
    ],
)
def test_any_text_is_answered_or_refused(question: str, seeds_assistant: Assistant) -> None:
    """Other scripts, query syntax and markup are only words."""
    assert seeds_assistant.ask(question).status in ("answered", "not_in_sources")


def test_explain_shows_how_the_answer_came_about(seeds_assistant: Assistant) -> None:
    """Candidates with their signals, and the threshold; without explain there is no such field."""
    assert "explanation" not in seeds_assistant.ask(QUESTION).as_dict()
    explanation = seeds_assistant.ask(QUESTION, explain=True).as_dict()["explanation"]
    (part,) = explanation["parts"]
    assert part["reason"].startswith("answered: confidence")
    best = part["candidates"][0]
    assert best.keys() == {"passage", "kind", "score", "signals", "tokens", "read"}
    assert best["signals"]["late"]["rank"] >= 1
    assert "exit" in {pair["asked"] for pair in best["tokens"]}


def test_a_misspelt_question_is_answered_as_if_it_were_spelt_right(seeds_assistant: Assistant) -> None:
    """What it was corrected to is shown; the question stays as it was asked."""
    answer = seeds_assistant.ask("shoud I do an exit interveiw?", explain=True)
    assert answer.question == "shoud I do an exit interveiw?"
    assert answer.standalone_question == QUESTION
    assert answer.explanation is not None
    assert answer.explanation["corrections"] == {"shoud": "should", "interveiw": "interview"}
    assert answer.citations == seeds_assistant.ask(QUESTION).citations


def test_the_part_that_the_sources_do_not_answer_is_named(seeds_assistant: Assistant) -> None:
    """Of two questions in one, one is answered, and the other is said not to be."""
    answer = seeds_assistant.ask(
        "what is an exit interview and what is the boiling point of water on Mount Everest?"
    )
    assert answer.status == "answered"
    assert answer.unanswered == ["what is the boiling point of water on Mount Everest?"]
    assert answer.standalone_question.count("?") == 2
    assert answer.answer.startswith("What is an exit interview?\nAn exit interview is a meeting")
    assert answer.answer.endswith(f"\n\nWhat is the boiling point of water on Mount Everest?\n{REFUSAL}")
    assert answer.parts is not None
    assert [part.sureness and part.sureness.degree for part in answer.parts] == ["sure", "far"]
    assert answer.sureness == answer.parts[0].sureness


def test_a_change_of_subject_is_recognised(seeds_assistant: Assistant) -> None:
    """A new question after another is read by itself, though it holds a pronoun."""
    asked = "how long should I wait before I follow up after an interview?"
    assert seeds_assistant.ask(asked, [QUESTION]).standalone_question == asked


def cited(
    number: int, article: str, quote: str, repeats: Chosen | None = None
) -> tuple[int, Chosen, Citation]:
    """A sentence of an article that is chosen, proven and numbered, in the first part of a question."""
    passage = ranked(number, 1.0, [(quote, 0.9, "prose")], article=article)
    chosen = Chosen(passage, 0, 1.0, repeats.place if repeats else None)
    title = f"Title {article}"
    citation = Citation(
        number,
        article,
        title,
        [],
        "article",
        None,
        quote,
        0,
        len(quote),
        1,
        f"{article}.txt",
        title,
        "",
        None,
        None,
        None,
    )
    return 0, chosen, citation


FOR = cited(1, "a", "You should go.")
AGAIN = cited(2, "c", "You should go!", repeats=FOR[1])
AGAINST = cited(3, "b", "Do not go.")


@pytest.mark.parametrize(
    ("question", "sentences", "said"),
    [
        pytest.param(
            "should I go?",
            [FOR, AGAIN, AGAINST],
            [
                Said("Title a:", head=True),
                Said("You should go.", (1, 2)),
                Said("Title b:", head=True),
                Said("Do not go.", (3,)),
            ],
            id="one for and one against",
        ),
        pytest.param("should I go?", [FOR, AGAIN], [Said("You should go.", (1, 2))], id="both for"),
        pytest.param(
            "who goes?",
            [FOR, AGAIN, AGAINST],
            [Said("You should go.", (1, 2)), Said("Do not go.", (3,))],
            id="no question of a stand",
        ),
        pytest.param(
            "who goes?",
            [AGAINST, AGAIN],
            [Said("Do not go.", (3,)), Said("You should go!", (2,))],
            id="what is repeated was dropped",
        ),
        pytest.param("who goes?", [], [], id="nothing"),
    ],
)
def test_articles_that_differ_stand_side_by_side_under_their_titles(
    question: str, sentences: list[tuple[int, Chosen, Citation]], said: list[Said]
) -> None:
    """A quote that only repeats another is there by its number; by itself where the other is not there."""
    assert say(question, sentences) == said


def test_items_are_numbered_where_they_are_introduced(seeds_assistant: Assistant) -> None:
    """Two sentences of an item have its number; the same sentences without the introduction are no list."""
    item_of = {entry.text[:12]: entry.item for entry in seeds_assistant.ask(QUESTION).said}
    assert (item_of["They are not"], item_of["Participatio"], item_of["Minimal gain"]) == (1, 1, 2)
    assert item_of["Generally, i"] is None
    assert {entry.item for entry in seeds_assistant.ask("are they mandatory?", [QUESTION]).said} == {None}


@pytest.mark.parametrize(
    "repeated",
    [
        pytest.param("are exit interviews mandatory? are exit interviews mandatory?", id="twice"),
        pytest.param("are exit interviews mandatory? Are exit interviews mandatory?", id="in other letters"),
        pytest.param("are exit interviews mandatory and are exit interviews mandatory?", id="joined by and"),
        pytest.param(
            " ".join(["are exit interviews mandatory?"] * (MOST_PARTS + 1)),
            id="more often than there may be parts",
        ),
    ],
)
def test_a_question_that_is_repeated_is_asked_once(repeated: str, seeds_assistant: Assistant) -> None:
    """It is answered as the same question is."""
    once, answer = seeds_assistant.ask("are exit interviews mandatory?"), seeds_assistant.ask(repeated)
    assert (answer.said, answer.citations, answer.confidence) == (once.said, once.citations, once.confidence)


def test_a_question_that_is_repeated_and_not_answered_is_named_once(seeds_assistant: Assistant) -> None:
    """However often it was asked beside another."""
    answer = seeds_assistant.ask("what is an exit interview? how do I bake bread? how do I bake bread?")
    assert answer.unanswered == ["how do I bake bread?"]
    assert [entry.text for entry in answer.said if entry.head] == [
        "What is an exit interview?",
        "How do I bake bread?",
    ]


def test_no_sentence_is_said_for_two_parts(seeds_assistant: Assistant) -> None:
    """What answers both belongs to the first; numbers rise, and each piece names its part."""
    answer = seeds_assistant.ask("should I do an exit interview and are exit interviews mandatory?")
    assert len({citation.quote for citation in answer.citations}) == len(answer.citations)
    assert [number for entry in answer.said for number in entry.citations] == list(
        range(1, len(answer.citations) + 1)
    )
    assert all(before.part <= after.part for before, after in pairwise(answer.said))


@pytest.mark.parametrize(("parts", "looked_up"), [(MOST_PARTS, MOST_PARTS), (MOST_PARTS + 1, 1)])
def test_a_text_of_too_many_questions_is_looked_up_as_one(
    parts: int, looked_up: int, seeds_assistant: Assistant
) -> None:
    """Each costs a search."""
    asked = " ".join(f"what is an exit interview of kind {number}?" for number in range(parts))
    explanation = seeds_assistant.ask(asked, explain=True).explanation
    assert explanation is not None
    assert len(explanation["parts"]) == looked_up


def test_an_answer_that_takes_too_long_is_given_up(seeds_assistant: Assistant) -> None:
    """Between two of its steps; the message says how long it may take.

    What is looked up nowhere takes no time.
    """
    hurried = Assistant(seeds_assistant.opened, seconds=1e-9)
    with pytest.raises(AnswerOverdue, match="longer than 1e-09 seconds"):
        hurried.ask(QUESTION)
    assert hurried.ask("thanks!").answer == "You are welcome."


def same(answer: Answer, other: Answer) -> bool:
    """Whether two answers differ in nothing but their time."""
    return replace(answer, took_ms=0.0) == replace(other, took_ms=0.0)


def test_a_long_conversation_is_read_from_its_end(seeds_assistant: Assistant) -> None:
    """Back to the last question that stands alone, whatever was asked before that.

    More than the doors take is cut off.
    """
    noise = ["whre cn teh wrld fnd otu abuot evrything taht evrybody knws " * 30] * (LONGEST_HISTORY + 5)
    follow_up = "are they mandatory?"
    assert same(
        seeds_assistant.ask(follow_up, [*noise, QUESTION]), seeds_assistant.ask(follow_up, [QUESTION])
    )


def test_fifty_questions_that_lean_on_each_other_are_read_together(seeds_assistant: Assistant) -> None:
    """Or the answer is given up in time: it is never an error of another kind."""
    leaning = ["and is it then so? " * 100] * LONGEST_HISTORY
    assert seeds_assistant.ask("are they mandatory?", leaning).status in ("answered", "not_in_sources")


def test_what_no_text_can_hold_is_read_as_question_marks(seeds_assistant: Assistant) -> None:
    """A byte that was no UTF-8 on a command line, half a character in JSON."""
    answer = seeds_assistant.ask(f"{QUESTION} \udcff", ["why \ud83d?"])
    assert (answer.question, answer.status) == (f"{QUESTION} ?", "answered")
