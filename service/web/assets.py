"""The page's own files in memory, compressed once.

A digest of them all is in their addresses, so browsers may keep them for good.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastapi import Request, Response

from service.web.doors.headers import PAGE_POLICY

FOLDER = Path(__file__).parent / "page"
EARLY = "theme.js"  # no module: it runs before the page is shown
TYPES = {".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml"}
KEPT = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"  # kept, but only used after asking whether it is still the same
SMALLEST = 600  # bytes; below, compressing gains nothing


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is and compressed."""

    content: bytes
    packed: bytes
    media: str

    @classmethod
    def of(cls, content: bytes, media: str) -> "Asset":
        """What is sent of some content."""
        return cls(content, gzip.compress(content, 9, mtime=0), media)


class Assets:
    """All files of a folder, read once; `base` is where they are below the root."""

    def __init__(self, folder: Path = FOLDER) -> None:
        paths = sorted(folder.iterdir())
        self._files: Mapping[str, Asset] = {
            path.name: Asset.of(path.read_bytes(), TYPES[path.suffix]) for path in paths
        }
        self.digest = sha256(
            b"".join(path.name.encode() + self._files[path.name].content for path in paths)
        ).hexdigest()[:12]
        self.base = f"page/{self.digest}"

    def get(self, name: str) -> Asset | None:
        """A file, or None."""
        return self._files.get(name)

    @property
    def modules(self) -> list[str]:
        """The scripts that the page loads at once instead of one after another."""
        return [name for name in self._files if name.endswith(".js") and name != EARLY]


def send(request: Request, asset: Asset, *, keep: str = ASKED_AGAIN, status: int = 200) -> Response:
    """A file with its headers: compressed where the browser takes that.

    Nothing at all where it has it already.
    """
    tag = f'W/"{sha256(asset.content).hexdigest()[:20]}"'
    headers = {"Cache-Control": keep, "ETag": tag, "Vary": "Accept-Encoding"}
    if asset.media == TYPES[".html"]:
        headers["Content-Security-Policy"] = PAGE_POLICY  # also with 304, or a browser would take another one
    if status == 200 and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if len(asset.content) < SMALLEST or "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.content, status, headers, asset.media)
    return Response(asset.packed, status, {**headers, "Content-Encoding": "gzip"}, asset.media)
