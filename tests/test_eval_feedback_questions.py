"""Feedback becomes draft questions."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.feedback_questions import Added, add_drafts, draft
from eval.questions import Gold, QuestionSetError, read_questions
from service.web.feedback_log import Feedback, Quoted, Told

QUOTES = (
    Quoted("pay", "Ask in spring.", 70),
    Quoted("leave", "Bring a letter."),
    Quoted("pay", "Name a number.", 10),
    Quoted("pay", "…", 5),
)
ANSWER = Told("answered", "When do I ask?", QUOTES)
LIKED = Feedback("When do I ask?", ("What about pay?", "…"), "up", ANSWER, "thanks")
REFUSED = Told("not_in_sources", "When do I ask?", ())


def test_a_liked_answer_is_gold() -> None:
    """Quotes by article in the order they were said, their times as stamps; what has no words is left out."""
    drafted = draft(LIKED)
    assert (drafted.kind, drafted.question, drafted.history) == (
        "feedback",
        "When do I ask?",
        ("What about pay?",),
    )
    assert drafted.gold == (
        Gold("pay", ("Ask in spring.", "Name a number."), (10, 70)),
        Gold("leave", ("Bring a letter.",)),
    )


@pytest.mark.parametrize(
    "feedback",
    [
        pytest.param(replace(LIKED, thumbs="down"), id="disliked"),
        pytest.param(replace(LIKED, answer=REFUSED), id="refused, rightly"),
        pytest.param(replace(LIKED, thumbs="down", answer=REFUSED), id="refused, wrongly"),
        pytest.param(replace(LIKED, answer=replace(ANSWER, citations=())), id="nothing cited"),
    ],
)
def test_anything_else_is_a_draft_without_gold(feedback: Feedback) -> None:
    """A person finds the gold."""
    drafted = draft(feedback)
    assert (drafted.kind, drafted.question, drafted.gold) == ("draft", "When do I ask?", ())


def test_the_same_feedback_is_the_same_question() -> None:
    """Id by content: comments and times of day do not count, question, history, thumbs and quotes do."""
    same = {draft(LIKED).id, draft(replace(LIKED, comment="again")).id}
    others = {
        draft(feedback).id
        for feedback in (
            replace(LIKED, question="When do we ask?"),
            replace(LIKED, history=()),
            replace(LIKED, thumbs="down"),
            replace(LIKED, thumbs="up", answer=REFUSED),
            replace(LIKED, answer=replace(ANSWER, citations=QUOTES[:1])),
        )
    }
    assert (len(same), len(others), same & others) == (1, 5, set())


def test_drafts_are_added_once_and_nothing_is_overwritten(tmp_path: Path) -> None:
    """What a person changed in a draft stays, also in a file whose last line is open."""
    path = tmp_path / "new" / "drafts.jsonl"
    assert add_drafts([draft(LIKED), draft(LIKED)], path) == Added(1, 0)
    edited = path.read_text(encoding="utf-8").replace('"kind": "feedback"', '"kind": "direct"').rstrip("\n")
    path.write_text(edited, encoding="utf-8")
    assert add_drafts([draft(LIKED), draft(replace(LIKED, thumbs="down"))], path) == Added(1, 1)
    assert path.read_text(encoding="utf-8").startswith(edited + "\n")
    assert [(question.kind, bool(question.gold)) for question in read_questions(path)] == [
        ("direct", True),
        ("draft", False),
    ]
    assert add_drafts([], path) == Added(0, 0)


def test_a_file_that_is_no_question_set_is_left_alone(tmp_path: Path) -> None:
    """Nothing is appended to what cannot be read."""
    path = tmp_path / "drafts.jsonl"
    path.write_text("notes\n", encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"drafts\.jsonl:1: not JSON"):
        add_drafts([draft(LIKED)], path)
    assert path.read_text(encoding="utf-8") == "notes\n"


def careerqa(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    command = [sys.executable, "-c", "from service.cli import main; main()", "eval", *words]
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"}, timeout=120, check=False
    )


def test_the_command_adds_and_names_what_it_skips(tmp_path: Path) -> None:
    """The second time nothing is new; a line that is no feedback is said each time."""
    kept: dict[str, Any] = {"question": "why?", "history": [], "thumbs": "down"}
    kept["answer"] = {"status": "not_in_sources", "standalone_question": "why?", "citations": []}
    path, to = tmp_path / "feedback.jsonl", tmp_path / "drafts.jsonl"
    path.write_text(json.dumps(kept) + "\nnot JSON\n", encoding="utf-8")
    for counts in ("1 added", "0 added"):
        done = careerqa("add", "--feedback", str(path), "--to", str(to))
        assert (done.returncode, done.stdout.startswith(counts)) == (0, True)
        assert f"skipped {path}:2: Invalid JSON" in done.stderr
    assert len(read_questions(to)) == 1


def test_the_command_without_feedback(tmp_path: Path) -> None:
    """One line and exit code 2."""
    done = careerqa("add", "--feedback", str(tmp_path / "none.jsonl"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "none.jsonl cannot be read: No such file" in done.stderr
