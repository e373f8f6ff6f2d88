"""What a request handler needs of the service that it runs in."""

from dataclasses import dataclass, field
from typing import Annotated

from anyio import CapacityLimiter
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
    # Threads for what machines ask, which does not wait in line with questions.
    watching: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(2))


# These are `async` since FastAPI would take a thread, and wait for one, for each that is not.
async def _running(request: Request) -> Running:
    running = request.app.state.running
    assert isinstance(running, Running)
    return running


RunningHere = Annotated[Running, Depends(_running)]


async def _assistant(running: RunningHere) -> Assistant:
    return running.assistant


async def _settings(running: RunningHere) -> Settings:
    return running.settings


AssistantHere = Annotated[Assistant, Depends(_assistant)]
SettingsHere = Annotated[Settings, Depends(_settings)]
