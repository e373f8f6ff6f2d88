"""What is said of the sources themselves: which there are, and of what they speak."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from index import ArticleCard
from service.answering.holdings import MOST_TITLES, filled, held
from service.answering.smalltalk import HELD, TOPICS, reply
from service.answering.topics import MOST_TOPICS, topics
from service.answering.within import Scope, scope_of
from service.assistant import Assistant
from service.protocols.plain_text import with_sources
from tests.one_article import OneArticle


class Shelf(OneArticle):
    """An index of articles with these titles, each in a file of its own, and headings of some."""

    def __init__(self, *titles: str, folder: str = "", headings: dict[str, list[str]] | None = None) -> None:
        super().__init__()
        self.cards = [
            replace(self.card, id=f"{folder}{place:03d}", path=f"{folder}{place:03d}.md", title=title)
            for place, title in enumerate(titles)
        ]
        self.own = headings or {}

    def articles(self) -> list[ArticleCard]:
        """One for each title."""
        return self.cards

    def headings(self) -> dict[str, list[str]]:
        """As they were given."""
        return self.own


@pytest.mark.parametrize(
    "asked",
    [
        "Which articles do you have?",
        "what articles are there",
        "hi! what topics do you cover?",
        "How many documents do you have?",
        "list your sources",
        "show me all the videos",
        "What do you know about?",
        "what do you know",
        "What can I ask you?",
        "what are your sources?",
        "what's in here?",
    ],
)
def test_who_asks_for_the_sources_is_told_them(asked: str) -> None:
    """However it is said; the line leaves open what the index fills in."""
    assert reply(asked) == f"{HELD} {TOPICS}"


@pytest.mark.parametrize(
    "asked",
    [
        "what do you know about exit interviews?",
        "which books do you have on salary?",
        "what documents are needed to claim unemployment?",
        "what topics should I avoid in an interview?",
        "how many sources are there in the paper on strikes",
        "which articles of clothing do you have to wear?",
        "what can I ask for in a counteroffer?",
        "what can I ask at the end of an interview",
        "list your weaknesses",
        "show me an example",
    ],
)
def test_a_question_about_something_is_a_question(asked: str) -> None:
    """Articles, topics and lists are things that people ask about, too."""
    assert reply(asked) is None


def test_few_articles_are_named() -> None:
    """With their headings in turns; what several have word for word says nothing, nor does a title again."""
    index = Shelf(
        "Leaving Well",
        "Pay",
        headings={
            "000": ["Leaving Well", "Giving notice", "Summary"],
            "001": ["When to ask", "Summary", "A heading that is much too long to stand for a topic"],
        },
    )
    assert filled(f"{HELD} {TOPICS}", index, Scope()) == (
        "There are 2 articles: “Leaving Well” and “Pay”. They speak of “Giving notice” and “When to ask”."
    )
    one = Shelf("Pay\n and  bonus")
    assert filled(f"{HELD} {TOPICS}", one, Scope()) == "There is 1 article: “Pay and bonus”."
    assert filled(f"I am here. {TOPICS}", index, Scope()).startswith(
        "I am here. The sources speak of “Giving"
    )
    assert filled("Hello.", index, Scope()) == "Hello."
    assert filled(f"{HELD} {TOPICS}", Shelf(), Scope()) == "There are no articles."


def titles(count: int) -> list[str]:
    """Titles of some subjects, in turns."""
    subjects = ("the cover letter", "about the job interview", "Your salary negotiation", "NASA")
    return [f"{subjects[place % 4]}, part {place}" for place in range(count)]


def test_of_many_articles_the_topics_are_told() -> None:
    """What most titles speak of, each once; words that say nothing are no topic, nor is what one has alone."""
    index = Shelf(*titles(30))
    assert sorted(topics(index, index.cards)) == ["cover letter", "job interview", "salary negotiation"]
    told = held(index.cards, Scope())
    assert told.startswith("There are 30 articles, among them “the cover letter, part 0”, “Your salary")
    assert told.endswith("; the list of sources names them all.")
    alone = Shelf(*(f"{letter}{letter} day" for letter in "abcdefghijklmnop"))
    assert topics(alone, alone.cards) == []


def test_collections_are_told_of_many_articles() -> None:
    """With the number of each; of what is looked in where a question is restricted."""
    both = Shelf()
    both.cards = [*Shelf(*titles(20), folder="talks/").cards, *Shelf(*titles(5), folder="notes/").cards]
    assert held(both.cards, Scope()) == (
        "There are 25 articles, in the collections talks (20) and notes (5), among them “the cover letter, part 0”, "
        "“about the job interview, part 5”, “Your salary negotiation, part 10”, “NASA, part 15” and "
        "“the cover letter, part 0”; the list of sources names them all."
    )
    told = filled(f"{HELD} {TOPICS}", both, scope_of(both, ["notes"]))
    assert told.startswith("There are 5 articles in notes: “the cover letter, part 0”, ")


@pytest.mark.parametrize("count", [1, MOST_TITLES, MOST_TITLES + 1, 3000])
def test_it_stays_short(count: int) -> None:
    """However many there are, and however long a title is."""
    index = Shelf(*(f"{'long ' * 400}{title}" for title in titles(count)))
    assert len(topics(index, index.cards)) <= MOST_TOPICS
    assert len(filled(f"{HELD} {TOPICS}", index, Scope())) < 2500


def told_of(assistant: Assistant, within: Sequence[str] = ()) -> str:
    """What is answered to somebody who asks for the sources."""
    answer = assistant.ask("Which articles do you have?", within=within)
    assert (answer.status, answer.citations, answer.passages) == ("answered", [], [])
    assert with_sources(answer) == answer.answer
    return answer.answer


def test_the_seeds_are_told(seeds_assistant: Assistant) -> None:
    """By every title; what can be done is told with what is spoken of."""
    told = told_of(seeds_assistant)
    assert all(f"“{card.title}”" in told for card in seeds_assistant.articles())
    assert "“Exit Interviews”" in told
    can = seeds_assistant.ask("what can you do?").answer
    assert can.startswith("I look up answers")
    assert "The sources speak of “Exit Interviews”" in can
    assert told_of(seeds_assistant, ["003_0c5a6819a0cc41f0"]).startswith(
        "There is 1 article: “Job Interview Advice"
    )
