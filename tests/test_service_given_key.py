"""How a request brings its key."""

from base64 import b64encode

import pytest

from service.web.doors.given import Given, given_key


def basic(words: bytes) -> str:
    """HTTP Basic with these words."""
    return f"Basic {b64encode(words).decode()}"


@pytest.mark.parametrize(
    ("headers", "given"),
    [
        pytest.param([], None, id="none"),
        pytest.param(["Bearer cqa_1"], Given(b"cqa_1"), id="bearer"),
        pytest.param(["bEARER  cqa_1 "], Given(b"cqa_1"), id="written otherwise"),
        pytest.param([basic(b"me:cqa_1")], Given(b"cqa_1", by_itself=True), id="password"),
        pytest.param([basic(b":cqa_1")], Given(b"cqa_1", by_itself=True), id="no user"),
        pytest.param([basic(b"me:a:b")], Given(b"a:b", by_itself=True), id="colons in it"),
        pytest.param([basic("me:clé".encode())], Given("clé".encode(), by_itself=True), id="UTF-8 in Basic"),
        pytest.param(
            ["Bearer clé".encode().decode("latin-1")], Given("clé".encode()), id="UTF-8 in a header"
        ),
        pytest.param([basic(b"cqa_1")], Given(b"", by_itself=True), id="no password"),
        pytest.param(["Basic ?"], Given(b"", by_itself=True), id="no base64"),
        pytest.param(["Basic \xe9"], Given(b"", by_itself=True), id="no letters"),
        pytest.param([""], Given(b""), id="empty"),
        pytest.param(["Bearer"], Given(b""), id="no key"),
        pytest.param(["cqa_1"], Given(b""), id="no scheme"),
        pytest.param(["Digest cqa_1"], Given(b""), id="another scheme"),
        pytest.param(["Bearer cqa_1", "Bearer cqa_2"], Given(b""), id="two"),
        pytest.param([f"Bearer {'x' * 2**20}"], Given(b""), id="a megabyte"),
    ],
)
def test_a_key_is_read_from_the_header(headers: list[str], given: Given | None) -> None:
    """What cannot be one is one that opens nothing."""
    assert given_key(headers) == given
