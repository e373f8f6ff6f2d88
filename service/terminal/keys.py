"""`careerqa keys`: keys that open the service, made, listed and taken out."""

from pathlib import Path
from typing import Annotated

import typer

from service.terminal import console
from service.terminal.exposing import KeysFileOption
from service.terminal.options import DEFAULT_INDEX, WRONG_USE, IndexOption, fail, settings_with

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is, or what it is for.")]

app = typer.Typer(
    no_args_is_help=True, help="Keys that open careerqa serve; with one, every request must give one."
)


@app.command(epilog="Example: careerqa keys add phone")
def add(
    name: NameArgument,
    changes: Annotated[
        bool, typer.Option("--changes", help="It may add and remove sources too, where these are changed.")
    ] = False,
    keys_file: KeysFileOption = None,
    index: IndexOption = DEFAULT_INDEX,
) -> None:
    """Make a key and print it, this once; a service that runs takes it within a second."""
    from service.web.doors.keys import KeysError, add_key

    file = _file(keys_file, index)
    try:
        secret = add_key(file, name, changes=changes)
    except KeysError as error:
        fail(str(error), WRONG_USE)
    typer.echo(secret)
    typer.echo(f"That is the key {name}, shown this once; {file} keeps only a digest of it.", err=True)


@app.command("list", epilog="Example: careerqa keys list")
def list_keys(keys_file: KeysFileOption = None, index: IndexOption = DEFAULT_INDEX) -> None:
    """List the keys by name, with the day each was made and what it may do."""
    from service.web.doors.keys import KeysError, read_keys

    file = _file(keys_file, index)
    try:
        keys = read_keys(file)
    except KeysError as error:
        fail(str(error), WRONG_USE)
    width = max((len(key.name) for key in keys), default=0)
    for key in keys:
        typer.echo(
            f"{key.name:{width}}  {console.clean(key.made)}  {'asks, changes sources' if key.changes else 'asks'}"
        )
    if not keys:
        typer.echo(f"There are no keys in {file}; careerqa keys add NAME makes one.", err=True)


@app.command(epilog="Example: careerqa keys remove phone")
def remove(name: NameArgument, keys_file: KeysFileOption = None, index: IndexOption = DEFAULT_INDEX) -> None:
    """Take a key out; a service that runs refuses it within a second."""
    from service.web.doors.keys import KeysError, remove_key

    try:
        remove_key(_file(keys_file, index), name)
    except KeysError as error:
        fail(str(error), WRONG_USE)


def _file(given: Path | None, index: Path) -> Path:
    return settings_with({"index": index, "keys_file": given}).file_of_keys()
