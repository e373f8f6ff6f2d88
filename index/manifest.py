"""The manifest of a built index: how it was built, and the checksum of each of its files."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest import Chunking

MANIFEST = "manifest.json"
FORMAT = 6


class IndexUnusable(RuntimeError):  # noqa: N818 - reads better where it is raised
    """There is no index, or it must not be used; the message says what is wrong and, if known, what to run.

    A store adds the `remedy` where there is none yet.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem}: {remedy}" if remedy else problem)
        self.problem = problem
        self.remedy = remedy


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
    read from, by name, if not from one folder, `revisions` the commits of the hub's models by name.
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

    def location(self, path: str) -> Path:
        """Where the file of an article was when it was read."""
        name, _, below = path.partition("/")
        return Path(self.folders[name], below) if name in self.folders else Path(self.sources, path)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest beside the files it lists."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read a manifest; raises `IndexUnusable` where it is missing, broken or of another format."""
    try:
        loaded = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if (other := loaded["format"]) != FORMAT:
            raise IndexUnusable(f"{folder} has index format {other}, this program reads {FORMAT}")
        manifest = Manifest(**{"files": None, **loaded})
        if not isinstance(manifest.files, dict):
            raise TypeError("a generation of files lists them")
    except FileNotFoundError as error:
        raise IndexUnusable(f"{folder / MANIFEST} is missing") from error
    except OSError as error:
        raise unreadable(folder / MANIFEST, error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise IndexUnusable(f"{folder / MANIFEST} is damaged") from error
    try:
        Chunking(**manifest.chunking)
    except TypeError as error:
        raise IndexUnusable(f"{folder} was cut in a way that this program does not know") from error
    return manifest


def checksums(folder: Path) -> dict[str, dict[str, Any]]:
    """Size in bytes and sha256 of every file below `folder` but the manifest and empty lock files."""
    return {
        name: {"bytes": path.stat().st_size, "sha256": file_digest(path)} for name, path in _files(folder)
    }


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare the files with the manifest; raises `IndexUnusable` that names the first that differs."""
    with ThreadPoolExecutor(2) as pool:
        names = sorted(manifest.files, key=lambda name: -int(manifest.files[name]["bytes"]))
        problems = pool.map(lambda name: _problem(folder / name, manifest.files[name]), names)
        for name, problem in zip(names, problems, strict=True):
            if problem:
                raise IndexUnusable(f"{folder / name} {problem}")


def _problem(path: Path, expected: dict[str, Any]) -> str | None:
    try:
        if path.stat().st_size != expected["bytes"]:
            return f"is damaged ({path.stat().st_size} bytes instead of {expected['bytes']})"
        return None if file_digest(path) == expected["sha256"] else "is damaged (its checksum differs)"
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST and not path.name.endswith(".lock"):
            yield path.relative_to(folder).as_posix(), path


def file_digest(path: Path) -> str:
    """sha256 of a file's content, read in pieces."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(2**20):
            digest.update(block)
    return digest.hexdigest()
