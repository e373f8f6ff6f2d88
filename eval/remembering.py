"""An assistant that encodes, searches and ranks each question once, however often it is asked."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from index import Encoding, Hit, Snapshot
from service.answering.late_interaction import LateInteraction
from service.answering.rerankers import MakeReranker
from service.answering.reranking import Query, Ranked, Ranking, Reranker
from service.answering.tuning import Tuning
from service.assistant import Assistant, Fixed


class RememberingEncoder:
    """The encoder of a snapshot, with what it made of each question."""

    def __init__(self, index: Snapshot) -> None:
        self._encoder = index.encoder
        self._encodings: dict[str, Encoding] = {}

    def __getattr__(self, name: str) -> Any:
        """Whatever else the encoder has."""
        return getattr(self._encoder, name)

    def encode_question(self, question: str) -> Encoding:
        """As the encoder."""
        if question not in self._encodings:
            self._encodings[question] = self._encoder.encode_question(question)
        return self._encodings[question]


class RememberingSnapshot:
    """A snapshot, with what it found for each question."""

    def __init__(self, index: Snapshot) -> None:
        self._index = index
        self._hits: dict[tuple[Any, ...], list[Hit]] = {}
        self.encoder = RememberingEncoder(index)

    def __getattr__(self, name: str) -> Any:
        """Whatever else the snapshot has."""
        return getattr(self._index, name)

    def search(self, question: str, encoding: Encoding, *how: Any) -> list[Hit]:
        """As the snapshot."""
        key = (question, *how)
        if key not in self._hits:
            self._hits[key] = self._index.search(question, encoding, *how)
        return self._hits[key]


class RememberingReranker:
    """A reranker, with how it ordered the hits of each question.

    It keeps no more of a passage than answers need.
    """

    def __init__(self, reranker: Reranker) -> None:
        self._reranker = reranker
        self._rankings: dict[tuple[str, int], Ranking] = {}
        self.name = reranker.name

    def rank(self, query: Query, hits: Sequence[Hit]) -> Ranking:
        """As the reranker; the hits of a question are always the same."""
        key = (query.text, query.asked)
        if key not in self._rankings:
            ranking = self._reranker.rank(query, hits)
            passages = [Ranked(passage.hit, passage.score, passage.sentences) for passage in ranking.passages]
            self._rankings[key] = replace(ranking, passages=passages)
        return self._rankings[key]

    def explain(self, query: Query, ranking: Ranking, count: int) -> list[dict[str, Any]]:
        """As the reranker, of its own ranking."""
        hits = [passage.hit for passage in ranking.passages]
        return self._reranker.explain(query, self._reranker.rank(query, hits), count)


class MakeRemembering:
    """What makes a reranker that remembers, of what makes one."""

    def __init__(self, make: MakeReranker) -> None:
        self._make = make
        self.name = make.name

    def __call__(self, index: Snapshot, tuning: Tuning) -> Reranker:
        """One for a snapshot."""
        return RememberingReranker(self._make(index, tuning))


def remembering(index: Snapshot, reranker: MakeReranker = LateInteraction) -> Assistant:
    """An assistant over a snapshot that remembers, and that nobody waits for."""
    snapshot = cast("Snapshot", RememberingSnapshot(index))  # it hands on whatever it does not remember
    return Assistant(Fixed(snapshot), reranker=MakeRemembering(reranker), seconds=math.inf)
