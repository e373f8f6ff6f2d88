"""Server-sent events: an answer as `resolved`, a `sentence` for each of its sentences, `answer`; in their place an `error`."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from service.answer import Answer
from service.text import said_sentences

if TYPE_CHECKING:
    from sse_starlette import EventSourceResponse

EVENTS = "text/event-stream"
Event = tuple[str | None, str]  # its name, and its data in one line


def wants_events(accept: str | None) -> bool:
    """Whether an `Accept` header asks for events; JSON is the default."""
    return any(part.partition(";")[0].strip().lower() == EVENTS for part in (accept or "").split(","))


def answer_events(found: Answer) -> list[Event]:
    """What was understood; each sentence with its citations, their texts joined being the answer; then the whole answer object."""
    resolved = {name: getattr(found, name) for name in ("question", "standalone_question", "status", "index")}
    sentences = [asdict(one) for one in said_sentences(found)]
    return [named("resolved", resolved), *(named("sentence", one) for one in sentences), named("answer", found.as_dict())]


def named(name: str | None, data: Any) -> Event:
    """An event whose data is JSON."""
    return name, json.dumps(data, ensure_ascii=False)


def event_stream(events: Iterable[Event], status: int = 200, headers: Mapping[str, str] | None = None) -> "EventSourceResponse":
    """The response that sends events one by one."""
    from sse_starlette import EventSourceResponse  # it takes over uvicorn's signals: only where events are sent

    async def sent() -> AsyncIterator[dict[str, str | None]]:
        for name, data in events:
            yield {"event": name, "data": data}

    return EventSourceResponse(sent(), status, headers, sep="\n")
