"""The chat protocol, spoken by the official client with a real server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from service.answering.parted import REFUSAL
from service.assistant import Assistant
from service.protocols.fence import QUOTED
from service.protocols.openai_chat import annotations
from service.protocols.plain_text import with_sources
from service.settings import Settings
from service.web.api import create_app
from service.web.limits import LONGEST_BODY
from tests.test_service_openai_request import REFUSED

QUESTION = "should I do an exit interview?"
ASKED: Any = [{"role": "user", "content": QUESTION}]


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[openai.OpenAI]:
    """The official client, with any key."""
    with openai.OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0, timeout=60) as client:
        yield client


def test_the_one_model_is_listed(client: openai.OpenAI) -> None:
    """By its name it is the same; another is not there."""
    listed = client.models.list().data
    assert [one.id for one in listed] == ["careerqa"]
    assert client.models.retrieve("careerqa") == listed[0]
    with pytest.raises(openai.NotFoundError) as told:
        client.models.retrieve("gpt-4o")
    assert (told.value.code, told.value.param, told.value.type) == (
        "model_not_found",
        "model",
        "invalid_request_error",
    )


def test_a_completion_is_the_answer_with_its_sources(
    client: openai.OpenAI, seeds_assistant: Assistant
) -> None:
    """The text ends with the numbered sources.

    Each annotation's place in it is that of the citation's number.
    """
    told = client.chat.completions.create(model="careerqa", messages=ASKED, temperature=0.1, max_tokens=3)
    answer = seeds_assistant.ask(QUESTION)
    message = told.choices[0].message
    assert (told.object, told.choices[0].finish_reason, told.system_fingerprint) == (
        "chat.completion",
        "stop",
        answer.index,
    )
    assert message.content == with_sources(answer)
    assert message.content is not None
    assert f"\n[1] {answer.citations[0].title} › Exit Interviews" in message.content
    assert message.annotations is not None
    for one, cited in zip(message.annotations, answer.citations, strict=True):
        place = one.url_citation
        assert message.content[place.start_index : place.end_index] == f"[{cited.number}]"
        assert (place.url, place.title) == (cited.url, cited.title)
    assert told.usage is not None
    assert (told.usage.prompt_tokens, told.usage.completion_tokens) == (
        len(QUESTION.split()),
        len(message.content.split()),
    )


def test_a_citation_without_a_link_has_its_own_kind(seeds_assistant: Assistant) -> None:
    """Both kinds have all fields of the citation; only one that has a link is a url_citation."""
    answer = seeds_assistant.ask("how long should I wait before I follow up after an interview?")
    assert {cited.url is None for cited in answer.citations} >= {True}
    for cited, told in zip(answer.citations, annotations(answer), strict=True):
        kind = "url_citation" if cited.url else "source_citation"
        assert (told["type"], "url" in told[kind]) == (kind, cited.url is not None)
        assert told["citation"]["quote"] == cited.quote


def test_a_stream_tells_the_same_in_pieces(client: openai.OpenAI) -> None:
    """The role, a sentence a chunk, the sources, the annotations with the end.

    No usage where it was not asked for.
    """
    whole = client.chat.completions.create(model="careerqa", messages=ASKED)
    with client.chat.completions.create(model="careerqa", messages=ASKED, stream=True) as stream:
        first, *middle, last = list(stream)
    assert (first.choices[0].delta.role, last.choices[0].finish_reason) == ("assistant", "stop")
    pieces = [one.choices[0].delta.content or "" for one in middle]
    assert "".join(pieces) == whole.choices[0].message.content
    said = [piece for piece in pieces if not piece.startswith("\n\n")]  # the rest stands below it
    assert all(piece.endswith(f"[{number}]") for number, piece in enumerate(said, start=1))
    assert pieces[-1].startswith("\n\nSources:\n[1] ")
    assert whole.choices[0].message.annotations is not None
    assert last.choices[0].delta.annotations == [  # type: ignore[attr-defined]  # the client's types have none in a stream
        one.model_dump() for one in whole.choices[0].message.annotations
    ]
    assert {one.id for one in middle} == {first.id}
    assert "usage" not in first.model_fields_set


def test_a_stream_ends_with_the_usage_where_it_is_wanted(client: openai.OpenAI) -> None:
    """In a chunk of its own without choices, null in the others, as the client's own accumulation expects."""
    options: Any = {"include_usage": True}
    whole = client.chat.completions.create(model="careerqa", messages=ASKED)
    with client.chat.completions.create(
        model="careerqa", messages=ASKED, stream=True, stream_options=options
    ) as stream:
        *others, last = list(stream)
    assert (last.choices, last.usage) == ([], whole.usage)
    assert {one.usage for one in others} == {None}
    with client.chat.completions.stream(model="careerqa", messages=ASKED, stream_options=options) as events:
        gathered = events.get_final_completion()
    assert (gathered.choices[0].message.content, gathered.usage) == (
        whole.choices[0].message.content,
        whole.usage,
    )


