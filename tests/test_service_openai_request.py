"""What of a chat completion request is read, ignored and refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from service.answering.answer import LONGEST_HISTORY
from service.protocols.openai_request import ChatRequest

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
}  # fmt: skip


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
    "speech": ("modalities", {"modalities": ["text", "audio"]}),
    "probabilities": ("logprobs", {"logprobs": True}),
    "options of no stream": ("stream_options", {"stream_options": {"include_usage": True}}),
    "no messages": ("messages", {"messages": []}),
    "nobody asks": ("messages", {"messages": [{"role": "system", "content": "Be funny."}]}),
    "unknown role": ("messages", {"messages": [{"role": "narrator", "content": "why?"}]}),
    "a picture": (
        "messages",
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:"}}]}]},
    ),
    "not text": ("messages", {"messages": [{"role": "user", "content": 5}]}),
}


@pytest.mark.parametrize(("parameter", "body"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_refused(parameter: str, body: dict[str, Any]) -> None:
    """The error names the parameter."""
    with pytest.raises(ValidationError) as told:
        ChatRequest.model_validate({"model": "careerqa", "messages": [ASKED], **body})
    assert told.value.errors()[0]["loc"][0] == parameter
