"""The container file and the systemd unit.

As far as they can be tried without a container engine and without systemd running.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from service.settings import Settings
from tests.conftest import ROOT, Desk
from tests.processes import COMMAND, running

UNIT = ROOT / "deploy" / "careerqa.service"


@dataclass
class Stage:
    """One stage of the container file: its name, and its instructions in order."""

    name: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def all(self, word: str) -> list[str]:
        """What stands behind each instruction of a kind."""
        return [rest for each, rest in self.steps if each == word]


def stages() -> list[Stage]:
    """The container file, read."""
    text = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    found: list[Stage] = []
    for line in filter(None, text.splitlines()):
        word, rest = line.split(maxsplit=1)
        if word == "FROM":
            found.append(Stage(rest.partition(" AS ")[2]))
        found[-1].steps.append((word, rest))
    return found


def copied(stage: Stage) -> list[str]:
    """What a stage takes from the repository."""
    return [
        source for rest in stage.all("COPY") if not rest.startswith("--from") for source in rest.split()[:-1]
    ]


def variables(words: str) -> dict[str, str]:
    """NAME=value, several in a line."""
    return dict(word.split("=", 1) for word in shlex.split(words))


ANSWERING, INDEXING, WHOLE = stages()


def test_the_stages_are_the_ones_that_are_described() -> None:
    """An answering image without an index, one that builds the index, and the two together."""
    assert [stage.name for stage in (ANSWERING, INDEXING, WHOLE)] == ["answering", "index", ""]
    assert WHOLE.all("FROM") == ["answering"]
    assert WHOLE.all("COPY") == ["--from=index /srv/index /srv/index"]
    assert variables(ANSWERING.all("ENV")[0])["CAREERQA_INDEX"] == "/srv/index"
    assert "careerqa ingest seeds --index /srv/index" in INDEXING.all("RUN")


@pytest.mark.parametrize("stage", [ANSWERING, INDEXING], ids=lambda stage: stage.name)
def test_what_is_copied_is_there(stage: Stage) -> None:
    """In the repository, and among what the builder is sent; all packages are."""
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for source in copied(stage):
        assert (ROOT / source).exists(), source
        assert f"!{source}" in sent
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "packages"
    ]
    assert {name.partition(".")[0] for name in packages} <= set(copied(stage))


def test_it_installs_as_ci_does_for_answering() -> None:
    """CI proves that this line brings no torch."""
    (line,) = [line for line in ANSWERING.all("RUN") if line.startswith("pip install")]
    (proven,) = re.findall(
        r'^"\$answering/bin/pip" (install .*)$',
        (ROOT / ".ci" / "run").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert line.replace(" --no-cache-dir", "") == f"pip {proven}"


@pytest.mark.slow
def test_what_is_copied_is_enough_to_build(tmp_path: Path) -> None:
    """The distribution is built from these files alone.

    With what belongs to the packages beside their code.
    """
    (tmp_path / "build").mkdir()
    for source in copied(ANSWERING):
        if (ROOT / source).is_dir():
            shutil.copytree(
                ROOT / source, tmp_path / "build" / source, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / source, tmp_path / "build" / source)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(tmp_path),
        ".",
    ]
    subprocess.run(command, cwd=tmp_path / "build", check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    shutil.unpack_archive(wheel, tmp_path / "unpacked", "zip")
    for name in (
        "service/web/page/app.js",
        "service/web/templates/page.html",
        "index/careerqa-minilm.npz",
        "index/english-words.txt.gz",
        "index/english-words.LICENSE",
        "eval/page.html",
    ):
        assert (tmp_path / "unpacked" / name).read_bytes() == (ROOT / name).read_bytes()


def test_it_runs_as_nobody_in_particular() -> None:
    """With a number, which an orchestrator can tell from root's, set after the last step that needs root."""
    words = [word for word, _ in ANSWERING.steps]
    (user,) = ANSWERING.all("USER")
    assert int(user) > 0
    assert "RUN" not in words[words.index("USER") :]
    assert not WHOLE.all("RUN")


@pytest.mark.slow
def test_the_containers_commands_are_ours(built_desk: Desk, tmp_path: Path) -> None:
    """It serves and asks for its health by the settings of its environment.

    Where the folders are others here.
    """
    settings = {
        name: value
        for name, value in variables(ANSWERING.all("ENV")[0]).items()
        if name.startswith("CAREERQA_")
    }
    assert {name.removeprefix("CAREERQA_").lower() for name in settings} <= set(Settings.model_fields)
    (serve,), (health,) = (
        ANSWERING.all("CMD"),
        [rest.partition(" CMD ")[2] for rest in ANSWERING.all("HEALTHCHECK")],
    )
    assert (serve, health) == ('["careerqa", "serve"]', '["careerqa", "health"]')
    with running(built_desk.root, tmp_path / "log", host=settings["CAREERQA_HOST"], open="1") as service:
        environment = {**os.environ, **settings, "CAREERQA_PORT": str(service.port)}
        done = subprocess.run(
            [*COMMAND, "health"],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stdout[:7]) == (0, "ready: ")


def unit() -> ConfigParser:
    """The systemd unit; of a choice that stands there twice, the last."""
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign] # names keep their capitals
    parser.read(UNIT, encoding="utf-8")
    return parser


@pytest.mark.slow
def test_the_units_command_is_ours(built_desk: Desk, tmp_path: Path) -> None:
    """The command line takes what stands behind ExecStart, the settings what stands behind Environment."""
    service = unit()["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert (Path(program).name, words[0]) == ("careerqa", "serve")
    given = dict(zip(words[1::2], words[2::2], strict=True))
    assert given["--index"].startswith("/srv/")
    settings = {
        name: value
        for name, value in variables(service["Environment"]).items()
        if name.startswith("CAREERQA_")
    }
    assert settings["CAREERQA_FEEDBACK"] == f"/var/lib/{service['StateDirectory']}/feedback.jsonl"
    assert {name.removeprefix("CAREERQA_").lower() for name in settings} <= set(Settings.model_fields)
    with running(
        built_desk.root,
        tmp_path / "log",
        workers=int(given["--workers"]),
        feedback=str(tmp_path / "feedback"),
    ) as running_service:
        assert len(running_service.workers()) == 2


def test_the_unit_gives_the_service_time_to_stop() -> None:
    """Longer than it takes to drain by its own settings; only the first process is told."""
    service = unit()["Service"]
    settings = Settings.model_fields
    assert (
        int(service["TimeoutStopSec"]) > settings["stop_seconds"].default + settings["drain_seconds"].default
    )
    assert service["KillMode"] == "mixed"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    """Every line is understood, and what the service could do if it were taken over is little.

    Below 2.0 of 10.
    """
    tried = tmp_path / UNIT.name
    tried.write_text(
        UNIT.read_text(encoding="utf-8").replace("/opt/careerqa/bin/careerqa", "/bin/true"), encoding="utf-8"
    )
    done = subprocess.run(
        ["systemd-analyze", "verify", tried], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    weighed = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(tried)]
    done = subprocess.run(weighed, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
