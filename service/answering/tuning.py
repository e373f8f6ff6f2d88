"""Every number that decides an answer, in one value that is kept with the index it was fitted for."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Self

from index.manifest import IndexUnusable

if TYPE_CHECKING:
    from index import Snapshot, Store
    from index.encoder import EncoderSettings

LATE_INTERACTION, READING = "late-interaction", "reading"


class TuningError(ValueError):
    """A tuning that this program cannot read."""


@dataclass(frozen=True)
class Ranking:
    """Weights of the ranking's signals; `kept` is how many candidates have their sentences scored."""

    late: float = 1.0
    sentence: float = 0.5
    dense: float = 0.25
    words: float = 0.05
    reader_penalty: float = 0.3  # what a reader's own story is put back by
    earlier: float = 0.5  # weight of the words of an earlier question or a story that this one is read with
    least_asked: float = 0.36  # match of what was asked now without which late interaction is not sure
    late_share: float = 0.7  # of late interaction in a sentence's score; the rest is its cosine
    kept: int = 24
    candidates: int = 50  # of each of vectors and words


@dataclass(frozen=True)
class Composing:
    """How many sentences are said, and which come near enough to the best of them."""

    most_words: int = 120
    passages_read: int = 6
    passage_share: float = 0.5  # of a passage's score in that of its sentences
    word: float = 0.001  # taken from a sentence's score for each of its words: long ones match more by chance
    margin: float = 0.11  # below the best sentence's score, within which others complete it
    margin_of_another_case: float = 0.05  # likewise, for a reply to another reader
    fewest_items: int = 4  # of a list within the margin, and half of it, for which it is said whole
    instead: float = 0.015  # within which a sentence of a better form opens the answer
    most_repeats: int = 2
    fewest_words: int = 3
    same_words: float = 0.8


@dataclass(frozen=True)
class Readings:
    """How much surer than by itself a question must be with what was asked before, to be read so."""

    surer: float = 0.3


@dataclass(frozen=True)
class Reading:
    """How many of the best passages are read with the question, and how far what was read moves scores.

    A share of 1 is as the model was trained, with 0 the order stays late interaction's. `model` is the digest
    of the model that they are for.
    """

    model: str = "0dd57184338ec356bf37027c87ddf74740ae9e5d963e17c54384bdee3a621c54"
    passages: int = 8
    again: int = 3  # of these, with what was asked now alone, where that leans on an earlier question
    passage: float = 0.5
    sentence: float = 0.65


@dataclass(frozen=True)
class PairScoring:
    """What a cross-encoder that was chosen at ingest is asked about; set by thought, as nothing is fitted for it.

    The best of late interaction's `passages`, of the best `opened` of these that may be quoted their
    sentences, at most `windows`; `scale` logits count as one of late interaction's score.
    """

    passages: int = 8
    opened: int = 4
    windows: int = 24
    scale: float = 20.0


@dataclass(frozen=True)
class Degrees:
    """A logistic function of what `sureness.signals` tells: how probable it is that the opening is right.

    From `sure` on an answer is sure, below `barely` it is barely one, and so it is below a confidence of
    `least`: where every article is of another subject, any sentence leads far.
    """

    bias: float
    weights: Mapping[str, float]
    sure: float
    barely: float
    least: float = 0.2


@dataclass(frozen=True)
class Calibration:
    """A logistic function of a reranker's signals, what an answer needs of it, and what it was fitted for."""

    encoder: str  # digest of the encoder
    reranker: str  # name
    threshold: float
    bias: float
    weights: Mapping[str, float]
    far: float = 0.0  # match of the best sentence, below which the sources are about something else
    degrees: Degrees | None = None

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """A calibration from plain values."""
        degrees = plain.get("degrees")
        return cls(**{**plain, "degrees": Degrees(**degrees) if degrees else None})


@dataclass(frozen=True)
class Tuning:
    """All of them; without `calibration` confidences are raw scores, and whatever may be quoted is said."""

    ranking: Ranking = field(default_factory=Ranking)
    composing: Composing = field(default_factory=Composing)
    readings: Readings = field(default_factory=Readings)
    calibration: Calibration | None = None
    reading: Reading = field(default_factory=Reading)
    others: Mapping[str, Calibration] = field(default_factory=dict)  # of other rerankers, by their names
    cross_encoding: PairScoring = field(default_factory=PairScoring)
    unsure: float = 0.35  # confidence below which an answer first says that it may be none

    @cached_property
    def digest(self) -> str:
        """Names these numbers in answers and evaluation runs."""
        return sha256(json.dumps(self.as_dict(), sort_keys=True).encode()).hexdigest()[:12]

    @property
    def threshold(self) -> float | None:
        """The confidence that an answer needs; None where it is not calibrated."""
        return self.calibration.threshold if self.calibration else None

    def serving(self, encoder: str, reranker: str) -> Self:
        """This tuning with the calibration for an encoder, by digest, and a reranker, by name, if any."""
        for fitted in (self.calibration, self.others.get(reranker)):
            if fitted is not None and (fitted.encoder, fitted.reranker) == (encoder, reranker):
                return replace(self, calibration=fitted)
        return replace(self, calibration=None)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Self:
        """A tuning from plain values; raises `TuningError` where they are no tuning of this program."""
        calibration = plain.get("calibration")
        try:
            return cls(
                Ranking(**plain["ranking"]),
                Composing(**plain["composing"]),
                Readings(**plain["readings"]),
                Calibration.of(calibration) if calibration else None,
                Reading(**plain["reading"]),
                {name: Calibration.of(other) for name, other in plain["others"].items()},
                PairScoring(**plain["cross_encoding"]),
                float(plain["unsure"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise TuningError(f"the index was tuned for another version of this program ({error})") from error


def open_tuned(store: "Store") -> "Snapshot":
    """What a store has published, with numbers of this program; raises `IndexUnusable` with what to run."""
    index = store.open()
    try:
        if index.tuning:
            Tuning.of(index.tuning)
    except TuningError as error:
        index.close()
        raise IndexUnusable(f"{index.place}: {error}", store.remedy()) from error
    return index


def tuning_for(encoder: str, reranker: str) -> Tuning:
    """The tuning of an encoder, by digest, and a reranker, by name; calibrated if fitted for both."""
    for path in sorted(
        files("service.answering").joinpath("calibrations").iterdir(), key=lambda entry: entry.name
    ):
        if path.name.endswith(".json"):
            calibration = Calibration.of(json.loads(path.read_text(encoding="utf-8")))
            if (calibration.encoder, calibration.reranker) == (encoder, reranker):
                return Tuning(calibration=calibration)
    return Tuning()


def kept_tuning(encoder: "EncoderSettings") -> dict[str, Any]:
    """What an ingest keeps with the index that it makes with an encoder."""
    reading = tuning_for(encoder.digest, READING).calibration
    others = {READING: reading} if reading else {}
    return replace(tuning_for(encoder.digest, LATE_INTERACTION), others=others).as_dict()
