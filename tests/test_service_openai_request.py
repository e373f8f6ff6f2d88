"""What of a chat completion request is read, ignored and refused."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from service.answering.answer import LONGEST_HISTORY
from service.answering.instructions import is_instruction
from service.protocols.openai_request import ChatRequest

PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
ODD: list[Any] = [None, [], {}, 5, [None, 5, {"type": "file"}]]
ASKED = {"role": "user", "content": "should I do an exit interview?"}


def request(*messages: dict[str, Any], **parameters: Any) -> ChatRequest:
    """A request with these messages."""
    return ChatRequest(model="careerqa", messages=messages, **parameters)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("messages", "question", "history"),
    [
        pytest.param([ASKED], ASKED["content"], [], id="one question"),
        pytest.param(
            [{"role": "system", "content": "Be funny."}, ASKED],
            ASKED["content"],
            [],
            id="instructions are ignored",
        ),
        pytest.param(
            [ASKED, {"role": "assistant", "content": "No. [1]"}, {"role": "user", "content": "why?"}],
            "why?",
            [ASKED["content"]],
            id="a follow-up",
        ),
        pytest.param(
            [ASKED, {"role": "assistant", "content": None, "tool_calls": []}],
            ASKED["content"],
            [],
            id="an answer comes last",
        ),
        pytest.param(
            [{"role": "user", "content": [{"type": "text", "text": "why"}, {"type": "text", "text": "so?"}]}],
            "why\nso?",
            [],
            id="in parts",
        ),
        pytest.param(
            [{"role": "user", "content": "a" * 2001}, ASKED],
            ASKED["content"],
            [],
            id="an earlier one that was too long",
        ),
        pytest.param(
            [{"role": "user", "content": [PICTURE]}, {"role": "assistant", "content": "I see."}, ASKED],
            ASKED["content"],
            [],
            id="an earlier picture",
        ),
        pytest.param(
            [{"role": "user", "content": [{"type": "text", "text": "my letter"}, PICTURE]}, ASKED],
            ASKED["content"],
            ["my letter"],
            id="an earlier picture beside text",
        ),
        pytest.param(
            [{"role": "user", "content": odd} for odd in ODD] + [ASKED],
            ASKED["content"],
            [],
            id="earlier ones without any text",
        ),
        pytest.param(
            [ASKED, {"role": "assistant", "content": {"odd": 1}}, {"role": "tool", "content": [5]}, ASKED],
            ASKED["content"],
            [ASKED["content"]],
            id="others in any form",
        ),
        pytest.param(
            [
                {
                    "role": "user",
                    "content": [{"type": "input_text", "text": "why"}, {"text": "so?"}, "really?"],
                }
            ],
            "why\nso?\nreally?",
            [],
            id="text parts of other kinds",
        ),
        pytest.param(
            [{"role": "user", "content": [PICTURE, {"type": "text", "text": "why?"}]}],
            "why?",
            [],
            id="a picture beside the question",
        ),
        pytest.param(
            [ASKED] * 60, ASKED["content"], [ASKED["content"]] * LONGEST_HISTORY, id="a long conversation"
        ),
    ],
)
def test_the_last_message_of_a_user_is_the_question(
    messages: list[dict[str, Any]], question: str, history: list[str]
) -> None:
    """The users' earlier messages are the history; all others are no part of it."""
    read = request(*messages)
    assert (read.question, read.history) == (question, history)


IGNORED = {
    "temperature": 0.2, "top_p": 0.5, "max_tokens": 5, "max_completion_tokens": 5, "stop": ["."], "seed": 7, "user": "ann",
    "presence_penalty": 1, "n": 1, "tools": [{"type": "function", "function": {"name": "weather"}}], "tool_choice": "auto",
    "response_format": {"type": "text"}, "modalities": ["text"], "logprobs": False, "logit_bias": {}, "metadata": {}, "stream": False,
    "parallel_tool_calls": True, "reasoning_effort": "low", "store": None, "n_": 1, "top_k": 40, "options": {"num_ctx": 1},
}  # fmt: skip


