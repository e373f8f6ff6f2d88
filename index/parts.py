"""What a generation carries beside its articles: models, each exported once and then handed on.

An ingest exports a part when the published generation has none of its digest. A part that is added here is
in every index from then on; it is read as `Snapshot.part(name)`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.store import Part

if TYPE_CHECKING:
    from index.model import ModelSource
    from index.passage_encoder import PassageEncoder

ENCODER, READING, CROSS_ENCODER = "encoder", "reading", "cross-encoder"


def parts_of(encoder: "PassageEncoder", reranker: "ModelSource | None" = None) -> Sequence[Part]:
    """The parts of an index that is made with an encoder and, where there is one, a cross-encoder.

    That comes first, as it may turn out to be none. The reading model learned beside the scores that come of
    the tuned encoder, and goes with no other.
    """
    from index.cross_encoder_export import cross_encoder_digest, export_cross_encoder
    from index.model import TUNED_MODEL  # none of these imports torch by itself
    from index.reading_export import export_reading, reading_digest

    parts = [Part(ENCODER, encoder.digest, lambda folder: encoder.load().export(folder))]
    if encoder.name == TUNED_MODEL:
        parts.append(Part(READING, reading_digest(), export_reading))
    if reranker is not None:
        digest = cross_encoder_digest(reranker)
        parts.insert(0, Part(CROSS_ENCODER, digest, lambda folder: export_cross_encoder(reranker, folder)))
    return parts
