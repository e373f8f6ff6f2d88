"""Addresses of the web that others wrote: only those that a link may lead to, whatever shows it."""

import re
from urllib.parse import urlsplit

from ingest.core.line import escaped

LONGEST_ADDRESS = 2000  # characters
_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")


def web_address(given: str | None) -> str | None:
    """An address that begins with http:// or https:// and names a host, and nothing else that is odd.

    None for one with a user's name, blanks, control characters or what is not seen.
    """
    address = (given or "").strip()
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address) or escaped(address) != address:
        return None
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises where it is none
    except ValueError:
        return None
    return parts.geturl() if "@" not in parts.netloc and _HOST.fullmatch(parts.hostname or "") else None
