"""The OpenAPI document is true: schemathesis finds no answer of the service that it does not describe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from service.settings import Settings
from service.web.api import create_app
from tests.conftest import ROOT, Desk
from tests.loopback import served

pytestmark = pytest.mark.slow
EXAMPLES = int(os.environ.get("OPENAPI_EXAMPLES", "8"))  # of each route; `make fuzz-api` takes more


def found(address: str, *more: str) -> str:
    """What schemathesis finds with all its checks; empty for nothing."""
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "schemathesis.cli",
                "--config-file",
                str(ROOT / "tests" / "schemathesis.toml"),
                "run",
                f"{address}/openapi.json",
                "--url",
                address,
            ),
            # a GET with a body is refused for the body (413), before it is looked whether GET is answered there
            *(
                "--checks",
                "all",
                "--exclude-checks",
                "unsupported_method",
                "--max-examples",
                str(EXAMPLES),
                "--no-color",
            ),
            *("--generation-deterministic", "--suppress-health-check", "all"),
            *("--request-timeout", "30", "--continue-on-failure", *more),
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONWARNINGS": "ignore", "NO_COLOR": "1"},
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_no_answer_is_undescribed(desk: Desk, tmp_path: Path) -> None:
    """Every route, asked rightly and wrongly, answers as the document says, in the one shape of errors."""
    settings = Settings(index=desk.root, feedback=tmp_path / "feedback.jsonl")
    with served(create_app(settings)) as address:
        assert found(address) == ""


def test_no_answer_with_keys_is_undescribed(desk: Desk) -> None:
    """Likewise where keys are asked for, which no route does without, and where sources may be changed."""
    settings = Settings(
        index=desk.root,
        sources=(str(desk.sources),),
        allow_changes=True,
        api_key=SecretStr("secret"),
        changes_key=SecretStr("secret"),
    )
    given = ("--header", "Authorization: Bearer secret", "--header", "X-CareerQA: change")
    routes = ("--include-path-regex", "^/(api/(sources/(file|remove)|articles|ask)|v1)")
    with served(create_app(settings)) as address:
        assert found(address, *routes, *given) == ""
