"""Which reranker answers from an index."""

from typing import Protocol

from index import Snapshot
from service.answering.cross_encoding import CrossEncoding
from service.answering.late_interaction import LateInteraction
from service.answering.reading import Reading
from service.answering.reranking import Reranker
from service.answering.tuning import Tuning


class MakeReranker(Protocol):
    """What makes a reranker for a snapshot, mostly its class."""

    @property
    def name(self) -> str:
        """The name of what it makes, by which its tuning is chosen."""
        ...

    def __call__(self, index: Snapshot, tuning: Tuning) -> Reranker:
        """One for a snapshot, with its tuning."""
        ...


def best_reranker(index: Snapshot, tuning: Tuning) -> MakeReranker:
    """The cross-encoder that was chosen at ingest, where one was.

    Else reading, where the index carries model and calibration that belong together, else late interaction.
    """
    if index.cross_encoder is not None:
        return CrossEncoding
    fitted = tuning.serving(index.encoder.settings.digest, Reading.name).calibration
    if fitted is None or index.reading is None or index.reading.settings.digest != tuning.reading.model:
        return LateInteraction
    return Reading
