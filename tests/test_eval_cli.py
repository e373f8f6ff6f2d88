"""`careerqa eval` and its subcommands: output, exit codes, one line for each error."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from eval.cli import app
from eval.judgement import judge
from eval.questions import read_questions
from eval.run import summarise
from eval.runs import read_run

GOLD: dict[str, Any] = {
    "article": "000_545cee09d23d1661",
    "quotes": ["it is not recommended to participate in an exit interview"],
    "stamps": ["00:03:36"],
}
QUESTIONS: list[dict[str, Any]] = [
    {"id": "q1", "kind": "direct", "question": "should I do an exit interview?", "gold": [GOLD]},
    {
        "id": "q2",
        "kind": "far",
        "question": "what is the boiling point of water on Mount Everest?",
        "gold": [],
    },
]
RIGHT: dict[str, Any] = {
    "id": "q1",
    "status": "answered",
    "citations": [{"article": GOLD["article"], "quote": GOLD["quotes"][0], "seconds": 216}],
}
WRONG: dict[str, Any] = {
    "id": "q1",
    "status": "answered",
    "citations": [{"article": GOLD["article"], "quote": "Exit interviews are fun.", "seconds": 1}],
}
REFUSED = {"id": "q2", "status": "not_in_sources"}
ANSWERED = {"id": "q2", "status": "answered"}


def evaluate(*words: str | Path) -> Result:
    """Run `careerqa eval` with the given words."""
    return CliRunner().invoke(app, [str(word) for word in words])


def lines(path: Path, *records: dict[str, Any]) -> Path:
    """A file of JSON lines."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A set of two questions."""
    return lines(tmp_path / "set.jsonl", *QUESTIONS)


@pytest.fixture
def right(tmp_path: Path) -> Path:
    """Another system's run that answers both well, with nothing that is not needed."""
    return lines(tmp_path / "right.jsonl", RIGHT, REFUSED)


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """Another system's run that answers both badly."""
    return lines(tmp_path / "wrong.jsonl", WRONG, ANSWERED)


def test_a_run_is_written_and_judged_without_an_index(
    seeds_root: Path, questions: Path, tmp_path: Path
) -> None:
    """What was asked and what is read again give the same figures.

    Without an index the quote check is said to be left out.
    """
    run = tmp_path / "run.jsonl.gz"
    asked = evaluate(questions, "--index", seeds_root, "--answers", run, "--json")
    again = evaluate(questions, "--from", run, "--index", tmp_path / "none", "--json")
    assert (asked.exit_code, asked.stderr, again.exit_code) == (0, "", 0)
    assert json.loads(asked.stdout) == json.loads(again.stdout)
    assert (
        again.stderr == f"careerqa: quotes are not checked: no index in {tmp_path / 'none'}: "
        f"run careerqa ingest FOLDER --index {tmp_path / 'none'}\n"
    )
    assert json.loads(asked.stdout) == summarise(
        [judge(*asked) for asked in read_run(run, read_questions(questions))]
    )


def test_another_systems_run_is_judged_and_its_quotes_checked(
    seeds_root: Path, questions: Path, right: Path, wrong: Path
) -> None:
    """What it does not give is `-`; a quote that is not in the sources is named and is exit code 1."""
    good, bad = (evaluate(questions, "--from", run, "--index", seeds_root) for run in (right, wrong))
    assert (good.exit_code, good.stderr) == (0, "")
    assert good.stdout.splitlines()[-1].split() == [
        "overall", "2", *["1.00"] * 4, *["-"] * 4, *["1.00"] * 4, "0.00", "-", "-", "-",
    ]  # fmt: skip
    assert bad.exit_code == 1
    assert bad.stderr == (
        "careerqa: 'should I do an exit interview?' [1]: 000_545cee09d23d1661 "
        "does not hold 'Exit interviews are fun.'\n"
    )


def test_a_run_of_another_index_has_its_quotes_left_alone(
    seeds_root: Path, questions: Path, tmp_path: Path
) -> None:
    """Offsets of other sources say nothing here."""
    run = lines(tmp_path / "run.jsonl", {**WRONG, "index": "abc"}, REFUSED)
    done = evaluate(questions, "--from", run, "--index", seeds_root)
    assert done.exit_code == 0
    assert "quotes are not checked: the run is of index abc" in done.stderr


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "JSON"])
def test_standard_measures_are_added(questions: Path, tmp_path: Path, form: tuple[str, ...]) -> None:
    """They stand below the table, or under `standard`."""
    shown = lines(
        tmp_path / "shown.jsonl",
        {**RIGHT, "passages": [{"article": GOLD["article"], "text": GOLD["quotes"][0]}]},
        REFUSED,
    )
    done = evaluate(questions, "--from", shown, "--standard", "--index", tmp_path, *form)
    assert done.exit_code == 0
    assert json.loads(done.stdout)["standard"]["RR"] == 1.0 if form else "RR 1.0000" in done.stdout


@pytest.mark.parametrize(
    ("gates", "code", "reasons"),
    [
        pytest.param(
            ["--fail-under", "evidence@120=0.9,times=0.9"],
            1,
            ["evidence@120 is 0.0000, below 0.9", "times cannot be"],
            id="limits",
        ),
        pytest.param(["--fail-under", "evidence@120=0"], 0, [], id="a limit that is reached"),
        pytest.param(["--no-worse-than", "right.jsonl"], 0, [], id="two questions prove nothing"),
    ],
)
def test_gates_fail_with_their_reasons(
    questions: Path, right: Path, wrong: Path, tmp_path: Path, gates: list[str], code: int, reasons: list[str]
) -> None:
    """Exit code 1 and a line for each reason on standard error; the table is printed all the same."""
    words = [str(right) if word == right.name else word for word in gates]
    done = evaluate(questions, "--from", wrong, "--index", tmp_path, *words)
    assert (done.exit_code, "overall" in done.stdout) == (code, True)
    said = done.stderr.splitlines()[1:]  # the first says that quotes are not checked
    assert [line.startswith(f"careerqa: {reason}") for line, reason in zip(said, reasons, strict=True)] == [
        True
    ] * len(reasons)


