"""What the index holds for a question: of its readings the one that the sources answer best."""

from collections.abc import Sequence
from dataclasses import dataclass

from index import Hit, Snapshot
from service.answering.conversation import Resolved, readings, without_medium
from service.answering.reranking import Query, Ranking, Reranker
from service.answering.trace import stage
from service.answering.tuning import Tuning
from service.answering.within import EVERYWHERE, Scope


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of the question with what was found for it."""

    resolved: Resolved
    query: Query
    ranking: Ranking

    @property
    def question(self) -> str:
        """What was asked now, without what it leans on."""
        return self.resolved.text[: self.resolved.asked]

    @property
    def confidence(self) -> float:
        """How sure it is that the sources hold what was asked."""
        return self.ranking.answerability

    def answered(self, threshold: float | None) -> bool:
        """Whether that is enough for an answer; without a threshold whatever may be quoted is."""
        if threshold is None:
            return any(passage.citable for passage in self.ranking.passages)
        return self.confidence >= threshold


@dataclass(frozen=True, slots=True)
class Lookup:
    """Searches one index, or what is `within` some of it, ranks, and chooses among readings."""

    index: Snapshot
    reranker: Reranker
    tuning: Tuning
    within: Scope = EVERYWHERE

    def understand(self, question: str, history: Sequence[str] = (), *, others: int = 1) -> list[Reading]:
        """The likeliest reading and so many `others` looked up, the chosen one first.

        A question that leans on earlier ones is read with them, unless it is answered by itself alone; any
        other is read by itself, unless it is surer by a margin with them. Without a calibration the likelier
        reading is taken.
        """
        looked_up = [self.look_up(resolved) for resolved in readings(question, history)[: 1 + others]]
        first = looked_up[0]
        if not first.ranking.calibrated:
            return looked_up

        def better(other: Reading) -> bool:
            if first.resolved.leaning:
                threshold = self.tuning.threshold
                return other.answered(threshold) and not first.answered(threshold)
            return other.confidence > first.confidence + self.tuning.readings.surer

        return sorted(looked_up, key=lambda reading: reading is first or not better(reading))

    def look_up(self, resolved: Resolved) -> Reading:
        """Search and rank."""
        query, hits = self.search(resolved, self.tuning.ranking.candidates)
        with stage("rank"):
            return Reading(resolved, query, self.reranker.rank(query, hits))

    def search(self, resolved: Resolved, count: int) -> tuple[Query, list[Hit]]:
        """The question as it is looked up, and so many of the nearest by vectors and by words each."""
        text = without_medium(resolved.text)
        with stage("encode"):
            encoding = self.index.encoder.encode_question(text)
        with stage("search"):
            hits = self.index.search(text, encoding, count, self.within.collections, self.within.articles)
        asked = len(without_medium(resolved.text[: resolved.asked]))
        return Query(text, asked, encoding, leaning=resolved.leaning), hits
