"""Which addresses of sources may be opened."""

import pytest

from ingest import web_address
from tests.hostile_text import BAD_ADDRESSES, GOOD_ADDRESSES


@pytest.mark.parametrize("address", [*BAD_ADDRESSES, "", None, "https://a.example/" + "b" * 2000])
def test_nothing_else_is_opened(address: str | None) -> None:
    """No other scheme, no user's name, nothing that ends or hides an address."""
    assert web_address(address) is None


@pytest.mark.parametrize("address", GOOD_ADDRESSES)
def test_an_address_of_the_web_stays(address: str) -> None:
    """Whatever script it is in; the scheme in small letters, without blanks around it."""
    assert web_address(address) == address
    assert web_address(f" {address.replace('http', 'HTTP', 1)}\n") == address
