"""Every door with a language model configured.

The same phrased answer, events that may be taken back, nobody else kept waiting.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from service.answering.said import Said, spoken
from service.assistant import Assistant
from service.settings import Settings
from service.web.api import create_app
from tests.chat_endpoint import Endpoint, serving
from tests.conftest import ROOT
from tests.loopback import served
from tests.test_service_doors import ALONE, WITH_SOURCES, Served, Told, as_events, chat, command_line
from tests.test_service_events import read_events

QUESTION = "is participation in an exit interview voluntary?"
VOLUNTARY = "Participation is strictly voluntary"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    """A loopback endpoint of the protocol."""
    with serving() as endpoint:
        yield endpoint


@contextmanager
def phrasing_service(root: Path, base_url: str, **limits: Any) -> Iterator[Served]:
    """The service with a language model, behind a real server."""
    settings = Settings(index=root, llm_base_url=base_url, llm_model="small", **limits)
    with served(create_app(settings)) as address:
        yield Served(address, root)


def number_of(assistant: Assistant) -> int:
    """The number that the quote has among the sources' own sentences."""
    return next(
        citation.number for citation in assistant.ask(QUESTION).citations if citation.quote == VOLUNTARY
    )


@pytest.fixture(scope="module")
def service(endpoint: Endpoint, seeds_assistant: Assistant, seeds_root: Path) -> Iterator[Served]:
    """The service with a model that writes one true sentence and one false one."""
    number = number_of(seeds_assistant)
    endpoint.drafts["voluntary"] = f"{VOLUNTARY} [{number}]. Companies fire whoever declines [{number}]."
    with phrasing_service(seeds_root, endpoint.base_url("voluntary")) as service:
        yield service


@pytest.mark.parametrize("door", [*ALONE, *WITH_SOURCES], ids=lambda door: door.__name__)
def test_every_door_gives_the_phrased_answer(
    door: Callable[..., Told], service: Served, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The true sentence with its quote, and the model's name; no note."""
    monkeypatch.setenv("CAREERQA_LLM_BASE_URL", endpoint.base_url("voluntary"))
    monkeypatch.setenv("CAREERQA_LLM_MODEL", "small")
    answer, text, citations = door(service, QUESTION, [])
    assert answer["answer"] == f"{VOLUNTARY}. [1]"
    assert (answer["model"], "note" in answer) == ("small", False)
    assert [citation["quote"] for citation in citations] == [VOLUNTARY]
    assert answer["citations"] == citations
    assert text.startswith(answer["answer"])
    assert ("\n\nSources:\n[1]" in text) == (door in WITH_SOURCES)


@pytest.mark.parametrize("door", [command_line, as_events, chat], ids=lambda door: door.__name__)
def test_every_door_shows_the_note(
    door: Callable[..., Told],
    seeds_root: Path,
    seeds_assistant: Assistant,
    endpoint: Endpoint,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the model fails, the sources' own sentences come with it.

    It stands in the text where only text is shown.
    """
    monkeypatch.setenv("CAREERQA_LLM_BASE_URL", endpoint.base_url("failing"))
    monkeypatch.setenv("CAREERQA_LLM_MODEL", "small")
    with phrasing_service(seeds_root, endpoint.base_url("failing")) as service:
        answer, text, _ = door(service, QUESTION, [])
    assert answer["answer"] == seeds_assistant.ask(QUESTION).answer
    assert "HTTP status 500" in answer["note"]
    assert "model" not in answer
    assert text.endswith(answer["note"]) == (door in WITH_SOURCES)


def test_events_take_back_what_was_said(
    seeds_root: Path, seeds_assistant: Assistant, endpoint: Endpoint
) -> None:
    """What is streamed before a failure is withdrawn with the reason.

    The sentences after it, joined, are the answer.
    """
    number = number_of(seeds_assistant)
    endpoint.drafts["mostly-false"] = (
        f"{VOLUNTARY} [{number}]. Decliners are fired [{number}]. They are sued [{number}]."
    )
    with phrasing_service(seeds_root, endpoint.base_url("mostly-false")) as service:
        told = httpx.post(
            f"{service.address}/api/ask",
            json={"question": QUESTION},
            headers={"accept": "text/event-stream"},
            timeout=60,
        )
    events = read_events(told.text)
    assert [name for name, _ in events[:3]] == ["resolved", "sentence", "withdrawn"]
    assert {name for name, _ in events[3:-1]} == {"sentence"}
    (_, withdrawn), (last, answer) = events[2], events[-1]
    assert (last, withdrawn) == ("answer", {"reason": answer["note"]})
    assert [{**data, "cited": None} for _, data in events[3:-1]] == [
        {**entry, "cited": None} for entry in answer["said"]
    ]
    said = [Said(data["text"], tuple(data["citations"])) for _, data in events[3:-1]]
    assert spoken(said).text == answer["answer"] == seeds_assistant.ask(QUESTION).answer


def test_who_waits_for_the_model_keeps_nobody_waiting(seeds_root: Path, endpoint: Endpoint) -> None:
    """While more than may draft wait for a silent model, others are answered, also beyond the limit."""
    limits = {"llm_read_seconds": 5, "llm_total_seconds": 5, "llm_at_once": 2}
    waiting: list[Any] = []

    def ask(service: Served) -> None:
        waiting.append(
            httpx.post(f"{service.address}/api/ask", json={"question": QUESTION}, timeout=60).json()["note"]
        )

    with phrasing_service(seeds_root, endpoint.base_url("silent"), **limits) as service:
        threads = [Thread(target=ask, args=(service,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        while len(waiting) < 2:  # those that found it busy
            assert httpx.get(f"{service.address}/ready", timeout=60).is_success
            time.sleep(0.05)
        assert all("it is busy" in note for note in waiting)
        for thread in threads:
            thread.join(timeout=60)
    assert sum("it is busy" in note for note in waiting) == 2
    assert len(waiting) == 4


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        pytest.param({"BASE_URL": "http://127.0.0.1:9/v1"}, "CAREERQA_LLM_MODEL is not set", id="no model"),
        pytest.param(
            {"BASE_URL": "localhost:11434", "MODEL": "small"}, "give an address such as", id="no scheme"
        ),
    ],
)
def test_settings_that_cannot_work_are_refused(
    settings: dict[str, str], told: str, seeds_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line that says what to set, with the exit code of wrong use.

    A worker of the service does not start.
    """
    for name, value in settings.items():
        monkeypatch.setenv(f"CAREERQA_LLM_{name}", value)
    command = [
        sys.executable,
        "-c",
        "from service.cli import main; main()",
        "ask",
        "--index",
        str(seeds_root),
        QUESTION,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    with pytest.raises(RuntimeError, match=told):
        create_app(Settings())


def test_without_an_address_nothing_is_loaded(seeds_root: Path) -> None:
    """A question in a fresh process imports neither the client nor HTTP, and says nothing of a model."""
    program = (
        "import sys, json; from service.cli import app\n"
        "try: app(['ask', '--json', '--index', sys.argv[1], sys.argv[2]])\n"
        "except SystemExit: pass\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(seeds_root), QUESTION],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    *told, modules = done.stdout.splitlines()
    assert not {"openai", "httpx", "httpx2", "ssl", "starlette"} & set(json.loads(modules))
    assert not {"model", "note"} & set(json.loads("\n".join(told)))
