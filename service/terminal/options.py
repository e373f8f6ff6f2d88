"""What the commands share: the option that names an index, exit codes, the one line of an error."""

import json
import os
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ingest import escaped_json
from service.terminal import console

if TYPE_CHECKING:
    from index import Snapshot
    from service.assistant import Assistant
    from service.settings import Settings

FAILED, WRONG_USE, NO_INDEX, UNCONFIRMED = 1, 2, 3, 4
LIGHT = {
    "CAREERQA_INDEX",
    "CAREERQA_REMEMBER",
    "CAREERQA_MODEL",
    "CAREERQA_RERANKER",
}  # variables that the command line reads by itself

IndexOption = Annotated[Path, typer.Option("--index", envvar="CAREERQA_INDEX", help="Folder of the index.")]
QuickOption = Annotated[
    bool,
    typer.Option("--quick", help="Quicker, without the model that reads; refuses less well."),
]
InOption = Annotated[
    list[str] | None,
    typer.Option(
        "--in",
        metavar="NAME",
        help="Look only here: a collection (a top folder's name), or an article's id or file; repeat it.",
    ),
]
FollowOption = Annotated[
    bool, typer.Option("--follow-links", help="Read also what links out of the folder lead to.")
]
AllowChangesOption = Annotated[
    bool,
    typer.Option(
        "--allow-changes",
        help="Let visitors of the page add and remove sources; beyond this machine only with a key.",
    ),
]
KeyFileOption = Annotated[
    Path | None,
    typer.Option(
        help="File with the key that changes of sources need; without it CAREERQA_CHANGES_KEY, or none."
    ),
]
DEFAULT_INDEX = Path("var/index")


def open_index(index: Path) -> "Snapshot":
    """The index of a folder, or exit code 3 with what to run."""
    from index import IndexUnusable, LocalStore
    from service.answering.tuning import open_tuned

    try:
        return open_tuned(LocalStore(index))
    except IndexUnusable as error:
        fail(str(error), NO_INDEX)


def open_assistant(index: Path, *, quick: bool = False) -> "Assistant":
    """What answers from an index, or exit code 3 with what to run; exit code 2 for a bad setting."""
    from service.assistant import Assistant, Fixed

    opened = Fixed(open_index(index))
    if not quick and not {name for name in os.environ if name.startswith("CAREERQA_")} - LIGHT:
        return Assistant(opened)  # the settings' defaults; to load what reads them takes a fifth of a second
    return settings_with({"quick": quick or None}).assistant(opened)


def settings_with(given: Mapping[str, Any]) -> "Settings":
    """The environment's settings, and what the command line says otherwise; exit code 2 for a bad one."""
    from pydantic import ValidationError

    from service.answering.given import GivenError, given_questions
    from service.phrasing.language_model import ModelSettingError
    from service.settings import Settings

    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
        settings.language_model()  # refuse at once what cannot be used
        if settings.examples:
            given_questions(settings.examples)
        return settings
    except (ModelSettingError, GivenError) as error:
        fail(str(error), WRONG_USE)
    except ValidationError as error:
        first = error.errors()[0]
        told = first["msg"].removeprefix("Value error, ")
        fail(f"CAREERQA_{str(first['loc'][0]).upper()}: {told}", WRONG_USE)


def key_of(file: Path | None) -> str | None:
    """The key in a file, or exit code 2 where it cannot be read or holds none."""
    if file is None:
        return None
    try:
        key = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}", WRONG_USE)
    return key or fail(f"{file} holds no key", WRONG_USE)


def fail(message: str, code: int) -> NoReturn:
    """One line on standard error, and the exit code."""
    console.print_error(message)
    raise typer.Exit(code)


def print_json(plain: dict[str, Any], indent: int | None = None) -> None:
    """An object on standard output; what could steer the terminal is escaped."""
    written = json.dumps(plain, ensure_ascii=False, indent=indent)
    print(escaped_json(written))  # noqa: T201 - the command's output


def installed_version() -> str:
    """The version of careerqa that is installed."""
    try:
        return version("careerqa")
    except PackageNotFoundError:
        return "not installed"
