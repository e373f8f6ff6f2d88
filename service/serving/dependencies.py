"""What a request handler needs of the service that it runs in."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from service.assistant import Assistant
from service.serving.draining import Draining
from service.serving.metrics import Metrics
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Running:
    """The parts of one running service; kept as `app.state.running`."""

    settings: Settings
    assistant: Assistant
    metrics: Metrics
    draining: Draining


def _running(request: Request) -> Running:
    running = request.app.state.running
    assert isinstance(running, Running)
    return running


RunningHere = Annotated[Running, Depends(_running)]


def _assistant(running: RunningHere) -> Assistant:
    return running.assistant


def _settings(running: RunningHere) -> Settings:
    return running.settings


AssistantHere = Annotated[Assistant, Depends(_assistant)]
SettingsHere = Annotated[Settings, Depends(_settings)]
