"""The command line: it parses, calls, prints and chooses exit codes; it decides nothing."""

import io
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from service.terminal import console

if TYPE_CHECKING:
    from index import Snapshot
    from service.assistant import Assistant
    from service.settings import Settings

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
FAILED, WRONG_USE, NO_INDEX = 1, 2, 3
LIGHT = {"CAREERQA_INDEX", "CAREERQA_REMEMBER"}  # variables that the command line reads by itself

IndexOption = Annotated[Path, typer.Option("--index", envvar="CAREERQA_INDEX", help="Folder of the index.")]
DEFAULT_INDEX = Path("var/index")
_STEERING = re.compile(
    r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)  # of what steers terminals, what JSON does not escape


@app.command()
def ingest(
    folder: Annotated[Path, typer.Argument(help="Folder of source files.")] = Path("seeds"),
    index: IndexOption = DEFAULT_INDEX,
    model: Annotated[
        str | None, typer.Option(help="A sentence-transformers model: a name or a folder.")
    ] = None,
) -> None:
    """Bring the index up to date with a folder of sources."""
    from index import IndexUnusable, LocalStore, update_index
    from index.model import ModelError
    from ingest import SourceError
    from service.answering.tuning import kept_tuning

    try:
        with console.progress() as progress:
            report = update_index(
                folder, LocalStore(index), model=model, tuning=kept_tuning, progress=progress
            )
    except SourceError as error:
        fail(str(error), WRONG_USE)
    except (IndexUnusable, ModelError) as error:
        fail(str(error), NO_INDEX)
    console.print_report(report)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    index: IndexOption = DEFAULT_INDEX,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer object.")] = False,
    batch: Annotated[
        Path | None,
        typer.Option(help="JSON lines with question, optional id and history; - for standard input."),
    ] = None,
    history: Annotated[
        list[str] | None, typer.Option(help="An earlier question; may be repeated, oldest first.")
    ] = None,
    explain: Annotated[bool, typer.Option(help="Show how the answer came about.")] = False,
) -> None:
    """Ask one question, or a file of them."""
    from service.answering.answer import AnswerOverdue, QuestionError
    from service.terminal.printed import print_answer

    if (question is None) == (batch is None):
        fail("give a question, or --batch FILE", WRONG_USE)
    assistant = open_assistant(index)
    if batch is not None:
        for record in _batch(batch):
            try:
                answer = assistant.ask(record["question"], record.get("history") or (), explain=explain)
            except (QuestionError, AnswerOverdue) as error:
                fail(f"{batch}: question {record.get('id', record['question'])!r}: {error}", WRONG_USE)
            print_json({**({"id": record["id"]} if "id" in record else {}), **answer.as_dict()})
        return
    try:
        answer = assistant.ask(question or "", history or (), explain=explain)
    except QuestionError as error:
        fail(str(error), WRONG_USE)
    except AnswerOverdue as error:
        fail(str(error), FAILED)
    if as_json:
        print_json(answer.as_dict(), indent=2)
    else:
        print_answer(console.console(), assistant, answer)


@app.command()
def chat(
    index: IndexOption = DEFAULT_INDEX,
    remember: Annotated[
        bool,
        typer.Option(
            envvar="CAREERQA_REMEMBER",
            help="Keep the lines typed for the next session's arrow keys, in the XDG state folder.",
        ),
    ] = True,
) -> None:
    """Ask and follow up at a prompt; /help lists its commands, Ctrl-D ends it."""
    from service.terminal.chat import converse
    from service.terminal.prompt import memory_file

    converse(open_assistant(index), memory_file(os.environ) if remember else None)


@app.command("serve")
def serve_command(
    index: IndexOption = DEFAULT_INDEX,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; CAREERQA_HOST, or 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port to listen on, 0 for a free one; CAREERQA_PORT, or 8000."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that answer; CAREERQA_WORKERS, or 1.")
    ] = None,
) -> None:
    """Serve the chat page and the API."""
    from service.serving.run import ServingError, serve

    settings = _settings({"index": index, "host": host, "port": port, "workers": workers})
    try:
        serve(settings)
    except ServingError as error:
        fail(str(error), FAILED)


