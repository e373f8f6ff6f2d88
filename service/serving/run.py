"""Run the service: where it listens, its logs, one process or several workers, an end that drops nothing."""

import json
import logging
import logging.config
import os
import signal
import socket
import sys
from contextlib import suppress
from functools import partial
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import urlopen

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from ingest import SourceError
from service.serving.following import folders_of, followed
from service.serving.logs import log_config
from service.serving.metrics import WORKERS_FOLDER
from service.settings import Settings

log = logging.getLogger(__name__)

SHORTEST_KEY = 16  # characters; a shorter one might be guessed


class ServingError(RuntimeError):
    """The service cannot be run; the message says why."""


class Workers(Multiprocess):
    """uvicorn's supervisor: it starts workers, replaces the ones that die, and stops them."""

    def terminate_all(self) -> None:
        """Stop the workers, and to listen: a socket left open would take connections that nobody answers."""
        for listening in self.sockets:
            listening.close()
        super().terminate_all()


def serve(settings: Settings) -> None:
    """Serve until a signal comes; raises `ServingError` where the address is taken or no worker starts."""
    try:
        folders_of(settings)
    except SourceError as error:
        raise ServingError(str(error)) from error
    check_changes(settings)
    logs = log_config(settings.log or ("text" if sys.stderr.isatty() else "json"), settings.log_level)
    logging.config.dictConfig(logs)
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(0)
    )  # what uvicorn raises again when it has stopped for it
    listening = bind(settings.host, settings.port)
    config = uvicorn.Config(
        partial(_app, settings),
        factory=True,
        host=settings.host,
        workers=settings.workers,
        log_config=logs,
        access_log=False,  # service/web/record.py writes that line
        ws="none",
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    log.info("listening on %s%s", address_of(listening), settings.root_path)
    with suppress(KeyboardInterrupt), followed(settings):  # likewise raised again
        if settings.workers == 1:
            uvicorn.Server(config).run([listening])
        else:
            run_workers(config, listening)


def check_changes(settings: Settings) -> None:
    """Raise `ServingError` where whoever reaches the service could change its sources, or guess the key."""
    key = settings.key_of_changes()
    if not settings.allow_changes:
        return
    if key is None and settings.host not in ("localhost", "::1") and not settings.host.startswith("127."):
        raise ServingError(
            f"with --allow-changes {settings.host} needs a key: --key-file FILE, or CAREERQA_CHANGES_KEY"
        )
    if key is not None and len(key) < SHORTEST_KEY:
        raise ServingError(f"a key for changes has at least {SHORTEST_KEY} characters")


def _app(settings: Settings) -> FastAPI:
    """What each worker serves; the web's modules are loaded there alone."""
    from service.web.api import create_app

    return create_app(settings)


def run_workers(config: uvicorn.Config, listening: socket.socket) -> None:
    """Serve by several processes, which add up their metrics through a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="careerqa-metrics-") as folder:
        os.environ[WORKERS_FOLDER] = folder
        os.environ.setdefault(
            "OMP_NUM_THREADS", "1"
        )  # the workers are what uses the cores; numpy's threads would wait for each other
        workers = Workers(config, [listening])
        workers.run()
    if any(worker.exitcode not in (0, -signal.SIGTERM, -signal.SIGINT) for worker in workers.processes):
        raise ServingError("a worker failed; the log says why")


def bind(host: str, port: int) -> socket.socket:
    """A socket on the address, which the workers share; port 0 takes a free one."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise ServingError(
            f"{host}:{port} cannot be listened on: {getattr(error, 'strerror', None) or error}"
        ) from error
    listening.set_inheritable(True)
    return listening


def address_of(listening: socket.socket) -> str:
    """The address that a browser takes."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def ask_ready(settings: Settings) -> str:
    """What the service of these settings says at /ready, in a line; raises `ServingError` if it is not."""
    host = "[::1]" if ":" in settings.host else "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 - it is compared
    try:
        with urlopen(f"http://{host}:{settings.port}/ready", timeout=5) as response:
            told = json.load(response)
    except HTTPError as error:
        raise ServingError(json.load(error)["error"]["message"]) from error
    except OSError as error:
        raise ServingError(f"nothing answers at {host}:{settings.port}: {error}") from error
    return f"ready: index {told['index']}, {told['articles']} articles, {told['passages']} passages"
