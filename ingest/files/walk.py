"""The files below a folder: what is hidden, ignored or an index is passed over, links are not trusted."""

import os
from collections import deque
from collections.abc import Collection
from pathlib import Path

from ingest.core.article import SourceError
from ingest.files.ignore import IGNORE_FILE, LARGEST_IGNORE_FILE, Ignored, holds_index
from ingest.files.source_file import Skipped, escaped, is_folder, no_folder, opened

LEADS_OUT = "is a link that leads out of the folder; --follow-links reads it"


class Walk:
    """The files below a folder by their paths, in a fixed order, with where their bytes are.

    Neither `kept_out`, files or folders, nor what is in them, is taken, whatever link leads there. Links
    within the folder are followed to what is not read in its own place, those out of it only with
    `follow_links`; what several links lead to is read once. Raises `SourceError` where the folder is none,
    is an index, or where an ignore file cannot be understood.
    """

    def __init__(self, folder: Path, *, kept_out: Collection[Path] = (), follow_links: bool = False) -> None:
        if not is_folder(folder):
            raise no_folder(folder)
        self._root = Path(os.path.realpath(folder))
        self._kept_out = {Path(os.path.realpath(path)) for path in kept_out}
        self._follow_links = follow_links
        self._links: deque[tuple[str, Path]] = deque()
        self._folders: set[Path] = set()
        self._locations: set[Path] = set()
        self.ignored = Ignored()
        self.skipped: list[Skipped] = []
        self.files: dict[str, Path] = {}
        if self._root in self._kept_out or self._is_index(self._root):
            raise SourceError(f"{folder} is a folder of an index, not of sources: name another one")
        self._walk("", self._root)
        self._links = deque(sorted(self._links))
        while self._links:
            self._follow(*self._links.popleft())
        self.files = dict(sorted(self.files.items()))

    def _walk(self, prefix: str, location: Path) -> None:
        """Take in what is below a folder that is read under a path; links are kept for later."""
        waiting = [(prefix, location)]
        while waiting:
            prefix, location = waiting.pop()
            if location in self._folders:
                continue
            self._folders.add(location)
            try:
                with os.scandir(location) as found:
                    entries = {entry.name: entry for entry in found}
            except OSError as error:
                self._skip(prefix.rstrip("/") or ".", f"cannot be read: {error.strerror}")
                continue
            if holds_index(entries):
                self._kept_out.add(location)
                continue
            if IGNORE_FILE in entries:
                self.ignored.add(prefix, self._ignore_file(prefix, location / IGNORE_FILE))
            below = []
            for name in sorted(entries):
                path, place, entry = prefix + name, location / name, entries[name]
                if name.startswith(".") or place in self._kept_out:
                    continue
                if entry.is_symlink():
                    if not self.ignored.names(path) and not self.ignored.names(path, folder=is_folder(place)):
                        self._links.append((path, place))
                elif entry.is_dir(follow_symlinks=False):
                    if not self.ignored.names(path, folder=True):
                        below.append((f"{path}/", place))
                elif not self.ignored.names(path) and place not in self._locations:
                    self._locations.add(place)
                    self.files[path] = place
            waiting += reversed(below)

    def _ignore_file(self, prefix: str, location: Path) -> bytes:
        """The content of an ignore file, which may be a link to one."""
        try:
            with opened(Path(os.path.realpath(location))) as file:
                return file.read(LARGEST_IGNORE_FILE + 1)
        except OSError as error:
            raise SourceError(f"{prefix}{IGNORE_FILE}: cannot be read: {error.strerror}") from error

    def _follow(self, path: str, location: Path) -> None:
        """Take in what a link leads to, unless it is read in its own place or must not be."""
        try:
            target = Path(os.path.realpath(location, strict=True))
        except FileNotFoundError:
            self._skip(path, "is a link to a file that is not there")
            return
        except OSError as error:
            self._skip(path, f"is a link that cannot be followed: {error.strerror}")
            return
        if target in self._folders or target in self._locations or self._is_kept_out(target):
            return
        if target.is_relative_to(self._root):
            self._follow_within(path, target)
        elif not self._follow_links:
            self._skip(path, LEADS_OUT)
        elif self._root.is_relative_to(target):
            self._skip(path, "is a link to a folder that this one is in")
        else:
            self._take(path, target)

    def _follow_within(self, path: str, target: Path) -> None:
        """Follow a link to what is in the folder itself and was passed over: hidden, or ignored."""
        own = target.relative_to(self._root)
        if self.ignored.hides(own.as_posix()) or self.ignored.names(own.as_posix(), folder=is_folder(target)):
            self._skip(path, f"is a link to what {IGNORE_FILE} names")
        elif not is_folder(target):
            self._take(path, target)
        elif any(part.startswith(".") for part in own.parts):
            self._skip(path, "is a link to a hidden folder")

    def _take(self, path: str, target: Path) -> None:
        if is_folder(target):
            self._walk(f"{path}/", target)
        else:
            self._locations.add(target)
            self.files[path] = target

    def _is_kept_out(self, target: Path) -> bool:
        """Whether a place must not be read, or a folder that it is in."""
        return any(
            place in self._kept_out or (place not in self._folders and self._is_index(place))
            for place in (target, *target.parents)
        )

    def _is_index(self, folder: Path) -> bool:
        try:
            return holds_index({path.name for path in folder.iterdir()})
        except OSError:
            return False

    def _skip(self, path: str, reason: str) -> None:
        self.skipped.append(Skipped(escaped(path), reason))
