"""Server-sent events: an answer as `resolved`, a `sentence` for each piece that is said, `answer`.

In their place an `error`.

Where a language model drafts, `withdrawn` may take back the sentences before it.
"""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.concurrency import iterate_in_threadpool

from ingest import escaped_json
from service.answering.answer import Answer
from service.phrasing.phrase import Sentence, Telling, Understood, Withdrawn

if TYPE_CHECKING:
    from sse_starlette import EventSourceResponse

EVENTS = "text/event-stream"
Event = tuple[str | None, str]  # its name, and its data in one line


def wants_events(accept: str | None) -> bool:
    """Whether an `Accept` header asks for events; JSON is the default."""
    return any(part.partition(";")[0].strip().lower() == EVENTS for part in (accept or "").split(","))


def answer_events(tellings: Iterable[Telling]) -> Iterator[Event]:
    """What was understood; each piece with the citations it names as it is certain.

    Then the whole answer object.

    A `sentence` has the fields of an entry of the answer's `said`, and `cited`, the citations that its
    numbers stand for.
    """
    for telling in tellings:
        match telling:
            case Understood():
                understood = asdict(telling)
                yield named(
                    "resolved", {name: value for name, value in understood.items() if value is not None}
                )
            case Sentence(said, cited):
                yield named("sentence", {**asdict(said), "cited": [asdict(citation) for citation in cited]})
            case Withdrawn():
                yield named("withdrawn", asdict(telling))
            case Answer():
                yield named("answer", telling.as_dict())


def named(name: str | None, data: Any) -> Event:
    """An event whose data is JSON."""
    return name, escaped_json(json.dumps(data, ensure_ascii=False))


def event_stream(
    events: Iterable[Event], status: int = 200, headers: Mapping[str, str] | None = None
) -> "EventSourceResponse":
    """The response that sends events one by one."""
    from sse_starlette import (
        EventSourceResponse,  # it takes over uvicorn's signals: only where events are sent
    )

    async def sent() -> AsyncIterator[dict[str, str | None]]:
        async for name, data in iterate_in_threadpool(events):  # the next one may wait for a language model
            yield {"event": name, "data": data}

    return EventSourceResponse(sent(), status, headers, sep="\n")
