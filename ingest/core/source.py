"""One file as a reader gets it: its name and bytes, and the text that they are."""

from dataclasses import dataclass
from functools import cached_property

from ingest.core.decoding import decode


@dataclass(frozen=True)
class Source:
    """A file's path below the folder, with `/`, and its bytes."""

    path: str
    data: bytes

    @cached_property
    def _decoded(self) -> tuple[str, tuple[str, ...]]:
        return decode(self.data)

    @property
    def text(self) -> str:
        """The bytes as text; raises `SourceError` where they are none."""
        return self._decoded[0]

    @property
    def encoding_notes(self) -> tuple[str, ...]:
        """What was doubtful about the encoding; nothing where nobody asked for the text."""
        return self._decoded[1] if "_decoded" in self.__dict__ else ()
