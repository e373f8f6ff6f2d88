"""The command line: output, exit codes, one line for each error."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from service.cli import app
from service.terminal import help as panels
from tests.conftest import ROOT

RUN = [sys.executable, "-c", "from service.cli import main; main()"]


def careerqa(
    *words: str, index: Path | None = None, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, in a process of its own."""
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100"} | (
        {"CAREERQA_INDEX": str(index)} if index else {}
    )
    return subprocess.run(
        [*RUN, *words], capture_output=True, text=True, env=environment, input=stdin, timeout=120, check=False
    )


def test_ask_prints_the_answer_and_where_it_comes_from(seeds_root: Path) -> None:
    """Numbered citations with title, section, time and link; nothing on standard error."""
    done = careerqa("ask", "should I do an exit interview?", index=seeds_root)
    assert (done.returncode, done.stderr) == (0, "")
    assert "not recommended to participate" in " ".join(done.stdout.split())
    assert "https://www.youtube.com/watch?v=1vSGNC3Yn0s&t=216s" in done.stdout
    assert "\x1b" not in done.stdout


def test_ask_json_prints_the_answer_object(seeds_root: Path) -> None:
    """The whole object, and an honest refusal is exit code 0 as well."""
    done = careerqa("ask", "--json", "what is the boiling point of water on Mount Everest?", index=seeds_root)
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["status"] == "not_in_sources"
    assert list(found) == [
        "question", "standalone_question", "status", "answer", "confidence", "calibrated", "citations",
        "passages", "said", "related", "unanswered", "index", "tuning", "took_ms", "threshold", "sureness",
    ]  # fmt: skip


def test_ask_with_history_resolves_a_follow_up(seeds_root: Path) -> None:
    """Earlier questions are given one by one."""
    done = careerqa(
        "ask",
        "--json",
        "--history",
        "should I do an exit interview?",
        "are they mandatory?",
        index=seeds_root,
    )
    assert (
        json.loads(done.stdout)["standalone_question"]
        == "are they mandatory? (should I do an exit interview?)"
    )


def test_a_batch_answers_each_line_with_its_id(seeds_root: Path, tmp_path: Path) -> None:
    """One object a line, in order, from a file or from standard input."""
    one, two = (
        {"id": "a", "question": "should I do an exit interview?"},
        {"question": "are they mandatory?", "history": ["exit interviews?"]},
    )
    lines = f"{json.dumps(one)}\n\n{json.dumps(two)}\n"
    (tmp_path / "questions.jsonl").write_text(lines, encoding="utf-8")
    for done in (
        careerqa("ask", "--batch", str(tmp_path / "questions.jsonl"), index=seeds_root),
        careerqa("ask", "--batch", "-", index=seeds_root, stdin=lines),
    ):
        first, second = map(json.loads, done.stdout.splitlines())
        assert (first["id"], "id" in second, second["question"]) == ("a", False, "are they mandatory?")


def test_a_batch_goes_on_after_a_bad_line(seeds_root: Path) -> None:
    """In its place stands what is wrong with it; the exit code and one line say that there was one."""
    asked = '{"id": 1, "question": "should I do an exit interview?"}'
    lines = (
        f'\ufeff{asked}\r\nno JSON\r\n\r\n{{"id": 4, "in": ["nowhere"], "question": "why?"}}\r\n{asked}\r\n'
    )
    done = careerqa("ask", "--batch", "-", index=seeds_root, stdin=lines)
    first, second, third, last = map(json.loads, done.stdout.splitlines())
    assert first | {"took_ms": 0} == last | {"took_ms": 0}
    assert (first["id"], first["status"]) == (1, "answered")
    assert second == {"line": 2, "error": "not JSON: Expecting value at character 1"}
    assert (third["id"], third["line"], set(third)) == (4, 4, {"id", "line", "error"})
    assert done.returncode == 2
    assert (
        done.stderr
        == "careerqa: -:2: not JSON: Expecting value at character 1 (and 1 more of 4 lines have no answer)\n"
    )


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        pytest.param(
            ["should", "I", "do", "an", "exit", "interview?"], None, id="words without quotation marks"
        ),
        pytest.param([], "should I do an exit interview?\n", id="standard input"),
        pytest.param(["-"], "\ufeffshould I do\r\nan exit interview?\r\n", id="a dash, in two lines"),
    ],
)
def test_a_question_may_be_given_as_shells_hand_it_over(
    words: list[str], stdin: str | None, seeds_root: Path
) -> None:
    """It is the same question; options may stand behind it."""
    done = careerqa("ask", *words, "--json", index=seeds_root, stdin=stdin)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["question"] == "should I do an exit interview?"