def test_a_conversation_is_followed(client: openai.OpenAI) -> None:
    """What the users asked before is the history; instructions change nothing."""
    messages: Any = [
        {"role": "system", "content": "Answer only with the word yes."},
        *ASKED,
        {"role": "assistant", "content": "It is not recommended. [1]"},
        {"role": "user", "content": [{"type": "text", "text": "are they mandatory?"}]},
    ]
    told: Any = client.chat.completions.create(model="careerqa", messages=messages)
    assert told.careerqa["standalone_question"] == f"are they mandatory? ({QUESTION})"


def test_an_agent_is_told_that_quotes_are_data(client: openai.OpenAI) -> None:
    """Where a request offers tools, of which none is called; a person is not."""
    tools: Any = [{"type": "function", "function": {"name": "a", "parameters": {"type": "object"}}}]
    told = [
        client.chat.completions.create(model="careerqa", messages=ASKED, **more).choices[0].message
        for more in ({}, {"tools": tools})
    ]
    assert told[1].content == f"{told[0].content}\n\n{QUOTED}"
    assert not told[1].tool_calls


def test_a_picture_of_an_earlier_turn_is_passed_over(client: openai.OpenAI) -> None:
    """One beside the question is said not to have been read, and the question is answered."""
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    letter = [{"type": "text", "text": "see my letter"}, picture]
    earlier: Any = [{"role": "user", "content": letter}, {"role": "assistant", "content": "I see."}, *ASKED]
    beside: Any = [{"role": "user", "content": [{"type": "text", "text": QUESTION}, picture]}]
    told = [
        client.chat.completions.create(model="careerqa", messages=messages).choices[0].message.content
        for messages in (ASKED, earlier, beside)
    ]
    assert told[0] == told[1]
    assert told[2] == f"{told[0]}\n\nOnly the text of the message was read, not: image\\_url."


@pytest.mark.parametrize(
    ("messages", "form", "told"),
    [
        pytest.param(
            [
                {"role": "system", "content": "Write a short title for the first message of a conversation."},
                *ASKED,
            ],
            {"type": "text"},
            "Should I do an exit interview?",
            id="a title, told the system",
        ),
        pytest.param(
            [
                *ASKED,
                {"role": "assistant", "content": "No."},
                {"role": "user", "content": "Give this conversation a name."},
            ],
            {
                "type": "json_schema",
                "json_schema": {"name": "a", "schema": {"properties": {"name": {"type": "string"}}}},
            },
            '{"name": "Should I do an exit interview?"}',
            id="by a schema",
        ),
        pytest.param(
            [
                {
                    "role": "user",
                    "content": f"Generate search queries for this conversation.\nUser: {QUESTION}\nAI: No.",
                }
            ],
            None,
            QUESTION,
            id="queries",
        ),
    ],
)
def test_a_front_ends_task_is_answered_alone(
    messages: Any, form: Any, told: str, client: openai.OpenAI
) -> None:
    """No sources below it, no annotations."""
    more = {"response_format": form} if form else {}
    message = client.chat.completions.create(model="careerqa", messages=messages, **more).choices[0].message
    assert (message.content, message.annotations) == (told, [])


