"""The command `careerqa eval`: run a question set, or one of the subcommands. It parses, calls, prints and chooses exit codes."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from eval import compare as comparing
from eval.about import describe
from eval.check import check
from eval.coverage import find_topics, refused_in_feedback, refused_in_run, render_topics
from eval.feedback_questions import add_drafts, draft
from eval.gates import failures, read_limits, worsenings
from eval.page import write_report
from eval.questions import Question, QuestionSetError, read_questions
from eval.quotes import check_quotes
from eval.report import render
from eval.run import judge, run, summarise
from eval.runs import read_run, write_run
from eval.standard import standard_measures
from index import IndexUnusable, LocalStore, Snapshot
from service.assistant import Assistant, Fixed
from service.cli import DEFAULT_INDEX, NO_INDEX, WRONG_USE, IndexOption, fail, open_index
from service.web.feedback_log import Feedback, FeedbackError, feedback_file, read_feedback

FAILED = 1

Asked = list[tuple[Question, dict[str, Any]]]


class RunByDefault(typer.core.TyperGroup):
    """A group in which whatever is no subcommand belongs to `run`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Put `run` in front unless a subcommand or `--help` stands there."""
        named = bool(args) and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if named else ["run", *args])


app = typer.Typer(
    cls=RunByDefault,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Measure the answers to a question set. Without a subcommand: `run`; see `careerqa eval run --help`.",
)
FileArgument = Annotated[Path, typer.Argument(help="Questions as JSON lines.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
FeedbackOption = Annotated[
    Path | None,
    typer.Option(
        envvar="CAREERQA_FEEDBACK", help="Feedback that the service kept; feedback.jsonl beside the index."
    ),
]
DEFAULT_FILE = Path("eval/questions.jsonl")


@app.command("run")
def measure(
    file: FileArgument = DEFAULT_FILE,
    index: IndexOption = DEFAULT_INDEX,
    as_json: JsonOption = False,
    answers: Annotated[
        Path | None,
        typer.Option(help="Write the run, one answer object a line; packed where it ends in .gz."),
    ] = None,
    judged: Annotated[
        Path | None, typer.Option("--from", help="Judge this run instead of asking; it needs no index.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write everything as one HTML file, too.")] = None,
    standard: Annotated[bool, typer.Option(help="Add the measures of ir-measures and scikit-learn.")] = False,
    fail_under: Annotated[
        str | None, typer.Option(help="Least values, as hit@5=0.85,times=0.97; exit code 1 below one.")
    ] = None,
    no_worse_than: Annotated[
        Path | None, typer.Option(help="A run; exit code 1 where answers are significantly worse than its.")
    ] = None,
) -> None:
    """Ask the questions, or read a run, and print the measures."""
    if answers is not None and judged is not None:
        fail("--answers writes a run and --from reads one; give one of them", WRONG_USE)
    opened: Snapshot | None
    try:
        limits = read_limits(fail_under) if fail_under is not None else {}
        questions = read_questions(file)
        before = read_run(no_worse_than, questions) if no_worse_than is not None else []
        if judged is None:
            opened = open_index(index)
            asked = run(Assistant(Fixed(opened)), questions)
        else:
            asked = read_run(judged, questions)
            opened = _matching(asked, index)
        if answers is not None:
            write_run(answers, asked)
        reference = standard_measures(asked) if standard else {}
    except QuestionSetError as error:
        fail(str(error), WRONG_USE)
    judgements = [judge(*one) for one in asked]
    summary = summarise(judgements)
    typer.echo(
        json.dumps({**summary, **({"standard": reference} if standard else {})}, indent=2)
        if as_json
        else render(summary)
    )
    if standard and not as_json:
        typer.echo(
            "\n"
            + "  ".join(
                f"{name} {value:.4f}" for name, value in reference.items() if isinstance(value, float)
            )
        )
    if report is not None:
        try:
            rows = [(*one, row) for one, row in zip(asked, judgements, strict=True)]
            write_report(report, rows, summary, describe(opened, file, judged))
        except OSError as error:
            fail(f"{report} cannot be written: {error.strerror}", WRONG_USE)
    reasons = check_quotes(opened, [found for _, found in asked]) if opened is not None else []
    reasons += failures(summary, limits)
    reasons += worsenings([judge(*one) for one in before], judgements) if before else []
    _exit(reasons)


@app.command("check")
def check_set(file: FileArgument = DEFAULT_FILE, index: IndexOption = DEFAULT_INDEX) -> None:
    """Find gold that is not in the sources, or ambiguous, questions asked twice, and missing kinds."""
    try:
        questions = read_questions(file)
    except QuestionSetError as error:
        fail(str(error), WRONG_USE)
    findings = check(open_index(index), questions)
    for one in findings:
        typer.echo(f"{file}: {one}")
    if not findings:
        typer.echo(f"{file}: {len(questions)} questions, nothing found")
    if any(one.level == "error" for one in findings):
        raise typer.Exit(FAILED)


@app.command()
def compare(
    file: FileArgument,
    runs: Annotated[list[Path], typer.Argument(help="Two runs or more; each is compared with the first.")],
    as_json: JsonOption = False,
) -> None:
    """Compare runs: measures side by side with intervals and tests, and the questions that changed."""
    if len(runs) < 2:
        fail("give two runs or more to compare", WRONG_USE)
    try:
        questions = read_questions(file)
        read = [(str(path), read_run(path, questions)) for path in runs]
    except QuestionSetError as error:
        fail(str(error), WRONG_USE)
    found = [comparing.compare(read[0], other) for other in read[1:]]
    if as_json:
        typer.echo(json.dumps([comparing.as_dict(one) for one in found], ensure_ascii=False, indent=2))
    else:
        typer.echo("\n\n".join(comparing.render(one) for one in found))


@app.command("public")
def public_sets(
    folder: Annotated[Path, typer.Argument(help="Folder of the public sets' files.")],
    work: Annotated[Path, typer.Option(help="Where the converted sets and their indexes are kept.")] = Path(
        "var/public"
    ),
    sets: Annotated[list[str] | None, typer.Option("--set", help="Only this set; may be repeated.")] = None,
    systems: Annotated[
        str, typer.Option(help="Only these, with commas between: untrained,dense,careerqa.")
    ] = "",
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask only about this many questions of each set.")
    ] = None,
) -> None:
    """Print the table of the public sets as Markdown: careerqa, its untrained form and a dense baseline."""
    from eval.public import public
    from index.model import ModelError

    wanted = systems.split(",") if systems else ()
    try:
        table = public(
            folder, work, sets or (), wanted, limit=limit, tell=lambda line: typer.echo(line, err=True)
        )
    except QuestionSetError as error:
        fail(str(error), WRONG_USE)
    except ModelError as error:
        fail(str(error), NO_INDEX)
    typer.echo(table)


@app.command("add")
def add_feedback(
    feedback: FeedbackOption = None,
    to: Annotated[Path, typer.Option(help="The question set that drafts are added to.")] = Path(
        "eval/drafts.jsonl"
    ),
    index: IndexOption = DEFAULT_INDEX,
) -> None:
    """Turn feedback into draft questions, each once."""
    try:
        done = add_drafts(map(draft, _feedback(index, feedback)), to)
    except QuestionSetError as error:
        fail(str(error), WRONG_USE)
    typer.echo(f"{done.added} added to {to}, {done.known} already there")


@app.command()
def coverage(
    feedback: FeedbackOption = None,
    judged: Annotated[
        Path | None, typer.Option("--from", help="Answer objects as JSON lines, instead of feedback.")
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
) -> None:
    """Group refused questions by topic, with the nearest section of the sources."""
    opened = open_index(index)
    try:
        refused = refused_in_run(judged) if judged else refused_in_feedback(_feedback(index, feedback))
    except QuestionSetError as error:
        fail(str(error), WRONG_USE)
    typer.echo(render_topics(find_topics(opened, refused)))


def _feedback(index: Path, file: Path | None) -> list[Feedback]:
    """Feedback that can be used; what cannot is said, a line each."""
    try:
        found, problems = read_feedback(feedback_file(index, file))
    except FeedbackError as error:
        fail(str(error), WRONG_USE)
    for line in problems:
        typer.echo(f"careerqa: skipped {line}", err=True)
    return found


def _matching(asked: Asked, folder: Path) -> Snapshot | None:
    """The index that a run's quotes can be checked against; None, said on standard error, where there is none."""
    try:
        opened = LocalStore(folder).open()
    except IndexUnusable as error:
        typer.echo(f"careerqa: quotes are not checked: {error}", err=True)
        return None
    others = {str(found["index"]) for _, found in asked if "index" in found} - {opened.manifest.digest}
    if not others:
        return opened
    named = ", ".join(sorted(others))
    typer.echo(
        f"careerqa: quotes are not checked: the run is of index {named}, {folder} holds {opened.manifest.digest}",
        err=True,
    )
    return None


def _exit(reasons: Sequence[str]) -> None:
    """End with exit code 1 where there are reasons, each a line on standard error."""
    for reason in reasons:
        typer.echo(f"careerqa: {reason}", err=True)
    if reasons:
        raise typer.Exit(FAILED)
