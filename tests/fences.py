"""What stands between the marks of a text for agents."""

import re

from service.protocols.fence import STATEMENT


def unfenced(text: str) -> str:
    """What is marked as untrusted, which is all below the statement."""
    found = re.fullmatch(r"(.*)\n<(untrusted-[0-9a-f]{16})>\n(.*)\n</\2>", text, re.DOTALL)
    assert found is not None
    assert found[1] == STATEMENT
    return found[3]
