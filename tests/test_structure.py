"""The picture in CONTRIBUTING is true, imports run one way, asking loads nothing that only ingest needs."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest

from tests.conftest import ROOT

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
STAGES = ("ingest", "index", "service", "eval")
FILES = sorted(path.relative_to(ROOT) for stage in STAGES for path in (ROOT / stage).rglob("*.py"))
NETWORK = Path("index/reading_network.py")  # a class of torch's own
PROGRAM = Path("ingest/documents/pdf_child.py")  # is run, never imported
SLOW = {
    "torch",
    "transformers",
    "sentence_transformers",
    "langchain_text_splitters",
    "onnx",
    "datasets",
    "docx",
    "filelock",
    "lxml",
    "pypdfium2",
    "trafilatura",
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
    "jinja2",
    "markupsafe",
}
NAMED = re.compile(rf"(?:{'|'.join(STAGES)})(?:\.[a-z_]+)+")  # a module of ours that is imported by its name
NOT_TO_ASK = (
    "ingest.documents",
    "ingest.talk",
    "ingest.articles.passages",
    "ingest.prose.comment",
    "ingest.prose.markdown",
    "ingest.prose.plain",
    "ingest.prose.thread",
    "ingest.prose.voices",
    "ingest.text.boilerplate",
    "ingest.text.front_matter",
    "ingest.files.archive",
    "ingest.files.walk",
    "service.web",
    "service.serving",
    "service.protocols",
    "service.settings",
    "service.phrasing.support",
    "service.phrasing.draft",
)


def imports(node: ast.AST, *, inside: bool = False) -> Iterator[tuple[str, bool]]:
    """The modules that a file imports, and whether within a function, as those are that a table names.

    Imports for type checkers alone are left out.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, inside) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield "." * child.level + (child.module or ""), inside
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            if NAMED.fullmatch(child.value) and (ROOT / file_of(child.value)).is_file():
                yield child.value, True
        elif not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield from imports(
                child, inside=inside or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            )


def table(header: str) -> list[list[str]]:
    """The rows below the header of a table in CONTRIBUTING."""
    lines = iter(CONTRIBUTING.partition(header)[2].splitlines()[2:])
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in takewhile(str.strip, lines)]


PARTS = {part.strip("`"): imported for part, _, imported in table("| part | what it does | imports |")}
INTERFACES = table("| interface | where | what it is | today |")
WAYS = re.findall(r"^( *)(\S+\.py) +\S", CONTRIBUTING.partition("The way of a question")[2], re.MULTILINE)


def part_of(path: Path) -> str:
    """The part that a file belongs to: a folder with a slash behind it, or a file of service/."""
    if path.parts[0] == "ingest":
        return f"{path.parent}/"
    if path.parts[0] != "service":
        return f"{path.parts[0]}/"
    return str(path) if len(path.parts) == 2 else f"{path.parent}/"


def file_of(module: str) -> Path:
    """Where a module of ours stands; a package is its `__init__.py`."""
    path = Path(*module.split("."))
    return path / "__init__.py" if (ROOT / path).is_dir() else path.with_suffix(".py")


