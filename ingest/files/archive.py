"""Archives among the sources: their files are read where they lie, within limits, and never unpacked.

But a compressed tar, in which one cannot go back: that is unpacked as a whole, into a file without a name.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from ingest.core.article import SourceError
from ingest.files.ignore import IGNORE_FILE, LARGEST_IGNORE_FILE, Ignored, index_folders
from ingest.files.packed import BROKEN, MOST_MEMBERS, Content, TooMuchError, reason
from ingest.files.packed_tar import tar_members
from ingest.files.packed_zip import zip_members
from ingest.files.source_file import LARGEST_FILE, ZIP, Member, Skipped, escaped, is_archive, too_large

_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass
class Contents:
    """The files of an archive by path, with their sha256 and where they are; and what is left out."""

    files: dict[str, tuple[str, Member]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)


def read_archive(path: str, location: Path, ignored: Ignored) -> Contents:
    """What is in an archive that has a path below the folder; its ignore files are added to `ignored`.

    A member that has a bad path, is a link, an archive or too large is skipped by itself. An archive that
    is none, is broken at its beginning or has more than the limits allow is skipped as a whole.
    """
    contents = Contents()
    members = zip_members if path.lower().endswith(ZIP) else tar_members
    seen: list[str] = []
    try:
        for name, content in members(location):
            if len(seen) >= MOST_MEMBERS:
                raise TooMuchError(f"holds more than {MOST_MEMBERS} files")
            seen.append(f"{path}/{name}")
            _take(contents, path, name, content, ignored)
    except SourceError:
        raise  # an ignore file in it cannot be understood
    except TooMuchError as error:
        return Contents(skipped=[Skipped(path, str(error))])
    except BROKEN as error:
        why = f"cannot be unpacked{' as a whole' if contents.files else ''}: {reason(error)}"
        contents.skipped.append(Skipped(path, why))
    indexes = tuple(index_folders(seen))
    for member in list(contents.files):
        if ignored.hides(member) or member.startswith(indexes):
            del contents.files[member]
    contents.skipped = [
        skipped
        for skipped in contents.skipped
        if skipped.path == path or not (ignored.hides(skipped.path) or skipped.path.startswith(indexes))
    ]
    return contents


def _take(contents: Contents, archive: str, name: str, content: Content, ignored: Ignored) -> None:
    """Put a member into the contents, or say why not; hidden ones are passed over."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    path = f"{archive}/{'/'.join(parts)}"
    if name.startswith("/") or _DRIVE.match(name) or ".." in parts:
        contents.skipped.append(
            Skipped(escaped(f"{archive}/{name}"), "has a path that leads out of the archive")
        )
        return
    if parts and parts[-1] == IGNORE_FILE:
        if content.problem or content.size > LARGEST_IGNORE_FILE:
            raise SourceError(f"{escaped(path)}: {content.problem or 'is too large'}")
        ignored.add(path.removesuffix(IGNORE_FILE), b"".join(content.pieces))
        return
    if not parts or any(part.startswith(".") for part in parts):
        return
    problem = content.problem
    if not problem and is_archive(path):
        problem = "is an archive within an archive: unpack it"
    if not problem and content.size > LARGEST_FILE:
        problem = too_large(content.size)
    if not problem:
        digest, blank = sha256(), True
        try:
            for piece in content.pieces:
                digest.update(piece)
                blank = blank and not piece.strip()
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
            problem = f"cannot be unpacked: {reason(error)}"
        else:
            problem = "is empty" if blank else ""
    if problem:
        contents.skipped.append(Skipped(escaped(path), problem))
        return
    if path in contents.files:
        contents.skipped.append(Skipped(escaped(path), "is in the archive more than once; the last was read"))
    assert content.member is not None  # what has no problem has one
    contents.files[path] = digest.hexdigest(), content.member
