"""What the commands share: the option that names an index, exit codes, the one line of an error."""

import json
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from service.terminal import console

if TYPE_CHECKING:
    from index import Index

FAILED, WRONG_USE, NO_INDEX = 1, 2, 3

IndexOption = Annotated[Path, typer.Option("--index", envvar="CAREERQA_INDEX", help="Folder of the index.")]
DEFAULT_INDEX = Path("var/index")
# Of what steers terminals, what JSON does not escape.
_STEERING = re.compile(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def open_index(index: Path) -> "Index":
    """The index of a folder, or exit code 3 with what to run."""
    from index import Index, IndexUnusable

    try:
        return Index.open(index)
    except IndexUnusable as error:
        fail(str(error), NO_INDEX)


def fail(message: str, code: int) -> NoReturn:
    """One line on standard error, and the exit code."""
    console.print_error(message)
    raise typer.Exit(code)


def print_json(plain: dict[str, Any], indent: int | None = None) -> None:
    """An object on standard output; what could steer the terminal is escaped."""
    written = json.dumps(plain, ensure_ascii=False, indent=indent)
    escaped = _STEERING.sub(lambda character: f"\\u{ord(character[0]):04x}", written)
    print(escaped)  # noqa: T201 - the command's output


def installed_version() -> str:
    """The version of careerqa that is installed."""
    try:
        return version("careerqa")
    except PackageNotFoundError:
        return "not installed"
