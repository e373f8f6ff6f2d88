"""One question through every door: the same answer object, the same text, the same citations."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx
import openai
import pytest
from mcp import Client

from service.answering.said import Said, spoken
from service.assistant import Assistant
from service.protocols.plain_text import with_sources
from tests.conftest import ROOT
from tests.fences import unfenced
from tests.test_service_events import read_events


@dataclass(frozen=True, slots=True)
class Served:
    """Where the service listens, and the index it answers from."""

    address: str
    root: Path


Told = tuple[dict[str, Any], str, list[dict[str, Any]]]  # the answer object, the text, the citations
QUESTIONS: Mapping[str, tuple[str, list[str]]] = {
    "a question": ("should I do an exit interview?", []),
    "a follow-up": ("are they mandatory?", ["should I do an exit interview?"]),
    "one with sources that have no link": (
        "how long should I wait before I follow up after an interview?",
        [],
    ),
    "one the sources do not answer": ("what is the boiling point of water on Mount Everest?", []),
    "small talk": ("thanks", []),
}


def command_line(served: Served, question: str, history: list[str]) -> Told:
    """`careerqa ask --json`."""
    words = ["ask", "--json", *(word for turn in history for word in ("--history", turn)), "--", question]
    command = [sys.executable, "-c", "from service.cli import main; main()", *words]
    environment = {**os.environ, "CAREERQA_INDEX": str(served.root)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=True
    )
    found = json.loads(done.stdout)
    return found, found["answer"], found["citations"]


def as_json(served: Served, question: str, history: list[str]) -> Told:
    """`POST /api/ask`."""
    found = (
        httpx.post(f"{served.address}/api/ask", json={"question": question, "history": history}, timeout=60)
        .raise_for_status()
        .json()
    )
    return found, found["answer"], found["citations"]


def as_events(served: Served, question: str, history: list[str]) -> Told:
    """`POST /api/ask` as server-sent events."""
    told = httpx.post(
        f"{served.address}/api/ask",
        json={"question": question, "history": history},
        headers={"accept": "text/event-stream"},
        timeout=60,
    )
    *others, (_, answer) = read_events(told.text)
    sentences = [data for name, data in others if name == "sentence"]
    cited = [citation for sentence in sentences for citation in sentence.pop("cited")]
    text = spoken([Said(**sentence) for sentence in sentences]).text
    return answer, text, list({citation["number"]: citation for citation in cited}.values())


def chat(served: Served, question: str, history: list[str]) -> Told:
    """`POST /v1/chat/completions`."""
    messages: Any = [{"role": "user", "content": text} for text in (*history, question)]
    with openai.OpenAI(base_url=f"{served.address}/v1", api_key="any", max_retries=0, timeout=60) as client:
        told: Any = client.chat.completions.create(model="careerqa", messages=messages)
    message = told.choices[0].message
    return told.careerqa, message.content, [one.citation for one in message.annotations]


def streamed_chat(served: Served, question: str, history: list[str]) -> Told:
    """The same in chunks."""
    messages: Any = [{"role": "user", "content": text} for text in (*history, question)]
    with openai.OpenAI(base_url=f"{served.address}/v1", api_key="any", max_retries=0, timeout=60) as client:
        chunks: list[Any] = list(
            client.chat.completions.create(model="careerqa", messages=messages, stream=True)
        )
    text = "".join(one.choices[0].delta.content or "" for one in chunks)
    return chunks[-1].careerqa, text, [one["citation"] for one in chunks[-1].choices[0].delta.annotations]


def agent(served: Served, question: str, history: list[str]) -> Told:
    """The MCP tool `ask`, over HTTP."""

    async def ask() -> Any:
        async with Client(f"{served.address}/mcp", read_timeout_seconds=60) as client:
            return await client.call_tool("ask", {"question": question, "history": history})

    told = anyio.run(ask)
    return told.structured_content, unfenced(told.content[0].text), told.structured_content["citations"]


ALONE, WITH_SOURCES = (command_line, as_json, as_events), (chat, streamed_chat, agent)


@pytest.mark.parametrize(("question", "history"), QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("door", [*ALONE, *WITH_SOURCES], ids=lambda door: door.__name__)
def test_every_door_gives_the_same_answer(
    door: Callable[..., Told],
    question: str,
    history: list[str],
    address: str,
    seeds_root: Path,
    seeds_assistant: Assistant,
) -> None:
    """Only the time it took differs, and what a service has found meanwhile to offer beside it.

    Doors for programs that show text alone have the sources below the answer.
    """
    answer = seeds_assistant.ask(question, history)
    expected = json.loads(json.dumps(answer.as_dict()))
    told, text, citations = door(Served(address, seeds_root), question, history)
    assert told | {"took_ms": 0, "related": []} == expected | {"took_ms": 0, "related": []}
    assert text == (answer.answer if door in ALONE else with_sources(answer))
    assert citations == expected["citations"]
