"""What is never a source: what `.careerqaignore` names, and folders that hold an index."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from ingest.core.article import SourceError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".careerqaignore"
LARGEST_IGNORE_FILE = 2**20
MOST_STARS = 3  # of a part of a pattern, for which pathspec's regex tries all places
# What stands at the top of an index folder, and in one of its generations.
_INDEX, _BESIDE = "generations", ("CURRENT", "ingest.lock", "journal.sqlite")
_GENERATION = {"manifest.json", "catalog.sqlite"}


class Ignored:
    """The patterns of the ignore files of a folder, in the syntax of gitignore.

    As there, an ignore file speaks of what is below its own folder, the deepest one that speaks of a file
    decides, the last of its patterns before the others, and what is in a folder that is ignored is ignored.
    """

    def __init__(self) -> None:
        self._specs: dict[str, GitIgnoreSpec] = {}

    def add(self, folder: str, data: bytes) -> None:
        """Take in the ignore file of a folder, by its path (empty, or with `/` behind it).

        Raises `SourceError` where it cannot be understood: what it keeps out must not go in.
        """
        from pathspec import GitIgnoreSpec

        if len(data) > LARGEST_IGNORE_FILE:
            raise SourceError(f"{folder}{IGNORE_FILE}: has more than {LARGEST_IGNORE_FILE} bytes")
        try:
            lines = data.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            raise SourceError(f"{folder}{IGNORE_FILE}: is not UTF-8 (byte {error.start})") from error
        for number, line in enumerate(lines, start=1):
            if not line.startswith("#") and any(part.count("*") > MOST_STARS for part in line.split("/")):
                raise SourceError(
                    f"{folder}{IGNORE_FILE}:{number}: has more than {MOST_STARS} * between two /"
                )
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError as error:
                raise SourceError(
                    f"{folder}{IGNORE_FILE}:{number}: {line.strip()!r} is no pattern of gitignore"
                ) from error
        self._specs[folder] = GitIgnoreSpec.from_lines(lines)

    def names(self, path: str, *, folder: bool = False) -> bool:
        """Whether a file or folder is named, whose parents are not."""
        if not self._specs:
            return False
        whole = f"{path}/" if folder else path
        for parent in _parents(path):
            spec = self._specs.get(parent)
            named = spec.check_file(whole[len(parent) :]).include if spec else None
            if named is not None:
                return named
        return False

    def hides(self, path: str) -> bool:
        """Whether a file, or a folder above it, is named."""
        above = [parent[:-1] for parent in _parents(path) if parent]
        return self.names(path) or any(self.names(parent, folder=True) for parent in above)


def holds_index(names: Collection[str]) -> bool:
    """Whether a folder with files of these names is an index, or a generation of one."""
    return (_INDEX in names and any(name in names for name in _BESIDE)) or set(names) >= _GENERATION


def index_folders(paths: Iterable[str]) -> set[str]:
    """Of the folders of these files those that hold an index, each with `/` behind it."""
    inside: dict[str, set[str]] = {}
    for path in paths:
        for parent in _parents(path):
            inside.setdefault(parent, set()).add(path[len(parent) :].split("/")[0])
    return {folder for folder, names in inside.items() if holds_index(names)}


def _parents(path: str) -> Iterator[str]:
    """The folders that a file is in, each with `/` behind it, from its own up to the empty path."""
    at = len(path)
    while (at := path.rfind("/", 0, at)) >= 0:
        yield path[: at + 1]
    yield ""
