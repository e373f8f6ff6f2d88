"""What a generation in the making takes over from the published one; no two that are kept share a file.

A file that the generation before the published one has as well is linked from there, since that one goes when
the new one is published; any other is copied. So one that stays for years is copied once, and then handed on
from every generation to the next but one (docs/decisions/2026-11-30-an-index-that-proves-itself.md).
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.manifest import IndexDamaged, file_digest


class Inheritance:
    """The files of a published generation, with size and sha256 by name, and of the one before it, if any."""

    def __init__(self, published: Path, files: Mapping[str, Mapping[str, Any]], before: Path | None) -> None:
        self.published = published
        self._files = files
        self._before = before

    def take(self, folder: str, into: Path) -> None:
        """Put the files below a folder of the published generation into that of the new one.

        Raises `IndexDamaged` where one is not what it was when the generation was verified.
        """
        (into / folder).mkdir(parents=True, exist_ok=True)
        for name in self._files:
            if name.startswith(f"{folder}/"):
                self._take(name, into / name)

    def _take(self, name: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        wanted = self._files[name]
        if self._before is not None and holds(self._before / name, wanted):
            try:
                os.link(self._before / name, target)
            except OSError:  # a file system without links
                pass
            else:
                return
        shutil.copyfile(self.published / name, target)
        if not holds(target, wanted):
            raise IndexDamaged(f"{self.published / name} is damaged (its checksum differs)")


def holds(path: Path, wanted: Mapping[str, Any]) -> bool:
    """Whether a file is there with this size and sha256."""
    try:
        same_size = path.is_file() and path.stat().st_size == wanted["bytes"]
        return same_size and file_digest(path) == wanted["sha256"]
    except OSError:
        return False
