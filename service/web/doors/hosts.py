"""The names by which the service may be asked.

A web page can have its own name lead to another machine, also to the one its visitor sits at (DNS rebinding), and
then read what answers there. The browser still says by which name it asks, so only known names are answered.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(?::[0-9]{1,5})?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Hosts:
    """Which hosts are answered, whatever port they name.

    Where the service listens on loopback, loopback's names and the `named`. Elsewhere these and every address in
    numbers, since only names can be rebound; or `every` one.
    """

    named: frozenset[str] = frozenset()
    loopback: bool = True
    every: bool = False

    @classmethod
    def of(cls, host: str, named: Iterable[str] = ()) -> "Hosts":
        """What holds where the service listens on `host`: all where nothing is named beyond loopback."""
        names = frozenset(name.lower() for name in named)
        here = is_loopback(host)
        return cls(names | {host.lower()}, here, every=not here and not names)

    def allow(self, headers: Sequence[str]) -> bool:
        """Whether a request with these `Host` headers, of which there must be one, is answered."""
        if len(headers) != 1:
            return False
        name = host_name(headers[0])
        if name is None:
            return False
        return (
            self.every or name in self.named or is_loopback(name) or (not self.loopback and _in_numbers(name))
        )


def host_name(header: str) -> str | None:
    """The name in a `Host` header, or None for what is none; without port and brackets."""
    matched = _HOST.fullmatch(header)
    return matched[1].lower().strip("[]") if matched else None


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine's own and nobody else's."""
    if host.lower() == "localhost":
        return True
    return _in_numbers(host) and ip_address(host).is_loopback


def _in_numbers(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
