"""How many attributes a tag has, before it is parsed: libxml2 compares each with all, unstoppably."""

import re

MOST_ATTRIBUTES = 1000
_OPENS = re.compile(rb"<(?:!--.*?(?:--!?>|\Z)|(script|style)\b|[A-Za-z][^\s/>]*+)", re.DOTALL | re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))?+", re.DOTALL
)
_RAW_END = {name: re.compile(rb"</" + name + rb"|\Z", re.IGNORECASE) for name in (b"script", b"style")}


def too_many_attributes(markup: bytes) -> bool:
    """Whether a tag of some markup has more than `MOST_ATTRIBUTES`; in time that grows with its length."""
    at = 0
    while opens := _OPENS.search(markup, at):
        at = opens.end()
        if opens.group().startswith(b"<!"):
            continue
        count = 0
        while attribute := _ATTRIBUTE.match(markup, at):
            at, count = attribute.end(), count + 1
            if count > MOST_ATTRIBUTES:
                return True
        if opens[1]:
            end = _RAW_END[opens[1].lower()].search(markup, at)
            at = end.start() if end else len(markup)
    return False
