"""A language model that hangs, drips, floods or breaks off costs its own time, and no place of others."""

import gzip
import io
import logging
import logging.config
import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Event, Semaphore, Thread
from typing import Any

import openai  # noqa: F401 - it takes seconds, which are none of the time that a draft has
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from service.phrasing.language_model import DraftError, LanguageModel, Limits
from service.serving.logs import QUIET, log_config
from service.settings import Settings
from service.web.api import create_app
from service.web.doors.keys import add_key
from tests.chat_endpoint import END, chunk
from tests.conftest import Desk

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
GOOD = HEAD + b"Connection: close\r\n\r\n" + (chunk("Notice is two weeks. [1]") + END).encode()
SECONDS = 1.0
Answering = Callable[[socket.socket, Event], None]


def silent(_: socket.socket, ended: Event) -> None:
    """It takes the request and never answers."""
    ended.wait()


def dripping(head: bytes) -> Answering:
    """A byte at a time for good, behind a beginning."""

    def answer(there: socket.socket, ended: Event) -> None:
        there.sendall(head)
        while not ended.wait(0.05):
            there.sendall(b"x")

    return answer


def flooding(there: socket.socket, _: Event) -> None:
    """Ten megabytes without an end of a line."""
    there.sendall(HEAD + b"\r\ndata: ")
    there.sendall(b"x" * 10_000_000)


def packed(there: socket.socket, _: Event) -> None:
    """A little that unpacks to very much."""
    there.sendall(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b" " * 10_000_000))


def closing(_: socket.socket, __: Event) -> None:
    """It hangs up."""


@contextmanager
def endpoint(answers: Iterator[Answering]) -> Iterator[str]:
    """The address of what answers one connection after the other in these ways."""
    ended = Event()

    def serve(there: socket.socket, answer: Answering) -> None:
        with there, suppress(OSError):
            there.recv(65536)
            answer(there, ended)

    def accept() -> None:
        with suppress(OSError):
            for answer in answers:
                Thread(target=serve, args=(listening.accept()[0], answer), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        ended.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)  # or what accepts would wait on


