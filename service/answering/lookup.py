"""What the index holds for a question: of its readings the one that the sources answer best."""

from collections.abc import Sequence
from dataclasses import dataclass

from index import Snapshot
from service.answering.conversation import Resolved, readings, without_medium
from service.answering.reranking import Query, Ranking, Reranker
from service.answering.trace import stage
from service.answering.tuning import Tuning


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
    """Searches one index, ranks, and chooses among readings."""

    index: Snapshot
    reranker: Reranker
    tuning: Tuning

    def understand(self, question: str, history: Sequence[str] = ()) -> list[Reading]:
        """Every reading looked up, the chosen one first.

        Where the question leans on earlier ones, the reading that the sources answer more surely; else the
        question by itself unless the other reading is surer by a margin. What was asked now must itself be
        matched: an earlier subject alone would make any question sure. Without a calibration the likelier
        reading is taken.
        """
        looked_up = [self.look_up(resolved) for resolved in readings(question, history)]
        first = looked_up[0]
        if not first.ranking.calibrated:
            return looked_up
        ahead = 0.0 if first.resolved.leaning else self.tuning.readings.surer
        surest = sorted(
            looked_up,
            key=lambda reading: reading.confidence + (ahead if reading is first else 0.0),
            reverse=True,
        )
        least = self.tuning.readings.least_match
        return sorted(
            surest, key=lambda reading: reading.resolved.leaning and reading.ranking.asked_match < least
        )

    def look_up(self, resolved: Resolved) -> Reading:
        """Search and rank."""
        text = without_medium(resolved.text)
        with stage("encode"):
            encoding = self.index.encoder.encode_question(text)
        query = Query(text, len(without_medium(resolved.text[: resolved.asked])), encoding)
        with stage("search"):
            hits = self.index.search(text, encoding, self.tuning.ranking.candidates)
        with stage("rank"):
            return Reading(resolved, query, self.reranker.rank(query, hits))