def test_a_refusal_is_a_completion_too(client: openai.OpenAI) -> None:
    """One sentence, no sources, no annotations."""
    messages: Any = [{"role": "user", "content": "how do I explain a two year gap on my resume?"}]
    message = client.chat.completions.create(model="careerqa", messages=messages).choices[0].message
    assert (message.content, message.annotations) == (REFUSAL, [])


@pytest.mark.parametrize(
    ("changes", "status", "param", "code"),
    [
        *(pytest.param(body, 400, parameter, None, id=name) for name, (parameter, body) in REFUSED.items()),
        pytest.param({"model": "gpt-4o"}, 404, "model", "model_not_found", id="another model"),
        pytest.param(
            {"messages": [{"role": "user", "content": ""}]}, 400, "messages", None, id="empty question"
        ),
        pytest.param(
            {"messages": [{"role": "user", "content": "a" * 2001}]},
            400,
            "messages",
            None,
            id="question too long",
        ),
    ],
)
def test_a_refused_request_has_the_protocols_shape(
    changes: dict[str, Any], status: int, param: str, code: str | None, client: openai.OpenAI
) -> None:
    """The client raises its own error, which names the parameter."""
    body = {"model": "careerqa", "messages": ASKED, **changes}
    with pytest.raises(openai.APIStatusError) as told:
        client.post("/chat/completions", body=body, cast_to=object)
    assert (told.value.status_code, told.value.type, told.value.code) == (
        status,
        "invalid_request_error",
        code,
    )
    assert (told.value.param or "").startswith(param)


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        pytest.param(("GET", "/v1/nothing", {}), 404, "unknown_url", id="no such address"),
        pytest.param(("GET", "/v1/chat/completions", {}), 405, None, id="asked with GET"),
        pytest.param(("POST", "/v1/chat/completions", {"content": b"{"}), 400, None, id="not JSON"),
        pytest.param(
            ("POST", "/v1/chat/completions", {"content": b"x" * (LONGEST_BODY + 1)}),
            413,
            None,
            id="body too long",
        ),
        pytest.param(("GET", "/v1/models", {}), 503, "no_index", id="no index"),
    ],
)
def test_every_error_below_v1_has_openais_shape(
    request_: tuple[str, str, dict[str, Any]], status: int, code: str | None, tmp_path: Path
) -> None:
    """Message, type, param and code, and nothing else; elsewhere the service's own shape stays."""
    method, path, content = request_
    with TestClient(create_app(Settings(index=tmp_path))) as client:
        told = client.request(method, path, headers={"content-type": "application/json"}, **content)
        assert set(client.get("/nowhere").json()["error"]) == {"code", "message"}
    assert (told.status_code, set(told.json()["error"])) == (status, {"message", "type", "param", "code"})
    assert told.json()["error"]["code"] == code


@pytest.mark.parametrize(
    ("header", "status"),
    [
        pytest.param({"authorization": "Bearer right"}, 200, id="right"),
        pytest.param({"authorization": "Bearer wrong"}, 401, id="wrong"),
        pytest.param({"authorization": "right"}, 401, id="not a bearer"),
        pytest.param({}, 401, id="none"),
    ],
)
def test_a_key_is_asked_for_where_one_is_set(header: dict[str, str], status: int, seeds_root: Path) -> None:
    """Only below /v1; the error is OpenAI's."""
    with TestClient(create_app(Settings(index=seeds_root, api_key=SecretStr("right")))) as client:
        told = client.post(
            "/v1/chat/completions", headers=header, json={"model": "careerqa", "messages": ASKED}
        )
        assert (told.status_code, client.get("/v1/models", headers=header).status_code) == (status, status)
        assert client.get("/ready").status_code == 200
    assert status == 200 or told.json()["error"]["code"] == "invalid_api_key"


def test_the_stream_is_closed_as_the_protocol_says(client: openai.OpenAI) -> None:
    """Unnamed events of one JSON object each, then [DONE]."""
    with client.chat.completions.with_streaming_response.create(
        model="careerqa", messages=ASKED, stream=True
    ) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in response.iter_lines() if line]
    assert lines[-1] == "data: [DONE]"
    assert {json.loads(line.removeprefix("data: "))["object"] for line in lines[:-1]} == {
        "chat.completion.chunk"
    }
