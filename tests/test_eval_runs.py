"""Runs on disk: ours, another system's, and those that cannot be judged."""

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.judgement import Asked, judge
from eval.questions import Gold, Question, QuestionSetError, read_questions
from eval.runs import read_run, write_run

DOCUMENTATION = Path(__file__).resolve().parent.parent / "docs" / "evaluation.md"
ONE = Question("q1", "direct", "Must I go?", (), (Gold("a", ("Say no.",)),))
TWO = Question("q2", "far", "Is it late?", (), ())
ANSWER: dict[str, Any] = {
    "status": "not_in_sources",
    "citations": [],
    "passages": [{"article": "a", "text": "Say “no”."}],
    "confidence": 0.1,
}
LINE = {"id": "q1", "status": "answered"}
OTHER = {"id": "q2", "status": "not_in_sources"}


def written(folder: Path, *records: Any) -> Path:
    """A run of the given lines."""
    path = folder / "run.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["run.jsonl", "run.jsonl.gz"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    """Every field comes back, with the question.

    The same answers give the same bytes, and nothing else is left in the folder.
    """
    path = tmp_path / name
    asked = [
        Asked(ONE, {"question": "Must I go?", **ANSWER}),
        Asked(TWO, {"question": "Is it late?", **ANSWER}),
    ]
    write_run(path, asked)
    assert read_run(path, [ONE, TWO]) == asked
    before = path.read_bytes()
    write_run(path, asked)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    text = (gzip.decompress(before) if path.suffix == ".gz" else before).decode("utf-8")
    assert [json.loads(line)["id"] for line in text.splitlines()] == ["q1", "q2"]


def test_a_run_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """The message names the file; the old one stays."""
    with pytest.raises(QuestionSetError, match=r"nowhere.run\.jsonl: cannot be written"):
        write_run(tmp_path / "nowhere" / "run.jsonl", [Asked(ONE, ANSWER)])


def test_lines_come_in_the_order_of_the_questions(tmp_path: Path) -> None:
    """A run may be in any order, and fields that are not judged are kept."""
    path = written(tmp_path, OTHER, {**LINE, "model": "x"})
    assert [(question.id, answer.get("model")) for question, answer in read_run(path, [ONE, TWO])] == [
        ("q1", "x"),
        ("q2", None),
    ]


def test_a_part_that_some_lines_lack_is_empty_there(tmp_path: Path) -> None:
    """A system that cites says nothing where it refuses; a part that no line has stays away.

    Null is as good as absent.
    """
    path = written(
        tmp_path, {**LINE, "citations": [{"article": "a", "quote": "Say no."}], "confidence": None}, OTHER
    )
    (_, first), (_, second) = read_run(path, [ONE, TWO])
    assert second["citations"] == []
    assert not {"passages", "confidence"} & (set(first) | set(second))


def test_the_documented_forms_are_those_that_are_read(tmp_path: Path) -> None:
    """The examples of a question and of a run in the documentation can be used as they stand."""
    questions, run = re.findall(
        r"^```json\n(.*?)^```", DOCUMENTATION.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    (tmp_path / "set.jsonl").write_text(questions, encoding="utf-8")
    (tmp_path / "run.jsonl").write_text(run, encoding="utf-8")
    (question,) = read_questions(tmp_path / "set.jsonl")
    (_, first), (_, second) = read_run(tmp_path / "run.jsonl", [question, replace(TWO, id="f001")])
    row = judge(question, first)
    assert (row.words_until, row.rank, row.times_right, row.precision, row.recall) == (4, 1, 1, 1.0, 1.0)
    assert judge(TWO, second).answered is False


@pytest.mark.parametrize(
    ("records", "fault"),
    [
        pytest.param([LINE], "run.jsonl: the run has no answer to q2", id="missing"),
        pytest.param([], "run.jsonl: the run has no answer to q1, q2", id="empty"),
        pytest.param(
            [LINE, OTHER, {**LINE, "id": "q3"}],
            "the run answers questions that the set does not hold: q3",
            id="extra",
        ),
        pytest.param(
            [LINE, OTHER, *({**LINE, "id": f"x{number}"} for number in range(7))],
            "hold: x0, x1, x2, x3, x4 and 2 more",
            id="many extra",
        ),
        pytest.param([LINE, LINE], "run.jsonl:2: id 'q1' is already used in line 1", id="twice"),
        pytest.param([["q1"]], 'run.jsonl:1: the line must be an object, not ["q1"]', id="no object"),
        pytest.param([{"status": "answered"}], "run.jsonl:1: the line lacks id", id="no id"),
        pytest.param([{"id": "q1"}], "run.jsonl:1: the line lacks status", id="no status"),
        pytest.param(
            [{**LINE, "status": "ok"}],
            'status must be answered or not_in_sources, not "ok"',
            id="another status",
        ),
        pytest.param(
            [{**LINE, "citations": "none"}], 'citations must be a list, not "none"', id="citations as text"
        ),
        pytest.param(
            [{**LINE, "citations": [{"article": "a"}]}],
            "each entry of citations lacks quote",
            id="no quote",
        ),
        pytest.param(
            [{**LINE, "passages": [{"text": "x"}]}],
            "each entry of passages lacks article",
            id="no article",
        ),
        pytest.param(
            [{**LINE, "citations": [{"article": "a", "quote": "x", "seconds": "5"}]}],
            'seconds must be a number, not "5"',
            id="seconds",
        ),
        pytest.param(
            [{**LINE, "confidence": "high"}],
            'confidence must be a number, not "high"',
            id="confidence as text",
        ),
        pytest.param(
            [{**LINE, "confidence": 1.5}], "confidence must be at most 1, not 1.5", id="confidence of 1.5"
        ),
        pytest.param(
            [{**LINE, "confidence": float("nan")}],
            "confidence must be a number, not NaN",
            id="confidence of NaN",
        ),
        pytest.param([{**LINE, "took_ms": True}], "took_ms must be a number, not true", id="time as truth"),
    ],
)
def test_a_faulty_run_is_named(tmp_path: Path, records: list[Any], fault: str) -> None:
    """The message names the file, the line where there is one, and what is wrong."""
    with pytest.raises(QuestionSetError, match=re.escape(fault)):
        read_run(written(tmp_path, *records), [ONE, TWO])


@pytest.mark.parametrize(
    "data", [b"not packed", gzip.compress(b'{"id": "q1"}')[:-9]], ids=["not gzip", "cut off"]
)
def test_a_damaged_packed_run_is_named(tmp_path: Path, data: bytes) -> None:
    """A file that cannot be unpacked is one line."""
    (tmp_path / "run.jsonl.gz").write_bytes(data)
    with pytest.raises(QuestionSetError, match=r"run\.jsonl\.gz: cannot be read"):
        read_run(tmp_path / "run.jsonl.gz", [ONE])
