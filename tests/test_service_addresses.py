"""Addresses as clients write them, and the service below another path behind a real proxy."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import openai
import pytest
from fastapi.testclient import TestClient
from mcp import Client
from starlette.requests import Request

from service.settings import Settings
from service.web.addresses import root_of, route_path
from service.web.api import create_app
from service.web.assets import FOLDER
from service.web.pages import TEMPLATES
from tests.loopback import served
from tests.sub_path import proxy
from tests.test_service_mcp_server import talk

QUESTION = "should I do an exit interview?"
SOURCE = "/source/000_545cee09d23d1661?start=2233&end=2345"
ASKED: Any = {"model": "careerqa", "messages": [{"role": "user", "content": QUESTION}]}


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        pytest.param(
            "//v1/chat/completions", "/v1/chat/completions", id="a base address with a closing slash"
        ),
        pytest.param("/v1//chat/completions", "/v1/chat/completions", id="behind /v1"),
        pytest.param("/v1/v1/models", "/v1/models", id="/v1 twice"),
        pytest.param("/v1/v1", "/v1", id="/v1 twice and nothing else"),
        pytest.param("/chat/completions", "/v1/chat/completions", id="without /v1"),
        pytest.param("/models/careerqa/", "/v1/models/careerqa", id="a model without /v1"),
        pytest.param("/v1/models/", "/v1/models", id="a slash behind it"),
        pytest.param("/mcp/", "/mcp", id="MCP"),
        pytest.param("//api//ask/", "/api/ask", id="our own"),
        pytest.param("/qa/v1/models", "/v1/models", id="below the path"),
        pytest.param("/qa//v1/models", "/v1/models", id="below the path, twice a slash"),
        pytest.param("//qa/api/ask", "/api/ask", id="below the path, a slash before it"),
        pytest.param("/qa/", "/", id="the page below the path"),
        pytest.param("/quality", "/quality", id="what only begins like the path"),
        pytest.param("/source/a//b/", "/source/a//b/", id="an article's id is left alone"),
        pytest.param("/v1/v10/models", "/v1/v10/models", id="what only begins like /v1"),
        pytest.param("/", "/", id="the page"),
    ],
)
def test_an_address_means_a_route(path: str, meant: str) -> None:
    """However many slashes are in it."""
    assert route_path(path, "/qa") == meant


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("/", "./"),
        ("/qa/", "./"),
        ("/source/a", "../"),
        ("/qa/source/a/b", "../../"),
        ("/source/a%2Fb", "../"),
    ],
)
def test_a_page_knows_the_way_to_the_root(path: str, root: str) -> None:
    """By the address as it was sent: a slash within a name is no folder."""
    scope = {"type": "http", "path": path.replace("%2F", "/"), "raw_path": path.encode(), "headers": []}
    assert root_of(Request(scope), "/qa") == root


@pytest.mark.parametrize("path", ["//v1/", "/v1/v1/", "//", "/v1//"])
def test_a_client_may_write_its_base_address_in_any_way(path: str, address: str) -> None:
    """OpenAI's own client asks and lists, and is redirected nowhere."""
    with openai.OpenAI(
        base_url=address + path,
        api_key="any",
        max_retries=0,
        http_client=openai.DefaultHttpxClient(follow_redirects=False),
    ) as client:
        assert [model.id for model in client.models.list()] == ["careerqa"]
        assert client.models.retrieve("careerqa").id == "careerqa"


@pytest.mark.parametrize("path", ["/v1/chat/completions/", "//v1//chat/completions", "/chat/completions"])
def test_the_body_is_not_lost(path: str, seeds_root: Path) -> None:
    """No redirect stands between the question and its answer."""
    with TestClient(
        create_app(Settings(index=seeds_root)), follow_redirects=False, base_url="http://localhost:8000"
    ) as client:
        told = client.post(f"http://localhost:8000{path}", json=ASKED)
        assert (told.status_code, told.json()["careerqa"]["status"]) == (200, "answered")
        told = client.get("http://localhost:8000//v1/nothing/")
        assert (told.status_code, told.json()["error"]["code"]) == (404, "unknown_url")