@app.command()
def health() -> None:
    """Ask the service on this machine whether it can answer; exit code 1 if not. For container engines."""
    from service.serving.run import ServingError, ask_ready

    try:
        typer.echo(ask_ready(_settings({})))
    except ServingError as error:
        fail(str(error), FAILED)


@app.command()
def mcp(index: IndexOption = DEFAULT_INDEX) -> None:
    """Serve an agent over standard input and output (Model Context Protocol); `serve` does over HTTP."""
    from index import LocalStore
    from service.protocols.mcp_server import run_stdio
    from service.serving.live import LiveIndex

    open_index(index).close()  # refuse at once what cannot be served
    run_stdio(_settings({"index": index}).assistant(LiveIndex(LocalStore(index))))


@app.command(
    "eval", context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, add_help_option=False
)
def evaluate(context: typer.Context) -> None:
    """Measure answers, check a set, compare runs, run public sets, turn feedback into questions."""
    from eval.cli import app as evaluation

    evaluation(context.args, prog_name="careerqa eval")


@app.command()
def sources(index: IndexOption = DEFAULT_INDEX) -> None:
    """List the articles in the index."""
    console.print_sources(open_assistant(index))


@app.command()
def doctor(index: IndexOption = DEFAULT_INDEX) -> None:
    """Check the index and print how it was built."""
    opened = open_index(index)
    console.print_doctor(opened)


def main() -> None:
    """Entry point of `careerqa`; a character that the output cannot hold becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


def open_index(index: Path) -> "Snapshot":
    """The index of a folder, or exit code 3 with what to run."""
    from index import IndexUnusable, LocalStore

    try:
        return LocalStore(index).open()
    except IndexUnusable as error:
        fail(str(error), NO_INDEX)


def open_assistant(index: Path) -> "Assistant":
    """What answers from an index, or exit code 3 with what to run; exit code 2 for a bad setting."""
    from service.assistant import Assistant, Fixed

    opened = Fixed(open_index(index))
    if not {name for name in os.environ if name.startswith("CAREERQA_")} - LIGHT:
        return Assistant(opened)  # the settings' defaults; to load what reads them takes a fifth of a second
    return _settings({}).assistant(opened)


def _settings(given: Mapping[str, Any]) -> "Settings":
    """The environment's settings, and what the command line says otherwise; exit code 2 for a bad one."""
    from pydantic import ValidationError

    from service.phrasing.language_model import ModelSettingError
    from service.settings import Settings

    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
        settings.language_model()  # refuse at once what cannot be used
        return settings
    except ModelSettingError as error:
        fail(str(error), WRONG_USE)
    except ValidationError as error:
        first = error.errors()[0]
        fail(f"CAREERQA_{str(first['loc'][0]).upper()}: {first['msg']}", WRONG_USE)


def _batch(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = sys.stdin.readlines() if str(path) == "-" else path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'not UTF-8'}", WRONG_USE)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            fail(f"{path}:{number}: not JSON ({error.msg})", WRONG_USE)
        history = record.get("history", []) if isinstance(record, dict) else None
        if not isinstance(record, dict) or not isinstance(record.get("question"), str):
            fail(f'{path}:{number}: no "question"', WRONG_USE)
        if not isinstance(history, list) or not all(isinstance(turn, str) for turn in history):
            fail(f'{path}:{number}: "history" is not a list of questions', WRONG_USE)
        yield record


def print_json(plain: dict[str, Any], indent: int | None = None) -> None:
    """An object on standard output; what could steer the terminal is escaped."""
    written = json.dumps(plain, ensure_ascii=False, indent=indent)
    print(_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", written))  # noqa: T201 - the command's output


def fail(message: str, code: int) -> NoReturn:
    """One line on standard error, and the exit code."""
    console.print_error(message)
    raise typer.Exit(code)
