"""What a chat completion request may hold; what cannot be done is refused, the rest ignored.

Only what is asked last must be readable: what stands before it is a conversation that somebody else kept, and
refusing a picture or an odd part in it would refuse all that is asked after it.
"""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StrictBool, ValidationInfo, field_validator

from ingest import whole_signs
from service.answering.answer import LONGEST_HISTORY, LONGEST_QUESTION
from service.answering.instructions import is_instruction, is_task
from service.answering.several import FIRST_FAULT, MOST_SEVERAL, Several
from service.answering.within import MOST_WITHIN

TEXTS = {"text", "input_text"}  # kinds of parts that are read
MOST_MESSAGES = 10_000
MOST_KINDS, LONGEST_KIND = 10, 40  # that are told; characters of each
OF_A_USER: dict[str, Any] = {"properties": {"role": {"const": "user"}}, "required": ["role"]}


class Message(BaseModel):
    """A turn of the conversation. Only users' messages are read, and of those what is text."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Any = None

    @field_validator("content")
    @classmethod
    def of_few_parts(cls, content: Any) -> Any:
        """Refuse very many parts."""
        if isinstance(content, list) and len(content) > MOST_SEVERAL:
            raise ValueError(f"a message has at most {MOST_SEVERAL} parts, not {len(content)}")
        return content

    @property
    def text(self) -> str:
        """What the message says, its parts in lines of their own."""
        return "\n".join(text for _, text in self._parts() if text)

    @property
    def unread(self) -> list[str]:
        """Some kinds of its parts that are not read, such as `image_url`."""
        return sorted({kind for kind, text in self._parts() if text is None})[:MOST_KINDS]

    def _parts(self) -> list[tuple[str, str | None]]:
        """Each part's kind, and its text where it is one."""
        parts = self.content if isinstance(self.content, list) else [self.content]
        return [_part(part) for part in parts if part is not None]


def _part(part: Any) -> tuple[str, str | None]:
    if isinstance(part, str):
        return "text", whole_signs(part)
    if not isinstance(part, dict):
        return type(part).__name__, None
    kind, text = part.get("type", "text"), part.get("text")
    kind = whole_signs(kind[:LONGEST_KIND]) if isinstance(kind, str) else type(kind).__name__  # it is told
    if kind in TEXTS and (text is None or isinstance(text, str)):
        return kind, whole_signs(text or "")
    return kind, None


class StreamOptions(BaseModel):
    """How a stream is sent."""

    include_usage: StrictBool | None = False


class ChatRequest(BaseModel):
    """A chat completion request; parameters not named here (temperature, stop, seed, …) are ignored.

    `in`, the collections and articles to look in, is our own. `tools` tell that an agent asks: none is called.
    """

    model: str
    messages: Annotated[list[Message], FIRST_FAULT] = Field(
        min_length=1, max_length=MOST_MESSAGES, json_schema_extra={"contains": OF_A_USER}
    )
    stream: StrictBool | None = None
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    tool_choice: Literal["none", "auto"] | None = None
    function_call: Literal["none", "auto"] | None = None
    response_format: dict[str, Any] | None = None
    tools: Several[Any] | None = None
    modalities: Several[Literal["text"]] | None = None
    logprobs: Literal[False] | None = None
    within: Annotated[list[str], FIRST_FAULT, Field(max_length=MOST_WITHIN)] | None = Field(
        default=None, alias="in"
    )

    @field_validator("messages")
    @classmethod
    def somebody_asks(cls, messages: list[Message]) -> list[Message]:
        """Refuse a conversation whose last message of a user cannot be read, or that has none."""
        asked = [message for message in messages if message.role == "user"]
        if not asked:
            raise ValueError("there is no message of role user")
        if asked[-1].unread and not asked[-1].text.strip():
            raise ValueError(f"only text is read, not {', '.join(asked[-1].unread)}")
        return messages

    @field_validator("stream_options")
    @classmethod
    def only_when_streaming(cls, options: StreamOptions | None, info: ValidationInfo) -> StreamOptions | None:
        """Refuse options of a stream where there is none."""
        if options and not info.data.get("stream"):
            raise ValueError("only allowed when stream is true")
        return options

    @field_validator("response_format")
    @classmethod
    def only_text(cls, wanted: dict[str, Any] | None, info: ValidationInfo) -> dict[str, Any] | None:
        """Refuse JSON as the form of an answer; a front end's own task says itself in which form it wants it."""
        kind = (wanted or {}).get("type", "text")
        if kind != "text" and not is_instruction(_asked(info.data.get("messages", ()))):
            raise ValueError(f"answers are text, not {kind}")
        return wanted

    @property
    def question(self) -> str:
        """The last message of a user, behind the task where the system is told one: a title of it."""
        asked = _asked(self.messages)
        fields = json.dumps(_fields(self.response_format))
        return asked if fields == "{}" else f"Task: JSON format: {fields}\nInstructions:\n{asked}"

    @property
    def unread(self) -> list[str]:
        """The kinds of parts of the last message of a user that are not read."""
        return self._asked()[-1].unread

    @property
    def history(self) -> list[str]:
        """The users' earlier messages, oldest first, as many as /api/ask reads.

        None that is empty or too long to ask.
        """
        earlier = [message.text for message in self._asked()[:-1]]
        asked = [text for text in earlier if text.strip() and len(text) <= LONGEST_QUESTION]
        return asked[-LONGEST_HISTORY:]

    def _asked(self) -> list[Message]:
        return [message for message in self.messages if message.role == "user"]


def _asked(messages: Sequence[Message]) -> str:
    """What the last message of a user says, behind the task where the system is told one."""
    asked = [message.text for message in messages if message.role == "user"][-1:]
    told = (message.text for message in messages if message.role in ("system", "developer"))
    task = next(filter(is_task, told), None)
    return f"Task: {task}\nChat history:\nUser: {''.join(asked)}" if task else "".join(asked)


def _fields(wanted: dict[str, Any] | None) -> dict[str, Any]:
    """The fields that a JSON schema asks for, lists and texts empty; none where there is no such schema."""
    schema = (wanted or {}).get("json_schema")
    schema = schema.get("schema") if isinstance(schema, dict) else None
    fields = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(fields, dict):
        return {}
    return {
        name: [] if isinstance(field, dict) and field.get("type") == "array" else ""
        for name, field in fields.items()
    }
