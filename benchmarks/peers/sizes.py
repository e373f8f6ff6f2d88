"""What packages and all that they need take on disk, by the records of the environment that this runs in.

    python -m benchmarks.peers.sizes REQUIREMENT [REQUIREMENT ...]

Prints JSON: `bytes`, and the `versions` of the packages named.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def closure(requirements: Sequence[str]) -> dict[str, Distribution]:
    """The distributions that requirements and theirs name, by canonical name; extras and markers count."""
    distributions: dict[str, Distribution] = {}
    waiting, seen = [Requirement(requirement) for requirement in requirements], set()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if (name, frozenset(wanted.extras)) in seen:
            continue
        seen.add((name, frozenset(wanted.extras)))
        distributions[name] = distribution(name)
        waiting += needed(distributions[name].requires or [], wanted.extras)
    return distributions


def needed(requires: Sequence[str], extras: set[str]) -> Iterator[Requirement]:
    """Those of a distribution's requirements that hold here with these extras."""
    for requirement in map(Requirement, requires):
        if requirement.marker is None or any(
            requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)
        ):
            yield requirement


def installed_bytes(distribution: Distribution) -> int:
    """Size of a distribution's recorded files."""
    paths = [Path(file.locate()) for file in distribution.files or []]
    return sum(path.stat().st_size for path in paths if path.is_file())


def main(requirements: Sequence[str]) -> None:
    """Print the sum and the versions."""
    distributions = closure(requirements)
    versions = {
        name: distributions[name].version
        for name in (canonicalize_name(Requirement(requirement).name) for requirement in requirements)
    }
    print(
        json.dumps(
            {
                "bytes": sum(installed_bytes(distribution) for distribution in distributions.values()),
                "versions": versions,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
