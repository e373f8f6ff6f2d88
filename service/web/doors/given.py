"""The key that a request brings: `Authorization: Bearer KEY`, or HTTP Basic with it as the password.

Programs send the first. Browsers ask a person for the second and then send it along by themselves, also with
what scripts and forms of the page ask for, so that the page needs no code for it.
"""

import binascii
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 1000  # characters of a header that may hold a key
BASIC, BEARER = 'Basic realm="careerqa", charset="UTF-8"', 'Bearer realm="careerqa"'


@dataclass(frozen=True, slots=True)
class Given:
    """A key as it was given; `by_itself` where a browser may have sent it without anybody's doing."""

    secret: bytes
    by_itself: bool = False


def given_key(headers: Sequence[str]) -> Given | None:
    """What a request's `Authorization` headers hold, None where there are none.

    What cannot be a key, several too, is given as an empty one, which opens nothing.
    """
    if not headers:
        return None
    header = headers[0]
    if len(headers) > 1 or len(header) > LONGEST:
        return Given(b"")
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return Given(rest.strip().encode("latin-1"))
    if scheme.lower() == "basic":
        return Given(_password(rest), by_itself=True)
    return Given(b"")


def _password(encoded: str) -> bytes:
    try:
        return b64decode(encoded.strip(), validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return b""
