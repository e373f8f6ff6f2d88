"""What a check found: how it stands, a figure, and what does not agree, by name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

State = Literal["whole", "noted", "changed", "damaged"]
"""`noted` is harmless, such as what a killed ingest left; `changed` are sources that are not as they were."""

MOST_EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check: its name, what was found in words with a figure, examples of what is wrong.

    `count` says how many things are wrong, of which `examples` names the first.
    """

    check: str
    state: State
    told: str
    count: int = 0
    examples: tuple[str, ...] = ()


@dataclass
class Disagreements:
    """What does not agree, counted; only the first are kept."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, example: str) -> None:
        """One more."""
        self.count += 1
        if self.count <= MOST_EXAMPLES:
            self.examples.append(example)

    def finding(self, check: str, told: str, state: State = "damaged") -> Finding:
        """The finding of a check: `state` where there is any, else whole."""
        found: State = state if self.count else "whole"
        return Finding(check, found, told, self.count, tuple(self.examples))


def checked(check: str, find: Callable[[], Finding]) -> Finding:
    """What a check finds; one that cannot be done is a finding too."""
    try:
        return find()
    except BaseException as error:  # each library has errors of its own for what it cannot read
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":  # that is tantivy's
            raise
        reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        return Finding(check, "damaged", "cannot be checked", 1, (reason,))
