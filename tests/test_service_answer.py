"""The answer object over the real index."""

import dataclasses

import pytest

from index import Snapshot
from service.answering.answer import LONGEST_QUESTION, REFUSAL, QuestionError, answer, say
from service.answering.citation import Citation, cite, video_url
from service.answering.compose import MOST_WORDS, Chosen, compose
from service.answering.lookup import understand

QUESTION = "should I do an exit interview?"


def test_the_answer_is_made_of_its_numbered_quotes(seeds_index: Snapshot) -> None:
    """Between the numbers stand the quotes, verbatim, closed with a full stop where the source closes behind a stamp."""
    found = answer(seeds_index, QUESTION)
    assert found.status == "answered"
    rest = found.answer
    for one in found.citations:
        closing = f"[{one.number}]"
        said, _, rest = rest.partition(closing)
        assert said.strip().removesuffix(".") == one.quote.removesuffix(".")
    assert rest == ""


def test_the_stance_comes_first_with_the_time_of_its_sentence(seeds_index: Snapshot) -> None:
    """A should-I question is answered by the recommendation, timed by that sentence's own stamp."""
    first = answer(seeds_index, QUESTION).citations[0]
    assert "not recommended to participate" in first.quote
    assert (first.timestamp, first.seconds) == ("00:03:36", 216)
    assert first.url == "https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=216s"


def test_quotes_stand_in_the_source_where_the_citation_says(seeds_index: Snapshot) -> None:
    """The raw characters at the offsets begin and end as the quote does."""
    for one in answer(seeds_index, "how should I ask for feedback after a rejection?").citations:
        found = seeds_index.article(one.article)
        assert found is not None
        raw = found[1][one.start : one.end]
        assert (raw[:10], raw[-10:]) == (one.quote[:10], one.quote[-10:])


def test_an_answer_is_short_and_quotes_no_reader(seeds_index: Snapshot) -> None:
    """At most 120 words of quotes, from articles and replies only."""
    found = answer(seeds_index, "how long should I wait before I follow up after an interview?")
    assert sum(len(one.quote.split()) for one in found.citations) <= MOST_WORDS
    assert {one.kind for one in found.citations} <= {"article", "reply"}


def test_a_question_that_the_sources_do_not_answer_is_refused_with_the_nearest_passages(seeds_index: Snapshot) -> None:
    """The refusal is one sentence without citations; the passages are still shown."""
    found = answer(seeds_index, "what is the boiling point of water on Mount Everest?")
    assert (found.status, found.answer, found.citations) == ("not_in_sources", REFUSAL, [])
    assert found.passages


def test_a_follow_up_is_resolved_and_shown(seeds_index: Snapshot) -> None:
    """The resolved question is part of the object, and its answer is about the earlier subject."""
    found = answer(seeds_index, "are they mandatory?", [QUESTION])
    assert found.standalone_question == "are they mandatory? (should I do an exit interview?)"
    assert any("not required" in one.quote or "voluntary" in one.quote for one in found.citations)


@pytest.mark.parametrize(
    "question", [pytest.param("", id="empty"), pytest.param(" \n\t", id="blank"), pytest.param("?!…", id="only marks")]
)
def test_a_question_without_words_is_an_error(question: str, seeds_index: Snapshot) -> None:
    """There is nothing to look for."""
    with pytest.raises(QuestionError, match="empty"):
        answer(seeds_index, question)


def test_an_endless_question_is_an_error(seeds_index: Snapshot) -> None:
    """The limit and the length are named."""
    with pytest.raises(QuestionError, match=str(LONGEST_QUESTION)):
        answer(seeds_index, "why " * LONGEST_QUESTION)


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
def test_any_text_is_answered_or_refused(question: str, seeds_index: Snapshot) -> None:
    """Other scripts, query syntax and markup are only words."""
    assert answer(seeds_index, question).status in ("answered", "not_in_sources")


def test_explain_shows_how_the_answer_came_about(seeds_index: Snapshot) -> None:
    """Candidates with their signals, and the threshold; without explain there is no such field."""
    assert "explanation" not in answer(seeds_index, QUESTION).as_dict()
    explanation = answer(seeds_index, QUESTION, explain=True).as_dict()["explanation"]
    (part,) = explanation["parts"]
    assert part["reason"].startswith("answered: confidence")
    best = part["candidates"][0]
    assert best.keys() >= {"passage", "score", "late", "sentence", "dense", "words", "tokens"}
    assert best["late"]["rank"] >= 1
    assert "exit" in {one["asked"] for one in best["tokens"]}


