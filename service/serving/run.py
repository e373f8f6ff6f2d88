"""Run the service: where it listens, its logs, one process or several workers, an end that drops nothing."""

import errno
import json
import logging
import logging.config
import os
import signal
import socket
import sys
from contextlib import suppress
from functools import partial
from http.client import HTTPException
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import urlopen

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from ingest import SourceError
from service.serving.connections import connections
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
        followed_folders = folders_of(settings)
    except SourceError as error:
        raise ServingError(str(error)) from error
    if followed_folders and find_spec("watchfiles") is None:
        from index.model import NEEDED

        raise ServingError(NEEDED)
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
        http=connections(settings.most_connections),
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    log.info("listening on %s%s", address_of(listening), settings.root_path)
    if sys.stderr.isatty():
        log.info("open that in a browser; Ctrl-C ends the service")
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
        listening.listen()  # a browser that comes before the index is open waits instead of being refused
    except (OSError, OverflowError) as error:
        listening.close()
        raise ServingError(_not_listened(host, port, error)) from error
    listening.set_inheritable(True)
    return listening


def _not_listened(host: str, port: int, error: OSError | OverflowError) -> str:
    """Why an address cannot be listened on, and what to say instead."""
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return f"port {port} of {host} is taken: careerqa serve --port 0 takes a free one, --port {port + 1} that one"
    if number == errno.EACCES:
        return f"port {port} needs more rights than this user has: careerqa serve --port 8000 needs none"
    if number == errno.EADDRNOTAVAIL or isinstance(error, socket.gaierror):
        return f"{host} is no address of this machine: careerqa serve without --host is for this machine only, --host 0.0.0.0 for all that reach it"
    return f"{host}:{port} cannot be listened on: {getattr(error, 'strerror', None) or error}"


def address_of(listening: socket.socket) -> str:
    """The address that a browser takes."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def ask_ready(settings: Settings) -> str:
    """What the service of these settings says at /ready, in a line; raises `ServingError` if it is not."""
    host = "[::1]" if ":" in settings.host else "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104 - it is compared
    address = f"{host}:{settings.port}"
    try:
        with urlopen(f"http://{address}/ready", timeout=5) as response:
            told = json.load(response)
            return f"ready: index {told['index']}, {told['articles']} articles, {told['passages']} passages"
    except HTTPError as error:
        try:
            message = json.load(error)["error"]["message"]
        except (ValueError, KeyError, TypeError):
            raise ServingError(_another(address)) from error
        raise ServingError(message) from error
    except (HTTPException, ValueError, KeyError, TypeError) as error:
        raise ServingError(_another(address)) from error
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise ServingError(
            f"nothing answers at {address} ({getattr(reason, 'strerror', None) or reason}): careerqa serve starts the service, "
            "CAREERQA_PORT says another port"
        ) from error


def _another(address: str) -> str:
    return f"what answers at {address} is another program; CAREERQA_PORT says the port of careerqa serve"
