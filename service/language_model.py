"""A language model behind any endpoint of OpenAI's chat protocol: messages in, pieces of text out, within limits."""

import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

    from service.settings import Settings

log = logging.getLogger(__name__)

MOST_TOKENS = 600


class ModelFailed(RuntimeError):
    """No whole draft came; the message says why in a few words."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two pieces and in all; characters of a draft; drafts at the same time."""

    connect_seconds: float = 3.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0
    characters: int = 4000
    at_once: int = 4


class LanguageModel:
    """One model at one endpoint, for many threads. No more than `limits.at_once` of them have it write at a time."""

    def __init__(self, base_url: str, name: str, api_key: str | None = None, limits: Limits | None = None) -> None:
        self.name = name
        self._base_url = base_url
        self._api_key = api_key
        self._limits = limits or Limits()
        self._free = BoundedSemaphore(self._limits.at_once)

    def draft(self, instructions: str, task: str) -> Iterator[str]:
        """The draft in pieces as they arrive; raises `ModelFailed` where none comes, or not whole, in time or in bounds.

        A thread of its own reads, so that the time in all holds whatever the endpoint does.
        """
        if not self._free.acquire(blocking=False):
            raise ModelFailed("it is busy")
        ends = time.monotonic() + self._limits.total_seconds
        arrived: SimpleQueue[str | ModelFailed | None] = SimpleQueue()
        unwanted = Event()
        messages: list[ChatCompletionMessageParam] = [{"role": "system", "content": instructions}, {"role": "user", "content": task}]
        Thread(target=self._read, args=(messages, arrived, unwanted), name="language-model", daemon=True).start()
        left = self._limits.characters
        try:
            while True:
                try:
                    piece = arrived.get(timeout=max(0.0, ends - time.monotonic()))
                except Empty:
                    raise ModelFailed(f"it took more than {self._limits.total_seconds:g} s") from None
                if isinstance(piece, ModelFailed):
                    raise piece
                if piece is None:
                    return
                left -= len(piece)
                if left < 0:
                    raise ModelFailed(f"it wrote more than {self._limits.characters} characters")
                yield piece
        finally:
            unwanted.set()

    def _read(self, messages: "list[ChatCompletionMessageParam]", arrived: "SimpleQueue[str | ModelFailed | None]", unwanted: Event) -> None:
        try:
            arrived.put(self._receive(messages, arrived, unwanted))
        finally:
            self._free.release()

    def _receive(
        self, messages: "list[ChatCompletionMessageParam]", arrived: "SimpleQueue[str | ModelFailed | None]", unwanted: Event
    ) -> ModelFailed | None:
        """Pass on what arrives until it ends or nobody wants it; what went wrong, if anything did."""
        import openai  # half a second, and only where a model is configured

        limits = self._limits
        timeout = openai.Timeout(limits.read_seconds, connect=limits.connect_seconds)
        try:
            # an explicit key, so that OPENAI_API_KEY never goes to another endpoint
            with openai.OpenAI(base_url=self._base_url, api_key=self._api_key or "none", max_retries=0, timeout=timeout) as client:
                stream = client.chat.completions.create(
                    model=self.name, messages=messages, stream=True, temperature=0, max_tokens=MOST_TOKENS
                )
                with stream:
                    ended = False
                    for chunk in stream:
                        if unwanted.is_set():
                            return None
                        for choice in chunk.choices[:1]:
                            arrived.put(choice.delta.content or "")
                            ended = ended or choice.finish_reason is not None
                    if not ended:
                        return ModelFailed("it broke off")
        except openai.APITimeoutError:
            return ModelFailed("it did not answer in time")
        except openai.APIConnectionError:
            return ModelFailed("it cannot be reached")
        except openai.APIStatusError as error:
            return ModelFailed(f"it answered with HTTP status {error.status_code}")
        except Exception as error:
            log.exception("reading from the language model failed")
            return ModelFailed(f"what it sent cannot be read ({type(error).__name__})")
        return None
