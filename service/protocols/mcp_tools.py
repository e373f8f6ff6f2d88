"""What the MCP server offers to a language model: to ask, to search passages, to read a source."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BeforeValidator, Field, RootModel

from index import IndexUnusable
from ingest import masked
from service.answering.answer import (
    LONGEST_HISTORY,
    LONGEST_QUESTION,
    Answer,
    AnswerOverdue,
    QuestionError,
    ShownPassage,
)
from service.answering.markdown import markdown_text
from service.answering.several import FIRST_FAULT
from service.answering.within import MOST_WITHIN
from service.assistant import Assistant
from service.protocols.fence import UNTRUSTED, fenced
from service.protocols.plain_text import with_sources

LONGEST_READ = 20_000


def _several(given: object) -> object:
    """A text alone, as language models write a list of one, and a list without what is null in it."""
    if isinstance(given, str):
        return [given] if given.strip() else []
    return [entry for entry in given if entry is not None] if isinstance(given, list) else given


Within = Annotated[
    list[str],
    FIRST_FAULT,
    Field(max_length=MOST_WITHIN),
    BeforeValidator(_several),
    Field(
        description="Names of collections, or ids of articles, to look in; none to look everywhere. A wrong one is told."
    ),
]
# A schema of what comes back is derived from a model only: the dataclasses have slots, whose descriptors are taken for defaults.


@dataclass(frozen=True, slots=True)
class FoundPassages:
    """The passages nearest to a query, best first."""

    query: str
    passages: list[ShownPassage]


@dataclass(frozen=True, slots=True)
class SourceText:
    """A stretch of an article's raw text; offsets count its characters, of which there are `characters`."""

    article: str
    title: str
    start: int
    end: int
    characters: int
    text: str


def tools(assistant: Assistant) -> list[Tool]:
    """The tools over an index; what a docstring in here says is what a language model reads about its tool."""

    def ask(
        question: Annotated[str, Field(description="The question, in the person's own words.")],
        history: Annotated[
            list[Annotated[str, Field(max_length=LONGEST_QUESTION)]],
            FIRST_FAULT,
            Field(max_length=LONGEST_HISTORY),
            BeforeValidator(_several),
            Field(description="Their earlier questions in this conversation, oldest first."),
        ] = [],  # noqa: B006 - a schema is made of it; nobody changes it
        within: Within = [],  # noqa: B006
    ) -> Annotated[CallToolResult, RootModel[Answer]]:
        """Answer a question about careers (leaving, finding or losing a job, interviews.

        Pay) from the sources.

        The answer is at most 120 words, made of the sources' own sentences, or phrased by the model that it
        names. Each has a number in brackets; its citation holds the verbatim quotation, the article, the
        section and, for a video, a link to the second where it is said. Status not_in_sources means that the
        sources do not answer: say so, and do not answer in their name. A follow-up such as "are they
        mandatory?" is understood when the earlier questions are given as history. Where the person wants to
        hear from some of the sources only, name their collections: the first folders of the articles' paths.
        """
        with _told():
            answer = assistant.ask(question, history, within=within)
        return _result(fenced(with_sources(answer)), answer.as_dict())

    def search_passages(
        query: Annotated[str, Field(description="A question or keywords.")],
        within: Within = [],  # noqa: B006
    ) -> Annotated[CallToolResult, RootModel[FoundPassages]]:
        """Find the five passages of the sources nearest to a query, best first.

        Also where they do not answer it.

        Use it to see what the sources say around a subject, or after ask found no answer. Each passage names
        its article and its place there (start and end, in characters), with which read_source shows what
        stands around it. Passages of kind reader are readers' own stories and questions, not advice.
        """
        with _told():
            passages = assistant.passages(query, within)
        told = "\n\n".join(map(_passage, passages))
        return _result(
            fenced(told) if told else "There are no passages near that.",
            asdict(FoundPassages(query, passages)),
        )

    def read_source(
        article: Annotated[str, Field(description="The article's id, as citations and passages name it.")],
        start: Annotated[int, Field(description="The first character wanted.", ge=0)] = 0,
        end: Annotated[
            int | None,
            Field(description="The character to stop before; the article's end if it is left out.", ge=0),
        ] = None,
    ) -> Annotated[CallToolResult, RootModel[SourceText]]:
        """Read an article's raw text, or a stretch of it.

        Such as some hundred characters on both sides of a quotation.

        At most 20,000 characters come at once; where end is below characters, go on reading from there.
        """
        with _told():
            stored = assistant.opened.get().article(article)
        if stored is None:
            raise ToolError(f"there is no article {article!r}; citations and passages name those there are")
        card, text, _ = stored
        start = min(start, len(text))
        stop = min(len(text) if end is None else max(start, end), start + LONGEST_READ, len(text))
        return _result(
            fenced(masked(text[start:stop])),
            asdict(SourceText(card.id, card.title, start, stop, len(text), text[start:stop])),
        )

    return [
        Tool.from_function(tool, annotations=ToolAnnotations(read_only_hint=True, open_world_hint=False))
        for tool in (ask, search_passages, read_source)
    ]


@contextmanager
def _told() -> Iterator[None]:
    """What is wrong with a question or the index, told to the caller in its words."""
    try:
        yield
    except (QuestionError, AnswerOverdue, IndexUnusable) as error:
        raise ToolError(str(error)) from error


def _passage(passage: ShownPassage) -> str:
    """A passage below where it stands: its lines are quoted, so that none looks like that of another."""
    where = markdown_text(
        f"{passage.place} ({passage.kind}, {passage.article} {passage.start}:{passage.end})"
    )
    lines = "\n".join(f"> {markdown_text(line)}" for line in passage.text.split("\n"))
    return f"{passage.rank}. {where}\n{lines}"


def _result(text: str, data: dict[str, Any]) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=data, _meta=UNTRUSTED
    )
