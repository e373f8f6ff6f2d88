"""What people are told of the formats is what is read."""

from typer.testing import CliRunner

from ingest import all_readers
from ingest.articles.formats import FORMATS, names_of_formats
from service.cli import app
from tests.conftest import ROOT


def test_every_reader_is_in_the_table() -> None:
    """And the table names no reader that there is not."""
    named = {name for each in FORMATS for name in each.readers}
    assert named == {reader.name for reader in all_readers()}


def test_the_readme_has_the_table() -> None:
    """A line for each format, in their order."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("| format | files | what is read |\n|---|---|---|\n")[2].partition("\n\n")[0]
    assert table.splitlines() == [f"| {each.name} | {each.files} | {each.read} |" for each in FORMATS]


def test_the_help_has_the_formats() -> None:
    """With how their files are named."""
    shown = CliRunner().invoke(app, ["ingest", "--help"]).stdout
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    for each in FORMATS:
        assert f"{each.name} {each.files}" in lines


def test_their_names_make_a_line() -> None:
    """As it is told of what is not read."""
    assert names_of_formats().startswith("Markdown, plain text, subtitles, ")
    assert names_of_formats().endswith(" and tables (CSV)")
