"""One end for all that an answer takes, and a bound to the work that one legal question can ask for."""

import time
from collections.abc import Sequence
from typing import Any

import pytest

from index import Hit, Snapshot
from service.answering.answer import LONGEST_HISTORY, LONGEST_QUESTION, AnswerOverdue
from service.answering.asking import MOST_PARTS, MOST_READINGS
from service.answering.chores import chore_of
from service.answering.conversation import MOST_EARLIER, leant_on
from service.answering.deadline import answered_within, in_time
from service.answering.late_interaction import LateInteraction
from service.answering.reranking import Query, Ranking
from service.assistant import Assistant, Fixed

SECONDS = 0.3


class Slow(LateInteraction):
    """It takes longer than the answer may, to rank or to explain."""

    in_ranking = True

    def rank(self, query: Query, hits: Sequence[Hit]) -> Ranking:
        """Rank, later."""
        if self.in_ranking:
            time.sleep(2 * SECONDS)
        return super().rank(query, hits)

    def explain(self, query: Query, ranking: Ranking, count: int) -> list[dict[str, Any]]:
        """Explain, later."""
        time.sleep(2 * SECONDS)
        return super().explain(query, ranking, count)


class SlowToExplain(Slow):
    """It ranks at once."""

    in_ranking = False


class Counting(LateInteraction):
    """It counts what it ranked."""

    ranked = 0

    def rank(self, query: Query, hits: Sequence[Hit]) -> Ranking:
        """Rank and count."""
        type(self).ranked += 1
        return super().rank(query, hits)


def test_the_end_of_an_answer_is_that_of_all_that_is_made_for_it() -> None:
    """An inner one gives no more time, outside of an answer there is no end."""
    in_time()
    overdue = pytest.raises(AnswerOverdue, match="longer than 1e-09 seconds")
    with answered_within(1e-9), overdue, answered_within(60):
        in_time()
    with answered_within(60):
        in_time()
    in_time()


@pytest.mark.parametrize(
    ("reranker", "question"),
    [
        pytest.param(Slow, "what is an exit interview?", id="ranking"),
        pytest.param(SlowToExplain, "is it rude and is it wise and is it usual?", id="explaining"),
    ],
)
def test_no_stage_begins_behind_the_end(seeds_index: Snapshot, reranker: type[Slow], question: str) -> None:
    """Whatever takes long, what would follow it is not begun."""
    slow = Assistant(Fixed(seeds_index), reranker=reranker, seconds=SECONDS)
    with pytest.raises(AnswerOverdue, match=f"longer than {SECONDS} seconds"):
        slow.ask(question, ["should I do an exit interview?"], explain=True)


def test_many_parts_that_lean_are_not_all_read_twice(seeds_index: Snapshot) -> None:
    """Each part is looked up, a second reading only as long as there is room; the answer has all parts."""
    Counting.ranked = 0
    asked = " and ".join(f"is it {word}" for word in ("rude", "wise", "usual", "paid", "short", "legal"))
    answer = Assistant(Fixed(seeds_index), reranker=Counting).ask(asked, ["should I do an exit interview?"])
    assert MOST_PARTS < Counting.ranked <= MOST_READINGS
    assert answer.standalone_question.count("?") >= MOST_PARTS


def test_a_long_chain_of_follow_ups_is_read_as_far_as_there_is_room() -> None:
    """The last ones, whole; a short chain to the question that it began with."""
    longest = [f"is it {number} " + "the " * 480 for number in range(LONGEST_HISTORY)]
    assert leant_on(longest) == [longest[-1]]
    short = ["should I do an exit interview?", *(f"and what of {number}?" for number in range(40))]
    assert leant_on(short) == short
    assert len("".join(leant_on(["is it so? " + "x" * LONGEST_QUESTION] * 3))) <= MOST_EARLIER


def test_a_task_of_many_fields_asks_once(seeds_assistant: Assistant) -> None:
    """Each field is filled from the same answer."""
    fields = ", ".join(f'"query_{number}": ""' for number in range(20))
    task = f"### Task:\nSuggest.\n### Output:\nJSON format: {{{fields}}}\n### Chat history:\nUser: why quit a job?"
    asked: list[str] = []

    def find(question: str, history: Sequence[str]) -> Any:
        asked.append(question)
        return seeds_assistant.ask(question, history)

    told = chore_of(task).done(find)
    assert asked == ["why quit a job?"]
    assert told is not None
    assert told.count("why quit a job?") == 20
