"""The answer as plain text for other programs, with a numbered list of its sources below."""

from service.answering.answer import Answer
from service.answering.citation import Citation


def with_sources(answer: Answer) -> str:
    """The answer with what stands below it."""
    return "\n\n".join([answer.answer, *below(answer)])


def below(answer: Answer) -> list[str]:
    """What stands below the answer: how sure it is, its sources, where was looked if not everywhere, its note."""
    looked = f"Looked only in: {', '.join(answer.within)}" if answer.within else ""
    return [part for part in (answer.remark, source_list(answer), looked, answer.note) if part]


def source_list(answer: Answer) -> str:
    """The sources in numbered lines; empty where nothing is cited."""
    return "\n".join(["Sources:", *map(_source, answer.citations)]) if answer.citations else ""


def _source(citation: Citation) -> str:
    parts = (citation.source, citation.timestamp, citation.url or f"article {citation.article}")
    return f"[{citation.number}] " + ", ".join(part for part in parts if part)