def good(there: socket.socket, _: Event) -> None:
    """A draft."""
    there.sendall(GOOD)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(silent, "it took more than 1 s", id="never answers"),
        pytest.param(dripping(b"HTTP/1.1 200 OK\r\nX-Slow: "), "it took more than 1 s", id="drips a header"),
        pytest.param(dripping(HEAD + b"\r\n: "), "it took more than 1 s", id="drips a comment"),
        pytest.param(flooding, "it sent more than 2000000 bytes", id="ten megabytes"),
        pytest.param(packed, "it sent packed text", id="packed"),
        pytest.param(closing, "it cannot be reached", id="closes"),
    ],
)
def test_what_misbehaves_is_told_and_its_place_is_free_again(answer: Answering, reason: str) -> None:
    """Within the time in all; the next draft has the one place that there is."""
    ways = (answer if number == 0 else good for number in count())
    with endpoint(ways) as address:
        model = LanguageModel(
            address, "small", limits=Limits(total_seconds=SECONDS, read_seconds=30, at_once=1)
        )
        with pytest.raises(DraftError, match=reason):
            list(model.draft("Be brief.", "When?"))
        assert "".join(freed(model)) == "Notice is two weeks. [1]"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_where_it_leads_on_to_hears_nothing(status: int) -> None:
    """Question and quotes go to the endpoint that is named, and to no other that it names."""
    heard: list[bytes] = []

    def elsewhere(there: socket.socket, _: Event) -> None:
        heard.append(b"connected")
        there.sendall(GOOD)

    with endpoint(iter(lambda: elsewhere, None)) as other:

        def leading(there: socket.socket, _: Event) -> None:
            head = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {other}/chat/completions\r\n"
            there.sendall(f"{head}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())

        with (
            endpoint(iter(lambda: leading, None)) as address,
            pytest.raises(DraftError, match=f"HTTP status {status}"),
        ):
            list(LanguageModel(address, "small").draft("Be brief.", "When?"))
    assert heard == []


def test_nothing_of_the_environment_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what openai reads there for its own service, nor a password that httpx would look up."""
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login ambient-login password ambient-secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID"):
        monkeypatch.setenv(f"OPENAI_{name}", f"ambient-{name}")
    monkeypatch.setenv(
        "OPENAI_CUSTOM_HEADERS",
        "X-Ambient: ambient-header\nUser-Agent: ambient-agent\nAuthorization: ambient",
    )
    with listening_endpoint(chunk("Notice is two weeks. [1]") + END) as (address, heard):
        told = list(LanguageModel(address, "small", "the key").draft("Be brief.", "When?"))
    assert "".join(told) == "Notice is two weeks. [1]"
    (request,) = heard
    assert b"ambient" not in request.lower()
    assert b"authorization: Bearer the key\r\n" in request


def freed(model: LanguageModel) -> list[str]:
    """A draft, as soon as there is a place for it."""
    for _ in range(200):
        try:
            return list(model.draft("Be brief.", "When?"))
        except DraftError as error:
            if str(error) != "it is busy":
                raise
            time.sleep(0.05)
    raise AssertionError("the place was never free again")


def test_with_all_places_taken_a_draft_is_refused_at_once() -> None:
    """A model that hangs holds as many threads as drafts are made at once, and no more."""
    asked = Event()

    def hanging(there: socket.socket, ended: Event) -> None:
        asked.set()
        silent(there, ended)

    with endpoint(iter(lambda: hanging, None)) as address:
        model = LanguageModel(address, "small", limits=Limits(read_seconds=60, at_once=1))
        Thread(target=given_up, args=(model,), daemon=True).start()
        assert asked.wait(30)
        with pytest.raises(DraftError, match="it is busy"):
            list(model.draft("Be brief.", "When?"))


def given_up(model: LanguageModel) -> None:
    """Wait for a draft until the endpoint is gone."""
    with suppress(DraftError):
        list(model.draft("Be brief.", "When?"))


def test_a_hanging_model_keeps_nobody_waiting(built_desk: Desk) -> None:
    """With its places taken, others have the sources' own sentences at once; so have those that hung, in time."""
    asked = Semaphore(0)

    def hanging(there: socket.socket, ended: Event) -> None:
        asked.release()
        silent(there, ended)

    with endpoint(iter(lambda: hanging, None)) as address, ExitStack() as all_of:
        settings = Settings(
            index=built_desk.root,
            llm_base_url=address,
            llm_model="small",
            llm_total_seconds=10,
            llm_read_seconds=60,
            llm_at_once=2,
        )
        client = all_of.enter_context(TestClient(create_app(settings), base_url="http://localhost:8000"))
        pool = all_of.enter_context(ThreadPoolExecutor(2))
        both = [pool.submit(ask, client) for _ in range(2)]
        assert asked.acquire(timeout=60)
        assert asked.acquire(timeout=60)
        told = ask(client)
        assert "it is busy" in told["note"]
        assert client.get("/", params={"q": QUESTION}).status_code == 200
        for one in both:
            assert one.result()["citations"] == told["citations"]
            assert "it took more than 10 s" in one.result()["note"]


def ask(client: TestClient) -> dict[str, Any]:
    """An answer with a note why the model did not phrase it."""
    told = client.post("/api/ask", json={"question": QUESTION})
    assert told.status_code == 200
    answer: dict[str, Any] = told.json()
    assert answer["citations"]
    return answer


QUESTION = "When do I ask for more money?"


@contextmanager
def listening_endpoint(events: str) -> Iterator[tuple[str, list[bytes]]]:
    """The address of what keeps whole requests, and answers each with these events."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    there, _ = listening.accept()
                    with there:
                        heard.append(whole_request(there))
                        there.sendall(HEAD + b"Connection: close\r\n\r\n" + events.encode())

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1", heard
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)


def whole_request(there: socket.socket) -> bytes:
    """The head and the body of a request."""
    request = b""
    while b"\r\n\r\n" not in request:
        request += there.recv(65536)
    head, _, body = request.partition(b"\r\n\r\n")
    (length,) = re.findall(rb"content-length: (\d+)", head.lower())
    while len(body) < int(length):
        body += there.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What a service logs at the level that tells most, of its libraries too."""
    stream = io.StringIO()
    names = ("", *QUIET)
    before = [(logging.getLogger(name), logging.getLogger(name).level) for name in names]
    handlers = list(logging.getLogger().handlers)
    configured = log_config("json", "debug")
    configured["handlers"]["stderr"]["stream"] = stream
    logging.config.dictConfig(configured)
    yield stream
    logging.getLogger().handlers[:] = handlers
    for logger, level in before:
        logger.setLevel(level)


@pytest.mark.parametrize(
    ("events", "told"),
    [
        pytest.param(
            chunk("A xylophone always pays zanily. [1]") + END, "dropped a sentence", id="a sentence dropped"
        ),
        pytest.param(
            'data: {"error": {"message": "no xylophone, said: heliotrope"}}\n\n', "failed (", id="an error"
        ),
        pytest.param("data: {xylophone\n\n", "failed (", id="no JSON"),
    ],
)
def test_no_log_has_what_was_asked_or_drafted(
    events: str, told: str, built_desk: Desk, logged: io.StringIO
) -> None:
    """Not at any level, and not what an error of the endpoint says."""
    with listening_endpoint(events) as (address, heard):
        settings = Settings(index=built_desk.root, llm_base_url=address, llm_model="small")
        with TestClient(create_app(settings), base_url="http://localhost:8000") as client:
            question = "When do I ask for more money? heliotrope bouquet"
            answer = client.post("/api/ask", json={"question": question}).json()
    assert answer["note"]
    assert b"heliotrope" in heard[0]
    assert told in logged.getvalue()
    for word in ("heliotrope", "xylophone", "zanily"):
        assert word not in logged.getvalue()


def test_the_language_model_is_told_no_key_and_no_path(built_desk: Desk, tmp_path: Path) -> None:
    """It gets the quotes, where they stand among the sources, and the question."""
    root = built_desk.copy(tmp_path / "secret-folder").root
    add_key(tmp_path / "secret-keys.jsonl", "secret-name")
    settings = Settings(
        index=root,
        keys_file=tmp_path / "secret-keys.jsonl",
        api_key=SecretStr("secret-api-key-of-ours"),
        changes_key=SecretStr("secret-changes-key-of-ours"),
        feedback=tmp_path / "secret-feedback.jsonl",
        llm_model="small",
    )
    with listening_endpoint(chunk("Ask in spring. [1]") + END) as (address, heard):
        settings = settings.model_copy(
            update={"llm_base_url": address, "llm_api_key": SecretStr("key-for-it")}
        )
        with TestClient(create_app(settings), base_url="http://localhost:8000") as client:
            headers = {"authorization": "Bearer secret-api-key-of-ours", "x-request-id": "secret-id"}
            told = client.post("/api/ask", json={"question": QUESTION}, headers=headers)
    assert told.status_code == 200
    (request,) = heard
    assert b"authorization: bearer key-for-it" in request.lower()
    assert QUESTION.encode() in request
    for hidden in (b"secret", str(tmp_path).encode(), str(built_desk.sources).encode()):
        assert hidden not in request
