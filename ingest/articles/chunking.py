"""How sections become passages."""

from dataclasses import dataclass

PASSAGE_CHARACTERS = 800


@dataclass(frozen=True, slots=True)
class Chunking:
    """How sections become passages; part of an index's identity."""

    passage_characters: int = PASSAGE_CHARACTERS
