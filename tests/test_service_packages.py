"""A package that is not installed is a line with what to install; a module of our own is a fault."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.terminal.packages import not_installed
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("name", "extra"), [("lxml.html", "ingest"), ("openai", "llm"), ("sklearn.metrics", "eval")]
)
def test_the_extra_is_named(name: str, extra: str) -> None:
    """That which the package comes with."""
    told = not_installed(ModuleNotFoundError("no", name=name))
    assert told is not None
    assert told.endswith(f"({name.partition('.')[0]} is missing): pip install '.[{extra}]'")


@pytest.mark.parametrize("name", ["service.nothing", "ingest", None])
def test_a_fault_of_ours_stays_one(name: str | None) -> None:
    """With its traceback."""
    assert not_installed(ModuleNotFoundError("no", name=name)) is None


def test_reading_without_its_packages_is_one_line(tmp_path: Path) -> None:
    """As in an environment that was installed for answering only."""
    (tmp_path / "a.md").write_text("# Pay\n\nAsk early.", encoding="utf-8")
    program = "import sys; sys.modules['markdown_it'] = None; from service.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "sources", str(tmp_path)],
        capture_output=True, text=True, cwd=ROOT, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "(markdown_it is missing): pip install '.[ingest]'" in done.stderr
