"""What is deployed is named by version and digest, is complete, is what pyproject.toml asks for, and is used."""

import ast
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDED = {
    "requirements.txt": PROJECT["dependencies"],
    "requirements-ingest.txt": [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["ingest"]],
    "build.txt": (ROOT / "deploy" / "build.in").read_text(encoding="utf-8").split(),
    "tools.txt": (ROOT / "deploy" / "tools.in").read_text(encoding="utf-8").split(),
}
# Used otherwise than by an import of ours.
LOADED_BY_OTHERS = {
    "lxml-html-clean": "trafilatura imports it",
    "onnx": "onnxruntime.quantization imports it",
    "onnxscript": "torch.onnx.export imports it",
}
BROUGHT = {  # imported by the name of its own, and by whom it comes
    "annotated-types": "pydantic",
    "anyio": "starlette",
    "h11": "uvicorn",
    "huggingface-hub": "transformers",
    "markupsafe": "jinja2",
    "pydantic": "fastapi",
    "safetensors": "transformers",
    "starlette": "fastapi",
}


@cache
def locked(file: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Version and digests of each package in a file of requirements."""
    text = re.sub(r"^#.*\n", "", (ROOT / "deploy" / file).read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = {}
    for line in text.replace("\\\n", " ").splitlines():
        name, version, _, digests = re.fullmatch(
            r"([a-z0-9.-]+)==([^ ;]+)( ;(?: (?!--)\S+)+)?((?: +--hash=sha256:[0-9a-f]{64})+) *", line
        ).groups()  # type: ignore[union-attr]  # a line of another form is an error here
        assert name not in found, f"{file} has two versions of {name}"
        found[name] = version, frozenset(digests.split())
    return found


def lacking(file: str, wanted: Iterable[str], extras: tuple[str, ...] = ("",)) -> list[str]:
    """Of some requirements those that a file does not meet here."""
    have = locked(file)
    return [
        text
        for text in wanted
        if (requirement := Requirement(text)).name != "torch"
        and (not requirement.marker or any(requirement.marker.evaluate({"extra": extra}) for extra in extras))
        and not requirement.specifier.contains(have.get(canonicalize_name(requirement.name), ("0.dev0",))[0])
    ]


@pytest.mark.parametrize("file", NEEDED)
def test_what_is_asked_for_is_there(file: str) -> None:
    """In a version that is asked for: after a change of pyproject.toml, `make lock`."""
    assert lacking(file, NEEDED[file]) == []


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-ingest.txt"])
def test_what_those_need_is_there(file: str) -> None:
    """All that the packages themselves need, as those that are installed here tell."""
    checked = 0
    for name in locked(file):
        try:
            wanted = requires(name) or []
        except PackageNotFoundError:
            continue  # for another system
        assert lacking(file, wanted) == [], name
        checked += 1
    assert checked > 50


def test_both_have_the_same_files() -> None:
    """What answering needs is a part of what ingest needs, to the digest; so what is tried is what is run."""
    answering, ingest = locked("requirements.txt"), locked("requirements-ingest.txt")
    assert {name: ingest.get(name) for name in answering} == answering


def test_neither_brings_torch() -> None:
    """Nor the gigabytes that come with builds of it for graphics cards; its version is in constraints.txt."""
    constraints = re.findall(
        r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M
    )
    assert "torch" in dict(constraints)
    for file in ("requirements.txt", "requirements-ingest.txt"):
        have = locked(file)
        assert not [name for name in have if name.startswith(("torch", "nvidia", "triton", "cuda"))]
        assert [name for name, version in constraints if have.get(name, (version,))[0] != version] == []


def imported(packages: Iterable[str]) -> set[str]:
    """The distributions that the files of some packages of ours import."""
    found = packages_distributions()
    names: set[str] = set()
    for path in (path for package in packages for path in Path(ROOT, package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
                ("import_module", "find_spec")
            ):
                modules = [str(each.value) for each in node.args if isinstance(each, ast.Constant)]
            names |= {
                canonicalize_name(name) for each in modules for name in found.get(each.partition(".")[0], [])
            }
    return names


@pytest.mark.parametrize("extra", ["", "ingest", "eval", "llm"])
def test_everything_that_is_asked_for_is_used(extra: str) -> None:
    """A dependency that nothing imports any more is a risk for nothing."""
    wanted = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    names = {canonicalize_name(Requirement(text).name) for text in wanted}
    assert names - imported(["ingest", "index", "service", "eval"]) - set(LOADED_BY_OTHERS) == set()


def test_everything_that_is_imported_is_asked_for() -> None:
    """By name, or as a part of a package that is asked for and whose own types it has."""
    known = {
        canonicalize_name(Requirement(text).name)
        for texts in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
        for text in texts
    }
    assert imported(["ingest", "index", "service", "eval"]) - known - {"careerqa"} == set(BROUGHT)
    for name, bringer in BROUGHT.items():
        assert name in {canonicalize_name(Requirement(text).name) for text in requires(bringer) or []}
