"""What decides whether a sentence of a language model's draft may be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from service.phrasing.draft import Drafted, is_plain

if TYPE_CHECKING:
    from service.phrasing.support import Evidence


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a sentence is dropped, or nothing and the numbers of the quotes that bear it out."""

    reason: str
    used: tuple[int, ...] = ()


class Quoted(Protocol):
    """What is compared: a quote and the headings that it stands under."""

    @property
    def quote(self) -> str:
        """The words of the source."""
        ...

    @property
    def section(self) -> Sequence[str]:
        """The headings, outermost first."""
        ...


class Judge(Protocol):
    """Compares a drafted sentence with quotes. Safe for many threads."""

    def judge(self, drafted: Drafted, citations: Mapping[int, Quoted]) -> Verdict:
        """Whether the sentence may be said, by the quotes whose numbers it has.

        `citations` are all that it may cite.
        """
        ...


class WordsJudge:
    """Every word that says something must stand in a quote as it does in the sentence."""

    def judge(self, drafted: Drafted, citations: Mapping[int, Quoted]) -> Verdict:
        """By the words alone; the encoder takes no part."""
        from service.phrasing.support import fault

        if not drafted.numbers or not set(drafted.numbers) <= set(citations):
            return Verdict("it cites nothing, or what is not there")
        cited = [citations[number] for number in drafted.numbers]
        if not is_plain(drafted.text, [citation.quote for citation in cited]):
            return Verdict("it is not plain text")
        wrong, used = fault(
            drafted.text, [_evidence(citation.quote, *citation.section[-1:]) for citation in cited]
        )
        return Verdict(wrong, tuple(drafted.numbers[place] for place in used))


@lru_cache(maxsize=256)
def _evidence(quote: str, heading: str = "") -> "Evidence":
    from service.phrasing.support import evidence

    return evidence(quote, heading)
