"""Refused questions by topic."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from eval.coverage import Topic, find_topics, refused_in_feedback, refused_in_run, render_topics
from eval.questions import QuestionSetError
from index import Snapshot
from service.web.feedback_log import Feedback, Told

VISA, TAX = "How do I get a work visa for Canada?", "What tax do freelancers pay?"
ASKED = [
    "Do I need a work visa to take a job in Canada?",
    TAX,
    VISA,
    "Which visa lets me work in Canada?",
    TAX,
    "What taxes do I pay as a freelancer?",
    VISA,
]


def test_questions_that_are_alike_are_one_topic(seeds_index: Snapshot) -> None:
    """Two subjects in several words are two topics, the more asked first, each with its central question."""
    topics = find_topics(seeds_index, ASKED)
    assert [(topic.asked, set(topic.questions)) for topic in topics] == [
        (4, {ASKED[0], ASKED[3], VISA}),
        (3, {TAX, ASKED[5]}),
    ]
    assert [topic.questions[0] for topic in topics] == [VISA, TAX]


def test_a_topic_names_the_nearest_section(seeds_index: Snapshot) -> None:
    """That of the passage nearest by cosine, with its title."""
    topic = find_topics(seeds_index, ["Should you participate in an exit interview?"])[0]
    assert "Exit Interview" in topic.section
    assert " › " in topic.section
    assert 0.5 < topic.score <= 1.0


def test_no_question_is_lost(seeds_index: Snapshot) -> None:
    """Every refused question is in one topic, with how often it was asked; one without words is none."""
    topics = find_topics(seeds_index, [*ASKED, "…", "  "])
    assert sorted(question for topic in topics for question in topic.questions) == sorted(set(ASKED))
    assert sum(topic.asked for topic in topics) == len(ASKED)
    assert find_topics(seeds_index, []) == []


def test_only_refused_questions_count() -> None:
    """What was answered needs no article; a follow-up is what was looked for."""
    told = [("not_in_sources", "and in Canada? (visa?)"), ("answered", "when?")]
    feedback = [Feedback("and?", (), "up", Told(status, text, ())) for status, text in told]
    assert refused_in_feedback(feedback) == ["and in Canada? (visa?)"]


def test_a_run_is_read_as_well(tmp_path: Path) -> None:
    """Answer objects, with or without a standalone question."""
    path = tmp_path / "run.jsonl"
    answers = [
        {"id": "1", "question": "and?", "standalone_question": "and? (visa?)", "status": "not_in_sources"},
        {"id": "2", "question": "tax?", "status": "not_in_sources"},
        {"id": "3", "question": "when?", "status": "answered"},
    ]
    path.write_text("\n".join(map(json.dumps, answers)) + "\n\n", encoding="utf-8")
    assert refused_in_run(path) == ["and? (visa?)", "tax?"]
    packed = tmp_path / "run.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert refused_in_run(packed) == refused_in_run(path)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        pytest.param(
            "{", "not JSON: Expecting property name enclosed in double quotes at character 2", id="no JSON"
        ),
        pytest.param("[]", "the line must be an object, not []", id="a list"),
        pytest.param('{"status": "answered"}', "the line lacks question", id="no question"),
        pytest.param("{}", "the line lacks question, status", id="nothing"),
        pytest.param('{"question": 5, "status": "answered"}', "question must be text, not 5", id="a number"),
    ],
)
def test_a_line_that_is_no_answer_is_named(line: str, fault: str, tmp_path: Path) -> None:
    """File, line and what is wrong."""
    path = tmp_path / "run.jsonl"
    path.write_text(f'{{"question": "a", "status": "answered"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(QuestionSetError, match=re.escape(f"run.jsonl:2: {fault}")):
        refused_in_run(path)


def test_topics_are_printed_with_what_else_was_asked() -> None:
    """How often, the central question, the nearest section; no more than a handful of others."""
    long = Topic(("a?", *(f"b{number}?" for number in range(7))), 9, "Pay › When", 0.412)
    assert render_topics([long, Topic(("c?",), 1, "Leave", 0.3)]).splitlines() == [
        "9 × a?",
        "    nearest: Pay › When (0.41)",
        *(f"    also: b{number}?" for number in range(5)),
        "    and 2 more",
        "1 × c?",
        "    nearest: Leave (0.30)",
    ]
    assert render_topics([]) == "no refused questions"


@pytest.mark.slow
def test_the_command(seeds_root: Path, tmp_path: Path) -> None:
    """Topics of a run on standard output; a missing file is one line and exit code 2."""
    path = tmp_path / "run.jsonl"
    path.write_text(json.dumps({"question": VISA, "status": "not_in_sources"}) + "\n", encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from service.cli import main; main()",
        "eval",
        "coverage",
        "--index",
        str(seeds_root),
    ]
    environment = {**os.environ, "NO_COLOR": "1"}
    for words, code, out, err in (
        (["--from", str(path)], 0, f"1 × {VISA}", ""),
        (["--from", str(tmp_path / "none.jsonl")], 2, "", "none.jsonl: no such file"),
        (["--feedback", str(tmp_path / "none.jsonl")], 2, "", "none.jsonl cannot be read"),
    ):
        done = subprocess.run(
            [*command, *words], capture_output=True, text=True, env=environment, timeout=120, check=False
        )
        assert done.returncode == code
        assert out in done.stdout
        assert err in done.stderr
