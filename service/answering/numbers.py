"""Numbers in brackets that a source wrote, as encyclopedias and papers do: they look like those of an answer."""

import re
from unicodedata import category

_OPENING, _CLOSING = "[［【〔⟦❲〖⁅", "]］】〕⟧❳〗⁆"
_OPEN, _CLOSED = re.escape(_OPENING), re.escape(_CLOSING)
# One or several that touch, so that they are one stretch.
NUMBERS = re.compile(rf"(?:[{_OPEN}][^{_OPEN}{_CLOSED}]{{1,24}}[{_CLOSED}])+")
_INSIDE = frozenset(f"{_OPENING}{_CLOSING}^,;")
_ROUND = str.maketrans(dict.fromkeys(_OPENING, "(") | dict.fromkeys(_CLOSING, ")"))


def is_number(stretch: str) -> bool:
    """Whether nothing but numbers is to be seen in some brackets."""
    within = [sign for sign in stretch if sign not in _INSIDE and category(sign)[0] not in "CMZ"]
    return any(map(str.isnumeric, within)) and all(
        sign.isnumeric() or category(sign) == "Pd" for sign in within
    )


def unnumbered(text: str) -> str:
    """A text whose own numbers stand in round brackets: square ones are those of an answer."""
    return NUMBERS.sub(lambda found: found[0].translate(_ROUND) if is_number(found[0]) else found[0], text)
