"""The ids of articles, told from the paths of all files."""

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

TEXT_SUFFIXES = (".txt", ".md", ".markdown")


def article_ids(paths: Iterable[str]) -> dict[str, str]:
    """The id of each file's article: its path, without a usual suffix where no other file has that stem.

    Ids never collide: a stem that is itself the path of a file, as that of `talk.md.txt` beside `talk.md`, is
    none. Names count as the disk has them, letter by letter.
    """
    stems = {path: str(PurePosixPath(path).with_suffix("")) for path in paths}
    count = Counter(stems.values())
    return {
        path: stem if path.endswith(TEXT_SUFFIXES) and count[stem] == 1 and stem not in stems else path
        for path, stem in stems.items()
    }
