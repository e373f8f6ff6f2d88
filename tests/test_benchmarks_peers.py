"""Comparing with other systems: the protocol, reading runs, choosing systems, sizes and the table.

Nothing is measured here.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers.__main__ import named
from benchmarks.peers.measures import MEASURES, OFFLINE, Measures, PeerError, inputs, last_line, saved, watch
from benchmarks.peers.protocol import TEXTS, Retrieved, answer_object, answering, main, source_files
from benchmarks.peers.runs import figures, read_run, shown
from benchmarks.peers.sizes import closure, installed_bytes, needed
from benchmarks.peers.systems import ROOT, System, systems
from benchmarks.peers.table import COLUMNS, Row, notes, page, table
from eval.questions import Gold, Question

GOLD = Gold("a", ("Participation is strictly voluntary.",))
QUESTIONS = [
    Question("q1", "yesno", "Must I go?", (), (GOLD,)),
    Question("q2", "far", "Is it raining?", (), ()),
]
RAW = (
    "---\ntitle: leaving\n---\n\nSay **no** [00:00:05]. "
    "Participation is [[choice | strictly]] voluntary [00:00:09]."
)
MEASURED = Measures(
    12.34,
    700.0,
    [6.0, 9.0, 6.5],
    [4.0, 5.0, 4.2],
    650.4,
    1190.0,
    None,
    {"peer": "1.0"},
    "a machine",
    "2026-11-23 05:00 UTC",
    0.04,
    "digest",
)
FIGURES = {
    "evidence@60": 0.301,
    "evidence@120": 0.45,
    "evidence@300": 0.64,
    "hit@1": 0.5,
    "hit@5": 0.78,
    "auroc": None,
}
JUDGED = {**FIGURES, "p50_ms": 12.4, "p99_ms": 1034.0}
PEER = System("Some Peer + X", "some_peer", "nothing chosen", ("peer",))


def retrieve(question: str) -> Sequence[Retrieved]:
    """More texts than are kept, the first of them gold and the question."""
    return [
        Retrieved("a", RAW, 0.9),
        Retrieved("b", question, 0.8),
        *[Retrieved("b", "Nothing.", 0.1)] * TEXTS,
    ]


def record_line(**changes: Any) -> str:
    """A line of a run with fields changed."""
    return json.dumps(
        {
            "id": "q",
            "status": "answered",
            "citations": [],
            "passages": [],
            "confidence": 1,
            "took_ms": 1,
            **changes,
        }
    )


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Records of a run file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_an_answer_quotes_the_best_texts_whole() -> None:
    """Citations and passages are the first texts in rank order; the best score is the confidence."""
    answer = answer_object(retrieve("?"))
    assert (answer["status"], answer["confidence"], len(answer["citations"])) == ("answered", 0.9, TEXTS)
    assert answer["citations"][0] == {"article": "a", "quote": RAW, "seconds": None}
    assert answer["passages"][1] == {"rank": 2, "article": "b", "text": "?"}


def test_a_system_that_finds_nothing_does_not_answer() -> None:
    """No text is a refusal without confidence."""
    assert answer_object([]) == {
        "status": "not_in_sources",
        "confidence": 0.0,
        "citations": [],
        "passages": [],
    }


def test_a_follow_up_is_asked_behind_the_questions_before_it() -> None:
    """History and question are one string to a peer."""
    assert (
        answering(retrieve)("Are they?", ["What?", "Why?"])["passages"][1]["text"] == "What? Why? Are they?"
    )


def test_the_commands_ingest_and_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ingest` gets both folders.

    `ask` writes one line a question with its id and its time, blank lines passed over.
    """
    folders: list[Path] = []
    questions, run = tmp_path / "questions.jsonl", tmp_path / "run.jsonl"
    questions.write_text(
        '{"id": "q1", "question": "Must I?"}\n\n{"id": "q2", "question": "Why?", "history": ["Must I?"]}\n'
    )

    def program(*arguments: object) -> None:
        monkeypatch.setattr(sys, "argv", ["peer", *map(str, arguments)])
        main(lambda sources, out: folders.extend([sources, out]), lambda _: answering(retrieve))

    program("ingest", "sources", tmp_path)
    program("ask", tmp_path, questions, run)
    assert folders == [Path("sources"), tmp_path]
    records = lines_of(run)
    assert [(record["id"], record["passages"][1]["text"]) for record in records] == [
        ("q1", "Must I?"),
        ("q2", "Must I? Why?"),
    ]
    assert all(isinstance(record["took_ms"], float) for record in records)
    with pytest.raises(SystemExit, match="usage: ingest"):
        program("ask", tmp_path)


