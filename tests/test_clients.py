"""The sessions in docs/clients.md run as they are printed there, with clients that others wrote."""

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_protocols import pattern

TEXT = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
LANGUAGES = ("sh", "python", "js")
SESSIONS = {
    language: (program, printed)
    for language, program, printed in re.findall(
        r"^```(sh|python|js)\n(.*?)^```\n\n```text\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL
    )
}
NODE_MODULES = ROOT / "var" / "clients" / "node_modules"


def run(language: str, program: list[str], address: str, **environment: str) -> str:
    """What the session in a language prints, with the service behind the documented address."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        program,
        input=SESSIONS[language][0].replace("http://localhost:8000", address),
        env={**os.environ, "OPENAI_API_KEY": "any", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def as_printed(language: str, told: str) -> None:
    """Fails where that is not what the document says."""
    assert re.fullmatch(pattern(SESSIONS[language][1]), told, re.DOTALL), told


def test_every_program_of_the_document_is_run() -> None:
    """One in each language, with what it prints."""
    assert re.findall(r"^```(sh|python|js)$", TEXT, re.MULTILINE) == list(SESSIONS) == list(LANGUAGES)


@pytest.mark.skipif(not find_spec("llm"), reason="llm is not installed: pip install '.[clients]'")
def test_llm_asks_and_asks_on(address: str, tmp_path: Path) -> None:
    """It streams, and sends the conversation with a follow-up."""
    (settings,) = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    models = settings.replace("http://localhost:8000", address)
    (tmp_path / "extra-openai-models.yaml").write_text(models, encoding="utf-8")
    command = f'llm() {{ "{sys.executable}" -m llm "$@"; }}\n'
    program = ["sh", "-euc", f'{command}eval "$(cat)"']
    as_printed("sh", run("sh", program, address, LLM_USER_PATH=str(tmp_path)))


@pytest.mark.skipif(
    not find_spec("langchain_openai"), reason="langchain-openai is not installed: pip install '.[clients]'"
)
def test_langchain_asks_streams_and_names(address: str) -> None:
    """With a picture in an earlier turn, and a title by a schema."""
    as_printed("python", run("python", [sys.executable, "-"], address))


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
@pytest.mark.skipif(
    not (NODE_MODULES / "@ai-sdk" / "openai-compatible").is_dir(),
    reason="npm install --prefix var/clients ai @ai-sdk/openai-compatible",
)
def test_the_ai_sdk_asks_streams_and_names(address: str, tmp_path: Path) -> None:
    """The same."""
    (tmp_path / "node_modules").symlink_to(NODE_MODULES)
    session = SESSIONS["js"][0].replace("http://localhost:8000", address)
    (tmp_path / "session.mjs").write_text(session, encoding="utf-8")
    as_printed("js", run("js", ["node", str(tmp_path / "session.mjs")], address))
