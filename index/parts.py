"""What a generation carries beside its articles: models, each exported once and then handed on.

An ingest exports a part when the published generation has none of its digest. A part that is added here is
in every index from then on; it is read as `Snapshot.part(name)`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.store import Part

if TYPE_CHECKING:
    from index.passage_encoder import PassageEncoder

ENCODER, READING = "encoder", "reading"


def parts_of(encoder: "PassageEncoder") -> Sequence[Part]:
    """The parts of an index that is made with an encoder.

    The reading model learned beside the scores that come of the tuned encoder, and goes with no other.
    """
    from index.model import TUNED_MODEL  # neither imports torch by itself
    from index.reading_export import export_reading, reading_digest

    own = Part(ENCODER, encoder.digest, lambda folder: encoder.load().export(folder))
    return (own, Part(READING, reading_digest(), export_reading)) if encoder.name == TUNED_MODEL else (own,)
