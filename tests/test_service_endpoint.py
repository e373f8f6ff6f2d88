"""A language model that hangs, drips, floods or breaks off costs its own time, and no place of others."""

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from threading import Event, Semaphore, Thread
from typing import Any

import openai  # noqa: F401 - it takes seconds, which are none of the time that a draft has
import pytest
from fastapi.testclient import TestClient

from service.phrasing.language_model import DraftError, LanguageModel, Limits
from service.settings import Settings
from service.web.api import create_app
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
