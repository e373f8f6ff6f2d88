"""How often somebody may ask."""

import pytest
from pydantic import ValidationError

from service.settings import Settings
from service.web.doors.rates import FAILED, Rates, address_of


def test_each_is_counted_alone() -> None:
    """More than the rate is told how long to wait; others are taken."""
    rates = Rates("3/minute")
    assert [rates.asked("address 192.0.2.1") for _ in range(3)] == [0, 0, 0]
    assert 1 <= rates.asked("address 192.0.2.1") <= 120
    assert rates.asked("key 192.0.2.1") == 0


def test_of_several_rates_each_holds() -> None:
    """Also the longer one."""
    rates = Rates("100/second;2/day")
    assert [bool(rates.asked("a")) for _ in range(4)] == [False, False, True, True]
    assert not any(Rates("none").asked("a") for _ in range(1000))


def test_keys_that_are_none_are_counted_apart() -> None:
    """After ten an address is told to wait, whatever rate holds; another one is not."""
    rates = Rates("none")
    most = FAILED[0].amount
    assert [rates.failed("192.0.2.1") for _ in range(most)] == [0] * most
    assert rates.failing("192.0.2.1")
    assert rates.failed("192.0.2.1") > 0
    assert (rates.failing("192.0.2.2"), rates.asked("192.0.2.1")) == (False, 0)


def test_many_addresses_take_bounded_memory() -> None:
    """As many as are counted at most; then it begins anew."""
    rates = Rates("5/minute", most=100)
    for number in range(1000):
        rates.asked(f"address {number}")
        assert len(rates._storage.storage) <= 102
    rates._storage.reset()


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_address_is_what_somebody_has(client: str, counted: str) -> None:
    """Of the sixth version a whole network."""
    assert address_of(client) == counted


@pytest.mark.parametrize("rate", ["60/minute", "10 per second;1000 per day", "none"])
def test_a_rate_is_a_setting(rate: str) -> None:
    """In the library's own words."""
    assert Settings(rate=rate).rate == rate


@pytest.mark.parametrize("rate", ["", "often", "60", "60/minutely", "-1/minute"])
def test_what_is_no_rate_is_refused(rate: str) -> None:
    """The error shows one."""
    with pytest.raises(ValidationError, match="is no rate such as 60/minute"):
        Settings(rate=rate)