def test_sources_have_the_ids_that_careerqa_gives(tmp_path: Path) -> None:
    """The path below the folder without its ending; hidden files are passed over."""
    for name in ("b.txt", "deep/a.md", ".hidden", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    assert list(source_files(tmp_path)) == [("b", tmp_path / "b.txt"), ("deep/a", tmp_path / "deep" / "a.md")]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(RAW, "\nSay no. Participation is strictly voluntary.", id="all of it"),
        pytest.param(
            "voluntary [00:00:09]. --- Then",
            "voluntary. --- Then",
            id="a chunk from the middle keeps its dashes",
        ),
        pytest.param("---\nno end", "---\nno end", id="a rule is no front matter"),
    ],
)
def test_a_chunk_is_shown_without_markup(raw: str, text: str) -> None:
    """Front matter, stamps, links and emphasis do not count as words."""
    assert shown(raw) == text


def test_a_run_is_judged_as_ours_is(tmp_path: Path) -> None:
    """Words are counted after the markup is gone: the gold quotation ends with the sixth."""
    path = tmp_path / "run.jsonl"
    sure, unsure = answer_object(retrieve("?")), answer_object([Retrieved("b", "Nothing.", 0.2)])
    path.write_text(
        "".join(
            json.dumps({"id": id_, **confidence, "took_ms": 5.0}) + "\n"
            for id_, confidence in (("q1", sure), ("q2", unsure))
        )
    )
    measured = figures(QUESTIONS, read_run(path))
    assert (measured["evidence@60"], measured["hit@1"], measured["auroc"], measured["p50_ms"]) == (
        1.0,
        1.0,
        1.0,
        5.0,
    )


def test_an_unanswered_question_fails_the_run() -> None:
    """A run must hold every question of the set."""
    with pytest.raises(PeerError, match="no answer to question q2, 1 missing in all"):
        figures(QUESTIONS, {"q1": {**answer_object(retrieve("?")), "took_ms": 1.0}})


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("{", id="no JSON"),
        pytest.param('"text"', id="no object"),
        pytest.param("{}", id="no fields"),
        pytest.param(record_line(status="maybe"), id="status"),
        pytest.param(record_line(citations=[{}]), id="citation"),
        pytest.param(record_line(passages=[{"article": "a", "text": None}]), id="text"),
        pytest.param(record_line(confidence="x"), id="number"),
    ],
)
def test_a_line_that_is_no_answer_object_is_named(line: str, tmp_path: Path) -> None:
    """The message gives the file and the line."""
    path = tmp_path / "run.jsonl"
    path.write_text(json.dumps({"id": "q1", **answer_object([]), "took_ms": 1}) + f"\n{line}\n")
    with pytest.raises(PeerError, match=r"^failed: run\.jsonl:2 is no answer object: "):
        read_run(path)


def test_systems_are_chosen_by_the_beginning_of_their_name() -> None:
    """In any case.

    `careerqa` is both of its rows, nothing is all, and an unknown name is refused with the known ones.
    """
    chosen = systems()
    assert [system.name for system in named(chosen, ["CareerQA"])] == [
        "careerqa",
        "careerqa, published encoder",
    ]
    assert [system.module for system in named(chosen, ["txtai", "lang"])] == [
        "txtai_hybrid",
        "langchain_faiss",
    ]
    assert named(chosen, None) == chosen
    with pytest.raises(PeerError, match="no system 'rag'; there are LangChain"):
        named(chosen, ["rag"])


def test_every_system_has_its_module_and_its_own_folder() -> None:
    """A row without a file to run, or two rows over the same files, would be a mistake."""
    chosen = systems()
    assert all((ROOT / "benchmarks" / "peers" / f"{system.module}.py").exists() for system in chosen)
    assert len({system.folder for system in chosen}) == len(chosen)
    assert PEER.folder == "some-peer-x"


def test_what_a_peer_requires_is_pinned() -> None:
    """Each package that is counted is in the requirements file with its version."""
    lines = (ROOT / "benchmarks" / "peers" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.partition("==")[0] for line in lines if "==" in line}
    assert {package for system in systems() if not system.ours for package in system.requires} <= pinned


def test_saved_measures_hold_for_the_same_inputs_only(tmp_path: Path) -> None:
    """A run on other sources or questions is not shown as if it were this one; neither is a damaged file."""
    sources, questions = tmp_path / "sources", tmp_path / "questions.jsonl"
    sources.mkdir()
    (sources / "a.txt").write_text("text")
    questions.write_text("{}")
    assert saved(tmp_path, sources, questions) is None
    kept = replace(MEASURED, inputs=inputs(sources, questions))
    (tmp_path / MEASURES).write_text(
        json.dumps({field: getattr(kept, field) for field in Measures.__dataclass_fields__})
    )
    assert saved(tmp_path, sources, questions) == kept
    (sources / "a.txt").write_text("other text")
    assert saved(tmp_path, sources, questions) is None
    (tmp_path / MEASURES).write_text("{}")
    assert saved(tmp_path, sources, questions) is None


