"""CURRENT, the file of an index folder that names its current generation: one line that checks itself.

    000003 <sha256 of that generation's manifest.json> <first digits of the sha256 of these two>

So that no byte of it, and none of the manifest, changes unseen.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

_LINE = re.compile(r"(\d{6,}) ([0-9a-f]{64}) ([0-9a-f]{16})\n")
_BEFORE_FORMAT_7 = re.compile(r"(\d{6,})\n")


@dataclass(frozen=True, slots=True)
class Current:
    """The current generation's name and its manifest's sha256, empty where an older program wrote it."""

    name: str
    manifest: str

    @property
    def line(self) -> str:
        """What stands in the file."""
        told = f"{self.name} {self.manifest}"
        return f"{told} {_check(told)}\n"


def current_in(line: str) -> Current | None:
    """What the file's content says; None where it is damaged."""
    if whole := _LINE.fullmatch(line):
        name, manifest, check = whole.groups()
        return Current(name, manifest) if check == _check(f"{name} {manifest}") else None
    older = _BEFORE_FORMAT_7.fullmatch(line)
    return Current(older[1], "") if older else None


def _check(told: str) -> str:
    return sha256(told.encode()).hexdigest()[:16]
