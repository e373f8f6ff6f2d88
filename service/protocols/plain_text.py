"""The answer as text for other programs, with a numbered list of its sources below.

It is Markdown, which nearly all that show it read: words of sources are shown as they are.
"""

from collections.abc import Callable

from service.answering.answer import Answer
from service.answering.citation import Citation
from service.answering.instructions import is_instruction
from service.answering.markdown import markdown_address, markdown_text
from service.answering.said import spoken


def writing(answer: Answer) -> Callable[[str], str]:
    """How the words of an answer are written; a program's own task is answered as it wants it."""
    return str if not answer.citations and is_instruction(answer.question) else markdown_text


def with_sources(answer: Answer) -> str:
    """The answer with what stands below it."""
    return "\n\n".join([spoken(answer.said, writing(answer)).text, *below(answer)])


def below(answer: Answer) -> list[str]:
    """What stands below the answer: how sure it is, its sources, where was looked if not everywhere, its note."""
    looked = f"Looked only in: {markdown_text(', '.join(answer.within))}" if answer.within else ""
    note = markdown_text(answer.note) if answer.note else ""
    return [part for part in (answer.remark, source_list(answer), looked, note) if part]


def source_list(answer: Answer) -> str:
    """The sources in numbered lines; empty where nothing is cited."""
    return "\n".join(["Sources:", *map(_source, answer.citations)]) if answer.citations else ""


def _source(citation: Citation) -> str:
    where = (
        f"<{markdown_address(citation.url)}>"
        if citation.url
        else markdown_text(f"article {citation.article}")
    )
    parts = (markdown_text(citation.source), citation.timestamp, where)
    return f"[{citation.number}] " + ", ".join(part for part in parts if part)
