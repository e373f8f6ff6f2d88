"""A language model behind any endpoint of OpenAI's chat protocol.

Messages in, pieces of text out, within limits.
"""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Thread
from traceback import format_tb
from typing import TYPE_CHECKING

from service.phrasing.endpoint import Connection, TooMuchError

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

log = logging.getLogger(__name__)

BYTES_A_CHARACTER = 500  # of a stream, where each piece of some letters comes in an envelope of its own


class DraftError(RuntimeError):
    """No whole draft came; the message says why in a few words."""


class ModelSettingError(RuntimeError):
    """A language model that is configured but cannot be used; the message says what to set or install."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two pieces and in all; characters of a draft; drafts at the same time."""

    connect_seconds: float = 3.0
    read_seconds: float = 20.0
    total_seconds: float = 60.0
    characters: int = 4000
    at_once: int = 4


def language_model(base_url: str, name: str, api_key: str | None, limits: Limits) -> "LanguageModel | None":
    """The configured model, None where no address is.

    Raises `ModelSettingError` with what to set or install.
    """
    if not base_url:
        return None
    if not base_url.startswith(("http://", "https://")):
        raise ModelSettingError(
            f"CAREERQA_LLM_BASE_URL is {base_url!r}: give an address such as http://localhost:11434/v1"
        )
    if not name:
        raise ModelSettingError(
            "CAREERQA_LLM_MODEL is not set: name the model that CAREERQA_LLM_BASE_URL serves"
        )
    if find_spec("openai") is None:
        raise ModelSettingError("a language model needs the package openai: pip install '.[llm]'")
    return LanguageModel(base_url, name, api_key, limits)


class LanguageModel:
    """One model at one endpoint, for many threads.

    No more than `limits.at_once` of them have it write at a time.
    """

    def __init__(
        self, base_url: str, name: str, api_key: str | None = None, limits: Limits | None = None
    ) -> None:
        self.name = name
        self._base_url = base_url
        self._api_key = api_key or "none"
        self._limits = limits or Limits()
        self._free = BoundedSemaphore(self._limits.at_once)

    def draft(self, instructions: str, task: str) -> Iterator[str]:
        """The draft in pieces as they arrive.

        Raises `DraftError` where none comes, or not whole, in time or in bounds.

        A thread of its own reads, so that the time in all holds whatever the endpoint does. Its connection is
        cut when nobody wants the draft any more, so that it does not keep others' place for longer.
        """
        if not self._free.acquire(blocking=False):
            raise DraftError("it is busy")
        ends = time.monotonic() + self._limits.total_seconds
        arrived: SimpleQueue[str | DraftError | None] = SimpleQueue()
        connection = Connection(self._limits.characters * BYTES_A_CHARACTER, self._api_key)
        messages: list[ChatCompletionMessageParam] = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": task},
        ]
        Thread(
            target=self._read, args=(messages, arrived, connection), name="language-model", daemon=True
        ).start()
        left = self._limits.characters
        try:
            while True:
                try:
                    piece = arrived.get(timeout=max(0.0, ends - time.monotonic()))
                except Empty:
                    raise DraftError(f"it took more than {self._limits.total_seconds:g} s") from None
                if isinstance(piece, DraftError):
                    raise piece
                if piece is None:
                    return
                left -= len(piece)
                if left < 0:
                    raise DraftError(f"it wrote more than {self._limits.characters} characters")
                yield piece
        finally:
            connection.cut()

    def _read(
        self,
        messages: "list[ChatCompletionMessageParam]",
        arrived: "SimpleQueue[str | DraftError | None]",
        connection: Connection,
    ) -> None:
        try:
            arrived.put(self._receive(messages, arrived, connection))
        finally:
            self._free.release()

    def _receive(
        self,
        messages: "list[ChatCompletionMessageParam]",
        arrived: "SimpleQueue[str | DraftError | None]",
        connection: Connection,
    ) -> DraftError | None:
        """Pass on what arrives until it ends or nobody wants it; what went wrong, if anything did."""
        import openai  # half a second, and only where a model is configured

        limits = self._limits
        timeout = openai.Timeout(limits.read_seconds, connect=limits.connect_seconds)
        try:
            # an explicit key, so that OPENAI_API_KEY never goes to another endpoint
            with openai.OpenAI(
                base_url=self._base_url,
                api_key=self._api_key,
                max_retries=0,
                timeout=timeout,
                # what it is led on to is no endpoint that the operator named
                http_client=openai.DefaultHttpxClient(follow_redirects=False, event_hooks=connection.hooks()),
            ) as client:
                # no limit of tokens: endpoints differ in its name, and `draft` stops reading in time
                stream = client.chat.completions.create(
                    model=self.name, messages=messages, stream=True, temperature=0
                )
                with stream:
                    ended = False
                    for chunk in stream:
                        for choice in chunk.choices[:1]:
                            arrived.put(choice.delta.content or "")
                            ended = ended or choice.finish_reason is not None
                    if not ended:
                        return DraftError("it broke off")
        except TooMuchError as error:
            return DraftError(str(error))
        except openai.APITimeoutError:
            return DraftError("it did not answer in time")
        except openai.APIConnectionError:
            return DraftError("it cannot be reached")
        except openai.APIStatusError as error:
            return DraftError(f"it answered with HTTP status {error.status_code}")
        except Exception as error:  # noqa: BLE001 - whatever the endpoint sends, it ends in a line of the log
            if connection.is_cut:
                return None  # that is why
            if isinstance(error.__cause__, TooMuchError):
                return DraftError(str(error.__cause__))
            # not what the error says: it may be what the endpoint sent, with the question in it
            places = "".join(format_tb(error.__traceback__))
            log.error("reading from the language model failed (%s)\n%s", type(error).__name__, places)
            return DraftError(f"what it sent cannot be read ({type(error).__name__})")
        return None
