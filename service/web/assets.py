"""The page's own files in memory, compressed once.

A digest of them all is in their addresses, so browsers may keep them for good.
"""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from fastapi import Request, Response

from service.web.doors.headers import NEVER_KEPT, PAGE_POLICY

FOLDER = Path(__file__).parent / "page"
EARLY = "theme.js"  # no module: it runs before the page is shown
TYPES = {".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".svg": "image/svg+xml"}
KEPT = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"  # kept, but only used after asking whether it is still the same
SMALLEST = 600  # bytes; below, compressing gains nothing


@dataclass(frozen=True)
class Asset:
    """A file, or what is made for a request."""

    content: bytes
    media: str

    @cached_property
    def packed(self) -> bytes:
        """The content compressed, when it is first asked for."""
        return gzip.compress(self.content, 9, mtime=0)

    @cached_property
    def tag(self) -> str:
        """What names the content in `ETag`."""
        return tag_of_bytes(self.content)


class Assets:
    """All files of a folder, read once; `base` is where they are below the root."""

    def __init__(self, folder: Path = FOLDER) -> None:
        paths = sorted(folder.iterdir())
        self._files: Mapping[str, Asset] = {
            path.name: Asset(path.read_bytes(), TYPES[path.suffix]) for path in paths
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


def tag_of_bytes(content: bytes) -> str:
    """An `ETag` for some content, or for what names it."""
    return f'W/"{sha256(content).hexdigest()[:20]}"'


def send(
    request: Request, asset: Asset, *, keep: str = ASKED_AGAIN, status: int = 200, tag: str | None = None
) -> Response:
    """A file with its headers: compressed where the browser takes that.

    Nothing at all where it has it already. A `tag` that names the content spares looking at it.
    """
    tag = tag or asset.tag
    if status == 200 and (known := unchanged(request, tag, keep, asset.media)):
        return known
    headers = _headers(tag, keep, asset.media)
    if status >= 400:  # may be gone the next moment
        headers["Cache-Control"] = NEVER_KEPT
        del headers["ETag"]
    if len(asset.content) < SMALLEST or "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(asset.content, status, headers, asset.media)
    return Response(asset.packed, status, {**headers, "Content-Encoding": "gzip"}, asset.media)


def unchanged(request: Request, tag: str, keep: str = ASKED_AGAIN, media: str = "") -> Response | None:
    """That what is asked for is what the browser has, by its tag; None where it is not."""
    if tag not in request.headers.get("if-none-match", ""):
        return None
    return Response(status_code=304, headers=_headers(tag, keep, media))


def _headers(tag: str, keep: str, media: str) -> dict[str, str]:
    headers = {"Cache-Control": keep, "ETag": tag, "Vary": "Accept-Encoding"}
    if media == TYPES[".html"]:
        headers["Content-Security-Policy"] = PAGE_POLICY  # also with 304, or a browser would take another one
    return headers
