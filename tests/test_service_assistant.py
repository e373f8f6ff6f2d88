"""What every door holds.

One way to ask, over whatever snapshot is the newest, with a reranker and a model of one's choice.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from index import IndexUnusable, LocalStore, Snapshot
from service.answering.answer import Answer, AnswerOverdue, QuestionError
from service.assistant import Assistant, Fixed
from service.phrasing.language_model import LanguageModel
from service.phrasing.phrase import Sentence, Understood
from service.serving.live import LiveIndex
from tests.conftest import Desk

QUESTION = "are exit interviews mandatory?"


class Turned:
    """Snapshots, of which a test says which one is the newest."""

    def __init__(self, newest: Snapshot) -> None:
        self.newest = newest

    def get(self) -> Snapshot:
        """The newest."""
        return self.newest

    def watched(self) -> AbstractContextManager[None]:
        """Nobody looks."""
        return nullcontext()


class Untouched(LanguageModel):
    """A model that must not be asked."""

    def draft(self, instructions: str, task: str) -> Iterator[str]:
        """Never called."""
        raise AssertionError((instructions, task))


def test_what_is_streamed_is_the_answer_as_it_comes_about(seeds_assistant: Assistant) -> None:
    """What was understood, each piece with what it cites, last the whole, which `ask` gives alone."""
    understood, *sentences, answer = seeds_assistant.stream("are they mandatory?", [QUESTION])
    assert isinstance(answer, Answer)
    assert understood == Understood(
        answer.question,
        answer.standalone_question,
        "answered",
        answer.index,
        sureness=answer.sureness,
        understood=f"Read together with your earlier question “{QUESTION}”",
    )
    assert sentences == [Sentence(entry, answer.cited(entry)) for entry in answer.said]
    asked = seeds_assistant.ask("are they mandatory?", [QUESTION])
    assert replace(asked, took_ms=0.0) == replace(answer, took_ms=0.0)


@pytest.mark.parametrize(
    ("question", "seconds", "error"),
    [
        pytest.param("?!", 10.0, QuestionError, id="nothing is asked"),
        pytest.param(QUESTION, 1e-9, AnswerOverdue, id="too slow"),
    ],
)
def test_what_goes_wrong_is_told_before_anything_is_streamed(
    question: str, seconds: float, error: type[Exception], seeds_assistant: Assistant
) -> None:
    """So that a door can still choose how it answers."""
    with pytest.raises(error):
        Assistant(seeds_assistant.opened, seconds=seconds).stream(question)


def test_without_an_index_there_is_no_answer(tmp_path: Path) -> None:
    """The message says who can mend it."""
    with pytest.raises(IndexUnusable, match="whoever runs this service"):
        Assistant(LiveIndex(LocalStore(tmp_path))).ask(QUESTION)


def test_a_newer_snapshot_is_answered_from(seeds_index: Snapshot, built_desk: Desk) -> None:
    """From the next question on, by the tuning of its encoder; as long as it stays, nothing is made anew."""
    desk = LocalStore(built_desk.root).open()
    turned = Turned(seeds_index)
    assistant = Assistant(turned)
    first = assistant.ask(QUESTION)
    assert assistant.asker() is assistant.asker()
    turned.newest = desk
    second = assistant.ask(QUESTION)
    assert (first.index, first.calibrated) == (seeds_index.manifest.digest, True)
    assert (second.index, second.calibrated) == (desk.manifest.digest, False)
    assert first.tuning != second.tuning
    assert [card.id for card in assistant.articles()] == [card.id for card in desk.articles()]
    desk.close()


def test_many_threads_get_the_same_answers(seeds_index: Snapshot) -> None:
    """Also where they all are the first to ask."""
    assistant = Assistant(Fixed(seeds_index))
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: replace(assistant.ask(QUESTION), took_ms=0.0), range(16)))
    assert answers == [answers[0]] * 16


def test_passages_are_shown_without_an_answer(seeds_assistant: Assistant) -> None:
    """The nearest, best first, also to what the sources do not answer."""
    shown = seeds_assistant.passages("what is the boiling point of water on Mount Everest?")
    assert [passage.rank for passage in shown] == list(range(1, len(shown) + 1))
    assert [passage.score for passage in shown] == sorted((passage.score for passage in shown), reverse=True)


def test_a_model_is_not_asked_where_nothing_is_cited(seeds_assistant: Assistant) -> None:
    """Neither for small talk nor for a refusal, nor for passages."""
    assistant = Assistant(seeds_assistant.opened, model=Untouched("http://127.0.0.1:9/v1", "none"))
    assert assistant.ask("thanks!").model is None
    assert assistant.ask("what is the boiling point of water on Mount Everest?").status == "not_in_sources"
    assert assistant.passages(QUESTION)


def test_a_source_is_a_file_as_long_as_it_is_there(desk: Desk) -> None:
    """For doors on that machine."""
    desk.ingest(desk.root.parent / "own")
    index = LocalStore(desk.root.parent / "own").open()
    assistant = Assistant(Fixed(index))
    citation = assistant.ask("when should I ask for more money?").citations[0]
    file = desk.sources / citation.path
    assert assistant.source_file(citation) == file
    file.unlink()
    assert assistant.source_file(citation) is None
    index.close()
