"""What a question costs and comes to, for the door that wants to know."""

import ast
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from service.answering.trace import STAGES, note, stage, traced
from tests.conftest import ROOT


def test_stages_are_timed_while_a_question_is_traced() -> None:
    """Each by its name, also where a block fails; a stage that is entered twice has the time of both."""
    with traced() as trace:
        with stage("search"):
            pass
        once = trace.seconds["search"]
        try:
            with stage("search"), stage("rank"):
                raise ValueError
        except ValueError:
            pass
    assert list(trace.seconds) == ["search", "rank"]
    assert trace.seconds["search"] > once > 0
    assert trace.seconds["search"] > trace.seconds["rank"]


def test_what_became_of_it_is_noted() -> None:
    """The question, its outcome, and by which index; the last note counts."""
    with traced() as trace:
        note("Why?", "not_in_sources", 0.1, "4f1d")
        note("Why?", "answered", 0.9, "4f1d")
    assert (trace.question, trace.outcome, trace.confidence, trace.index) == ("Why?", "answered", 0.9, "4f1d")


def test_without_a_trace_nothing_is_kept() -> None:
    """Neither before nor after one; the trace that was left stays as it was."""
    with traced() as trace:
        pass
    with stage("search"):
        note("Why?", "answered", 0.9, "4f1d")
    assert (trace.seconds, trace.outcome) == ({}, "")


def test_questions_at_the_same_time_are_told_apart() -> None:
    """Each thread that is started within a context belongs to the question of that context."""

    def ask(name: str) -> str:
        with traced() as trace, ThreadPoolExecutor() as pool:
            pool.submit(copy_context().run, note, name, "answered", 1.0, "").result()
            return trace.question

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, "abcdefgh")) == list("abcdefgh")


def test_every_stage_has_a_name_that_is_known() -> None:
    """The metrics begin with all stages at zero; one of another name would be a series that appears later."""
    named: set[str] = set()
    for path in (ROOT / "service").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "stage":
                named.add(ast.literal_eval(node.args[0]))
    assert named == set(STAGES)
