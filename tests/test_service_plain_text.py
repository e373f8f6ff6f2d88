"""The answer as plain text for other programs."""

from dataclasses import replace

from service.answering.answer import Answer
from service.answering.parted import REFUSAL
from service.answering.said import Said
from service.answering.sureness import of_degree
from service.assistant import Assistant
from service.protocols.plain_text import with_sources


def test_the_sources_are_listed_below_the_answer(seeds_assistant: Assistant) -> None:
    """With title, section, whose words they are, time and link, or the article where there is no link.

    The note comes last.
    """
    answer = seeds_assistant.ask("should I do an exit interview?")
    linked = replace(
        answer.citations[0],
        place="leaving well › Notice",
        speaker="",
        timestamp="00:00:10",
        url="https://v/?t=10s",
    )
    told = replace(
        linked, number=2, article="a", speaker="a reply to a reader, by Ann", timestamp=None, url=None
    )
    listed = (
        "Sources:\n[1] leaving well › Notice, 00:00:10, <https://v/?t=10s>\n"
        "[2] leaving well › Notice, a reply to a reader, by Ann, article a"
    )
    made = replace(
        answer,
        said=[Said("Go", (1,)), Said("Stay", (2,))],
        citations=[linked, told],
        sureness=of_degree("sure"),
    )
    assert with_sources(made) == f"Go. [1] Stay. [2]\n\n{listed}"
    assert (
        with_sources(replace(made, note="It was slow.")) == f"Go. [1] Stay. [2]\n\n{listed}\n\nIt was slow."
    )


def test_a_refusal_stands_alone(seeds_assistant: Assistant) -> None:
    """Nothing is listed below it."""
    answer: Answer = seeds_assistant.ask("how do I explain a two year gap on my resume?")
    assert with_sources(answer) == REFUSAL
