"""How often a key, or an address without one, may ask. Each worker counts for itself, in memory."""

import math
import time
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request

BEYOND = "120/minute"  # where others than this machine can reach the service and nothing else is set
FAILED = parse_many("10/minute")  # keys that are none, from an address
NONE = "none"
MOST = 10_000  # keys and addresses that are counted; beyond, counting begins anew


class Rates:
    """Counts requests in windows that slide, by who sends them."""

    def __init__(self, rate: str = NONE, most: int = MOST) -> None:
        self._rate = [] if rate == NONE else parse_many(rate)
        self._storage = MemoryStorage()
        self._limiter = SlidingWindowCounterRateLimiter(self._storage)
        self._most = most

    def asked(self, who: str) -> int:
        """Count a request; for how many seconds no more is taken, 0 where this one is."""
        return self._hit(self._rate, who)

    def failed(self, address: str) -> int:
        """Count a key that was none; likewise."""
        return self._hit(FAILED, f"failed {address}")

    def failing(self, address: str) -> bool:
        """Whether so many keys from an address were none that more are not to be looked at."""
        return not all(self._limiter.test(item, f"failed {address}") for item in FAILED)

    def _hit(self, items: list[RateLimitItem], who: str) -> int:
        if len(self._storage.storage) > self._most:
            self._storage.reset()
        taken = [item for item in items if not self._limiter.hit(item, who)]
        ends = (self._limiter.get_window_stats(item, who).reset_time for item in taken)
        return max((max(1, math.ceil(end - time.time())) for end in ends), default=0)


def too_often(seconds: int) -> tuple[str, dict[str, str]]:
    """What is told to who asks too often, and the headers that say when to come again."""
    return f"too many requests; try again in {seconds} s", {"Retry-After": str(seconds)}


def client_of(request: Request) -> str:
    """What a client is counted by."""
    return address_of(request.client.host) if request.client else ""


def address_of(client: str) -> str:
    """What a client is counted by: its address, of the sixth version the network, of which one has 2⁶⁴ addresses."""
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return client
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
