"""`make audit`: one line for each thing that is looked at, and its problems below it.

Exit code 0 where all is well, 1 where something is wrong, 2 where something could not be looked at.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from deploy.audit import licences, secrets, weaknesses
from deploy.audit.weaknesses import Looked, locked

ROOT = Path(__file__).resolve().parents[2]
DEPLOYED = {"answering": "requirements.txt", "ingest": "requirements-ingest.txt"}
BUILT_WITH = {"building": "build.txt", "tools": "tools.txt"}
PINNED = ("tests/test_deploy_requirements.py", "tests/test_index_pinned.py")
ELSEWHERE = "Run it where one does, or with osv=all.zip, the export of OSV for PyPI."


def main() -> int:
    """Look at everything, and tell it."""
    parser = argparse.ArgumentParser(prog="python -m deploy.audit", description=__doc__)
    parser.add_argument("--tools", type=Path, required=True, help="folder of pip-audit and cyclonedx-py")
    parser.add_argument("--osv", type=Path, help="an export of OSV to look in, where no service can be asked")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "var" / "audit", help="folder of the bills of materials"
    )
    given = parser.parse_args()
    told = [
        _tell("packages fit each other", _run("pip", "check")),
        _tell("digests and versions", _run("pytest", "-q", "-p", "no:cacheprovider", *PINNED)),
        _tell("ruff's rules of security", _run("ruff", "check", "--select", "S", "--ignore", "S101", *_packages())),
        _tell("secrets in the repository", secrets.problems(ROOT)),
        _tell("licences", licences.problems([*locked(_file(DEPLOYED["ingest"])), "torch"])),
        *[_tell(f"bill of materials: {name}", _bill(given.tools, file, given.out / f"{name}.cdx.json"))
          for name, file in DEPLOYED.items()],
        *[_tell_weaknesses(name, _look(given.tools, given.osv, file)) for name, file in (DEPLOYED | BUILT_WITH).items()],
    ]  # fmt: skip
    return 1 if 1 in told else max(told)


def _file(name: str) -> Path:
    return ROOT / "deploy" / name


def _packages() -> list[str]:
    return ["ingest", "index", "service", "eval", "deploy"]


def _run(module: str, *words: str) -> list[str]:
    """What a module of this environment says where it fails."""
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines()


def _bill(tools: Path, file: str, out: Path) -> list[str]:
    """Write what is deployed as CycloneDX has it, with versions and digests."""
    out.parent.mkdir(parents=True, exist_ok=True)
    command: list[str | Path] = [
        tools / "cyclonedx-py",
        "requirements",
        _file(file),
        "--pyproject",
        ROOT / "pyproject.toml",
        "-o",
        out,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    return [] if done.returncode == 0 else done.stderr.splitlines()


def _look(tools: Path, export: Path | None, file: str) -> Looked:
    if export:
        return weaknesses.look_up(export, locked(_file(file)))
    return weaknesses.ask(tools / "pip-audit", _file(file))


def _tell(what: str, problems: Iterable[str]) -> int:
    found = list(problems)
    print(f"{'WRONG' if found else 'ok':6} {what}")
    for problem in found:
        print(f"       {problem}")
    return 1 if found else 0


def _tell_weaknesses(name: str, looked: Looked) -> int:
    """Nothing found is no good news where nothing was looked up, so that is told first."""
    what = f"known weaknesses: {name}, {looked.known} packages looked up"
    if looked.newest:
        what += f" in what was known on {looked.newest[:10]}"
    if looked.unknown and not looked.problems:
        print(f"NOT LOOKED UP: {what}, of {len(looked.unknown)} no service answered for. {ELSEWHERE}")
        return 2
    return _tell(what, looked.problems)


if __name__ == "__main__":
    sys.exit(main())
