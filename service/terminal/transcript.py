"""A conversation as Markdown, with links to the second of the video."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from service.answering.answer import Answer
from service.answering.citation import Citation
from service.answering.markdown import markdown_address, markdown_text
from service.answering.said import Said, closed
from service.assistant import Assistant
from service.terminal.places import Place, place_of
from service.terminal.printed import notes


def markdown(turns: Sequence[Answer], assistant: Assistant) -> str:
    """Each question as a heading, with its answer and a list of where every sentence stands."""
    return "\n".join(["# Questions and answers\n", *(_turn(answer, assistant) for answer in turns)])


def _turn(answer: Answer, assistant: Assistant) -> str:
    places = {citation.number: place_of(citation, assistant) for citation in answer.citations}
    blocks = [f"## {markdown_text(answer.question)}"]
    if answer.understood:
        blocks.append(f"*{markdown_text(answer.understood)}*")
    if answer.within:
        blocks.append(f"*Looked only in: {markdown_text(', '.join(answer.within))}*")
    for (item, quoted), group in groupby(answer.said, key=lambda entry: (entry.item, bool(entry.citations))):
        said = [
            f"### {markdown_text(entry.text)}" if entry.head else _with_links(entry, places)
            for entry in group
        ]
        together = [f"* {' '.join(said)}" if item else " ".join(said)]
        blocks.extend(together if quoted else said)  # our own words: alone
    told = [answer.remark, *notes(answer)]
    blocks.extend(f"*{markdown_text(note)}*" for note in told if note)
    if answer.citations:
        blocks.append("\n".join(_source(citation, places[citation.number]) for citation in answer.citations))
    return "\n\n".join(blocks) + "\n"


def _source(citation: Citation, place: Place) -> str:
    licence = f" ({markdown_text(citation.licence)})" if citation.licence else ""
    return f"{citation.number}. {_link(place)}, {markdown_text(citation.source)}: “{markdown_text(citation.quote)}”{licence}"


def _with_links(entry: Said, places: Mapping[int, Place]) -> str:
    return " ".join(
        [markdown_text(closed(entry)), *(_number(number, places[number]) for number in entry.citations)]
    )


def _number(number: int, place: Place) -> str:
    return f"[\\[{number}\\]]({markdown_address(place.link)})" if place.link else f"\\[{number}\\]"


def _link(place: Place) -> str:
    if place.link:
        return f"[{place.point}]({markdown_address(place.link)})"
    return f"{place.point} of {markdown_text(place.address)}"
