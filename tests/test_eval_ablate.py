"""What patterns gain, on a small workplace with a real index."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.ablate import TIMED, Ablation, QuestionSources, ablate, prepare_sets, render
from eval.cli import app
from eval.compare import Difference
from eval.judgement import judge
from eval.measures import shown_in
from eval.questions import Gold, Question, QuestionSetError
from eval.switches import find_switches
from index import LocalStore
from service.assistant import Assistant, Fixed
from tests.conftest import Desk
from tests.public_data import write_public_sets

REFERENCES = Gold("deep/references", ("A former client makes the best reference of all.",))
QUESTIONS = [
    Question(
        "q1", "followup", "and who is the best of them?", ("who makes a reference for me?",), (REFERENCES,)
    ),
    Question("q2", "direct", "hello", (), ()),
    Question("q3", "direct", "who makes the best reference?", (), (REFERENCES,)),
]
REPLIES, POINTS, SALUTATION = (
    "service.answering.smalltalk:_REPLIES",
    "service.answering.conversation:_POINTS",
    "ingest.prose.plain:_SALUTATION",
)


@pytest.fixture
def workplace(desk: Desk) -> QuestionSources:
    """The small workplace as a question set."""
    return QuestionSources("own", QUESTIONS, desk.sources, desk.root, str(desk.model))


def test_a_list_that_decides_an_answer_shows_what_changed(workplace: QuestionSources) -> None:
    """Without its replies a greeting is looked up like any question; the others stay as they are."""
    (ablation,) = ablate([workplace], [REPLIES])
    assert (ablation.switch, ablation.articles, ablation.asked) == (REPLIES, 0, len(QUESTIONS))
    assert ablation.changed == {"own": ["q2"]}


def test_only_what_matched_is_asked_again(workplace: QuestionSources) -> None:
    """Only the follow-up points back, so only its answer can change without the words that do."""
    (ablation,) = ablate([workplace], [POINTS])
    assert ablation.asked == 1
    assert set(ablation.changed["own"]) <= {"q1"}


def test_asking_less_finds_what_asking_everything_finds(workplace: QuestionSources) -> None:
    """Changes and gains are those of a program in which the pattern is off, every question asked."""
    index = LocalStore(workplace.index).open()
    assistant = Assistant(Fixed(index))

    def told() -> dict[str, dict[str, Any]]:
        return {each.id: assistant.ask(each.question, each.history).as_dict() for each in QUESTIONS}

    usual = told()
    judged = [judge(each, usual[each.id]) for each in QUESTIONS]
    switches = [switch for switch in find_switches() if switch.name.startswith("service.answering")]
    for switch, ablation in zip(
        switches, ablate([workplace], [switch.name for switch in switches]), strict=True
    ):
        with switch.replaced(switch.off()):
            without = told()
        changed = {name for name in usual if without[name]["answer"] != usual[name]["answer"]}
        assert changed <= set(ablation.changed["own"]), switch.name
        before = [judge(each, without[each.id]) for each in QUESTIONS]
        gains = {gain.measure: (gain.before, gain.after) for gain in ablation.gains}
        for each in shown_in("run"):
            pair = each.of(before), each.of(judged)
            assert each in TIMED or pair == gains.get(each.name, (pair[0], pair[0])), switch.name
    index.close()


def test_a_pattern_that_reads_sources_has_them_read_again(desk: Desk, workplace: QuestionSources) -> None:
    """The articles that are read otherwise are counted, and all questions of their set are asked of them."""
    desk.write("letter.txt", "How to Write\n\nDear Jo,\n\nI leave in spring.\n\nKind regards,\n\nAlex Doe\n")
    desk.ingest()
    (ablation,) = ablate([workplace], [SALUTATION])
    assert (ablation.articles, ablation.asked) == (1, len(QUESTIONS))
    assert desk.ingest().changed == []  # the sources themselves are as they were


def test_sets_are_prepared_together(tmp_path: Path, built_desk: Desk) -> None:
    """Our own and the two dev sets, each with its index and so many questions; a missing file is named."""
    data = write_public_sets(tmp_path / "data")
    own = tmp_path / "own.jsonl"
    records = [{"id": f"q{number}", "kind": "far", "question": "why?", "gold": []} for number in range(4)]
    own.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    work, model = tmp_path / "work", str(built_desk.model)
    with pytest.raises(
        QuestionSetError, match=r"transcripts cannot be asked: there is no .*transcript_articles"
    ):
        prepare_sets(own, built_desk.sources, data, work, model=model)
    for part in ("articles", "questions"):
        copied = (data / f"career_{part}.jsonl.gz").read_bytes()
        (data / f"transcript_{part}.jsonl.gz").write_bytes(copied)
    sets = prepare_sets(own, built_desk.sources, data, work, limit=2, model=model)
    assert [each.name for each in sets] == ["own", "career", "transcripts"]
    assert [each.id for each in sets[0].questions] == ["q0", "q2"]
    for each in sets:
        index = LocalStore(each.index).open()
        assert index.manifest.articles
        index.close()


def test_render_has_a_line_for_each_measure_that_changes() -> None:
    """What it touched, then size, interval and p; a figure that is no mean has its size alone."""
    gains = [
        Difference("overall", "first", 3, 0.0, 0.5, (0.25, 0.75), 0.03),
        Difference("overall", "times", 3, 1.0, 0.5, None, None),
    ]
    ablation = Ablation("a:_B", 2, 3, {"own": ["q1"], "career": []}, gains)
    assert render(ablation).splitlines() == [
        "a:_B: 1 answers changed (1 own, 0 career) of 3 asked again, 2 articles read otherwise",
        "    first              +0.5000 (+0.2500 to +0.7500)  p 0.030  n 3",
        "    times              -0.5000",
    ]


def test_the_command_names_what_is_missing(tmp_path: Path) -> None:
    """One line and exit code 2."""
    done = CliRunner().invoke(app, ["ablate", str(tmp_path), "--questions", str(tmp_path / "none.jsonl")])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"careerqa: {tmp_path / 'none.jsonl'}: no such file\n"
