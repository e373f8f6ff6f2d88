"""A program that runs ingests in processes of their own which need not load anything first.

What it is to run comes as JSON through the socket whose number is its argument. Each process tells its id and
hands on the descriptor at which its calls are told (`tests.failing_calls`), and when it has ended, the program
its exit status.
"""

import importlib
import json
import os
import resource
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

from tests.failing_calls import listen

LOADED = (
    "torch", "transformers", "sentence_transformers", "langchain_text_splitters", "faiss", "tantivy", "filelock",
    "index.build", "index.encoder", "index.local_writer", "index.passage_encoder", "index.search", "service.cli",
    "service.answering.tuning", "service.settings", "service.terminal.ingesting", "ingest.files.archive",
    "ingest.files.walk", "ingest.files.overrides", "ingest.articles.passages",
)  # fmt: skip


def main() -> None:
    """Serve until the socket is closed."""
    modules = {name: importlib.import_module(name) for name in LOADED}
    # as many steps as there are passages
    modules["index.passage_encoder"].ENCODE_BATCH = 1  # type: ignore[attr-defined]
    modules["index.passage_encoder"].PASSAGES_AT_ONCE = 1  # type: ignore[attr-defined]
    modules["index.build"].PASSAGES_AT_ONCE = 1  # type: ignore[attr-defined]
    with socket.socket(fileno=int(sys.argv[1])) as control:
        while wanted := control.recv(65536):
            child = os.fork()
            if not child:
                _run(control, json.loads(wanted))
            control.send(str(os.waitpid(child, 0)[1]).encode())


def _run(control: socket.socket, wanted: dict[str, Any]) -> None:
    """One run of the command line; it never returns."""
    for number, name in enumerate(("/dev/null", wanted["stdout"], wanted["stderr"])):
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, number)
        os.close(descriptor)
    listener = listen()
    socket.send_fds(control, [str(os.getpid()).encode()], [listener])
    os.close(listener)
    control.close()
    code: Any = 0
    try:
        _copied_export(Path(wanted["exported"]))
        if wanted["memory"] is not None:
            _limit_memory(wanted["memory"])
        sys.argv = ["careerqa", *wanted["arguments"]]
        sys.modules["service.cli"].main()
    except SystemExit as end:
        code = end.code
    except KeyboardInterrupt:  # when all was done
        code = 130
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0)


def _limit_memory(more: int) -> None:
    """Let the process have no more than so many bytes besides those that it has."""
    has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has + more, has + more))


def _copied_export(exported: Path) -> None:
    """Have the encoder, whose export takes seconds, copied from where it was exported."""
    model: Any = sys.modules["index.model"]

    def export(_: object, folder: Path) -> None:
        for path in exported.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())

    model.Model.export = export


if __name__ == "__main__":
    main()