def test_a_quote_that_is_not_in_its_source_is_dropped(seeds_index: Snapshot, caplog: pytest.LogCaptureFixture) -> None:
    """A sentence changed after it was read, in its text or its place, is never shown."""
    chosen = compose(QUESTION, understand(seeds_index, QUESTION)[0].ranked)
    honest, other = chosen[0], chosen[1]
    passage = other.ranked.hit.passage
    forged = dataclasses.replace(other.sentence, text="It is highly recommended.")
    sentences = tuple(forged if number == other.number else one for number, one in enumerate(passage.sentences))
    hit = dataclasses.replace(other.ranked.hit, passage=dataclasses.replace(passage, sentences=sentences))
    wrong = Chosen(dataclasses.replace(other.ranked, hit=hit), other.number, other.score)
    assert [one.quote for one, _ in cite(seeds_index, [wrong, honest])] == [honest.sentence.text]
    assert "not in its source" in caplog.text


@pytest.mark.parametrize(
    ("video", "seconds", "url"),
    [
        pytest.param(None, 5, None, id="no video"),
        pytest.param("abc", None, "https://www.youtube.com/watch?v=abc", id="no time"),
        pytest.param("abc", 0, "https://www.youtube.com/watch?v=abc&t=0s", id="the beginning"),
    ],
)
def test_links_to_a_second_of_a_video(video: str | None, seconds: int | None, url: str | None) -> None:
    """A link exists where there is a video, and names the second where there is a time."""
    assert video_url(video, seconds) == url


def test_a_misspelt_question_is_answered_as_if_it_were_spelt_right(seeds_index: Snapshot) -> None:
    """What it was corrected to is shown; the question stays as it was asked."""
    found = answer(seeds_index, "shoud I do an exit interveiw?", explain=True)
    assert found.question == "shoud I do an exit interveiw?"
    assert found.standalone_question == QUESTION
    assert found.explanation is not None
    assert found.explanation["corrections"] == {"shoud": "should", "interveiw": "interview"}
    assert [one.quote for one in found.citations] == [one.quote for one in answer(seeds_index, QUESTION).citations]


def test_the_part_that_the_sources_do_not_answer_is_named(seeds_index: Snapshot) -> None:
    """Of two questions in one, one is answered, and the other is said not to be."""
    found = answer(seeds_index, "what is an exit interview and what is the boiling point of water on Mount Everest?")
    assert found.status == "answered"
    assert found.unanswered == ["what is the boiling point of water on Mount Everest?"]
    assert found.standalone_question.count("?") == 2
    assert found.answer.endswith("The sources do not answer this part: what is the boiling point of water on Mount Everest?")


def test_a_change_of_subject_is_recognised(seeds_index: Snapshot) -> None:
    """A new question after another is read by itself, though it holds a pronoun."""
    asked = "how long should I wait before I follow up after an interview?"
    assert answer(seeds_index, asked, [QUESTION]).standalone_question == asked


def _citation(number: int, article: str, quote: str) -> Citation:
    return Citation(number, article, f"Title {article}", [], "article", None, quote, None, 0, len(quote), None, None, None)


def test_articles_that_differ_stand_side_by_side_under_their_titles() -> None:
    """One for and one against are told apart by their titles; a quote that only repeats another is there by its number."""
    cited = [
        (_citation(1, "a", "You should go."), False),
        (_citation(2, "c", "You should go!"), True),
        (_citation(3, "b", "Do not go."), False),
    ]
    assert say("should I go?", cited, []) == "Title a: You should go. [1] [2] Title b: Do not go. [3]"
    assert say("should I go?", cited[:2], []) == "You should go. [1] [2]"
    assert say("who goes?", cited, []) == "You should go. [1] [2] Do not go. [3]"


def test_what_no_text_can_hold_is_read_as_question_marks(seeds_index: Snapshot) -> None:
    """A byte that was no UTF-8 on a command line, half a character in JSON."""
    found = answer(seeds_index, f"{QUESTION} \udcff", ["why \ud83d?"])
    assert (found.question, found.status) == (f"{QUESTION} ?", "answered")


def test_items_are_told_where_they_are_introduced(seeds_index: Snapshot) -> None:
    """Two sentences of an item have its number; the same sentences without the introduction are no list."""
    listed = {cited.quote[:12]: cited.item for cited in answer(seeds_index, QUESTION).citations}
    assert listed["They are not"] == listed["Participatio"] is not None
    assert listed["Minimal gain"] not in (None, listed["They are not"])
    assert listed["Generally, i"] is None
    assert {cited.item for cited in answer(seeds_index, "are they mandatory?", [QUESTION]).citations} == {None}
