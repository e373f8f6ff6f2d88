"""What the sources are about, in their own words."""

from pathlib import Path

from index import LocalStore, Snapshot
from service.answering.parted import MOST_TOPICS as MOST_NAMED
from service.answering.topics import MOST_TOPICS, topics
from service.assistant import Assistant


def test_topics_of_few_articles_are_headings(seeds_index: Snapshot) -> None:
    """In turns, so that each article has its own, none twice; looked up once."""
    found = topics(seeds_index, seeds_index.articles())
    assert "Exit Interviews" in found
    assert 1 < len(found) == len({topic.casefold() for topic in found}) <= MOST_TOPICS
    assert topics(seeds_index, seeds_index.articles()) is found


def test_topics_of_a_collection_are_its_own(collected_root: Path) -> None:
    """Where only some sources are asked, those of the others would mislead."""
    index = LocalStore(collected_root).open()
    advice, talks = (
        topics(index, [card for card in index.articles() if card.collection == name])
        for name in ("advice", "talks")
    )
    assert set(advice).isdisjoint(talks)
    index.close()


def test_a_far_question_is_told_them(seeds_assistant: Assistant, seeds_index: Snapshot) -> None:
    """In the one line that refuses it; a near one is not."""
    far = seeds_assistant.ask("what is the boiling point of water on Mount Everest?")
    named = "; ".join(topics(seeds_index, seeds_index.articles())[:MOST_NAMED])
    assert far.answer == f"The sources do not answer this. Their topics: {named}."
    assert far.sureness is not None
    assert far.sureness.degree == "far"
    near = seeds_assistant.ask("how do I explain a two year gap on my resume?")
    assert (near.answer, near.sureness and near.sureness.degree) == (
        "The sources do not answer this.",
        "near",
    )
