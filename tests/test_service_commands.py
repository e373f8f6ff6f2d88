"""Commands that a package registers, as the command line sees them."""

import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from service.terminal.commands import Commands

PACKAGE = "greeting"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    """A command line, and beside it an installed package that registers `greet`."""
    (tmp_path / f"{PACKAGE}.py").write_text(
        "import typer\napp = typer.Typer()\n@app.callback(invoke_without_command=True)\n"
        "def greet() -> None:\n    '''Say hello.'''\n    typer.echo('hello')\n",
        encoding="utf-8",
    )
    info = tmp_path / f"{PACKAGE}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 1.0\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(f"[careerqa.commands]\ngreet = {PACKAGE}:app\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, PACKAGE, raising=False)
    app = typer.Typer(cls=Commands)

    @app.callback()
    def main() -> None:
        """A command line."""

    @app.command()
    def own() -> None:
        """Say something else."""
        typer.echo("own")

    return app


def test_a_registered_command_is_loaded_only_when_it_is_asked_for(app: typer.Typer) -> None:
    """A command of our own loads nothing of the other package."""
    assert CliRunner().invoke(app, ["own"]).stdout == "own\n"
    assert PACKAGE not in sys.modules
    done = CliRunner().invoke(app, ["greet"])
    assert (done.exit_code, done.stdout) == (0, "hello\n")


def test_help_lists_both(app: typer.Typer) -> None:
    """Ours first, then what is registered, each with its sentence."""
    shown = CliRunner().invoke(app, ["--help"]).stdout
    assert shown.index("Say something else.") < shown.index("Say hello.")


def test_a_command_that_nobody_registers_is_wrong_use(app: typer.Typer) -> None:
    """Exit code 2 and its name."""
    done = CliRunner().invoke(app, ["leave"])
    assert done.exit_code == 2
    assert "leave" in done.stderr
