"""Pages of other sites, whose requests a browser sends along with the key that its owner once typed.

A browser says where a request comes from (`Sec-Fetch-Site`, older ones and plain HTTP only `Origin`), and no
page can have it say otherwise. What says nothing is no browser, or one that follows a link.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers

SAFE = {"GET", "HEAD", "OPTIONS"}


def is_foreign(method: str, headers: Headers) -> bool:
    """Whether a page of another site sent it; a link that somebody follows from there is none of its doing."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return method not in SAFE or headers.get("sec-fetch-mode") != "navigate"
    if origin is None or site is not None:
        return False
    return _netloc(origin) != headers.get("host", "").lower()


def is_own_page(headers: Headers) -> bool:
    """Whether a page of this service asks, so that its browser may ask for the key where it lacks one."""
    if "sec-fetch-site" in headers:
        return headers["sec-fetch-site"] == "same-origin"
    return _netloc(headers.get("referer", "")) == headers.get("host", "").lower()


def is_named(origin: str | None, origins: Collection[str], path: str) -> bool:
    """Whether pages of an origin may ask at a path: one of the settings; `*` does not open /mcp, none changes."""
    if origin is None or path.startswith("/api/sources/"):
        return False
    return origin.lower() in origins or ("*" in origins and path != "/mcp")


def _netloc(address: str) -> str | None:
    try:
        return urlsplit(address).netloc.lower() or None
    except ValueError:
        return None
