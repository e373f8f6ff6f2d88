"""What a generation carries beside its articles: models, each exported once and then handed on.

An ingest exports a part when the published generation has none of its digest. A part that is added here is
in every index from then on; it is read as `Snapshot.part(name)`.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from index.store import Part

if TYPE_CHECKING:
    from index.model import Model

ENCODER = "encoder"


def parts_of(encoder_digest: str, load: Callable[[], "Model"]) -> Sequence[Part]:
    """The parts of an index that is made with an encoder; `load` gives the encoder with torch behind it."""
    return (Part(ENCODER, encoder_digest, lambda folder: load().export(folder)),)
