"""A language model's draft, cut into sentences while it arrives, each with the numbers it cites."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest import harmless

_END = re.compile(
    r"(?:[.!?][\"”')]*|\])(?:\s*\[[^\[\]]{0,40}\]){0,5}[.!?]*(?:\s*\n|\s+(?=[^\s\[a-z,;]))|(?<!\s)(?=\s*\n)\s++(?=[^\s\[])"
)
_MARK = re.compile(r"\s*\[(\d{1,2}(?:\s*,\s*\d{1,2})*)\]")
_OPENING = re.compile(r"(?:[-*•]\s+|\d{1,2}[.)]\s+)?(?:(?:yes|no)\b[,:;—–]\s*)?", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9 .,;:!?'\"()&/%$€£+’‘“”–—…-]*")
_ADDRESS = re.compile(r"://|\bwww\.|@|(?<=\w)\.[a-z]{2}", re.IGNORECASE)  # also a bare name: evil.com


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence of a draft without its marks, and their numbers in order; none where they cannot be read."""

    text: str
    numbers: tuple[int, ...]

    @property
    def words(self) -> int:
        """How long it is."""
        return len(self.text.split())


def drafted_sentences(pieces: Iterable[str]) -> Iterator[Drafted]:
    """The sentences of a draft, each as soon as it is certain that no further mark belongs to it."""
    held = ""
    for piece in pieces:
        held += piece
        while end := _END.search(held, _opening(held)):
            yield from _drafted(held[: end.end()])
            held = held[end.end() :]
    yield from _drafted(held)


def _opening(text: str) -> int:
    """Where a sentence begins: behind the mark of a list, and a yes or no, which no quote can bear out."""
    opening = _OPENING.match(text)
    return opening.end() if opening else 0


def _drafted(text: str) -> Iterator[Drafted]:
    text = " ".join(text.split())
    text = text[_opening(text) :]
    numbers = [int(number) for group in _MARK.findall(text) for number in group.split(",")]
    bare = _MARK.sub("", text).strip()
    if any(map(str.isalnum, bare)):
        closed = bare if bare.rstrip("\"”')")[-1:] in tuple(".!?") else bare.rstrip(",;: ") + "."
        yield Drafted(
            closed[:1].upper() + closed[1:],
            () if "[" in bare or "]" in bare else tuple(dict.fromkeys(numbers)),
        )


def is_plain(text: str, quotes: Iterable[str]) -> bool:
    """Whether a sentence has no address, no markup, and no signs but those of plain English or its quotes.

    None that is not seen is plain, whoever wrote it.
    """
    if _ADDRESS.search(text) or harmless(text) != text:
        return False
    return set(_PLAIN.sub("", text)) <= set("".join(quotes)) - set("<>[]`*#|{}\\")
