"""The command `careerqa eval`: run a question set, or one of the subcommands.

It parses, calls, prints and chooses exit codes.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from eval import compare as comparing
from eval.about import describe
from eval.check import check
from eval.coverage import find_topics, refused_in_feedback, refused_in_run, render_topics
from eval.feedback_questions import add_drafts, draft
from eval.gates import failures, read_limits, worsenings
from eval.judgement import Asked, judge
from eval.page import write_report
from eval.questions import QuestionSetError, read_questions
from eval.quotes import check_quotes
from eval.report import render
from eval.run import Summary, run, summarise
from eval.runs import read_run, write_run
from eval.standard import standard_measures
from index import IndexUnusable, LocalStore, Snapshot
from ingest import escaped_json, masked
from service.assistant import Assistant, Fixed
from service.terminal.options import DEFAULT_INDEX, FAILED, NO_INDEX, WRONG_USE, IndexOption, fail, open_index
from service.web.feedback_log import Feedback, FeedbackError, feedback_file, read_feedback


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
    help="Measure how well your questions are answered, compare two states, and find what your sources lack. "
    "Without a command: run.",
    epilog="Example: careerqa eval my-questions.jsonl --report report.html",
)
FileArgument = Annotated[
    Path,
    typer.Argument(
        help="Your questions with what answers them, one a line of JSON (see docs/evaluation.md)."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
FeedbackOption = Annotated[
    Path | None,
    typer.Option(
        envvar="CAREERQA_FEEDBACK",
        help="What people thought, as the service kept it; without it feedback.jsonl beside the index.",
    ),
]
WorkOption = Annotated[
    Path, typer.Option(help="Where converted sets and their indexes are kept for the next time.")
]
LimitOption = Annotated[int | None, typer.Option(min=1, help="Ask only about so many questions of each set.")]
DEFAULT_FILE = Path("eval/questions.jsonl")
DEFAULT_WORK = Path("var/public")


@app.command("run", epilog='Example: careerqa eval run my-questions.jsonl --fail-under "hit@5=0.85"')
def measure(
    file: FileArgument = DEFAULT_FILE,
    index: IndexOption = DEFAULT_INDEX,
    as_json: JsonOption = False,
    answers: Annotated[
        Path | None,
        typer.Option(
            help="Keep the answers in this file, to compare with later; packed where it ends in .gz."
        ),
    ] = None,
    judged: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="Measure the answers in this file, kept before or another system's, and ask nothing.",
        ),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Also write a page (HTML) that shows every question with its answer.")
    ] = None,
    standard: Annotated[
        bool,
        typer.Option("--standard", help="Add the same measures by ir-measures and scikit-learn, and nDCG."),
    ] = False,
    fail_under: Annotated[
        str | None, typer.Option(help="Exit with 1 where a figure is lower than this: hit@5=0.85,times=0.97.")
    ] = None,
    no_worse_than: Annotated[
        Path | None,
        typer.Option(
            help="Exit with 1 where the answers are significantly worse than those kept in this file."
        ),
    ] = None,
) -> None:
    """Ask every question and show how good the answers are, by kind of question and overall.

    A quote that is not in its source is named, and is exit code 1.
    """
    if answers is not None and judged is not None:
        fail("--answers writes a run and --from reads one; give one of them", WRONG_USE)
    opened: Snapshot | None
    with _one_line():
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
        reference = standard_measures(asked) if standard else None
    judgements = [judge(*each) for each in asked]
    summary = summarise(judgements)
    _print_figures(summary, reference, as_json=as_json)
    if report is not None:
        try:
            write_report(
                report, list(zip(asked, judgements, strict=True)), summary, describe(opened, file, judged)
            )
        except OSError as error:
            fail(f"{report} cannot be written: {error.strerror}", WRONG_USE)
    reasons = check_quotes(opened, [each.answer for each in asked]) if opened is not None else []
    reasons += failures(summary, limits)
    reasons += worsenings([judge(*each) for each in before], judgements) if before else []
    _exit(reasons)


@app.command("check", epilog="Example: careerqa eval check my-questions.jsonl")
def check_set(file: FileArgument = DEFAULT_FILE, index: IndexOption = DEFAULT_INDEX) -> None:
    """Find what is wrong with a question set: wrong quotations, double questions."""
    with _one_line():
        questions = read_questions(file)
    findings = check(open_index(index), questions)
    for finding in findings:
        _say(f"{file}: {finding}")
    if not findings:
        _say(f"{file}: {len(questions)} questions, nothing found")
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(FAILED)


@app.command(epilog="Example: careerqa eval compare my-questions.jsonl before.jsonl after.jsonl")
def compare(
    file: FileArgument,
    runs: Annotated[
        list[Path],
        typer.Argument(help="Answers kept by --answers, two files or more; each is compared with the first."),
    ],
    as_json: JsonOption = False,
) -> None:
    """Show what changed between kept answers, whether it is more than chance, and in which questions."""
    if len(runs) < 2:
        fail("give two runs or more to compare", WRONG_USE)
    with _one_line():
        questions = read_questions(file)
        first, *others = [(str(path), read_run(path, questions)) for path in runs]
    comparisons = [comparing.compare(first, other) for other in others]
    if as_json:
        plain = [comparing.as_dict(comparison) for comparison in comparisons]
        _say(escaped_json(json.dumps(plain, ensure_ascii=False, indent=2)))
    else:
        _say("\n\n".join(map(comparing.render, comparisons)))


@app.command("public", epilog="Example: careerqa eval public downloads --set squad2 --limit 100")
def public_sets(
    folder: Annotated[Path, typer.Argument(help="Folder with the files of the public sets.")],
    work: WorkOption = DEFAULT_WORK,
    sets: Annotated[
        list[str] | None, typer.Option("--set", help="Only this set; repeat it for more.")
    ] = None,
    systems: Annotated[
        str, typer.Option(help="Only these systems, with commas between: untrained,dense,careerqa.")
    ] = "",
    limit: LimitOption = None,
) -> None:
    """Measure careerqa on public question sets, beside its untrained form and a plain vector search."""
    from eval.public import public
    from index.model import ModelError

    wanted = systems.split(",") if systems else ()
    try:
        with _one_line():
            _say(public(folder, work, sets or (), wanted, limit=limit, tell=_tell))
    except ModelError as error:
        fail(str(error), NO_INDEX)


@app.command(
    "ablate", epilog="Example: careerqa eval ablate DATA --pattern service.answering.compose:_GOES_ON"
)
def ablate_patterns(
    folder: Annotated[Path, typer.Argument(help="Folder with the files of the sets career and transcripts.")],
    patterns: Annotated[
        list[str] | None,
        typer.Option("--pattern", help="Only this one, as module:attribute; repeat it for more."),
    ] = None,
    file: Annotated[
        Path,
        typer.Option("--questions", help="Your own questions, asked of the sources besides the two sets."),
    ] = DEFAULT_FILE,
    sources: Annotated[Path, typer.Option(help="Folder of the sources that they are asked of.")] = Path(
        "seeds"
    ),
    work: WorkOption = DEFAULT_WORK,
    limit: LimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what each hand-written pattern or word list gains: the figures with it, less those without it."""
    from eval.ablate import ablate, prepare_sets, render
    from index.model import ModelError

    try:
        with _one_line():
            sets = prepare_sets(file, sources, folder, work, limit, _tell)
            for ablation in ablate(sets, patterns or (), _tell):
                _say(json.dumps(asdict(ablation)) if as_json else render(ablation))
    except ModelError as error:
        fail(str(error), NO_INDEX)


