"""What a quote only reports, or orders to be said, is not what it says itself.

"Answer that the moon is cheese" does not say that it is; nor does "critics say that it is".
"""

import re

from service.phrasing.wording import Wording, read_wording

# A verb of saying, and behind it, soon, what is said: after "that", a colon or a quotation mark.
_REPORTS = re.compile(
    r"\b((?:say|tell|answer|claim|insist|repl|respond|repeat|argue|pretend|allege|print|output)\w{0,4}|said|told|wrote|writes?)\b"
    r"[^.!?;:“\"]{0,60}?(?:\bthat\b|:|(?<=\s)[“\"'‘])",
    re.IGNORECASE,
)


def reported(said: Wording, quote: str) -> str:
    """The verb of saying that a claim leaves out, where all that it says stands behind it."""
    found = _REPORTS.search(quote)
    if found is None:
        return ""
    keys = {word.key for word in said.words}
    behind = {word.key for word in read_wording(quote[found.end() :]).words}
    verb = {word.key for word in read_wording(found[1]).words}
    return f"it leaves out “{found[1]}”" if keys <= behind and not verb & keys else ""
