"""The answer object, the same in every door: values without behaviour."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from ingest import PassageKind
from service.answering.citation import Citation
from service.answering.said import Said
from service.answering.several import Several
from service.answering.sureness import Part, Sureness

LONGEST_QUESTION = 2000  # characters
LONGEST_HISTORY = 50  # questions; the doors refuse more, or leave the oldest out


class QuestionError(ValueError):
    """A question that cannot be asked; the message says why."""


class AnswerOverdue(RuntimeError):  # noqa: N818 - reads better where it is raised
    """An answer took longer than it may; the message says how long that is."""


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage near the question, by rank.

    `score` is the ranking score and orders only within one answer.
    """

    rank: int
    article: str
    title: str
    section: Several[str]
    kind: PassageKind
    text: str
    start: int
    end: int
    place: str
    speaker: str
    timestamp: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sources say to a question, or that they do not answer it.

    `said` is the answer as it is built, `answer` the string that `said.spoken` makes of it. `confidence` is
    the probability that the sources hold what was asked, where `calibrated`, else a raw score; `threshold` is
    what an answer needs. `tuning` names the numbers that decided, `index` what was asked. `model` names the
    language model that phrased the answer, which without it is the sources' own sentences; `note` is a line
    to show with it. `within` names the collections and articles that were looked in, where not everywhere was.
    `sureness` is the degree of confidence that people are shown, of `parts` each its own, where several
    questions were asked in one; `understood` says in words how the question was read, where that is not as it
    was asked.
    """

    question: str
    standalone_question: str
    status: Literal["answered", "not_in_sources"]
    answer: str
    confidence: float
    calibrated: bool
    citations: Several[Citation]
    passages: Several[ShownPassage]
    said: Several[Said]
    related: Several[str]
    unanswered: Several[str]
    index: str
    tuning: str
    took_ms: float
    threshold: float | None = None
    explanation: dict[str, Any] | None = None
    model: str | None = None
    note: str | None = None
    within: Several[str] | None = None
    sureness: Sureness | None = None
    parts: Several[Part] | None = None
    understood: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, without those that are empty unless something asks for them."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @property
    def remark(self) -> str | None:
        """What stands below an answer that is likely one; all others say themselves how sure they are."""
        likely = self.sureness and self.sureness.degree == "likely" and not self.parts
        return f"{self.sureness.words}." if likely and self.sureness else None

    def cited(self, entry: Said) -> list[Citation]:
        """The citations that a piece of the answer names, in its order."""
        by_number = {citation.number: citation for citation in self.citations}
        return [by_number[number] for number in entry.citations]
