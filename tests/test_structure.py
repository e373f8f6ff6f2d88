"""The folders are the pipeline: imports run one way, and asking loads nothing that only ingest needs."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

MAY_IMPORT = {
    "ingest": {"ingest"},
    "index": {"index", "ingest"},
    "service": {"service", "index", "ingest"},
    "eval": {"eval", "service", "index", "ingest"},
}
MAY_IMPORT_OF_SERVICE = {
    "answering": {"answering"},
    "phrasing": {"answering", "phrasing"},
    "assistant.py": {"answering", "phrasing"},
    "settings.py": {"assistant", "phrasing"},
    "terminal": {"answering", "assistant", "phrasing", "terminal"},
    "serving": {"answering", "assistant", "serving", "settings"},
    "protocols": {"answering", "assistant", "phrasing", "serving", "protocols"},
}
FILES = sorted(path.relative_to(ROOT) for stage in MAY_IMPORT for path in (ROOT / stage).rglob("*.py"))
SLOW = {
    "torch",
    "transformers",
    "sentence_transformers",
    "langchain_text_splitters",
    "onnx",
    "datasets",
    "filelock",
}
DOORS = {
    "fastapi",
    "starlette",
    "uvicorn",
    "mcp",
    "sse_starlette",
    "openai",
    "prometheus_client",
    "pydantic",
    "httpx",
}
NOT_TO_ASK = (
    "service.web",
    "service.serving",
    "service.protocols",
    "service.settings",
    "service.phrasing.support",
    "service.phrasing.draft",
)


def imports(node: ast.AST, *, inside: bool = False) -> Iterator[tuple[str, bool]]:
    """The modules that a file imports, and whether within a function.

    Imports for type checkers alone are left out.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, inside) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield "." * child.level + (child.module or ""), inside
        elif not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from imports(
                child, inside=inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            )


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_run_one_way(path: Path) -> None:
    """A stage imports itself and earlier ones."""
    stage = path.parts[0]
    for module, _ in imports(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        assert not module.startswith("."), "imports name their stage"
        first = module.split(".")[0]
        assert first not in MAY_IMPORT or first in MAY_IMPORT[stage], f"{path} imports {module}"


@pytest.mark.parametrize("folder", MAY_IMPORT_OF_SERVICE)
def test_answering_knows_no_door(folder: str) -> None:
    """Within service/, answering imports nothing else of it, and only the web everything.

    What runs it loads it in its workers.
    """
    where = ROOT / "service" / folder
    for path in [where] if where.is_file() else sorted(where.glob("*.py")):
        for module, inside in imports(ast.parse(path.read_text(encoding="utf-8"))):
            if module.startswith("service") and (path.name, module, inside) != (
                "run.py",
                "service.web.api",
                True,
            ):
                part = module.split(".")[1]
                assert {part, f"{part}.py"} & MAY_IMPORT_OF_SERVICE[folder], f"{path} imports {module}"


@pytest.mark.parametrize("path", FILES, ids=str)
def test_slow_packages_are_imported_where_they_are_used(path: Path) -> None:
    """No file loads a package that takes seconds just by being imported."""
    loaded = {
        module.split(".")[0]
        for module, inside in imports(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if not inside
    }
    assert not loaded & SLOW


@pytest.mark.parametrize("stage", MAY_IMPORT)
def test_package_lists_its_names_and_does_nothing_else(stage: str) -> None:
    """An `__init__.py` holds a docstring, imports and `__all__`, which names all that is imported."""
    body = ast.parse((ROOT / stage / "__init__.py").read_text(encoding="utf-8")).body
    assert isinstance(body[0], ast.Expr), "it opens with a docstring"
    assert {type(node) for node in body[1:]} <= {ast.ImportFrom, ast.Assign}
    imported = [
        alias.asname or alias.name
        for node in body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    listed = [ast.literal_eval(node.value) for node in body if isinstance(node, ast.Assign)]
    assert sorted(imported) == sorted(listed[0] if listed else [])


def test_every_file_says_what_it_is() -> None:
    """Each module opens with a sentence."""
    for path in FILES:
        assert ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8"))), (
            f"{path} has no docstring"
        )


def test_asking_imports_no_torch(seeds_root: Path) -> None:
    """A question in a fresh process loads neither torch nor langchain, nor what other doors need."""
    program = (
        "import json, sys; from pathlib import Path; from service.cli import open_assistant\n"
        "answer = open_assistant(Path(sys.argv[1])).ask('are exit interviews mandatory?')\n"
        "print(json.dumps([answer.status, sorted(sys.modules)]))"
    )
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CAREERQA_")}
    command = [sys.executable, "-c", program, str(seeds_root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=plain)
    status, loaded = json.loads(done.stdout)
    modules = {name.split(".")[0] for name in loaded}
    assert status == "answered"
    assert not SLOW & modules
    assert not {name for name in modules if name.startswith("langchain")}
    assert not DOORS & modules
    assert not [name for name in loaded if name.startswith(NOT_TO_ASK)]


def test_asking_leaves_nothing_in_the_home_folder(seeds_root: Path, tmp_path: Path) -> None:
    """What a package keeps of its own, to send it or to be faster, is turned off."""
    program = "from service.cli import main; main()"
    command = [
        sys.executable,
        "-c",
        program,
        "ask",
        "--index",
        str(seeds_root),
        "are exit interviews mandatory?",
    ]
    home = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, env={**os.environ, **home}, capture_output=True, check=True, cwd=ROOT)
    assert not list(tmp_path.iterdir())
