"""The chat protocol of OpenAI, below /v1.

An answer as a chat completion, whole or streamed sentence by sentence.
"""

import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from service.answering.answer import Answer
from service.answering.citation import Citation
from service.answering.instructions import is_instruction
from service.answering.said import Mark, pieces, spoken
from service.assistant import Assistant
from service.protocols.events import Event, event_stream, named
from service.protocols.fence import QUOTED
from service.protocols.openai_request import ChatRequest
from service.protocols.plain_text import below, with_sources, writing
from service.serving.dependencies import AssistantHere

MODEL = "careerqa"
DONE: Event = (None, "[DONE]")


class ChatError(HTTPException):
    """A request that is refused below /v1, with OpenAI's word for why."""

    def __init__(self, status: int, message: str, code: str, param: str | None = None) -> None:
        super().__init__(status, message)
        self.code = code
        self.param = param


class ChatProblem(BaseModel):
    """What is wrong, in OpenAI's words: the kind of error, the parameter, a word for programs."""

    message: str
    type: str
    param: str | None
    code: str | None


class ChatErrorBody(BaseModel):
    """The shape of every error below /v1."""

    error: ChatProblem


routes = APIRouter(prefix="/v1", tags=["OpenAI"])


@routes.get("/models")
def models(assistant: AssistantHere) -> dict[str, Any]:
    """The one model there is."""
    return {"object": "list", "data": [_model(assistant)]}


@routes.get("/models/{name}")
def model(name: str, assistant: AssistantHere) -> dict[str, Any]:
    """The model by its name."""
    _check_model(name)
    return _model(assistant)


@routes.post("/chat/completions", response_model=None)
def complete(body: ChatRequest, assistant: AssistantHere) -> dict[str, Any] | Response:
    """Answer the last message of a user from the sources; the earlier ones say what it is about.

    What was streamed cannot be taken back in this protocol, so a stream begins when the whole answer is
    certain.
    """
    _check_model(body.model)
    answer = assistant.ask(body.question, body.history, within=body.within or ())
    if body.unread and not is_instruction(body.question):
        answer = _noted(answer, f"Only the text of the message was read, not: {', '.join(body.unread)}.")
    if body.tools and not is_instruction(body.question):
        answer = _noted(answer, QUOTED)
    usage = _usage([body.question, *body.history], answer)
    if not body.stream:
        return completion(answer, usage)
    counted = body.stream_options is not None and body.stream_options.include_usage
    return event_stream([*(named(None, chunk) for chunk in chunks(answer, usage if counted else None)), DONE])


def _noted(answer: Answer, note: str) -> Answer:
    """An answer with a further note."""
    return replace(answer, note=f"{answer.note} {note}" if answer.note else note)


def completion(answer: Answer, usage: dict[str, int]) -> dict[str, Any]:
    """The answer as one chat completion.

    With the list of sources in the text and each citation as an annotation.
    """
    message = {
        "role": "assistant",
        "content": with_sources(answer),
        "refusal": None,
        "annotations": annotations(answer),
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {
        **_head(answer, "chat.completion"),
        "choices": [choice],
        "usage": usage,
        "careerqa": answer.as_dict(),
    }


def chunks(answer: Answer, usage: dict[str, int] | None) -> Iterator[dict[str, Any]]:
    """The same in pieces: a sentence each, the list of sources, the annotations.

    With `usage` a last one that has only that.
    """
    head = {**_head(answer, "chat.completion.chunk"), **({"usage": None} if usage else {})}

    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        return {**head, "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]}

    yield chunk({"role": "assistant", "content": "", "refusal": None})
    for text in [
        *(piece.text for piece in pieces(answer.said, writing(answer))),
        *(f"\n\n{part}" for part in below(answer)),
    ]:
        yield chunk({"content": text})
    yield {**chunk({"annotations": annotations(answer)}, "stop"), "careerqa": answer.as_dict()}
    if usage:
        yield {**head, "choices": [], "usage": usage}


def annotations(answer: Answer) -> list[dict[str, Any]]:
    """Each citation's number in the text with what it cites.

    OpenAI's form where there is a link, and always all our fields.
    """
    by_number = {citation.number: citation for citation in answer.citations}
    return [_annotation(mark, by_number[mark.number]) for mark in spoken(answer.said, writing(answer)).marks]


def _annotation(mark: Mark, cited: Citation) -> dict[str, Any]:
    kind = "url_citation" if cited.url else "source_citation"
    place = {
        "start_index": mark.start,
        "end_index": mark.end,
        "title": cited.title,
        **({"url": cited.url} if cited.url else {}),
    }
    return {"type": kind, kind: place, "citation": asdict(cited)}


def _head(answer: Answer, kind: str) -> dict[str, Any]:
    made = {"id": f"chatcmpl-{uuid4().hex}", "object": kind, "created": int(time.time())}
    return {**made, "model": MODEL, "system_fingerprint": answer.index}


def _usage(asked: list[str], answer: Answer) -> dict[str, int]:
    """Words, since a language model, where there is one, counts tokens of its own."""
    read, said = sum(len(text.split()) for text in asked), len(with_sources(answer).split())
    return {"prompt_tokens": read, "completion_tokens": said, "total_tokens": read + said}


def _model(assistant: Assistant) -> dict[str, Any]:
    built = int(datetime.fromisoformat(assistant.opened.get().manifest.created).timestamp())
    return {"id": MODEL, "object": "model", "created": built, "owned_by": MODEL}


def _check_model(name: str) -> None:
    if name != MODEL:
        raise ChatError(
            404,
            f"The model `{name}` does not exist; the one there is is `{MODEL}`.",
            "model_not_found",
            "model",
        )
