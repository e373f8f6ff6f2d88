"""A stream that runs when the service is told to stop is sent to its end."""

import signal
import socket
import subprocess
import sys

import httpx

from tests.conftest import ROOT

SLOW_STREAM = """
import asyncio, contextlib, sys, uvicorn
from fastapi import FastAPI
from sse_starlette import EventSourceResponse
from service.serving.draining import Draining

@contextlib.asynccontextmanager
async def lifespan(_):
    with Draining().on_sigterm():
        print("started", flush=True)
        yield

app = FastAPI(lifespan=lifespan)

@app.get("/")
async def stream():
    async def events():
        for number in range(8):
            yield {"data": str(number)}
            await asyncio.sleep(0.25)
    return EventSourceResponse(events())

uvicorn.run(app, fd=int(sys.argv[1]), log_level="error")
"""


def test_a_slow_stream_is_sent_to_its_end() -> None:
    """The events that come after the signal reach the client too."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-c", SLOW_STREAM, str(listening.fileno())]
        with subprocess.Popen(
            command, cwd=ROOT, pass_fds=[listening.fileno()], stdout=subprocess.PIPE
        ) as server:
            assert server.stdout is not None
            assert server.stdout.readline() == b"started\n"
            seen = []
            with httpx.stream(
                "GET", f"http://127.0.0.1:{listening.getsockname()[1]}/", timeout=30
            ) as response:
                for line in response.iter_lines():
                    if line.startswith("data: "):
                        seen.append(int(line.removeprefix("data: ")))
                        if seen == [0]:
                            server.send_signal(signal.SIGTERM)
            assert seen == list(range(8))