def imported_parts(part: str) -> dict[str, bool]:
    """The other parts of ours that the files of one import, and whether only within functions."""
    parts: dict[str, bool] = {}
    for path in FILES:
        if part_of(path) == part:
            for module, inside in imports(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
                if module.split(".")[0] in STAGES:
                    other = part_of(file_of(module))
                    parts[other] = parts.get(other, True) and inside
    return {other: inside for other, inside in parts.items() if other != part}


def names_from(path: Path) -> set[Path]:
    """The files that one takes names from, also for types alone; a package stands for those that it lists."""
    taken: set[Path] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in STAGES:
            source = file_of(node.module)
            names = {alias.name for alias in node.names}
            taken.add(source)
            if source.name == "__init__.py":
                for listed in ast.parse((ROOT / source).read_text(encoding="utf-8")).body:
                    if isinstance(listed, ast.ImportFrom) and names & {alias.name for alias in listed.names}:
                        taken.add(file_of(listed.module or ""))
                taken |= {file_of(f"{node.module}.{name}") for name in names}  # a name may be a module
    return taken


def classes() -> dict[str, tuple[Path, ast.ClassDef]]:
    """All classes of ours at module level by name, with the file of each."""
    return {
        node.name: (path, node)
        for path in FILES
        for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }


def test_every_file_that_is_named_is_there() -> None:
    """CONTRIBUTING is where somebody looks first for what to open."""
    paths = re.findall(r"`([\w./-]+/[\w./-]*\w)`", CONTRIBUTING)
    assert len(paths) > 50
    assert [path for path in paths if not (ROOT / path).exists() and not path.startswith("var/")] == []


def test_every_part_is_in_the_picture() -> None:
    """Each file belongs to a part that CONTRIBUTING names, and each part has files."""
    named = {part_of(path) for path in FILES if path != Path("service/__init__.py")}
    assert named == set(PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_imports_what_the_picture_says(part: str) -> None:
    """All of it and nothing else; behind a star what is imported only where it is run."""
    said = {name: bool(star) for name, star in re.findall(r"`([^`]+)`(\*?)", PARTS[part])}
    found = imported_parts(part)
    assert set(found) == set(said)
    assert [name for name, star in said.items() if star and not found[name]] == []


def test_imports_run_one_way() -> None:
    """A part stands below those that it imports, other than where it is run; imports name their stage."""
    order = list(PARTS)
    for part, imported in PARTS.items():
        for name in re.findall(r"`([^`]+)`(?!\*)", imported):
            assert order.index(name) < order.index(part), f"{part} imports {name}"
    for path in FILES:
        for module, _ in imports(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            assert not module.startswith("."), f"{path} imports {module}"


@pytest.mark.parametrize(("name", "where", "today"), [(row[0], row[1], row[3]) for row in INTERFACES])
def test_an_interface_is_where_the_picture_says(name: str, where: str, today: str) -> None:
    """A protocol of that name in that file; what implements it has all of its methods, or inherits them."""
    known = classes()
    path, protocol = known[name.strip("`")]
    assert str(path) == where.strip("`")
    assert "Protocol" in [ast.unparse(base) for base in protocol.bases]
    wanted = {node.name for node in protocol.body if isinstance(node, ast.FunctionDef)}
    assert wanted, "it has no methods"
    for implementation in re.findall(r"`(\w+)`", today):
        methods: set[str] = set()
        waiting = [implementation]
        while waiting:
            _, there = known[waiting.pop()]
            methods |= {node.name for node in there.body if isinstance(node, ast.FunctionDef)}
            waiting += [base for base in map(ast.unparse, there.bases) if base in known]
        assert wanted <= methods, f"{implementation} lacks {wanted - methods}"


def test_the_ways_are_those_of_the_code() -> None:
    """On the ways of a question and of a file, each takes names from those that stand one step below it."""
    assert len(WAYS) > 10
    above: list[Path] = []
    for blanks, name in WAYS:
        depth, path = len(blanks) // 2, Path(name)
        assert (ROOT / path).is_file(), name
        assert depth <= len(above), f"{name} stands too far in"
        above[depth:] = [path]
        if depth:
            assert path in names_from(above[depth - 1]), f"{above[depth - 1]} takes nothing from {path}"


@pytest.mark.parametrize("path", [path for path in FILES if path not in (NETWORK, PROGRAM)], ids=str)
def test_slow_packages_are_imported_where_they_are_used(path: Path) -> None:
    """No file loads a package that takes seconds just by being imported.

    A network, which must, counts as one.
    """
    loaded = {
        module
        for module, inside in imports(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if not inside
    }
    assert not {module.split(".")[0] for module in loaded} & SLOW
    assert f"index.{NETWORK.stem}" not in loaded


@pytest.mark.parametrize("stage", STAGES)
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


def test_asking_imports_nothing_of_ingest(seeds_root: Path) -> None:
    """Of all that only the extra `ingest` brings."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    brought = {re.split(r"[^\w-]", named)[0] for named in extras["ingest"]}
    assert "trafilatura" in brought
    program = (
        "import json, sys; from importlib.metadata import packages_distributions; from pathlib import Path\n"
        "from service.cli import open_assistant\n"
        "open_assistant(Path(sys.argv[1])).ask('are exit interviews mandatory?')\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "print(json.dumps([found for name, found in packages_distributions().items() if name in loaded]))"
    )
    command = [sys.executable, "-c", program, str(seeds_root)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    distributions = {name.lower().replace("_", "-") for found in json.loads(done.stdout) for name in found}
    assert "numpy" in distributions
    assert not brought & distributions


def test_asking_imports_no_torch(seeds_root: Path) -> None:
    """A question in a fresh process loads neither torch nor langchain, nor what other doors need.

    Of the readers only that of the format which is quoted, and of that what shows a quote.
    """
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
    assert "ingest.prose.wiki" in loaded
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
