"""What a file may say that no text is: halves of a sign; and lines where one is wanted."""

import re

_HALF = re.compile("[\ud800-\udfff]")


def whole_signs(text: str) -> str:
    """A text whose halves of signs, which JSON and YAML can name, are one sign together or replaced."""
    if not _HALF.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def one_line(text: str) -> str:
    """A text in one line, with a blank for all that parts lines and words."""
    return " ".join(text.split())
