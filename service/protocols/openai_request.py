"""What a chat completion request may hold; what cannot be done is refused, the rest ignored."""

from typing import Literal, Self

from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_validator

from service.answering.answer import LONGEST_HISTORY, LONGEST_QUESTION


class Part(BaseModel):
    """A part of a message."""

    type: str
    text: str = ""


class Message(BaseModel):
    """A turn of the conversation. Only users' messages are read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @model_validator(mode="after")
    def only_text(self) -> Self:
        """Refuse what a user says in another form than text."""
        others = (
            {part.type for part in self.content if part.type != "text"}
            if isinstance(self.content, list)
            else set()
        )
        if self.role == "user" and others:
            raise ValueError(f"only text is read, not {', '.join(sorted(others))}")
        return self

    @property
    def text(self) -> str:
        """What the message says, its parts in lines of their own."""
        return (
            "\n".join(part.text for part in self.content)
            if isinstance(self.content, list)
            else self.content or ""
        )


class StreamOptions(BaseModel):
    """How a stream is sent."""

    include_usage: bool = False


class ResponseFormat(BaseModel):
    """Answers are text."""

    type: Literal["text"]


class ChatRequest(BaseModel):
    """A chat completion request; parameters not named here (temperature, stop, seed, …) are ignored.

    `in`, the collections and articles to look in, is our own.
    """

    model: str
    messages: list[Message] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    tool_choice: Literal["none", "auto"] | None = None
    function_call: Literal["none", "auto"] | None = None
    response_format: ResponseFormat | None = None
    modalities: list[Literal["text"]] | None = None
    logprobs: Literal[False] | None = None
    within: list[str] | None = Field(default=None, alias="in")

    @field_validator("messages")
    @classmethod
    def somebody_asks(cls, messages: list[Message]) -> list[Message]:
        """Refuse a conversation without a question."""
        if not any(message.role == "user" for message in messages):
            raise ValueError("there is no message of role user")
        return messages

    @field_validator("stream_options")
    @classmethod
    def only_when_streaming(cls, options: StreamOptions | None, info: ValidationInfo) -> StreamOptions | None:
        """Refuse options of a stream where there is none."""
        if options and not info.data.get("stream"):
            raise ValueError("only allowed when stream is true")
        return options

    @property
    def question(self) -> str:
        """The last message of a user."""
        return self._asked()[-1]

    @property
    def history(self) -> list[str]:
        """The users' earlier messages, oldest first, as many as /api/ask reads, none too long to ask."""
        return [text for text in self._asked()[:-1] if len(text) <= LONGEST_QUESTION][-LONGEST_HISTORY:]

    def _asked(self) -> list[str]:
        return [message.text for message in self.messages if message.role == "user"]