@pytest.mark.parametrize("words", [[], ["-"]], ids=["nothing", "a dash"])
def test_without_a_question_one_is_asked_for(words: list[str], seeds_root: Path) -> None:
    """Standard input that is empty is none."""
    done = careerqa("ask", *words, index=seeds_root, stdin=" \n")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "give a question: careerqa ask" in done.stderr


@pytest.mark.parametrize("words", [["ask", "why?"], ["ask", "--batch", "-"]], ids=["one", "a batch"])
def test_an_answer_that_takes_too_long_is_no_wrong_use(
    words: list[str], seeds_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 1, one line."""
    monkeypatch.setenv("CAREERQA_ANSWER_SECONDS", "0.000001")
    done = careerqa(*words, index=seeds_root, stdin='{"question": "why?"}\n')
    assert done.returncode == 1
    assert [json.loads(line)["line"] for line in done.stdout.splitlines()] == [1] * ("--batch" in words)
    assert "the answer took longer than 1e-06 seconds" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        pytest.param(["ask", ""], 2, "the question is empty", id="empty question"),
        pytest.param(
            ["serve", "--root-path", "/api"],
            2,
            "CAREERQA_ROOT_PATH: /api is an address of the service itself",
            id="a path of its own",
        ),
        pytest.param(
            ["serve", "--cors-origin", "localhost"],
            2,
            "CAREERQA_CORS_ORIGINS: 'localhost' is no origin such as http://localhost:3000",
            id="no origin",
        ),
        pytest.param(["ask", " "], 2, "the question is empty", id="blank question"),
        pytest.param(["ask", "why?", "--batch", "-"], 2, "not both", id="a question and a batch"),
        pytest.param(
            ["ask", "--batch", "no-such-file.jsonl"],
            2,
            "no-such-file.jsonl cannot be read",
            id="no batch file",
        ),
        pytest.param(
            ["ingest", "no-such-folder"],
            2,
            "no-such-folder is not a folder: there is nothing of that name",
            id="no folder",
        ),
        pytest.param(
            ["ingest", str(ROOT / "README.md")],
            2,
            f"is not a folder but a file: name the folder it is in, {ROOT}",
            id="a file for a folder",
        ),
        pytest.param(
            ["ingest", str(ROOT / "seeds"), "--index", str(ROOT / "README.md")],
            3,
            "README.md: it is a file: name another folder with --index",
            id="a file for an index",
        ),
        pytest.param(
            ["sources", str(ROOT / "seeds"), "--show", "nix"],
            2,
            f"there is no source nix; careerqa sources {ROOT / 'seeds'} lists those there are",
            id="no such source",
        ),
        pytest.param(["eval", "no-such-file.jsonl"], 2, "no-such-file.jsonl", id="no question set"),
        pytest.param(
            ["eval", "--json", "no-such-file.jsonl"],
            2,
            "no-such-file.jsonl: no such file",
            id="no question set, option first",
        ),
        pytest.param(
            ["eval", "run", "no-such-file.jsonl"],
            2,
            "no-such-file.jsonl: no such file",
            id="no question set, in full",
        ),
        pytest.param(
            ["ask", "--index", "no-such-index", "why?"],
            3,
            "no index in no-such-index: run careerqa ingest FOLDER --index no-such-index",
            id="no index",
        ),
        pytest.param(
            ["mcp", "--index", "no-such-index"],
            3,
            "run careerqa ingest",
            id="an agent's server without an index",
        ),
        pytest.param(
            ["doctor", "--index", "no-such-index"], 3, "run careerqa ingest", id="doctor without an index"
        ),
        pytest.param(
            ["rollback", "--index", "no-such-index"], 3, "run careerqa ingest", id="rollback without an index"
        ),
        pytest.param(
            ["doctor", "--generation", "77"], 2, "there is no generation 77 in", id="no such generation"
        ),
        pytest.param(
            ["doctor", "--generation", "1", "--repair"],
            2,
            "leave --generation out",
            id="repair of an older one",
        ),
    ],
)
def test_wrong_use_is_one_line_and_an_exit_code(
    words: list[str], code: int, message: str, seeds_root: Path
) -> None:
    """2 for wrong use, 3 for no usable index; no traceback."""
    done = careerqa(*words, index=seeds_root, stdin="{}\n")
    assert done.returncode == code
    assert done.stdout == ""
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_sources_and_doctor_describe_the_index(seeds_root: Path) -> None:
    """Every article is listed; the doctor names the digest, the encoder and the numbers."""
    listed = careerqa("sources", index=seeds_root)
    assert listed.stdout.count("passages,") == 4
    checked = careerqa("doctor", index=seeds_root)
    assert "4 articles" in checked.stdout
    assert "whole" in checked.stdout


def test_eval_prints_the_measures(seeds_root: Path, tmp_path: Path) -> None:
    """A table with the kinds and all questions together, and the page where one is wanted."""
    question = {"id": "q", "kind": "direct", "question": "should I do an exit interview?", "history": []}
    gold = [
        {
            "article": "000_545cee09d23d1661",
            "quotes": ["it is not recommended to participate in an exit interview"],
            "stamps": ["00:03:36"],
        }
    ]
    (tmp_path / "set.jsonl").write_text(json.dumps({**question, "gold": gold}) + "\n", encoding="utf-8")
    report = tmp_path / "report.html"
    done = careerqa("eval", str(tmp_path / "set.jsonl"), "--report", str(report), index=seeds_root)
    assert (done.returncode, done.stderr) == (0, "")
    assert "direct" in done.stdout
    assert "<mark" in report.read_text(encoding="utf-8")
    done = careerqa("eval", str(tmp_path / "set.jsonl"), "--report", str(tmp_path), index=seeds_root)
    assert (done.returncode, done.stderr) == (2, f"careerqa: {tmp_path} cannot be written: Is a directory\n")


def test_eval_names_gold_that_the_index_does_not_hold(seeds_root: Path, tmp_path: Path) -> None:
    """A set for other sources is wrong use, in one line, and not a table of misses."""
    question = {
        "id": "q",
        "kind": "direct",
        "question": "why?",
        "history": [],
        "gold": [{"article": "elsewhere", "quotes": ["Because of it."]}],
    }
    (tmp_path / "set.jsonl").write_text(json.dumps(question) + "\n", encoding="utf-8")
    done = careerqa("eval", str(tmp_path / "set.jsonl"), index=seeds_root)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert "question q: its gold names article 'elsewhere', which is not in the index" in done.stderr


def test_the_version_is_that_of_the_package() -> None:
    """One line, whatever stands behind it."""
    done = careerqa("--version", "ask")
    assert (done.returncode, done.stdout) == (0, f"careerqa {version('careerqa')}\n")


COMMANDS = ["ingest", "ask", "chat", "serve", "health", "mcp", "sources", "doctor", "rollback"]
EVALUATION = ["run", "check", "compare", "public", "ablate", "add", "coverage"]


@pytest.mark.parametrize(
    "words",
    [[], *([name] for name in COMMANDS), ["eval"], *(["eval", name] for name in EVALUATION)],
    ids=" ".join,
)
def test_help_tells_a_user_what_each_option_is_for(words: list[str]) -> None:
    """Every command, argument and option has a sentence, and none names a part of the program."""
    command = typer.main.get_command(app)
    for word in words:
        assert isinstance(command, TyperGroup)
        with command.make_context("careerqa", [], resilient_parsing=True) as context:
            below = command.get_command(context, word)
        assert below is not None
        command = below
    texts = [command.help or "", *(getattr(parameter, "help", None) or "" for parameter in command.params)]
    assert all(texts)
    assert not re.search(r"\b(?:parses|decides|answer object|XDG|container engine)\b", " ".join(texts))


def test_a_command_that_there_is_not_is_named() -> None:
    """Neither one of ours nor a registered one: wrong use."""
    done = careerqa("evaluate")
    assert done.returncode == 2
    assert "No such command 'evaluate'" in done.stderr


def test_folders_of_one_name_are_refused(tmp_path: Path) -> None:
    """With the way out, before anything is read or written."""
    folders = [tmp_path / "a" / "talks", tmp_path / "b" / "talks"]
    for folder in folders:
        folder.mkdir(parents=True)
    done = careerqa("ingest", *map(str, folders), index=tmp_path / "index")
    told = f"two folders are named talks: {folders[0]} and {folders[1]}; give one another name: NAME={folders[1]}"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"careerqa: {told}\n")
    assert not (tmp_path / "index").exists()


def test_without_a_folder_one_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are no seeds, which are in this repository alone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    done = careerqa("ingest")
    told = "careerqa: name the folder with your articles: careerqa ingest FOLDER\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


def test_options_stand_in_panels_the_rare_ones_last() -> None:
    """Every command has its own panel in the list, every option that is named in the table is there."""
    shown = CliRunner().invoke(app, ["--help"]).stdout
    assert all(panel in shown for panel in panels.COMMANDS)
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    with command.make_context("careerqa", [], resilient_parsing=True) as context:
        names = command.list_commands(context)
    assert set(names) == {name for listed in panels.COMMANDS.values() for name in listed}
    asked = CliRunner().invoke(app, ["ask", "--help"]).stdout
    order = [
        asked.index(word) for word in ("--history", panels.WHERE, panels.SHOWN, panels.RARELY, "--batch")
    ]
    assert order == sorted(order)
    for name in ["ingest", "ask", "chat", "serve", "health", "mcp", "sources", "doctor", "rollback", "eval"]:
        assert "Example" in CliRunner().invoke(app, [name, "--help"]).stdout, name
