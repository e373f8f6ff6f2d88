"""Passages encoded at ingest, those of a length together, each step kept before the next."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from index.context import encoded_text, kept_encoding
from index.store import PassageEncoding, Writer
from ingest import Passage

if TYPE_CHECKING:
    from index.model import Model, ModelSource

ENCODE_BATCH = 64
PASSAGES_AT_ONCE = 512
Progress = Callable[[str, int, int], None]
Titled = Mapping[str, tuple[str, Passage]]
"""Passages with the titles of their articles, by the keys of their encodings."""


class PassageEncoder:
    """An encoder, loaded when it is first needed; `encoded` counts the passages that it has encoded."""

    def __init__(self, source: "ModelSource", progress: Progress) -> None:
        self.name = source.name
        self.digest = source.digest()
        self.encoded = 0
        self._source = source
        self._progress = progress
        self._model: Model | None = None

    def load(self) -> "Model":
        """The model, with torch behind it."""
        if self._model is None:
            from index.model import Model

            self._progress("loading the encoder", 0, 1)
            self._model = Model(self._source)
        return self._model

    def encodings(self, passages: Titled, writer: Writer) -> dict[str, PassageEncoding]:
        """See that a writer keeps the encodings of passages; at least `PASSAGES_AT_ONCE` are returned.

        More are not held, as an article may have any number of passages: whoever puts it in asks the writer.
        """
        at_hand: dict[str, PassageEncoding] = {}
        keys = list(passages)
        for first in range(0, len(keys), PASSAGES_AT_ONCE):
            some = keys[first : first + PASSAGES_AT_ONCE]
            encodings = writer.kept(some)
            encodings.update(
                self._encode({key: passages[key] for key in some if key not in encodings}, writer)
            )
            if len(at_hand) <= PASSAGES_AT_ONCE:
                at_hand.update(encodings)
        return at_hand

    def _encode(self, passages: Titled, writer: Writer) -> dict[str, PassageEncoding]:
        encodings: dict[str, PassageEncoding] = {}
        ordered = sorted(passages, key=lambda key: len(passages[key][1].text))
        for first in range(0, len(ordered), ENCODE_BATCH):
            self._progress("encoding", self.encoded, self.encoded + len(ordered) - first)
            step = ordered[first : first + ENCODE_BATCH]
            made = self.load().encode([encoded_text(*passages[key]) for key in step])
            fresh = {
                key: kept_encoding(*passages[key], encoding) for key, encoding in zip(step, made, strict=True)
            }
            writer.keep(fresh)
            encodings.update(fresh)
            self.encoded += len(step)
        self._progress("encoding", self.encoded, self.encoded)
        return encodings
