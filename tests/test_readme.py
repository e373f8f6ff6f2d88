"""The commands of the README do what it says."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(
    r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
COMMANDS = [line for block in BLOCKS for line in block.replace("\\\n", " ").splitlines() if line.strip()]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def environment(seeds_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a user whose index is a copy of that of the seeds."""
    index = tmp_path_factory.mktemp("readme") / "index"
    shutil.copytree(seeds_root, index)
    return {
        **os.environ,
        "CAREERQA_INDEX": str(index),
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
    }


@pytest.fixture(scope="module")
def port(environment: dict[str, str]) -> Iterator[int]:
    """A free port on loopback with `careerqa serve` behind it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [BIN / "careerqa", "serve", "--port", str(number)], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            try:
                with urlopen(f"http://127.0.0.1:{number}/ready", timeout=5):
                    break
            except URLError:
                time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_the_readme_leads_to_ones_own_folder() -> None:
    """The first lines install, read a folder and serve it; one more does all that."""
    assert COMMANDS[:5] == [
        "python3 -m venv .venv && . .venv/bin/activate",
        "pip install --constraint constraints.txt '.[ingest]'",
        "careerqa ingest ~/articles",
        "careerqa serve",
        "make serve sources=~/articles",
    ]


def test_the_readme_is_short() -> None:
    """What is not needed at first is in docs/, and every link leads somewhere."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 110
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", readme):
        assert (ROOT / link).exists(), link


@pytest.fixture(scope="module")
def own_folder(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of somebody with ~/articles and an index of their own."""
    home = tmp_path_factory.mktemp("home")
    (home / "articles").mkdir()
    text = "# Asking for more pay\n\nAsk in spring, when budgets are made."
    (home / "articles" / "pay.md").write_text(text, encoding="utf-8")
    return {**environment, "HOME": str(home), "CAREERQA_INDEX": str(home / "index")}


RUN = [line for line in COMMANDS if line.startswith("careerqa") and line != "careerqa serve"]


@pytest.mark.parametrize("command", RUN)
def test_a_careerqa_command_of_the_readme_runs(
    command: str, environment: dict[str, str], own_folder: dict[str, str]
) -> None:
    """Every line that begins with careerqa ends with exit code 0 and prints something."""
    environment = own_folder if "~" in command else environment
    words = shlex.split(command.replace("~", environment["HOME"]), comments=True)
    done = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, bool(done.stdout.strip())) == (0, True), done.stderr


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.parametrize("command", [line for line in COMMANDS if line.startswith("curl")])
def test_a_curl_command_of_the_readme_answers(command: str, environment: dict[str, str], port: int) -> None:
    """The example request is answered by the running service."""
    words = shlex.split(command.replace("localhost:8000", f"127.0.0.1:{port}"))
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert '"status":"answered"' in done.stdout.replace(" ", "")


def test_make_help_lists_every_target_that_the_readme_names() -> None:
    """Targets describe themselves."""
    shown = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    ).stdout
    named = set(
        re.findall(
            r"make ([a-z-]+)",
            (ROOT / "README.md").read_text(encoding="utf-8"),
        )
    )
    assert named <= {line.split()[0] for line in shown.splitlines()}
    assert {"help", "ask", "serve", "test", "eval", "bench"} <= {
        line.split()[0] for line in shown.splitlines()
    }
