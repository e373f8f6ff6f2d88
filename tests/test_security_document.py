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
from tests.routes import routes_of

DOCUMENTS = ("SECURITY.md", "docs/security.md")
LISTS = [f"API{number}" for number in range(1, 11)] + [f"LLM{number:02}" for number in range(1, 11)]
# Of the libraries that open connections, start programs or load any module, who may import which.
CONNECTING = {
    "ingest/documents/pdf_lines.py": {"subprocess"},  # the process of ours in which a PDF is read
    "index/model_files.py": {"huggingface_hub"},  # the model that whoever ingests names
    "service/phrasing/endpoint.py": {"socket"},  # it cuts that connection
    "service/phrasing/language_model.py": {"openai"},  # the endpoint that the operator names
    "service/serving/connections.py": {"asyncio"},  # the timers of a connection that came
    "service/serving/draining.py": {"asyncio", "multiprocessing"},  # a task, and whether the supervisor lives
    "service/serving/following.py": {"subprocess"},  # the ingest of the folder that the operator names
    "service/serving/run.py": {"socket", "http", "urllib"},  # it listens, and asks itself whether it is ready
    "service/web/limits.py": {"asyncio"},  # timeouts
    # modules with names that stand in the code
    "eval/standard.py": {"importlib"},
    "eval/switches.py": {"importlib"},
    "index/cross_encoder_export.py": {"importlib"},
    "index/reading_export.py": {"importlib"},
    "index/vectors.py": {"importlib"},
    "ingest/articles/readers.py": {"importlib"},
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
    *("asyncio", "importlib", "multiprocessing", "subprocess"),
    *("paramiko", "requests", "smtplib", "socket", "ssl", "urllib", "urllib3", "websockets", "xmlrpc"),
}
# Names and versions of what is installed, a module that is looked for, a file of ours: none opens or runs anything.
HARMLESS = {
    "urllib.parse",
    "http.HTTPStatus",
    "importlib.metadata",
    "importlib.resources",
    "importlib.util.find_spec",
}


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


def as_written(path: str) -> re.Pattern[str]:
    """How a route stands in a document: whole between backticks, its method before it, what is asked behind it.

    A part of it that is any is a word there, or a name in braces.
    """
    parts = re.split(r"\{\w+(?::path)?\}", path)
    return re.compile(
        r"`(?:[A-Z]+ )?" + r"[^`\s/?]+".join(map(re.escape, parts)) + r"(?:\?[^`\s]*)?(?: \{[^`]*\})?`"
    )


def test_every_setting_and_every_route_is_written_down(client: TestClient) -> None:
    """A variable in a table, a route in the description for programs or in a document."""
    texts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
    for name in Settings.model_fields:
        assert f"`CAREERQA_{name.upper()}`" in texts, name
    described = set(client.get("/openapi.json").json()["paths"])
    paths = {path for _, path in routes_of(client.app)}  # type: ignore[arg-type]  # it is FastAPI's
    assert {"/source/{article_id:path}", "/metrics", "/api/sources/file", "/", "/mcp"} <= paths
    written = {
        path for path in paths if path.replace(":path", "") in described or as_written(path).search(texts)
    }
    assert paths - written == set()


@pytest.mark.parametrize(
    ("path", "text", "stands"),
    [
        ("/", "see `/`", True),
        ("/", "see `GET /?q=…`", True),
        ("/", "see `/health` and a/b", False),
        ("/source/{article_id:path}", "at `/source/ARTICLE?part=1`", True),
        ("/source/{article_id:path}", "at `/sources`", False),
        ("/metrics", "the /metrics of `/metrics/more`", False),
        ("/api/sources/remove", "`POST /api/sources/remove`", True),
    ],
)
def test_a_route_stands_in_a_document_whole(path: str, text: str, stands: bool) -> None:
    """Not as a piece of another one, and not as a slash anywhere."""
    assert bool(as_written(path).search(text)) is stands
