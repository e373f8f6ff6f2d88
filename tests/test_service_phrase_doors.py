"""Every door with a language model configured: the same phrased answer, events that may be taken back, nobody else kept waiting."""

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

from index import Snapshot
from service.answering.answer import answer
from service.phrasing.language_model import LanguageModel, Limits
from service.web.api import create_app, create_app_from_environment
from tests.chat_endpoint import Endpoint, serving
from tests.conftest import ROOT
from tests.loopback import served
from tests.test_service_doors import ALONE, WITH_SOURCES, Served, Told, as_events, chat, command_line
from tests.test_service_events import read_events

QUESTION = "are exit interviews mandatory?"
VOLUNTARY = "Participation is strictly voluntary"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    """A loopback endpoint of the protocol."""
    with serving() as endpoint:
        yield endpoint


@contextmanager
def phrasing_service(root: Path, model: LanguageModel) -> Iterator[Served]:
    """The service with a language model, behind a real server."""
    with served(create_app(root, model=model)) as address:
        yield Served(address, root)


@pytest.fixture(scope="module")
def voluntary(endpoint: Endpoint, seeds_index: Snapshot) -> LanguageModel:
    """A model that writes one true sentence and one false one."""
    number = next(one.number for one in answer(seeds_index, QUESTION).citations if one.quote == VOLUNTARY)
    endpoint.drafts["voluntary"] = f"{VOLUNTARY} [{number}]. Companies fire whoever declines [{number}]."
    return LanguageModel(endpoint.base_url("voluntary"), "small")


@pytest.fixture(scope="module")
def service(voluntary: LanguageModel, seeds_root: Path) -> Iterator[Served]:
    """The service with that model."""
    with phrasing_service(seeds_root, voluntary) as service:
        yield service


@pytest.mark.parametrize("door", [*ALONE, *WITH_SOURCES], ids=lambda door: door.__name__)
def test_every_door_gives_the_phrased_answer(
    door: Callable[..., Told], service: Served, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The true sentence with its quote, and the model's name; no note."""
    monkeypatch.setenv("CAREERQA_LLM_BASE_URL", endpoint.base_url("voluntary"))
    monkeypatch.setenv("CAREERQA_LLM_MODEL", "small")
    found, text, citations = door(service, QUESTION, [])
    assert found["answer"] == f"{VOLUNTARY}. [1]"
    assert (found["model"], "note" in found) == ("small", False)
    assert [one["quote"] for one in citations] == [VOLUNTARY]
    assert found["citations"] == citations
    assert text.startswith(found["answer"])
    assert ("\n\nSources:\n[1]" in text) == (door in WITH_SOURCES)


@pytest.mark.parametrize("door", [command_line, as_events, chat], ids=lambda door: door.__name__)
def test_every_door_shows_the_note(
    door: Callable[..., Told], seeds_root: Path, seeds_index: Snapshot, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the model fails, the sources' own sentences come with it; it stands in the text where only text is shown."""
    monkeypatch.setenv("CAREERQA_LLM_BASE_URL", endpoint.base_url("failing"))
    monkeypatch.setenv("CAREERQA_LLM_MODEL", "small")
    with phrasing_service(seeds_root, LanguageModel(endpoint.base_url("failing"), "small")) as service:
        found, text, _ = door(service, QUESTION, [])
    assert found["answer"] == answer(seeds_index, QUESTION).answer
    assert "HTTP status 500" in found["note"]
    assert "model" not in found
    assert text.endswith(found["note"]) == (door in WITH_SOURCES)


def test_events_take_back_what_was_said(seeds_root: Path, seeds_index: Snapshot, endpoint: Endpoint) -> None:
    """What is streamed before a failure is withdrawn with the reason; the sentences after it, joined, are the answer."""
    number = next(one.number for one in answer(seeds_index, QUESTION).citations if one.quote == VOLUNTARY)
    endpoint.drafts["mostly-false"] = f"{VOLUNTARY} [{number}]. Decliners are fired [{number}]. They are sued [{number}]."
    with phrasing_service(seeds_root, LanguageModel(endpoint.base_url("mostly-false"), "small")) as service:
        told = httpx.post(f"{service.address}/api/ask", json={"question": QUESTION}, headers={"accept": "text/event-stream"}, timeout=60)
    events = read_events(told.text)
    assert [name for name, _ in events[:3]] == ["resolved", "sentence", "withdrawn"]
    assert {name for name, _ in events[3:-1]} == {"sentence"}
    (_, withdrawn), (last, found) = events[2], events[-1]
    assert (last, withdrawn) == ("answer", {"reason": found["note"]})
    assert "".join(data["text"] for _, data in events[3:-1]) == found["answer"] == answer(seeds_index, QUESTION).answer


def test_who_waits_for_the_model_keeps_nobody_waiting(seeds_root: Path, endpoint: Endpoint) -> None:
    """While more questions than may draft wait for a silent model, others are answered, and so are those beyond the limit."""
    model = LanguageModel(endpoint.base_url("silent"), "small", limits=Limits(read_seconds=5, total_seconds=5, at_once=2))
    waiting: list[Any] = []

    def ask(service: Served) -> None:
        waiting.append(httpx.post(f"{service.address}/api/ask", json={"question": QUESTION}, timeout=60).json()["note"])

    with phrasing_service(seeds_root, model) as service:
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
        pytest.param({"BASE_URL": "localhost:11434", "MODEL": "small"}, "give an address such as", id="no scheme"),
    ],
)
def test_settings_that_cannot_work_are_refused(
    settings: dict[str, str], told: str, seeds_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line that says what to set, with the exit code of wrong use; a worker of the service does not start."""
    for name, value in settings.items():
        monkeypatch.setenv(f"CAREERQA_LLM_{name}", value)
    command = [sys.executable, "-c", "from service.cli import main; main()", "ask", "--index", str(seeds_root), QUESTION]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    with pytest.raises(RuntimeError, match=told):
        create_app_from_environment()


def test_without_an_address_nothing_is_loaded(seeds_root: Path) -> None:
    """A question in a fresh process imports neither the client nor anything of HTTP, and says nothing of a model."""
    program = (
        "import sys, json; from service.cli import app\n"
        "try: app(['ask', '--json', '--index', sys.argv[1], sys.argv[2]])\n"
        "except SystemExit: pass\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(seeds_root), QUESTION], cwd=ROOT, capture_output=True, text=True, check=True)
    *told, modules = done.stdout.splitlines()
    assert not {"openai", "httpx", "httpx2", "ssl", "starlette"} & set(json.loads(modules))
    assert not {"model", "note"} & set(json.loads("\n".join(told)))
