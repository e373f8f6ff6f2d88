"""SECURITY.md and docs/security.md: what they name is there, and what they say without a test of its own holds."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.settings import Settings
from service.web.api import create_app
from tests.conftest import ROOT, Desk

DOCUMENTS = ("SECURITY.md", "docs/security.md")
LISTS = [f"API{number}" for number in range(1, 11)] + [f"LLM{number:02}" for number in range(1, 11)]
# Of the libraries that open connections, who may import which.
CONNECTING = {
    "index/model_files.py": {"huggingface_hub"},  # the model that whoever ingests names
    "service/phrasing/endpoint.py": {"socket"},  # it cuts that connection
    "service/phrasing/language_model.py": {"openai"},  # the endpoint that the operator names
    "service/serving/run.py": {"socket", "http", "urllib"},  # it listens, and asks itself whether it is ready
}
LIBRARIES = {
    *(
        "aiohttp",
        "asyncore",
        "ftplib",
        "http",
        "httpcore",
        "httpx",
        "httpx2",
        "huggingface_hub",
        "imaplib",
        "openai",
    ),
    *("paramiko", "requests", "smtplib", "socket", "ssl", "urllib", "urllib3", "websockets", "xmlrpc"),
}
HARMLESS = {"urllib.parse", "http.HTTPStatus"}


def named(document: str) -> list[tuple[str, str]]:
    """Files with the tests in them, or none, that a document names; what waits for a part still to come is left out."""
    text = re.sub(r"TODO\(\w+\) `[^`]+`", "", (ROOT / document).read_text(encoding="utf-8"))
    return re.findall(r"`((?:[\w.-]+/)+[\w.-]+)(?:::(\w+))?`", text)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_and_every_test_that_is_named_is_there(document: str) -> None:
    """A row whose test was renamed or taken out covers nothing."""
    for file, test in named(document):
        assert (ROOT / file).exists(), file
        if test:
            body = ast.parse((ROOT / file).read_text(encoding="utf-8")).body
            assert test in {node.name for node in body if isinstance(node, ast.FunctionDef)}, (
                f"{file}::{test}"
            )


def test_both_lists_are_gone_through_and_each_row_has_tests() -> None:
    """Ten risks each, in their order, with what they mean here, what stands against them, and a test."""
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split(" | ") for line in text.splitlines() if re.match(r"\| (API|LLM)\d", line)]
    assert [row[0].split()[0] for row in rows] == LISTS
    for risk, here, against, tests in rows:
        assert len(here) > 20 < len(against), risk
        assert re.search(r"`tests/\w+\.py::test_\w+`", tests), risk


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, and what it takes from it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (
                node.module if node.module in HARMLESS else f"{node.module}.{each.name}"
                for each in node.names
            )


def test_nothing_opens_a_connection_but_what_is_named() -> None:
    """Nothing of a question or a source can make it: three files could, each to where its operator says."""
    found: dict[str, set[str]] = {}
    for package in ("ingest", "index", "service", "eval"):
        for path in (ROOT / package).rglob("*.py"):
            used = {name.partition(".")[0] for name in imports(path) if name not in HARMLESS} & LIBRARIES
            if used:
                found[path.relative_to(ROOT).as_posix()] = used
    assert found == CONNECTING


@pytest.fixture(scope="module")
def client(built_desk: Desk) -> Iterator[TestClient]:
    """The service over four small articles."""
    with TestClient(create_app(Settings(index=built_desk.root)), base_url="http://localhost:8000") as client:
        yield client


@pytest.mark.parametrize("door", ["/source/", "/api/articles/", "/api/blocks/", "/api/around/"])
@pytest.mark.parametrize(
    "article",
    [
        "../../../../etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "%2fetc%2fpasswd",
        "leaving.md",
        "leaving%00",
        "file:%2f%2f%2fetc%2fpasswd",
        "' OR '1'='1",
        "%",
    ],
)
def test_an_id_opens_nothing_but_an_article(client: TestClient, door: str, article: str) -> None:
    """Whatever it looks like, it is looked up among the articles, and is none."""
    answer = client.get(f"{door}{article}?start=0&end=9")
    assert answer.status_code == 404
    assert "root:" not in answer.text
    assert "Traceback" not in answer.text


def test_every_setting_and_every_route_is_written_down(client: TestClient) -> None:
    """A variable in a table, a route in the description for programs or in a document."""
    written = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    for name in Settings.model_fields:
        assert f"`CAREERQA_{name.upper()}`" in written, name
    described = set(client.get("/openapi.json").json()["paths"])
    for route in client.app.routes:  # type: ignore[attr-defined]  # it is FastAPI's
        path = getattr(route, "path", "")
        bare = re.sub(r"/?\{.*", "", path)
        assert path in described or (bare or "/") in written, path