def test_no_file_of_the_page_has_an_address_from_the_hosts_root() -> None:
    """In scripts only in `address("/…")`, in templates behind `{{ root }}`, in style sheets not at all."""
    script = re.compile(r"(?<!address\()[\"'`]/(?=[\w?#$\"'`])")
    ternary = re.compile(r"address\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
    markup = re.compile(r"(?:href|src|srcset|action|formaction|content)\s*=\s*[\"']?\s*/|url\(\s*[\"']?/")
    found = []
    for file in (*FOLDER.iterdir(), *TEMPLATES.iterdir()):
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".js":
            text = re.sub(r"^\s*(?:/?\*|//).*$|\s//\s.*$|/\*\*.*?\*/", "", text, flags=re.MULTILINE)
            found += [
                f"{file.name}: {line.strip()}"
                for line in text.splitlines()
                if script.search(ternary.sub("", line))
            ]
        else:
            found += [f"{file.name}: {line.strip()}" for line in text.splitlines() if markup.search(line)]
    assert found == []


@pytest.fixture(scope="module", params=[True, False], ids=["stripped", "left"])
def address(request: pytest.FixtureRequest, seeds_root: Path) -> Iterator[str]:
    """The service below /qa of a proxy that takes this path away, or of one that leaves it there."""
    root_path = "" if request.param else "/qa"
    with (
        served(create_app(Settings(index=seeds_root, root_path=root_path))) as behind,
        served(proxy(behind, "/qa", strips=request.param)) as before,
    ):
        yield f"{before}/qa"


@pytest.mark.parametrize("path", ["/", f"/?q={QUESTION}", "/?q=what+is+the+boiling+point+of+water", SOURCE])
def test_every_address_of_a_page_is_below_the_path(path: str, address: str) -> None:
    """Files, links to sources, related questions, the form: each is there, and none leaves the path."""
    page = httpx.get(address + path, timeout=60)
    named = {unescape(name) for name in re.findall(r'(?:href|src|action)="([^"#][^"]*)"', page.text)}
    own = {urljoin(str(page.url), name) for name in named if "://" not in name}
    assert len(own) > 20
    assert [name for name in own if not name.startswith(f"{address}/")] == []
    with httpx.Client(timeout=60) as client:
        assert {name: client.get(name).status_code for name in own} == dict.fromkeys(own, 200)


def test_the_path_without_its_slash_leads_to_the_page(address: str) -> None:
    """With the question that stands behind it, since the page's addresses are relative to it."""
    told = httpx.get(f"{address}?q=why", follow_redirects=True, timeout=60)
    assert (told.status_code, str(told.url).partition("?")[0]) == (200, f"{address}/")
    if told.history[0].status_code == 308:  # ours; a proxy may forget the question
        assert told.url.query == b"q=why"


def test_programs_find_all_doors_below_the_path(address: str) -> None:
    """JSON, events, OpenAI's protocol, MCP; the description of the interface names no other address."""
    with httpx.Client(timeout=60) as client:
        described = client.get(f"{address}/openapi.json").json()
        (server,) = described["servers"]
        asked = urljoin(f"{address}/openapi.json", server["url"]) + "api/ask"
        assert client.post(asked, json={"question": QUESTION}).json()["status"] == "answered"
        events = {"accept": "text/event-stream"}
        with client.stream("POST", f"{address}/api/ask", json={"question": QUESTION}, headers=events) as told:
            assert told.headers["x-accel-buffering"] == "no"
            assert [line for line in told.iter_lines() if line.startswith("event:")][-1] == "event: answer"
    with openai.OpenAI(base_url=f"{address}/v1/", api_key="any", max_retries=0) as spoken:
        assert spoken.chat.completions.create(**ASKED).choices[0].finish_reason == "stop"

    async def tools(client: Client) -> list[str]:
        return [tool.name for tool in (await client.list_tools()).tools]

    assert "ask" in talk(f"{address}/mcp", tools)
    assert "ask" in talk(f"{address}/mcp/", tools)


def test_with_a_path_the_service_is_still_found_without_it(seeds_root: Path) -> None:
    """Its own probes ask for /ready."""
    with TestClient(
        create_app(Settings(index=seeds_root, root_path="/qa")),
        follow_redirects=False,
        base_url="http://localhost:8000",
    ) as client:
        assert client.get("/ready").status_code == client.get("/qa/ready").status_code == 200
        assert client.post("/qa").status_code == 405
        assert client.get("/qa").headers["location"] == "/qa/"