def test_a_run_that_is_significantly_worse_fails(tmp_path: Path) -> None:
    """Eight questions of eight lost are more than chance."""
    questions = lines(tmp_path / "set.jsonl", *({**QUESTIONS[0], "id": f"q{number}"} for number in range(8)))
    before = lines(tmp_path / "before.jsonl", *({**RIGHT, "id": f"q{number}"} for number in range(8)))
    after = lines(tmp_path / "after.jsonl", *({**WRONG, "id": f"q{number}"} for number in range(8)))
    done = evaluate(questions, "--from", after, "--no-worse-than", before, "--index", tmp_path)
    assert done.exit_code == 1
    assert "careerqa: evidence@120 is significantly worse: 0.000 after 1.000" in done.stderr
    assert "careerqa: first is significantly worse" in done.stderr
    assert (
        evaluate(questions, "--from", before, "--no-worse-than", before, "--index", tmp_path).exit_code == 0
    )


def test_check_prints_findings_and_fails_on_errors(seeds_root: Path, questions: Path, tmp_path: Path) -> None:
    """One line for each with the file and the question's id; warnings alone are exit code 0."""
    faulty = lines(tmp_path / "faulty.jsonl", *QUESTIONS, {**QUESTIONS[0], "id": "q3"})
    good, bad = (evaluate("check", path, "--index", seeds_root) for path in (questions, faulty))
    assert good.exit_code == 0
    assert f"{questions}: warning: no question is of kind reworded" in good.stdout.splitlines()
    assert bad.exit_code == 1
    assert bad.stdout.splitlines()[0] == f"{faulty}: error: q3: asks the same as q1"


def test_compare_prints_text_or_json(questions: Path, right: Path, wrong: Path) -> None:
    """Each further run is compared with the first."""
    text = evaluate("compare", questions, right, wrong)
    assert text.exit_code == 0
    assert "q1 (direct) -evidence@120 -first" in text.stdout
    comparisons = json.loads(evaluate("compare", questions, right, wrong, right, "--json").stdout)
    assert [
        (comparison["before"], comparison["after"], len(comparison["changes"])) for comparison in comparisons
    ] == [
        (str(right), str(wrong), 2),
        (str(right), str(right), 0),
    ]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        pytest.param(["no-such.jsonl"], 2, "no-such.jsonl: no such file", id="no set"),
        pytest.param(["SET", "--from", "no-such.jsonl"], 2, "no-such.jsonl: no such file", id="no run"),
        pytest.param(
            ["SET", "--from", "RUN", "--answers", "x.jsonl"], 2, "give one of them", id="read and write"
        ),
        pytest.param(
            ["SET", "--from", "RUN", "--fail-under", "hit@7=1"],
            2,
            "there are evidence@60, evidence@120",
            id="unknown measure",
        ),
        pytest.param(
            ["SET", "--from", "RUN", "--no-worse-than", "SET"],
            2,
            "set.jsonl:1: the line lacks status",
            id="a set as a run",
        ),
        pytest.param(
            ["SET", "--index", "no-such-index"],
            3,
            "no index in no-such-index: run careerqa ingest",
            id="no index",
        ),
        pytest.param(["check", "no-such.jsonl"], 2, "no-such.jsonl: no such file", id="check: no set"),
        pytest.param(
            ["check", "SET", "--index", "no-such-index"], 3, "run careerqa ingest", id="check: no index"
        ),
        pytest.param(["compare", "SET", "RUN"], 2, "give two runs or more to compare", id="compare: one run"),
        pytest.param(
            ["compare", "SET", "RUN", "no-such.jsonl"], 2, "no-such.jsonl: no such file", id="compare: no run"
        ),
    ],
)
def test_wrong_use_is_one_line_and_an_exit_code(
    words: list[str], code: int, message: str, questions: Path, right: Path
) -> None:
    """2 for wrong use, 3 for no usable index; nothing on standard output."""
    paths = {"SET": str(questions), "RUN": str(right)}
    done = evaluate(*(paths.get(word, word) for word in words))
    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (code, "", 1)
    assert message in done.stderr


def test_help_names_the_subcommands_and_asking_does_not_load_them(seeds_root: Path) -> None:
    """Through the real command.

    `careerqa eval --help` is the group's, and asking does not import evaluation.
    """
    environment = {**os.environ, "NO_COLOR": "1", "CAREERQA_INDEX": str(seeds_root)}

    def run(program: str, *words: str) -> str:
        command = [sys.executable, "-c", program, *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    main = "from service.cli import main; main()"
    assert "eval" in run(main, "--help").split()
    assert {"run", "check", "compare", "ablate"} <= set(run(main, "eval", "--help").split())
    ours = "[name for name in sys.modules if name.startswith('eval')]"
    loaded = f"import atexit, sys; atexit.register(lambda: print({ours}))"
    assert run(f"{loaded}; {main}", "ask", "are exit interviews mandatory?").splitlines()[-1] == "[]"
    assert run(f"{loaded}; {main}", "eval", "--help").splitlines()[-1] != "[]"
