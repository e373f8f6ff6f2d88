"""What the sources are about, in their own words."""

from pathlib import Path

from index import LocalStore, Snapshot
from service.answering.topics import LONGEST, MOST, ROOM, topics
from service.assistant import Assistant
from tests.conftest import Desk


def test_topics_are_titles_and_headings(seeds_index: Snapshot) -> None:
    """A few, short enough for one line, none twice; looked up once."""
    found = topics(seeds_index)
    assert "Exit Interviews" in found
    assert 1 < len(found) == len({topic.casefold() for topic in found}) <= MOST
    assert max(map(len, found)) <= LONGEST
    assert sum(map(len, found)) <= ROOM
    assert topics(seeds_index) is found


def test_topics_of_a_collection_are_its_own(collected_root: Path) -> None:
    """Where only some sources are asked, those of the others would mislead."""
    index = LocalStore(collected_root).open()
    assert set(topics(index, ["advice"])).isdisjoint(topics(index, ["talks"]))
    index.close()


def test_many_articles_are_named_from_first_to_last(desk: Desk) -> None:
    """By their titles, spread over all."""
    for number in range(12):
        desk.write(
            f"n{number:02d}.md", f"---\ntitle: Matter {number:02d}\n---\n\n## A Head\n\nA word is said.\n"
        )
    for name in ("leaving.md", "pay.txt", "deep/references.txt", "holidays.txt"):
        (desk.sources / name).unlink()
    desk.ingest(confirmed=True)
    index = LocalStore(desk.root).open()
    assert topics(index) == ["Matter 00", "Matter 03", "Matter 06", "Matter 09"]
    index.close()


def test_a_far_question_is_told_them(seeds_assistant: Assistant, seeds_index: Snapshot) -> None:
    """In the one line that refuses it; a near one is not."""
    far = seeds_assistant.ask("what is the boiling point of water on Mount Everest?")
    assert far.answer == f"The sources do not answer this. Their topics: {'; '.join(topics(seeds_index))}."
    assert far.sureness is not None
    assert far.sureness.degree == "far"
    near = seeds_assistant.ask("how do I explain a two year gap on my resume?")
    assert (near.answer, near.sureness and near.sureness.degree) == (
        "The sources do not answer this.",
        "near",
    )
