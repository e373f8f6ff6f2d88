"""The command line: it parses, calls, prints and chooses exit codes; it decides nothing."""

import io
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.terminal import console, keys
from service.terminal.commands import Commands
from service.terminal.exposing import (
    AllowedHostOption,
    KeysFileOption,
    OpenOption,
    RateOption,
    TrustedProxyOption,
)
from service.terminal.lacking import NO_MEMORY, lacks_memory
from service.terminal.options import (
    DEFAULT_INDEX,
    FAILED,
    NO_INDEX,
    WRONG_USE,
    AllowChangesOption,
    FollowOption,
    IndexOption,
    InOption,
    KeyFileOption,
    QuickOption,
    fail,
    installed_version,
    key_of,
    open_assistant,
    open_index,
    print_json,
    settings_with,
)
from service.terminal.packages import not_installed
from service.terminal.stopping import STOPPED, Ended, Stopped, stoppable, unhandled
from service.terminal.upkeep import doctor, rollback

if TYPE_CHECKING:
    from service.assistant import Assistant

app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog="Begin with: careerqa ingest FOLDER. Then careerqa serve, and open the address it prints. careerqa COMMAND --help tells more of each.",
)

app.add_typer(keys.app, name="keys")


def _print_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"careerqa {installed_version()}")
        raise typer.Exit


