"""By which names the service may be asked."""

import pytest

from service.web.doors.hosts import Hosts, is_loopback

LOOPBACK = [
    "localhost",
    "LOCALHOST:8000",
    "127.0.0.1",
    "127.0.0.1:1",
    "127.255.0.9:8000",
    "[::1]",
    "[::1]:8000",
]
REBOUND = [
    "evil.com",
    "evil.com:8000",
    "127.0.0.1.evil.com",
    "localhost.evil.com:8000",
    "localhost.",
    "evil.com.localhost",
    "127.1",
    "2130706433",
    "0x7f000001",
    "127.0.0.1@evil.com",
    "localhost:80@evil.com",
    "localhost/evil.com",
    "localhost,evil.com",
    "localhost evil.com",
    "localhost:",
    "localhost:8000:80",
    "localhost:http",
    "[::1",
    "::1",
    "[::1]evil.com",
    "[localhost]",
    "",
    " ",
    ":8000",
    "loc\xe1lhost",
    "x" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("named", LOOPBACK)
def test_loopback_is_always_answered(named: str) -> None:
    """By each of its names, whatever the port, also where others may ask."""
    for hosts in (Hosts.of("127.0.0.1"), Hosts.of("::1"), Hosts.of("0.0.0.0", ["careers.example"])):
        assert hosts.allow([named])


@pytest.mark.parametrize(
    "named", [*REBOUND, "192.0.2.1:8000", "0.0.0.0", "[2001:db8::1]"], ids=lambda name: name[:30]
)
def test_another_name_is_none_of_loopbacks(named: str) -> None:
    """Whatever it looks like."""
    assert not Hosts.of("127.0.0.1").allow([named])
    assert not Hosts.of("localhost", ["careers.example"]).allow([named])


def test_one_name_is_given() -> None:
    """Neither none nor two, since others might read the other one."""
    hosts = Hosts.of("127.0.0.1")
    assert not hosts.allow([])
    assert not hosts.allow(["localhost", "evil.com"])
    assert not hosts.allow(["localhost", "localhost"])


def test_names_are_added() -> None:
    """Each alone, not what ends in it or begins with it."""
    hosts = Hosts.of("127.0.0.1", ["Careers.example"])
    assert hosts.allow(["careers.EXAMPLE:443"])
    for other in ("a.careers.example", "careers.example.evil.com", "careers.example.", "xcareers.example"):
        assert not hosts.allow([other])


def test_beyond_loopback_only_names_can_be_rebound() -> None:
    """Where names are given, others are refused; without, all are answered that are names at all."""
    named = Hosts.of("0.0.0.0", ["careers.example"])
    assert [named.allow([name]) for name in ("careers.example", "192.0.2.1:8000", "[2001:db8::1]:80")] == [
        True
    ] * 3
    assert not named.allow(["evil.com"])
    assert Hosts.of("box.example", ["careers.example"]).allow(["box.example:8000"])
    assert Hosts.of("0.0.0.0").allow(["evil.com"])
    assert not Hosts.of("0.0.0.0").allow(["evil.com/"])


@pytest.mark.parametrize(
    ("host", "told"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("", False), ("0.0.0.0", False), ("::", False), ("127.0.0.1.evil.com", False)],
)  # fmt: skip
def test_what_is_loopback(host: str, told: bool) -> None:
    """An address that only this machine reaches."""
    assert is_loopback(host) is told
