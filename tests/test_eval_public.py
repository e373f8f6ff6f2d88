"""The public sets in one command, over sets in little with real files and a real index."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eval.baselines import answer_dense
from eval.measures import measure
from eval.public import SYSTEMS, System, answer_careerqa, prepare, public
from eval.questions import QuestionSetError
from eval.table import MEASURES
from tests.public_data import write_public_sets

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sets in little."""
    return write_public_sets(tmp_path_factory.mktemp("public") / "data")


@pytest.fixture
def systems(tiny_model: Path) -> dict[str, System]:
    """Two systems over one tiny encoder."""
    return {
        "dense": System(str(tiny_model), answer_dense),
        "careerqa": System(str(tiny_model), answer_careerqa),
    }


def test_one_table_of_all_sets(data: Path, systems: dict[str, System], tmp_path: Path) -> None:
    """Every set that is there has its measures, the one that is not gets a line, and every answer is kept."""
    told: list[str] = []
    table = public(data, tmp_path, tell=told.append, known=systems)
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in table.splitlines()
        if line.startswith("| ")
    ]
    assert rows[0] == ["set", "measure", "questions", "dense", "careerqa", "careerqa − dense"]
    there = [name for name in MEASURES if name != "transcripts"]
    assert [tuple(row[:2]) for row in rows[1:]] == [
        (name, measure(each).label) for name in there for each in MEASURES[name]
    ]
    assert (
        f"left out: transcripts (there is no {data / 'transcript_articles.jsonl.gz'})" in table.splitlines()
    )
    kept = [
        json.loads(line)
        for line in (tmp_path / "squad2" / "run-careerqa.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [line["id"] for line in kept] == ["s1", "s2", "s3"]
    assert all(line["passages"] for line in kept)


def test_a_second_run_encodes_nothing(data: Path, systems: dict[str, System], tmp_path: Path) -> None:
    """The first run's index is taken up by the second system and the second run; the table is the same."""
    told: list[str] = []
    first = public(data, tmp_path, ["squad2"], tell=told.append, known=systems)
    assert ["0 encoded" in line for line in told if "encoded" in line] == [False, True]
    told.clear()
    assert public(data, tmp_path, ["squad2"], tell=told.append, known=systems) == first
    assert all("0 encoded" in line for line in told if "encoded" in line)


def test_a_limit_asks_fewer_questions_of_the_same_index(
    data: Path, systems: dict[str, System], tmp_path: Path
) -> None:
    """Questions are taken evenly; all articles are indexed."""
    told: list[str] = []
    public(data, tmp_path, ["squad2"], ["careerqa"], limit=2, tell=told.append, known=systems)
    assert told[-1] == "squad2: asking careerqa 2 of 3 questions"
    assert len(list((tmp_path / "squad2" / "articles").iterdir())) == 2


def test_each_encoder_has_its_index(data: Path, tiny_model: Path, tmp_path: Path) -> None:
    """The folder is named by the model, so that two systems with one encoder share it."""
    assert SYSTEMS["untrained"].model == SYSTEMS["dense"].model != SYSTEMS["careerqa"].model
    public(data, tmp_path, ["squad2"], known={"careerqa": System(str(tiny_model), answer_careerqa)})
    squad = tmp_path / "squad2"
    assert prepare(squad, squad / "articles", str(tiny_model)) == squad / f"index-{tiny_model.name}"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(
            ["no-such-folder"],
            "no-such-folder is not a folder; give the one that holds clapnq_answerable_half.jsonl.gz",
            id="no folder",
        ),
        pytest.param(
            ["DATA", "--set", "hotpot"],
            "there is no set 'hotpot'; there are clapnq, squad2,",
            id="no such set",
        ),
        pytest.param(
            ["DATA", "--systems", "ours"],
            "there is no system 'ours'; there are untrained, dense, careerqa",
            id="no such system",
        ),
        pytest.param(
            ["DATA", "--set", "transcripts"], "left out: transcripts (there is no", id="none of the sets"
        ),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(
    words: list[str], message: str, data: Path, tmp_path: Path
) -> None:
    """The command says what is missing and prints no table."""
    command = [
        sys.executable,
        "-c",
        "from service.cli import main; main()",
        "eval",
        "public",
        *words,
        "--work",
        str(tmp_path / "work"),
    ]
    command = [word.replace("DATA", str(data)) for word in command]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"}, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_question_that_cannot_be_asked_is_named(
    data: Path, systems: dict[str, System], tmp_path: Path
) -> None:
    """A system's refusal to take a question stops the run with the question's id."""

    def ask_nothing(*_: object) -> object:
        from service.answering.answer import QuestionError

        raise QuestionError("the question is empty")

    broken = {"careerqa": System(systems["careerqa"].model, ask_nothing)}  # type: ignore[arg-type]  # it never returns
    with pytest.raises(QuestionSetError, match="question s1: the question is empty"):
        public(data, tmp_path, ["squad2"], known=broken)