@app.callback()
def careerqa(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Answer questions in the sentences of your own sources, each with a number that says where it stands."""


@app.command(epilog="Example: careerqa ingest ~/articles")
def ingest(
    folders: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FOLDER]...",
            help="Folder with your articles, transcripts, pages, documents and comment threads. Several are "
            "collections, each named as its folder, or NAME=FOLDER.",
            show_default="seeds",
        ),
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
    model: Annotated[
        str | None,
        typer.Option(
            envvar="CAREERQA_MODEL",
            help="Another sentence-transformers model to read with, by its folder or its name, NAME@REVISION for one revision of it.",
        ),
    ] = None,
    reranker: Annotated[
        str | None,
        typer.Option(
            envvar="CAREERQA_RERANKER",
            help="A sentence-transformers cross-encoder that orders what is found, by its name or its folder; "
            "give it each time, as --model.",
        ),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on and ingest again whenever files change, until Ctrl-C.")
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Take articles out also where more than half of them are gone."),
    ] = False,
    follow_links: FollowOption = False,
) -> None:
    """Read a folder of your own files; later only what changed is read again.

    A file that cannot be read is named with the reason, all others go in. What is not in the folder any more is taken out. Files in .zip and .tar archives are read too; what .careerqaignore names is not; sources.yaml may say titles, authors and more.

    The formats, each known by what is in a file before its name:

    \b
    Markdown      .md .markdown .txt
    plain text    .txt, or any other name
    subtitles     .vtt .srt .sbv
    captions      .json
    transcripts   .txt .md
    web pages     .html .htm .xhtml .mhtml .webarchive
    blog exports  .xml
    PDF           .pdf
    Word (DOCX)   .docx
    EPUB          .epub
    tables (CSV)  .csv .tsv

    Exit codes: 0 done, 1 no memory or a package is missing, 2 wrong use, 3 the index or the model cannot be had, 4 more than half of the articles are gone, 130 or 143 stopped.
    """  # noqa: D301 - typer keeps the lines behind it apart
    from ingest import SourceError, sources_of
    from service.terminal.ingesting import Ingest, ingest_once, ingest_watching

    try:
        if not folders and not Path("seeds").is_dir():
            fail("name the folder with your articles: careerqa ingest FOLDER", WRONG_USE)
        sources = sources_of(folders or ["seeds"])
    except SourceError as error:
        fail(str(error), WRONG_USE)
    wanted = Ingest(sources, index, model, reranker, follow_links, yes)
    (ingest_watching if watch else ingest_once)(wanted)


@app.command(epilog='Example: careerqa ask --history "should I do an exit interview?" "are they mandatory?"')
def ask(
    question: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION",
            help="Your question. Put it in quotation marks where your shell makes something else of ? or '; "
            "without one, or with -, standard input is read.",
        ),
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the answer with its quotes and places as JSON.")
    ] = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            help='A file with a question a line: {"question": "…"}, "id", "history" and "in" if you like; - '
            "reads standard input. Prints a line of JSON for each; a line that cannot be asked gets "
            '{"line": …, "error": …}, and the exit code is then 2.'
        ),
    ] = None,
    history: Annotated[
        list[str] | None,
        typer.Option(
            help="What you asked before, so that “are they?” is understood; repeat it, the oldest first."
        ),
    ] = None,
    within: InOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how the question was read and why the answer was chosen.")
    ] = False,
    quick: QuickOption = False,
) -> None:
    """Ask one question, or a file of them; the answer is made of your sources' own sentences.

    Where the sources do not answer, it says so and shows the nearest passages.
    """
    from service.answering.answer import AnswerOverdue, QuestionError
    from service.terminal.printed import print_answer

    asked = " ".join(question or ())
    if question and batch:
        fail("give a question or --batch FILE, not both", WRONG_USE)
    if not batch and (not question or asked == "-"):
        asked = _standard_input(waited_for=asked == "-")
    assistant = open_assistant(index, quick=quick)
    if batch is not None:
        _ask_all(assistant, batch, within or (), explain=explain)
        return
    try:
        answer = assistant.ask(asked, history or (), within=within or (), explain=explain)
    except QuestionError as error:
        fail(str(error), WRONG_USE)
    except AnswerOverdue as error:
        fail(str(error), FAILED)
    if as_json:
        print_json(answer.as_dict(), indent=2)
    else:
        print_answer(console.console(), assistant, answer)


def _standard_input(*, waited_for: bool) -> str:
    """The question that is piped in, or typed where it is `waited_for`; exit code 2 where there is none."""
    asked = "" if sys.stdin.isatty() and not waited_for else sys.stdin.read().removeprefix("\ufeff")
    if not asked.strip():
        fail(
            'give a question: careerqa ask "…", or through standard input; or a file of them: --batch FILE',
            WRONG_USE,
        )
    return asked


def _ask_all(assistant: "Assistant", batch: Path, within: Sequence[str], *, explain: bool) -> None:
    """The answer to each question of a file, a line of JSON each; what is wrong with a line in its place."""
    from service.answering.answer import AnswerOverdue, QuestionError
    from service.terminal.batch import FAULTS, BatchError, answered, failed, numbered_lines, read_text

    faults: list[tuple[int, Exception]] = []
    lines = 0
    try:
        assistant.named(within)
        for number, line in numbered_lines(read_text(batch)):
            lines += 1
            try:
                told = answered(assistant, line, within, explain=explain)
            except FAULTS as error:
                faults.append((number, error))
                told = failed(number, line, error)
            print_json(told)
    except (BatchError, QuestionError) as error:
        fail(str(error), WRONG_USE)
    if faults:
        number, first = faults[0]
        more = f" (and {len(faults) - 1} more of {lines} lines have no answer)" if len(faults) > 1 else ""
        code = FAILED if all(isinstance(error, AnswerOverdue) for _, error in faults) else WRONG_USE
        fail(f"{batch}:{number}: {first}{more}", code)


@app.command(epilog="Example: careerqa chat --in talks")
def chat(
    index: IndexOption = DEFAULT_INDEX,
    remember: Annotated[
        bool,
        typer.Option(
            envvar="CAREERQA_REMEMBER",
            help="Keep what you type, so that the arrow keys bring it back next time.",
        ),
    ] = True,
    within: InOption = None,
    quick: QuickOption = False,
) -> None:
    """Ask on and on at a prompt, with follow-up questions; /help lists what it can do, Ctrl-D ends it."""
    from service.answering.within import CollectionError
    from service.terminal.chat import converse
    from service.terminal.prompt import memory_file

    assistant = open_assistant(index, quick=quick)
    try:
        converse(assistant, memory_file(os.environ) if remember else None, within or ())
    except CollectionError as error:
        fail(str(error), WRONG_USE)


@app.command("serve", epilog="Example: careerqa serve --sources ~/articles --port 8080")
def serve_command(
    index: IndexOption = DEFAULT_INDEX,
    host: Annotated[
        str | None,
        typer.Option(help="Address to listen on; without it CAREERQA_HOST, or 127.0.0.1: this machine only."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="Port to listen on, 0 for any free one; without it CAREERQA_PORT, or 8000."
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="How many processes answer; without it CAREERQA_WORKERS, or 1."),
    ] = None,
    sources: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[NAME=]FOLDER",
            help="Folder to ingest now and whenever it changes; repeat it for several, as collections; "
            "without it CAREERQA_SOURCES, or none.",
        ),
    ] = None,
    root_path: Annotated[
        str | None,
        typer.Option(
            metavar="PATH",
            help="Path it is asked below, such as /qa, behind a proxy that leaves it there; without it CAREERQA_ROOT_PATH, or none.",
        ),
    ] = None,
    cors_origin: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORIGIN",
            help="Origin whose pages may ask, such as http://localhost:3000; repeat it; without it CAREERQA_CORS_ORIGINS, or none.",
        ),
    ] = None,
    follow_links: FollowOption = False,
    allow_changes: AllowChangesOption = False,
    key_file: KeyFileOption = None,
    keys_file: KeysFileOption = None,
    allowed_host: AllowedHostOption = None,
    open_to_all: OpenOption = False,
    rate: RateOption = None,
    trusted_proxy: TrustedProxyOption = None,
) -> None:
    """Serve the page to ask in and the interface for programs, until Ctrl-C; the address is printed."""
    from service.serving.run import ServingError, serve

    given = {"index": index, "host": host, "port": port, "workers": workers, "sources": sources or None}
    if keys_file is not None:  # said to the ingests that it starts too, to which it is no source
        os.environ["CAREERQA_KEYS_FILE"] = str(keys_file)
    web = {"root_path": root_path, "cors_origins": cors_origin or None, "allowed_hosts": allowed_host or None}
    exposed = {"open": open_to_all or None, "rate": rate, "trusted_proxies": trusted_proxy or None}
    changing = {"allow_changes": allow_changes or None, "changes_key": key_of(key_file)}
    settings = settings_with({**given, **web, **exposed, **changing, "follow_links": follow_links or None})
    try:
        serve(settings)
    except ServingError as error:
        fail(str(error), FAILED)


@app.command(epilog="Example: CAREERQA_PORT=8080 careerqa health")
def health() -> None:
    """See whether the service on this machine can answer; exit code 1 if not."""
    from service.serving.run import ServingError, ask_ready

    try:
        typer.echo(ask_ready(settings_with({})))
    except ServingError as error:
        fail(str(error), FAILED)


@app.command(epilog="Example, in an agent's settings: careerqa mcp --index /home/me/index")
def mcp(index: IndexOption = DEFAULT_INDEX) -> None:
    """Serve an agent that starts this command (Model Context Protocol over standard input and output)."""
    from index import LocalStore
    from service.protocols.mcp_server import run_stdio
    from service.serving.live import LiveIndex

    open_index(index).close()  # refuse at once what cannot be served
    with unhandled():
        run_stdio(settings_with({"index": index}).assistant(LiveIndex(LocalStore(index))))


@app.command(epilog="Example: careerqa sources ~/articles --show talks/leaving.vtt")
def sources(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder to look at as it is now; without it, what the index holds."),
    ] = None,
    index: IndexOption = DEFAULT_INDEX,
    show: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Show one source as the assistant sees it: passages, sentences, times, speakers.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    follow_links: FollowOption = False,
    within: InOption = None,
) -> None:
    """List what was read, file by file, with what is wrong; with a folder, what would be read of it."""
    from ingest import Article, Skipped, SourceError
    from service.answering.within import CollectionError
    from service.terminal.ingesting import Ingest
    from service.terminal.sources import of_folder, of_index, print_list, print_source

    try:
        if folder is None:
            found = of_index(open_index(index), show, within or ())
        else:
            kept_out = Ingest(folder, index).kept_out
            found = of_folder(folder, show, within or (), follow_links=follow_links, kept_out=kept_out)
        if show is None:
            print_list(found, as_json=as_json)
            return
        source = next(found, None)
    except (CollectionError, SourceError) as error:
        fail(str(error), WRONG_USE)
    if isinstance(source, Article):
        print_source(source, as_json=as_json)
    elif isinstance(source, Skipped):
        fail(f"{source.path}: {source.reason}", WRONG_USE)
    else:
        listing = shlex.join(["careerqa", "sources", *([str(folder)] if folder else ["--index", str(index)])])
        fail(f"there is no source {show}; {listing} lists those there are", WRONG_USE)


app.command(epilog="Example: careerqa doctor --repair")(doctor)
app.command(epilog="Example: careerqa rollback --index var/index")(rollback)


def main() -> None:
    """Entry point of the `careerqa` command.

    A character that the output cannot hold becomes a question mark. One line each are a package that is
    missing, an index that turns out to be damaged while it is asked, a lack of memory, and a signal.
    """
    os.environ.setdefault("RUST_BACKTRACE", "0")  # of tantivy, which prints on its own where it fails
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        with stoppable():
            app()
    except Ended as ended:
        console.print_error(STOPPED)
        sys.exit(ended.code)
    except Stopped as stopped:  # before or after the command itself
        console.print_error(str(stopped))
        sys.exit(stopped.code)
    except (MemoryError, ImportError, RuntimeError, OSError) as error:
        told, code = _told(error)
        if not told:
            raise
        console.print_error(told)
        sys.exit(code)


def _told(error: BaseException) -> tuple[str | None, int]:
    """What is said of an error that ended a command, and the exit code; None where nobody expected it."""
    if lacks_memory(error):
        return NO_MEMORY, FAILED
    if isinstance(error, ModuleNotFoundError):
        return not_installed(error), FAILED
    from index import IndexUnusable  # where something is wrong

    return (str(error), NO_INDEX) if isinstance(error, IndexUnusable) else (None, FAILED)


if __name__ == "__main__":
    main()
