"""A conversation as Markdown, with links to the second of the video."""

import re
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from service.answering.answer import Answer
from service.answering.text import said_sentences
from service.terminal.console import clean
from service.terminal.places import Place, Places
from service.terminal.printed import notes

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~&])")
_NUMBER = re.compile(r" ?\\\[(\d+)\\\]")


def markdown(turns: Sequence[Answer], places: Places) -> str:
    """Each question as a heading, with its answer and a list of where every sentence stands."""
    return "\n".join(["# Questions and answers\n", *(_turn(found, places) for found in turns)])


def _turn(found: Answer, places: Places) -> str:
    where = {one.number: places.of(one) for one in found.citations}
    blocks = [f"## {_plain(found.question)}"]
    if found.standalone_question != found.question:
        blocks.append(f"*Understood as: {_plain(found.standalone_question)}*")
    for item, together in groupby(said_sentences(found), key=attrgetter("item")):
        said = "".join(_with_links(one.text, where) for one in together).strip()
        blocks.append(f"* {said}" if item else said)
    blocks.extend(f"*{_plain(note)}*" for note in notes(found))
    if found.citations:
        blocks.append(
            "\n".join(f"{one.number}. {_link(where[one.number])}, {_plain(one.place)}: “{_plain(one.quote)}”" for one in found.citations)
        )
    return "\n\n".join(blocks) + "\n"


def _with_links(text: str, where: dict[int, Place]) -> str:
    def number(found: re.Match[str]) -> str:
        place = where.get(int(found[1]))
        return f" [{found[0].strip()}]({place.link})" if place and place.link else found[0]

    return " " + _NUMBER.sub(number, _plain(text))


def _link(place: Place) -> str:
    return f"[{place.point}]({place.link})" if place.link else f"{place.point} of {_plain(place.address)}"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", clean(text))