@app.command("add", epilog="Example: careerqa eval add --to my-drafts.jsonl")
def add_feedback(
    feedback: FeedbackOption = None,
    to: Annotated[
        Path,
        typer.Option(
            help="The question set to which the drafts are added; it is made where it is not there."
        ),
    ] = Path("eval/drafts.jsonl"),
    index: IndexOption = DEFAULT_INDEX,
) -> None:
    """Turn what people thought of answers into draft questions, each once, for you to read and keep."""
    with _one_line():
        done = add_drafts(map(draft, _feedback(index, feedback)), to)
    _say(f"{done.added} added to {to}, {done.known} already there")


@app.command(epilog="Example: careerqa eval coverage --from answers.jsonl")
def coverage(
    feedback: FeedbackOption = None,
    judged: Annotated[
        Path | None,
        typer.Option("--from", help="Kept answers (JSON lines) to look through instead of feedback."),
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
) -> None:
    """Show what your sources lack: refused questions by topic, each with the section that comes nearest."""
    opened = open_index(index)
    with _one_line():
        refused = refused_in_run(judged) if judged else refused_in_feedback(_feedback(index, feedback))
    _say(render_topics(find_topics(opened, refused)))


@contextmanager
def _one_line() -> Iterator[None]:
    """What is wrong with a file becomes one line and exit code 2."""
    try:
        yield
    except QuestionSetError as error:
        fail(str(error), WRONG_USE)


def _say(text: str, *, err: bool = False) -> None:
    """Lines on standard output; what could steer the terminal is a mark."""
    typer.echo(masked(text), err=err)


def _tell(line: str) -> None:
    """Progress, on standard error."""
    _say(line, err=True)


def _print_figures(summary: Summary, reference: Mapping[str, Any] | None, *, as_json: bool) -> None:
    """The figures, and those of other libraries where they are asked for."""
    if as_json:
        standard = {} if reference is None else {"standard": reference}
        _say(json.dumps({**summary, **standard}, indent=2))
        return
    _say(render(summary))
    if reference is not None:
        figures = [f"{name} {value:.4f}" for name, value in reference.items() if isinstance(value, float)]
        _say("\n" + "  ".join(figures))


def _feedback(index: Path, file: Path | None) -> list[Feedback]:
    """Feedback that can be used; what cannot is said, a line each."""
    try:
        usable, problems = read_feedback(feedback_file(index, file))
    except FeedbackError as error:
        fail(str(error), WRONG_USE)
    for line in problems:
        _say(f"careerqa: skipped {line}", err=True)
    return usable


def _matching(asked: Sequence[Asked], folder: Path) -> Snapshot | None:
    """The index that a run's quotes can be checked against.

    None, said on standard error, where there is none.
    """
    try:
        opened = LocalStore(folder).open()
    except IndexUnusable as error:
        _say(f"careerqa: quotes are not checked: {error}", err=True)
        return None
    others = {str(each.answer["index"]) for each in asked if "index" in each.answer} - {
        opened.manifest.digest
    }
    if not others:
        return opened
    reason = f"the run is of index {', '.join(sorted(others))}, {folder} holds {opened.manifest.digest}"
    _say(f"careerqa: quotes are not checked: {reason}", err=True)
    return None


def _exit(reasons: Sequence[str]) -> None:
    """End with exit code 1 where there are reasons, each a line on standard error."""
    for reason in reasons:
        _say(f"careerqa: {reason}", err=True)
    if reasons:
        raise typer.Exit(FAILED)