@pytest.mark.parametrize(
    "parameter",
    "stream stream_options n stop tools tool_choice function_call response_format modalities logprobs top_logprobs "
    "seed user max_tokens temperature in".split(),
)
def test_null_is_absent(parameter: str) -> None:
    """As clients send what nobody set."""
    assert request(ASKED, **{parameter: None}).question == ASKED["content"]


def test_what_is_not_read_is_named() -> None:
    """Of the last message alone, each kind once."""
    asked = {
        "role": "user",
        "content": [PICTURE, {"type": "text", "text": "why?"}, PICTURE, {"type": "input_audio"}],
    }
    assert request({"role": "user", "content": [{"type": "file"}]}, asked).unread == [
        "image_url",
        "input_audio",
    ]
    assert request(asked, ASKED).unread == []


def test_a_task_that_the_system_is_told_is_read_with_what_it_is_about() -> None:
    """A persona beside it changes nothing."""
    told = {
        "role": "system",
        "content": "Generate a short title based on the first message of a conversation.",
    }
    asked = request({"role": "system", "content": "Be kind."}, told, ASKED)
    assert is_instruction(asked.question)
    assert asked.question.endswith(f"User: {ASKED['content']}")


def test_json_is_a_form_of_a_front_ends_task_alone() -> None:
    """It says itself which JSON it wants; an answer is text."""
    task = {
        "role": "user",
        "content": '### Task:\nWrite a title.\n### Output:\nJSON format: { "title": "…" }',
    }
    wanted = {"type": "json_object"}
    assert request(task, response_format=wanted).response_format == wanted
    listed = {"properties": {"titles": {"type": "array"}, "name": {"type": "string"}}}
    schema = {"type": "json_schema", "json_schema": {"schema": listed}}
    told = request(
        {"role": "user", "content": "Give this conversation a name."}, response_format=schema
    ).question
    assert is_instruction(told)
    assert json.loads(told.splitlines()[0].partition("format: ")[2]) == {"titles": [], "name": ""}
    with pytest.raises(ValidationError, match="answers are text, not json_object"):
        request(ASKED, response_format=wanted)


@pytest.mark.parametrize("parameter", IGNORED)
def test_a_parameter_that_makes_no_difference_is_ignored(parameter: str) -> None:
    """There is no model to be steered by it."""
    assert request(ASKED, **{parameter: IGNORED[parameter]}).question == ASKED["content"]


REFUSED: dict[str, tuple[str, dict[str, Any]]] = {
    "several answers": ("n", {"n": 2}),
    "a tool must be called": ("tool_choice", {"tool_choice": "required"}),
    "this tool must be called": (
        "tool_choice",
        {"tool_choice": {"type": "function", "function": {"name": "weather"}}},
    ),
    "a function must be called": ("function_call", {"function_call": {"name": "weather"}}),
    "JSON": ("response_format", {"response_format": {"type": "json_object"}}),
    "JSON by a schema": ("response_format", {"response_format": {"type": "json_schema", "json_schema": {}}}),
    "speech": ("modalities", {"modalities": ["text", "audio"]}),
    "probabilities": ("logprobs", {"logprobs": True}),
    "options of no stream": ("stream_options", {"stream_options": {"include_usage": True}}),
    "no messages": ("messages", {"messages": []}),
    "nobody asks": ("messages", {"messages": [{"role": "system", "content": "Be funny."}]}),
    "unknown role": ("messages", {"messages": [{"role": "narrator", "content": "why?"}]}),
    "a picture": (
        "messages",
        {"messages": [ASKED, {"role": "user", "content": [PICTURE]}]},
    ),
    "a picture and blanks": (
        "messages",
        {"messages": [{"role": "user", "content": [PICTURE, {"type": "text", "text": " "}]}]},
    ),
    "a part that is no part": ("messages", {"messages": [{"role": "user", "content": [5]}]}),
    "not text": ("messages", {"messages": [{"role": "user", "content": 5}]}),
}


@pytest.mark.parametrize(("parameter", "body"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_refused(parameter: str, body: dict[str, Any]) -> None:
    """The error names the parameter."""
    with pytest.raises(ValidationError) as told:
        ChatRequest.model_validate({"model": "careerqa", "messages": [ASKED], **body})
    assert told.value.errors()[0]["loc"][0] == parameter
