"""XML that somebody else made, read so that it can name nothing outside and be no more than it is."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

# References to halves of signs, which libxml2 takes for signs and Python does not.
_HALF = re.compile(rb"&#(?:0*(?:5529[6-9]|55[3-9]\d\d|5[67]\d\d\d)|x0*[dD][89a-fA-F][\da-fA-F]{2});")
_SIGN = b"\xef\xbf\xbd"


def xml_root(data: bytes, **how: Any) -> "_Element | None":
    """The root of a tree, as much of it as is whole; None where there is none.

    `how` are further options of the parser.
    """
    from lxml import etree  # only ingest needs it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, **how)
    try:
        root: _Element | None = etree.fromstring(_HALF.sub(_half, data), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _half(reference: "re.Match[bytes]") -> bytes:
    number = reference.group()[2:-1]
    value = int(number[1:], 16) if number.startswith(b"x") else int(number)
    return _SIGN if 0xD800 <= value <= 0xDFFF else reference.group()
