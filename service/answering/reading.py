"""The second reranker: the best passages of late interaction, read together with the question.

It sees whether an answer is given, which neither vectors nor shared words show. A pass over question and
passage costs several times the ranking before it, so only the best few are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from index import Hit, ReadingModel, Snapshot
from index.context import encoded_text, sentence_starts
from index.reading import ReadPassage
from service.answering.confidence import answerability
from service.answering.deadline import in_time
from service.answering.late_interaction import LateInteraction
from service.answering.reranking import Query, Ranked, Ranking
from service.answering.tuning import READING, Tuning

PASSAGE_IN_SENTENCE = 0.1  # of a passage's score in that of its sentences, as when the model was trained
PASSAGE_CENTRE, SENTENCE_CENTRE = 1.0, 0.55  # taken from scores, likewise
FEWEST_WORDS = 3  # of a sentence that can tell whether there is an answer
UNREAD = -10.0  # the logit of a sentence past the model's limit
ASKED_NOW = ("leaning", "asked_sentence")  # signals; 0 for a question that stands alone


@dataclass(frozen=True, slots=True)
class Moved(Ranked):
    """A passage that was read, and the logits that moved it: its own, and those of its sentences (n,)."""

    logit: float
    logits: np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True, slots=True)
class Read:
    """A passage as late interaction ranked it, what the model says of it, and the logits of the two."""

    ranked: Ranked
    own: ReadPassage
    passage: float
    sentences: np.ndarray[Any, np.dtype[np.float32]]


class Reading:
    """A reading model over the best passages of late interaction in one index."""

    name = READING

    def __init__(self, index: Snapshot, tuning: Tuning, model: ReadingModel | None = None) -> None:
        model = model or index.reading
        assert model is not None, f"{index.place} carries no reading model"
        self._first = LateInteraction(index, replace(tuning, calibration=None))
        self._weights = tuning.reading
        self._calibration = tuning.calibration
        self._model = model

    def rank(self, query: Query, hits: Sequence[Hit]) -> Ranking:
        """The hits in order: first those that were read, then the others as late interaction has them."""
        first = self._first.rank(query, hits)
        read = self._read(query, first.passages)
        moved = [self._moved(passage) for passage in read]
        moved.sort(key=lambda passage: -passage.score)
        passages = [*moved, *behind(moved, first.passages[len(read) :])]
        signals = {**first.signals, **features(read)}
        if "read_sentence" in signals:
            signals |= self._asked_now(query, read)
        sure, calibrated = answerability(passages, signals, self._calibration)
        return Ranking(passages, sure, calibrated, signals)

    def explain(self, query: Query, ranking: Ranking, count: int) -> list[dict[str, Any]]:
        """What late interaction shows of each passage, and of those that were read the logits."""
        first = self._first.rank(query, [passage.hit for passage in ranking.passages])
        some = ranking.passages[:count]
        logits = {
            each.hit.row: logits_of(each.logit, each.logits) for each in some if isinstance(each, Moved)
        }
        return explained(self._first, query, some, first, logits)

    def _read(self, query: Query, passages: Sequence[Ranked]) -> list[Read]:
        """The best passages, read; of a sentence past the model's limit only the score counts."""
        some = passages[: self._weights.passages]
        if not some:
            return []
        settings = self._model.settings
        in_time()
        every = self._model.read(query.text, [_shown(passage.hit) for passage in some])
        read = []
        for ranked, own in zip(some, every, strict=True):
            before = ranked.sentences + PASSAGE_IN_SENTENCE * ranked.score
            sentences = np.nan_to_num(own.sentences, nan=0.0) + settings.sentence_scale * (
                before - SENTENCE_CENTRE
            )
            passage = own.logit + settings.passage_scale * (ranked.score - PASSAGE_CENTRE)
            read.append(Read(ranked, own, passage, sentences.astype(np.float32)))
        return read

    def _asked_now(self, query: Query, read: Sequence[Read]) -> dict[str, float]:
        """What the model says of what was asked now by itself, where the question leans on an earlier one.

        The subject of the earlier one alone would make any question sure.
        """
        if not query.leaning:
            return dict.fromkeys(ASKED_NOW, 0.0)
        citable = sorted((one for one in read if one.ranked.citable), key=lambda one: -one.passage)
        best = citable[: self._weights.again]
        in_time()
        every = self._model.read(query.text[: query.asked], [_shown(one.ranked.hit) for one in best])
        sentence = max(float(np.nan_to_num(own.sentences, nan=UNREAD).max()) for own in every)
        return dict(zip(ASKED_NOW, (1.0, sentence), strict=True))

    def _moved(self, read: Read) -> Moved:
        """The passage with scores moved by what was read, in late interaction's own measure."""
        settings, weights = self._model.settings, self._weights
        own = np.nan_to_num(read.own.sentences, nan=0.0) / settings.sentence_scale
        sentences = (read.ranked.sentences + weights.sentence * own).astype(np.float32)
        score = read.ranked.score + weights.passage * read.own.logit / settings.passage_scale
        return Moved(read.ranked.hit, score, sentences, read.passage, read.sentences)


def features(read: Sequence[Read]) -> dict[str, float]:
    """Logits of the best passage and the best sentence that may be quoted; empty where there is none."""
    citable = [passage for passage in read if passage.ranked.citable]
    best = [
        float(logit)
        for passage in citable
        for logit, sentence in zip(passage.sentences, passage.ranked.hit.passage.sentences, strict=True)
        if len(sentence.text.split()) >= FEWEST_WORDS and not sentence.text.endswith(":")
    ]
    if not best:
        return {}
    return {"read_sentence": max(best), "read_passage": max(passage.passage for passage in citable)}


def behind(read: Sequence[Ranked], others: Sequence[Ranked]) -> list[Ranked]:
    """What was not read, in its order, with scores so lowered that it stands behind what was."""
    worst = min((each.score for each in read), default=0.0)
    fall = max(max((each.score for each in others), default=0.0) - worst, 0.0)
    return [
        Ranked(each.hit, min(each.score - fall, worst), each.sentences - np.float32(fall)) for each in others
    ]


def logits_of(passage: float, sentences: np.ndarray[Any, np.dtype[np.float32]]) -> dict[str, Any]:
    """A passage's logit and those of its sentences, None where one was not read, as plain values."""
    return {
        "passage": round(passage, 2),
        "sentences": [None if np.isnan(logit) else round(float(logit), 2) for logit in sentences],
    }


def explained(
    first: LateInteraction,
    query: Query,
    passages: Sequence[Ranked],
    ranking: Ranking,
    logits: Mapping[int, dict[str, Any]],
) -> list[dict[str, Any]]:
    """What late interaction shows of passages in its ranking, and of those that were read, by row, the logits."""
    rows = [passage.hit.row for passage in ranking.passages]
    shown = dict(zip(rows, first.explain(query, ranking, len(rows)), strict=True))
    return [
        {**shown[row], **({"read": logits[row]} if row in logits else {})}
        for row in (passage.hit.row for passage in passages)
    ]


def _shown(hit: Hit) -> tuple[str, list[int]]:
    text = encoded_text(hit.card.title, hit.passage)
    return text, sentence_starts(text, hit.passage)
