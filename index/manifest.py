"""The manifest of a built index: how it was built, and the checksum of each of its files."""

import json
import stat
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest import Chunking

MANIFEST, MANIFEST_COPY = "manifest.json", "manifest.copy.json"
LARGEST = 64 * 2**20  # bytes of a manifest, which names every file that was left out
FORMAT = 7


class IndexUnusable(RuntimeError):  # noqa: N818 - reads better where it is raised
    """There is no index, or it must not be used; the message says what is wrong and, if known, what to run.

    A store adds the `remedy` where there is none yet.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem}: {remedy}" if remedy else problem)
        self.problem = problem
        self.remedy = remedy


class IndexDamaged(IndexUnusable):
    """A file of the index is not what it was when it was written."""


def unreadable(path: Path, error: OSError, remedy: str = "") -> IndexUnusable:
    """What is told of a file that is there and cannot be read; `remedy` where that is no lack of rights."""
    if isinstance(error, PermissionError):
        remedy = "it must be readable by the user who runs this"
    return IndexUnusable(f"{path} cannot be read: {error.strerror or error}", remedy)


class IndexBusyError(IndexUnusable):
    """Another ingest writes the index; it can be written when that has ended."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`digest` names the content: the same sources under the same configuration have the same one.

    `encoder` holds the fields of `index.encoder.EncoderSettings`, `chunking` those of `ingest.Chunking`,
    `parts` the digests of the parts by name, `skipped` path and reason of what was left
    out, `files` the checksums of a generation that is a folder of files, `folders` where the collections were
    read from, by name, if not from one folder, `revisions` the commits of the hub's models by name,
    `follow_links` whether links out of the folders were followed, `byteorder` how the machine that built it
    writes numbers.
    """

    format: int
    digest: str
    created: str
    sources: str
    reader: int
    encoder: dict[str, Any]
    chunking: dict[str, int]
    articles: int
    passages: int
    parts: dict[str, str]
    skipped: list[list[str]] = field(default_factory=list)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    revisions: dict[str, str] = field(default_factory=dict)
    follow_links: bool = False
    byteorder: str = sys.byteorder

    def location(self, path: str) -> Path:
        """Where the file of an article was when it was read."""
        name, _, below = path.partition("/")
        return Path(self.folders[name], below) if name in self.folders else Path(self.sources, path)


def content_digest(
    identity: Mapping[str, Any],
    parts: Mapping[str, str],
    tuning: Mapping[str, Any],
    articles: Mapping[str, tuple[str, str]],
) -> str:
    """Names what an index holds: what it was built with, and every file.

    `identity` has the encoder's digest, the chunking, the readers' version and the format, `articles` path
    and digest by id.
    """
    built = {**identity, "parts": parts, "tuning": tuning}
    content = [built, sorted((article_id, *file) for article_id, file in articles.items())]
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest beside the files it lists, and a copy to mend it from."""
    for name in (MANIFEST, MANIFEST_COPY):
        (folder / name).write_text(signed(asdict(manifest)), encoding="utf-8")


def signed(fields: Mapping[str, Any]) -> str:
    """The text of a manifest: its fields, and a checksum of their text."""
    checksum = sha256(json.dumps(fields, indent=1).encode()).hexdigest()
    return json.dumps({**fields, "checksum": checksum}, indent=1)


def read_manifest(folder: Path, digest: str = "", name: str = MANIFEST) -> Manifest:
    """Read a manifest, in which no byte may differ from what was written.

    `digest` is the sha256 that it must have, if that is known. Raises `IndexUnusable` where it is missing,
    damaged or of another format, or of a machine that writes numbers otherwise.
    """
    path = folder / name
    data = content_of(path)
    try:
        loaded = json.loads(data)
        if (other := loaded["format"]) != FORMAT:
            raise IndexUnusable(f"{folder} has index format {other}, this program reads {FORMAT}")
        del loaded["checksum"]
        if signed(loaded).encode() != data or (digest and sha256(data).hexdigest() != digest):
            raise IndexDamaged(f"{path} is damaged (its checksum differs)")
        manifest = Manifest(**{"files": None, **loaded})
        if not isinstance(manifest.files, dict):
            raise TypeError("a generation of files lists them")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise IndexDamaged(f"{path} is damaged") from error
    if manifest.byteorder != sys.byteorder:
        raise IndexUnusable(f"{folder} was built on a machine of another kind ({manifest.byteorder}-endian)")
    try:
        Chunking(**manifest.chunking)
    except TypeError as error:
        raise IndexUnusable(f"{folder} was cut in a way that this program does not know") from error
    return manifest


def content_of(path: Path) -> bytes:
    """The content of a small file; raises `IndexUnusable` where there is none that can be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would be waited for
            raise IndexDamaged(f"{path} cannot be read: it is no file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise IndexDamaged(f"{path} is damaged (it is larger than {LARGEST} bytes)")
        return content
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexDamaged(f"{path} is missing") from error
    except OSError as error:
        raise unreadable(path, error) from error


def checksums(folder: Path) -> dict[str, dict[str, Any]]:
    """Size in bytes and sha256 of every file below `folder` but the manifests and empty lock files."""
    return {
        name: {"bytes": path.stat().st_size, "sha256": file_digest(path)} for name, path in _files(folder)
    }


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare the files with the manifest; raises `IndexDamaged` that names the first that differs."""
    for name, problem in damages(folder, manifest):
        raise IndexDamaged(f"{folder / name} {problem}")


def damages(folder: Path, manifest: Manifest) -> Iterator[tuple[str, str]]:
    """The files that differ from the manifest, each with what is wrong with it, the largest first."""
    with ThreadPoolExecutor(2) as pool:
        names = sorted(manifest.files, key=lambda name: -int(manifest.files[name]["bytes"]))
        problems = pool.map(lambda name: _problem(folder / name, manifest.files[name]), names)
        yield from ((name, problem) for name, problem in zip(names, problems, strict=True) if problem)


def _problem(path: Path, expected: dict[str, Any]) -> str | None:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return "is damaged (it is no file)"
        if status.st_size != expected["bytes"]:
            return f"is damaged ({status.st_size} bytes instead of {expected['bytes']})"
        return None if file_digest(path) == expected["sha256"] else "is damaged (its checksum differs)"
    except (FileNotFoundError, NotADirectoryError):
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in (MANIFEST, MANIFEST_COPY) and not path.name.endswith(".lock"):
            yield path.relative_to(folder).as_posix(), path


def file_digest(path: Path) -> str:
    """sha256 of a file's content, read in pieces."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
    return digest.hexdigest()
