"""The sessions in docs/protocols.md run as they are printed there."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import anyio
import pytest
from mcp import Client, StdioServerParameters

from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "protocols.md").read_text(encoding="utf-8")
SESSIONS = re.findall(r"^```(sh|python)\n(.*?)^```\n\n```text\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
NAMES = [next(line for line in program.splitlines() if line.strip()) for _, program, _ in SESSIONS]


def pattern(printed: str) -> str:
    """What is printed there as an expression; `…` stands for anything."""
    return ".*?".join(map(re.escape, printed.strip().split("…")))


@pytest.mark.parametrize(("language", "program", "printed"), SESSIONS, ids=NAMES)
def test_a_session_prints_what_is_documented(
    language: str, program: str, printed: str, address: str, seeds_root: Path
) -> None:
    """Each block of commands or Python, run on its own with the service behind the documented address.

    Prints the block below it.
    """
    if "curl" in program and not shutil.which("curl"):
        pytest.skip("curl is not installed")
    command = [sys.executable, "-"] if language == "python" else ["sh", "-eu"]
    done = subprocess.run(
        command,
        input=program.replace("http://localhost:8000", address),
        cwd=ROOT,
        env={
            **os.environ,
            "CAREERQA_INDEX": str(seeds_root),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(pattern(printed), done.stdout.strip(), re.DOTALL), done.stdout


def test_every_program_of_the_document_is_run() -> None:
    """No block of commands or Python stands there without what it prints."""
    assert len(SESSIONS) == len(re.findall(r"^```(?:sh|python)$", TEXT, re.MULTILINE))


def test_the_retriever_is_ten_lines() -> None:
    """As the document promises, without what uses it."""
    program = next(program for _, program, _ in SESSIONS if "BaseRetriever" in program)
    assert len([line for line in program.partition("\nfor ")[0].splitlines() if line]) <= 10


def test_the_agents_settings_start_the_server(seeds_root: Path) -> None:
    """What stands behind the command in the settings is a server that the official client can talk to."""
    settings = json.loads(re.findall(r"^```json\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)[0])[
        "mcpServers"
    ]["careerqa"]
    assert settings["command"] == "careerqa"
    words = [str(seeds_root) if word == "var/index" else word for word in settings["args"]]
    program = ["-c", "from service.cli import main; main()", *words]

    async def tools() -> list[str]:
        with anyio.fail_after(60):
            async with Client(
                StdioServerParameters(command=sys.executable, args=program, env={"PYTHONPATH": str(ROOT)})
            ) as client:
                return [tool.name for tool in (await client.list_tools()).tools]

    assert anyio.run(tools) == ["ask", "search_passages", "read_source"]