@pytest.mark.parametrize(
    ("program", "timeout", "reason"),
    [
        pytest.param(
            "print('fine'); raise SystemExit('no such model\\n')", 60, "failed: no such model", id="fails"
        ),
        pytest.param("import time; time.sleep(60)", 0.2, "took longer than 0 s", id="hangs"),
    ],
)
def test_a_process_that_fails_gives_its_reason(
    program: str, timeout: float, reason: str, tmp_path: Path
) -> None:
    """The last line that it printed, or the time that it was given."""
    with pytest.raises(PeerError, match=reason):
        watch([sys.executable, "-c", program, "ask"], OFFLINE, tmp_path / "log", timeout=timeout)


def test_a_process_is_watched_to_its_end(tmp_path: Path) -> None:
    """Its memory and time are positive."""
    done = watch([sys.executable, "-c", "pass", "ask"], OFFLINE, tmp_path / "log", timeout=60)
    assert done.seconds > 0
    assert done.mebibytes > 1
    assert last_line(" \n") == "it printed nothing"


def test_requirements_are_followed_where_they_hold() -> None:
    """A marker that does not hold here leaves a requirement out; an extra counts when it was asked for."""
    requires = ["a>=1", "b; python_version < '3'", "c; extra == 'fast'", "d[x]; python_version > '3'"]
    assert [requirement.name for requirement in needed(requires, set())] == ["a", "d"]
    assert [requirement.name for requirement in needed(requires, {"fast"})] == ["a", "c", "d"]


def test_a_package_brings_what_it_requires() -> None:
    """The closure holds names once, in canonical form, and each has a size."""
    distributions = closure(["Hypothesis>=6", "sortedcontainers"])
    assert "sortedcontainers" in distributions
    assert "hypothesis" in distributions
    assert installed_bytes(distributions["sortedcontainers"]) > 1000


def test_the_table_has_a_row_for_each_system() -> None:
    """Figures rounded, the median of the cold starts, `-` for what does not apply.

    A failure gives its reason in its row.
    """
    ours = replace(MEASURED, install_to_ingest_megabytes=1290.0, install_megabytes=344.0)
    lines = table(
        [Row(PEER, MEASURED, JUDGED), Row(PEER, ours, JUDGED), Row(PEER, failed="failed: a | b")]
    ).splitlines()
    assert lines[0].count("|") == len(COLUMNS) + 1
    assert (
        lines[2] == "| Some Peer + X | 0.30 / 0.45 / 0.64 | 0.50 | 0.78 | - | 6.5 (4.2) | 12 / 1034 | 12.3 "
        "| 700 / 650 | 1,190 |"
    )
    assert lines[3].endswith("| 344; 1,290 to ingest |")
    assert lines[4].startswith("| Some Peer + X | failed: a \\| b |  | ")
    assert {line.replace("\\|", "").count("|") for line in lines} == {len(COLUMNS) + 1}


def test_notes_say_what_was_chosen_and_when_it_was_measured() -> None:
    """The machine is named once, or at each system where there are several."""
    rows = [Row(PEER, MEASURED, JUDGED), Row(PEER, failed="failed: x")]
    assert notes(rows).splitlines() == [
        "* **Some Peer + X**: nothing chosen. peer 1.0. Measured 2026-11-23 05:00 UTC, "
        "other programs taking 4% of the processors.",
        "* **Some Peer + X**: nothing chosen.",
        "",
        "Machine: a machine.",
    ]
    other = replace(MEASURED, machine="another", versions={})
    assert "Measured 2026-11-23 05:00 UTC on another," in notes([rows[0], Row(PEER, other, JUDGED)])


def test_times_of_a_busy_machine_are_called_too_long() -> None:
    """One system that had to share the processors is enough to warn."""
    assert "busy" not in notes(
        [Row(PEER, MEASURED, JUDGED), Row(PEER, replace(MEASURED, others=None), JUDGED)]
    )
    assert "the times are too long" in notes(
        [Row(PEER, MEASURED, JUDGED), Row(PEER, replace(MEASURED, others=0.53), JUDGED)]
    )


def test_the_page_holds_the_table_and_counts_the_questions() -> None:
    """All of it is written by the command."""
    text = page([Row(PEER, MEASURED, JUDGED)], 238, 174)
    assert table([Row(PEER, MEASURED, JUDGED)]) in text
    assert "the 238 questions of `eval/questions.jsonl`, 64 of which the sources do not answer" in text
