"""What is said around the quotes: that an answer may be none, the head of each of several questions."""

from collections.abc import Sequence

from service.answering.said import UNSURE, Said
from service.answering.sureness import Part, Sureness

REFUSAL = "The sources do not answer this."
ABOUT = "The sources do not answer this. Their topics: {}."
MOST_TOPICS = 4  # in a refusal
NOTHING_MORE = "Nothing more than what is said above."


def refusal(topics: Sequence[str]) -> Said:
    """That the sources do not answer, in one line; with what they are about, where nothing is near."""
    return Said(ABOUT.format("; ".join(topics[:MOST_TOPICS])) if topics else REFUSAL)


def opened(quoted: Sequence[Said], sure: Sureness | None) -> list[Said]:
    """An answer to one question; one that is barely an answer says so first."""
    return [*([Said(UNSURE)] if sure and sure.degree == "barely" else []), *quoted]


def parted(quoted: Sequence[Said], parts: Sequence[Part], answered: Sequence[bool]) -> list[Said]:
    """An answer to several questions, each under its head; one without an answer is named by its own."""
    said: list[Said] = []
    for number, (part, enough) in enumerate(zip(parts, answered, strict=True)):
        own = [entry for entry in quoted if entry.part == number]
        said.append(Said(_head(part.question), part=number, head=True))
        if not enough or not own:
            said.append(Said(NOTHING_MORE if enough else REFUSAL, part=number))
        elif part.sureness and part.sureness.degree != "sure":
            barely = part.sureness.degree == "barely"
            said.append(Said(UNSURE if barely else f"{part.sureness.words}:", part=number))
        said.extend(own)
    return said


def _head(question: str) -> str:
    """A question as it stands above its answer."""
    return f"{question[:1].upper()}{question[1:].rstrip(' ?!.')}?"
