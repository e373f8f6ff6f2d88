"""What a request handler is given of the service that it runs in."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index import LocalSnapshot
from service.assistant import Assistant, Fixed
from service.serving.dependencies import AssistantHere, Running, RunningHere, SettingsHere
from service.serving.draining import Draining
from service.serving.metrics import Metrics
from service.settings import Settings


@pytest.fixture
def running(seeds_index: LocalSnapshot) -> Running:
    """The parts of a service."""
    return Running(Settings(port=8123), Assistant(Fixed(seeds_index)), Metrics(), Draining(0.0))


@pytest.fixture
def client(running: Running) -> Iterator[TestClient]:
    """An app whose one route says whether it was given the parts of its own service."""
    app = FastAPI()
    app.state.running = running

    @app.get("/")
    def parts(whole: RunningHere, assistant: AssistantHere, settings: SettingsHere) -> list[bool]:
        return [whole is running, assistant is running.assistant, settings is running.settings]

    with TestClient(app, raise_server_exceptions=False, base_url="http://localhost:8000") as client:
        yield client


def test_a_handler_has_the_parts_of_its_service(client: TestClient) -> None:
    """The very ones, by their types; no part is a parameter that a client could send."""
    assert client.get("/").json() == [True, True, True]
    assert client.get("/openapi.json").json()["paths"]["/"]["get"].get("parameters") is None


def test_an_app_without_a_service_answers_nothing(client: TestClient) -> None:
    """Rather than with parts made up."""
    assert isinstance(client.app, FastAPI)
    client.app.state.running = None
    assert client.get("/").status_code == 500
