"""Server-sent events: an answer as `resolved`, a `sentence` for each of its sentences, `answer`; in their place an `error`.

Where a language model drafts, `withdrawn` may take back the sentences before it.
"""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.concurrency import iterate_in_threadpool

from service.answering.answer import Answer
from service.phrasing.language_model import LanguageModel
from service.phrasing.phrase import Withdrawn, phrasing

if TYPE_CHECKING:
    from sse_starlette import EventSourceResponse

EVENTS = "text/event-stream"
Event = tuple[str | None, str]  # its name, and its data in one line


def wants_events(accept: str | None) -> bool:
    """Whether an `Accept` header asks for events; JSON is the default."""
    return any(part.partition(";")[0].strip().lower() == EVENTS for part in (accept or "").split(","))


def answer_events(found: Answer, model: LanguageModel | None = None) -> Iterator[Event]:
    """What was understood; each sentence with its citations as it is certain; then the whole answer object.

    The texts of the sentences, of those after the last `withdrawn` if there is one, joined are the answer.
    """
    yield named("resolved", {name: getattr(found, name) for name in ("question", "standalone_question", "status", "index")})
    for one in phrasing(found, model):
        if isinstance(one, Answer):
            yield named("answer", one.as_dict())
        else:
            yield named("withdrawn" if isinstance(one, Withdrawn) else "sentence", asdict(one))


def named(name: str | None, data: Any) -> Event:
    """An event whose data is JSON."""
    return name, json.dumps(data, ensure_ascii=False)


def event_stream(events: Iterable[Event], status: int = 200, headers: Mapping[str, str] | None = None) -> "EventSourceResponse":
    """The response that sends events one by one."""
    from sse_starlette import EventSourceResponse  # it takes over uvicorn's signals: only where events are sent

    async def sent() -> AsyncIterator[dict[str, str | None]]:
        async for name, data in iterate_in_threadpool(events):  # the next one may wait for a language model
            yield {"event": name, "data": data}

    return EventSourceResponse(sent(), status, headers, sep="\n")
